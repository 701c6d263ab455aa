"""What is kept of the audit of a plan, once the graph that was judged is gone: the report's matter, and no triples.

Of many plans no more is held in memory than this. It can be written as plain JSON data and read again, so that a later
audit of the same plan, by the same rules, as of the same day, need not be made.
"""

import datetime as dt
import json
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from scrgraph.audit.findings import AuditResult
from scrgraph.audit.moments import Moment
from scrgraph.audit.origins import Origin
from scrgraph.audit.status import RowStatus

_Kept = TypeVar("_Kept")


@dataclass(frozen=True, slots=True)
class PlanAudit:
    """What is kept of a plan's audit: its result, and the status of its rows.

    ``lost`` says, in sentences, what was declared of rows that the plan does not have. ``commenced`` is the first day
    of the plan, ``newest`` that of its newest dated entry. ``moments`` is all that it dates, ``origins`` the documents
    that it was read from. ``node`` is the IRI of the plan, and ``versions`` are those of the versions that were judged:
    one, save where a dataset holds more.
    """

    result: AuditResult
    statuses: tuple[RowStatus, ...]
    lost: tuple[str, ...] = ()
    commenced: dt.date | None = None
    newest: dt.date | None = None
    moments: tuple[Moment, ...] = ()
    origins: tuple[Origin, ...] = ()
    node: str = ""
    versions: tuple[str, ...] = ()


def to_plain(value: object) -> Any:
    """Give what is kept as plain JSON data: a dataclass as the list of its fields."""
    kind: Any = type(value)
    if kind in (str, int, bool, type(None)):
        return value
    if isinstance(value, tuple | list):
        return [to_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {key: to_plain(each) for key, each in value.items()}
    if isinstance(value, dt.date):
        return value.isoformat()
    return [to_plain(getattr(value, name)) for name in _list_names(kind)]


def write_plain(value: object, depth: int = 3) -> Iterator[str]:
    """Write what is kept as JSON, piece by piece: the plain data of a plan of thousands of rows need much room.

    ``depth`` tells how far down values are taken to pieces: each finding of a plan's result is one of its own.
    """
    if not depth or isinstance(value, str | int | Mapping | dt.date | None):
        yield json.dumps(to_plain(value), ensure_ascii=False)
        return
    kind: Any = type(value)
    parts = value if isinstance(value, tuple | list) else (getattr(value, name) for name in _list_names(kind))
    before = "["
    for part in parts:
        yield before
        yield from write_plain(part, depth - 1)
        before = ", "
    yield "]" if before != "[" else "[]"


def from_plain(kind: type[_Kept], data: Any) -> _Kept:
    """Read what ``to_plain`` gave of a value of a kind.

    Raises:
        TypeError, ValueError: where it is no such data.
    """
    return _read(kind, data)  # type: ignore[no-any-return]


def _read(kind: Any, data: Any) -> Any:
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _list_hints(kind)
        if not isinstance(data, list) or len(data) != len(hints):
            raise ValueError(f"no {kind.__name__}")
        return kind(*map(_read, hints, data))
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        if data is None and type(None) in inside:
            return None
        whole = [each for each in inside if each is not type(None)]
        return _read(whole[0], data) if len(whole) == 1 else data
    if origin is tuple:
        return tuple(_read(inside[0], each) for each in data)
    if origin in (Mapping, dict):
        return {key: _read(inside[1], each) for key, each in data.items()}
    if kind is dt.date:
        return dt.date.fromisoformat(data)
    if isinstance(kind, type) and not isinstance(data, kind):
        raise ValueError(f"no {kind.__name__}: {data!r}")
    return data


@cache
def _list_names(kind: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


@cache
def _list_hints(kind: type) -> tuple[Any, ...]:
    hints = get_type_hints(kind)
    return tuple(hints[each.name] for each in fields(kind))
