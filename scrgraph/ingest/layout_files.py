"""Reads the file of a layout, and says in one sentence what is wrong with it; writes a layout that was worked out.

A file says only what is different from the common wordings: a wording that it gives to a column is no other column's
any more. What may stand in a file is listed in ``_KEYS`` and explained in ``docs/layouts.md``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from scrgraph.errors import BadUsage
from scrgraph.ingest.headings import fold_words, read_words
from scrgraph.ingest.layouts import COLUMNS, NOTHING, Layout, Words
from scrgraph.settings import find_nearest
from scrgraph.toml_lines import Kind, find_lines, parse, read_text

_LAYOUT = Kind(
    "layout",
    missing="Check its name and place.",
    form="docs/layouts.md shows what a file of a layout looks like.",
    largest=200_000,
    verb="is",
    entry="any of a layout",
)
_SHOWN = 60
STATUSES = ("completed", "finalised", "late", "ongoing", "pending", "withdrawn")
MEANINGS = ("closed", "open", "overdue")
_KEYS: Mapping[str, str] = {
    "name": "text",
    "title": "text",
    "description": "text",
    "source": "text",
    "status_of": "text",
    "labels": "list",
    "agency_part": "list",
    "whole": "list",
    "guidance": "list",
    "agency_leads": "list",
    "without": "list",
    "known_by": "table",
    "columns": "table",
    "either": "table",
    "nothing": "table",
    "status_words": "table",
    "colours": "table",
    "content": "table",
    "example": "table",
}
_INNER: Mapping[str, tuple[str, ...]] = {
    "known_by": ("needs", "one_of", "headings", "title"),
    "columns": COLUMNS,
    "nothing": ("headings",),
    "content": COLUMNS,
    "example": ("above", "columns", "groups", "headings", "keys", "rows"),
}
_KINDS: Mapping[str, tuple[type, str, str]] = {
    "text": (str, "words in quotation marks", 'Write it as "...".'),
    "list": (list, "a list of words", 'Write it as ["...", "..."].'),
    "table": (dict, "a table", "Write its name in square brackets on a line, and what it holds below."),
}


@dataclass(frozen=True, slots=True)
class Example:
    """What a layout shows of itself: a head, the columns meant, and made-up rows with the keys and groups they give.

    ``columns`` has an empty name for a heading that is none of the columns; ``above`` is the text above the table.
    """

    headings: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    keys: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    above: tuple[str, ...] = ()


def read_layout(path: Path, general: Layout | None) -> Layout:
    """Read the layout in a file; ``general`` are the common wordings on which it builds, ``None`` of their own file.

    Raises:
        BadUsage: where it cannot be read, or is no layout: the sentence names file, line and remedy.
    """
    return _File(path, read_text(path, _LAYOUT)).build(general)


class _File:
    """A file of a layout while it is read."""

    def __init__(self, path: Path, text: str) -> None:
        self._path, self._text = path, text
        self._data = parse(text, path, _LAYOUT)

    def build(self, general: Layout | None) -> Layout:
        self._check_keys()
        data = self._data
        columns = {name: self._list_words(("columns", name)) for name in data.get("columns", {})}
        either = {
            self._read_wording(key, ("either", key)): self._list_columns(("either", key))
            for key in data.get("either", {})
        }
        nothing = self._list_words(("nothing", "headings"))
        if not any(columns.values()) and not either:
            self._refuse(
                ("columns",), "The layout declares no headings.", "Write [columns], and below it the wordings of each."
            )
        self._check_once(columns, either, nothing)
        without = self._list_columns(("without",))
        status_of = data.get("status_of", general.status_of if general else "agency")
        if status_of not in ("agency", "board"):
            self._refuse(
                ("status_of",), f"The status cannot be the word of '{status_of}'.", 'Write "agency" or "board".'
            )
        colours = self._read_meanings("colours", ("", *MEANINGS))
        common = _Common(general, columns, either, nothing, without)
        return Layout(
            name=self._read_name(),
            title=self._read_said("title"),
            labels=_join(self._list_texts(("labels",)), general.labels if general else ()),
            agency_part=_join(self._list_words(("agency_part",)), general.agency_part if general else ()),
            columns=dict(common.columns),
            colours=_join(tuple(colours), general.colours if general else ()),
            status_of=status_of,
            whole=_join(self._list_words(("whole",)), general.whole if general else ()),
            description=" ".join(str(data.get("description", "")).split()),
            source=" ".join(str(data.get("source", "")).split()),
            own=dict(columns if general else {}),
            own_either=tuple(either) if general else (),
            either=dict(common.either),
            nothing=common.nothing,
            without=without,
            needs=self._list_words(("known_by", "needs")),
            one_of=self._list_words(("known_by", "one_of")),
            signs=self._list_words(("known_by", "headings")),
            title_words=self._list_words(("known_by", "title")),
            status_words=dict(self._read_meanings("status_words", STATUSES)),
            colour_means={word: means for word, means in colours.items() if means},
            agency_leads=self._list_words(("agency_leads",)),
            guidance=_join(self._list_texts(("guidance",)), general.guidance if general else ()),
            content={
                **(general.content if general else {}),
                **{name: self._list_texts(("content", name)) for name in data.get("content", {})},
            },
            example=self._read_example(),
            path=self._path,
        )

    # -- what stands in the file ---------------------------------------------------------------------------------

    def _check_keys(self) -> None:
        for key, value in self._data.items():
            if key not in _KEYS:
                self._refuse_name((key,), f"The key '{key[:_SHOWN]}' is not known in a layout.", _KEYS)
            self._check_kind((key,), value, _KEYS[key])
            for inner in value if key in _INNER else ():
                if inner not in _INNER[key]:
                    what = f"'{inner[:_SHOWN]}' is no {_NAMES.get(key, 'key')} of [{key}]."
                    what = f"There is no column '{inner[:_SHOWN]}'." if _INNER[key] is COLUMNS else what
                    self._refuse_name((key, inner), what, _INNER[key])
        for key in ("name", "title"):
            if not str(self._data.get(key, "")).strip():
                self._refuse((key,), f"The layout has no {key}.", f'Write {key} = "..." at the top.')

    def _check_kind(self, path: Words, value: Any, kind: str) -> None:
        form, described, remedy = _KINDS[kind]
        if not isinstance(value, form):
            self._refuse(path, f"'{'.'.join(path)}' is to be {described}.", remedy)

    def _read_name(self) -> str:
        name = self._read_said("name")
        if not all(sign.isalnum() or sign in "-_." for sign in name):
            self._refuse(("name",), f"A layout cannot be called '{name[:_SHOWN]}'.", "Use letters, digits and hyphens.")
        return name

    def _read_said(self, key: str) -> str:
        return " ".join(str(self._data[key]).split())

    def _get(self, path: Words) -> Any:
        inside: Any = self._data
        for key in path:
            inside = inside.get(key, []) if isinstance(inside, Mapping) else []
        return inside

    def _list_texts(self, path: Words) -> tuple[str, ...]:
        found = self._get(path)
        self._check_kind(path, found, "list")
        for one in found:
            self._check_kind(path, one, "text")
        return tuple(found)

    def _list_words(self, path: Words) -> tuple[Words, ...]:
        return tuple(self._read_wording(one, path) for one in self._list_texts(path))

    def _read_wording(self, text: str, path: Words) -> Words:
        words = read_words(text)
        if not words:
            self._refuse(
                path, f"'{text[:_SHOWN]}' has no word in it.", "Write the heading as it is printed, or take it out."
            )
        return words

    def _list_columns(self, path: Words) -> tuple[str, ...]:
        found = self._list_texts(path)
        for name in found:
            if name not in COLUMNS:
                self._refuse_name(path, f"There is no column '{name[:_SHOWN]}'.", COLUMNS, name)
        return found

    def _check_once(
        self,
        columns: Mapping[str, tuple[Words, ...]],
        either: Mapping[Words, tuple[str, ...]],
        nothing: tuple[Words, ...],
    ) -> None:
        """Refuse a wording that stands for two columns."""
        seen: dict[Words, str] = {}
        said = [(words, name, ("columns", name)) for name, every in columns.items() for words in every]
        said += [(words, "either", ("either", " ".join(words))) for words in either]
        said += [(words, "nothing", ("nothing", "headings")) for words in nothing]
        for words, name, path in said:
            first = seen.setdefault(fold_words(words), name)
            if first != name:
                self._refuse(
                    path,
                    f"The heading '{' '.join(words)}' stands for '{first}' and for '{name}'.",
                    "Keep one of them; where it can mean both, put it under [either].",
                )

    def _read_meanings(self, table: str, known: Sequence[str]) -> dict[str, str]:
        """Read what words of colours or statuses mean, each one of a few things."""
        found = {}
        for word, meaning in self._data.get(table, {}).items():
            self._check_kind((table, word), meaning, "text")
            if meaning not in known:
                what = f"'{word[:_SHOWN]}' cannot mean '{meaning[:_SHOWN]}'."
                self._refuse_name((table, word), what, [one for one in known if one], meaning)
            found[word.lower()] = meaning
        return found

    def _read_example(self) -> Example | None:
        if "example" not in self._data:
            return None
        headings, columns = (self._list_texts(("example", name)) for name in ("headings", "columns"))
        rows = self._get(("example", "rows"))
        self._check_kind(("example", "rows"), rows, "list")
        for name in columns:
            if name and name not in COLUMNS:
                self._refuse_name(("example", "columns"), f"There is no column '{name[:_SHOWN]}'.", COLUMNS, name)
        for row in [columns, *rows]:
            if len(row) != len(headings):
                path = ("example", "columns" if row is columns else "rows")
                what = f"The example has {len(headings)} headings, and here are {len(row)} cells."
                self._refuse(path, what, 'Give each heading its cell; an empty one is written as "".')
        return Example(
            headings,
            columns,
            tuple(tuple(map(str, row)) for row in rows),
            self._list_texts(("example", "keys")),
            self._list_texts(("example", "groups")),
            self._list_texts(("example", "above")),
        )

    # -- what is wrong with it -----------------------------------------------------------------------------------

    def _refuse_name(self, path: Words, what: str, known: Iterable[str], name: str | None = None) -> NoReturn:
        """Refuse a name that is not known (that at the end of the path), with the nearest that is."""
        names = sorted(known)
        near = find_nearest(path[-1] if name is None else name, names)
        listed = f"Known are: {', '.join(names)}."
        self._refuse(path, what, f"The nearest is {near}. {listed}" if near else listed)

    def _refuse(self, path: Words, what: str, remedy: str) -> NoReturn:
        lines = find_lines(self._text)
        line = next((found for end in range(len(path), 0, -1) if (found := lines.get(path[:end]))), None)
        raise BadUsage(what, path=self._path, place=None if line is None else f"line {line}", remedy=remedy)


_NAMES = {"known_by": "sign", "example": "part"}


class _Common:
    """What a layout takes of the common wordings: all but those that it gives another meaning."""

    def __init__(
        self,
        general: Layout | None,
        columns: Mapping[str, tuple[Words, ...]],
        either: Mapping[Words, tuple[str, ...]],
        nothing: tuple[Words, ...],
        without: tuple[str, ...],
    ) -> None:
        said = {fold_words(words) for every in columns.values() for words in every}
        said |= {fold_words(words) for words in (*either, *nothing)}
        self.columns = {name: columns[name] for name in columns}
        self.either = dict(either)
        self.nothing = nothing
        if general is None:
            return
        for name in COLUMNS:
            common = () if name in without else general.columns.get(name, ())
            every = (*columns.get(name, ()), *(words for words in common if fold_words(words) not in said))
            if every:
                self.columns[name] = every
        for words, names in general.either.items():
            if fold_words(words) not in said and set(names) - set(without):
                self.either[words] = names
        self.nothing = (*nothing, *(words for words in general.nothing if fold_words(words) not in said))


def _join(own: Sequence[Any], common: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys((*own, *common)))


# -- writing a layout ----------------------------------------------------------------------------------------------


def write_layout(name: str, document: str, heads: Sequence[tuple[Sequence[str], Sequence[str | None]]]) -> str:
    """Write the text of a layout that was worked out from the heads of a document: its headings and nothing else of it.

    Args:
        name: The layout's name.
        document: The name of the document's file, for a comment.
        heads: The headings of each head, with the column of each.
    """
    wordings: dict[str, dict[Words, str]] = {}
    unknown: dict[Words, str] = {}
    seen: dict[Words, str] = {}
    for headings, columns in heads:
        for heading, column in zip(headings, columns, strict=True):
            words = read_words(heading)
            if not words:
                continue
            if column is None:
                unknown.setdefault(words, heading)
            elif seen.setdefault(fold_words(words), column) == column:
                wordings.setdefault(column, {}).setdefault(words, " ".join(heading.split()))
    first, columns = heads[0]
    single = sorted({words[0] for found in wordings.values() for words in found if len(words) == 1})
    lines = [
        f"# Worked out from the headings of {' '.join(document.split())}.",
        "# Look it through: each heading stands below the column that it means.",
        "# docs/layouts.md says what else may stand in this file.",
        "",
        f"name = {_quote(name)}",
        f"title = {_quote(f'Plans laid out as {document}')}",
        'status_of = "agency"  # whose word a status column is: "agency" or "board"',
        "",
        "# These count only as the whole heading.",
        f"whole = {_quote_list(single)}",
        "",
        "[columns]",
        *(f"{column} = {_quote_list(wordings[column].values())}" for column in COLUMNS if column in wordings),
        "",
    ]
    left = [heading for words, heading in unknown.items() if fold_words(words) not in seen]
    if left:
        lines += [
            "# Headings that are none of the columns; move one up to the column that it means.",
            "[nothing]",
            f"headings = {_quote_list(left)}",
            "",
        ]
    lines += [
        "[example]",
        f"headings = {_quote_list(first)}",
        f"columns = {_quote_list(column or NOTHING for column in columns)}",
        "",
    ]
    return "\n".join(lines)


def _quote(text: str) -> str:
    """Write words as TOML does."""
    escaped = "".join(
        {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}.get(sign, sign if sign.isprintable() else " ")
        for sign in " ".join(text.split())
    )
    return f'"{escaped}"'


def _quote_list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_quote, texts))}]"
