"""Asks questions of facts: the stored ones here, a user's own in a process apart, both within limits.

This is the one door through which a query from outside passes. It sees one database, in memory or on disk, which it can
only read, no other file and no network; one that takes too long, or too much memory, is ended with its process.
"""

import datetime as dt
import json
import os
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from scrgraph import namespaces
from scrgraph.analysis.citing import Citer
from scrgraph.analysis.parameters import bind_parameters
from scrgraph.analysis.questions import Question, check_query, names_graphs
from scrgraph.errors import BadUsage, ScrgraphError
from scrgraph.graph.citations import Citation
from scrgraph.graph.places import Cited

if TYPE_CHECKING:  # what was kept is asked without rdflib, which takes longer to begin than many questions
    from rdflib.term import Node

Value: TypeAlias = str | int | float | bool | dt.date | None
Parameters: TypeAlias = Mapping[str, ox.NamedNode | ox.Literal]

TIME_LIMIT = 10.0  # seconds
STORED_LIMIT = 60.0  # of a stored question, at least: it is none that never ends, but plans may be thousands
MEMORY_LIMIT = 4 << 30  # bytes of address space
ENDED = 14  # SIGALRM: by this signal, or with this exit code, a process ends whose time is over
_TO_BEGIN = 10.0  # seconds that it may take to begin, on a machine that is busy
_BYTES_A_SECOND = 5_000_000  # of facts, that even such a machine loads
_MOST_ROWS = 100_000
_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gives: its columns and rows, or yes or no (``truth``) to an ASK.

    ``cells`` are for each row the places in the documents that it rests on; ``None`` where no documents are at hand.
    ``parameters`` are the values that it was asked with.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    truth: bool | None = None
    cells: tuple[tuple[Citation, ...], ...] | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)


class FactBase:
    """The facts that questions are asked of, in one graph: in memory, or in a database on disk that is only read.

    ``sources`` says by the plans' ids where the places of facts are, by which rows of answers lead to cells; ``graphs``
    gives the named graphs, which are loaded where a question asks for them by name. ``folder`` is that of the database,
    where it lies on disk; then no named graphs are to be had. ``lock`` is held as long as it is in use.
    """

    def __init__(
        self,
        facts: "Iterable[tuple[Node, Node, Node]] | ox.Store",
        sources: Mapping[str, Cited] | None = None,
        graphs: Callable[[], Iterable[ox.Quad]] = tuple,
        folder: Path | None = None,
        lock: object = None,
    ) -> None:
        if isinstance(facts, ox.Store):
            self._store = facts
        else:
            from scrgraph.graph.quads import FactGraph

            self._store = (facts if isinstance(facts, FactGraph) else FactGraph(facts)).quads
        self._folder = folder
        self._lock = lock
        self._citer = Citer(self._store, sources) if sources else None
        self._graphs: Callable[[], Iterable[ox.Quad]] | None = graphs if folder is None else None

    @property
    def has_themes(self) -> bool:
        """Whether any row has a theme."""
        theme = ox.NamedNode(namespaces.SCR + "hasTheme")
        return next(iter(self._store.quads_for_pattern(None, theme, None)), None) is not None

    def pour(self, database: ox.Store) -> None:
        """Add all facts to a database."""
        database.bulk_extend(self._store)

    def ask(self, question: Question, given: Iterable[str] = (), time_limit: float = TIME_LIMIT) -> Answer:
        """Answer a question; a user's own is checked, and runs in a process apart that ends with its time.

        A stored one has a minute at least.

        Raises:
            BadUsage: where it is no query that may be run, or takes no such parameter.
            ScrgraphError: where it takes too long or too much memory.
        """
        variables = check_query(question.text) if question.own else None  # tests check the stored ones
        parameters = bind_parameters(question, variables, given, self.list_values)
        if self._graphs is not None and names_graphs(question.text):
            self._store.bulk_extend(self._graphs())
            self._graphs = None
        if question.own:
            answer = self._ask_apart(question.text, parameters, time_limit)
        else:
            answer = self._ask_here(question.text, parameters, max(time_limit, STORED_LIMIT))
        answer = replace(answer, parameters={name: term.value for name, term in sorted(parameters.items())})
        return self._show(question, answer)

    def list_values(self, query: str) -> list[tuple[str, str]]:
        """List the values that a kind of parameter may have, and their names, as its query gives them."""
        found = evaluate(self._store, query, {})
        return [(str(value), str(name)) for value, name in found.rows]

    def _show(self, question: Question, answer: Answer) -> Answer:
        """Leave out the columns that are not shown, and give each row the cells it rests on."""
        cells = None
        if self._citer is not None and answer.truth is None:
            cells = self._citer.cite(answer.columns, answer.rows, question.cites)
        hidden = {*question.cites, *question.hides}
        kept = [place for place, name in enumerate(answer.columns) if name not in hidden]
        return replace(
            answer,
            columns=tuple(answer.columns[place] for place in kept),
            rows=tuple(tuple(row[place] for place in kept) for row in answer.rows),
            cells=cells,
        )

    def _ask_here(self, text: str, parameters: Parameters, time_limit: float) -> Answer:
        """Ask in a thread beside this one, which goes on when the time is over, or when it is interrupted.

        The engine lets go of the interpreter while it works; nothing can end it but the end of the process.
        """
        done: list[Answer | BaseException] = []

        def work() -> None:
            try:
                done.append(evaluate(self._store, text, parameters))
            except BaseException as error:
                done.append(error)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        thread.join(time_limit)
        if not done:
            raise _tell_too_long(time_limit)
        if isinstance(done[0], BaseException):
            raise done[0]
        return done[0]

    def _ask_apart(self, text: str, parameters: Parameters, time_limit: float) -> Answer:
        import subprocess

        data = b"" if self._folder is not None else self._dump(names_graphs(text))
        asked = {
            "query": text,
            "parameters": {name: _write_term(term) for name, term in parameters.items()},
            "folder": None if self._folder is None else str(self._folder.resolve()),
            "seconds": time_limit,
            "memory": MEMORY_LIMIT,
        }
        command = [sys.executable, "-P", "-m", "scrgraph.analysis.sandbox"]
        try:
            # The process ends itself when the time of the query is over; to begin, and to load facts, is none of that.
            done = subprocess.run(
                command,
                input=json.dumps(asked).encode() + b"\n" + data,
                capture_output=True,
                timeout=time_limit + _TO_BEGIN + len(data) / _BYTES_A_SECOND,
                env=os.environ | {"PYTHONPATH": str(_PACKAGE.parent)},
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise _tell_too_long(time_limit) from None
        if done.returncode in (ENDED, -ENDED):
            raise _tell_too_long(time_limit)
        if done.returncode != 0:
            raise ScrgraphError("The query was ended: it took too much memory.", remedy="Narrow it.")
        told = json.loads(done.stdout)
        if "fault" in told:
            raise BadUsage(told["fault"])
        rows = tuple(tuple(None if cell is None else _read_value(*cell) for cell in row) for row in told["rows"])
        return Answer(tuple(told["columns"]), rows, told["truth"])

    def _dump(self, named: bool) -> bytes:
        """Write down the facts, with the named graphs where they are asked for."""
        if named:
            return self._store.dump(format=ox.RdfFormat.N_QUADS) or b""
        return self._store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""


def _tell_too_long(seconds: float) -> ScrgraphError:
    return ScrgraphError(
        f"The query took longer than {seconds:g} seconds and was ended.",
        remedy="Narrow it, or give it more with --time-limit.",
    )


def evaluate(store: ox.Store, text: str, parameters: Parameters) -> Answer:
    """Evaluate a query that was checked before.

    Raises:
        BadUsage: where the engine cannot run it, or it gives too many rows.
    """
    columns, rows, truth = solve(store, text, parameters)
    return Answer(
        columns,
        tuple(tuple(None if cell is None else _read_value(*cell) for cell in row) for row in rows),
        truth,
    )


def solve(
    store: ox.Store, text: str, parameters: Parameters
) -> tuple[tuple[str, ...], list[list[tuple[str, str] | None]], bool | None]:
    """Give columns, rows and truth; each cell as its words and its datatype (empty for an IRI or a blank node)."""
    bound = {ox.Variable(name): term for name, term in parameters.items()}
    try:
        found = store.query(text, substitutions=bound or None)  # type: ignore[arg-type]
        if isinstance(found, ox.QueryBoolean):
            return (), [], bool(found)
        assert isinstance(found, ox.QuerySolutions)  # as checked before
        columns = tuple(variable.value for variable in found.variables)
        rows: list[list[tuple[str, str] | None]] = []
        for solution in found:
            if len(rows) == _MOST_ROWS:
                raise BadUsage(f"The query gives more than {_MOST_ROWS} rows.", remedy="Narrow it, or use LIMIT.")
            rows.append([_write_cell(term) for term in solution])
    except OSError as error:
        raise ScrgraphError(f"The facts cannot be read ({error}).", remedy="Try again; they are made anew.") from None
    except (SyntaxError, ValueError, RuntimeError) as error:
        raise BadUsage(f"The query cannot be run ({' '.join(str(error).split())[:120]}).") from None
    return columns, rows, None


def _write_cell(term: object) -> tuple[str, str] | None:
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        return term.value, term.datatype.value
    return (term.value, "") if isinstance(term, ox.NamedNode | ox.BlankNode) else (str(term), "")


def _write_term(term: ox.NamedNode | ox.Literal) -> list[str]:
    return [term.value, term.datatype.value if isinstance(term, ox.Literal) else ""]


def _read_value(words: str, datatype: str) -> Value:
    """Read a cell as a plain value of Python, where it is one."""
    try:
        match datatype.removeprefix(namespaces.XSD):
            case "integer" | "int" | "long" | "nonNegativeInteger" | "positiveInteger":
                return int(words)
            case "decimal" | "double" | "float":
                return float(words)
            case "boolean":
                return words in ("true", "1")
            case "date":
                return dt.date.fromisoformat(words)
    except ValueError:
        pass
    return words
