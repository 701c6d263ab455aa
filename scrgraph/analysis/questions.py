"""The questions that can be asked: those stored under ``queries/``, and a user's own file; and what a query may be.

A query reads and nothing else: only SELECT and ASK, with no SERVICE and no FROM, as its parsed form shows. Values
for its parameters are bound to its variables as terms and never become part of its text.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from scrgraph import namespaces
from scrgraph.errors import BadUsage
from scrgraph.resources import queries_folder
from scrgraph.settings import find_nearest

if TYPE_CHECKING:  # the parser takes longer to begin than most questions take, and only a user's own query needs it
    from rdflib.plugins.sparql.parserutils import CompValue

_TAKES_NONE = {True: "It takes none; a variable that it selects can be one.", False: "It takes none."}
_LONGEST = 100_000  # characters of a query
_STEPS = ("derive", "parameters")  # folders that begin so hold queries that no one asks: they are steps to others
_GRAPH = re.compile(r"\bGRAPH\b", re.IGNORECASE)  # not in "scrgraph", which stands in the prefixes of nearly all
_HEADER = re.compile(r"^#\+ (\w+): *(.*)$")
_ENTRY = re.compile(r"^#\+ +- (\w+): *(\S.*)$")
OWN = "own"  # the topic of a query in a file that the user names

ANY = "any"  # the default of a parameter that need not narrow anything


@dataclass(frozen=True, slots=True)
class Question:
    """A query with what its header says: the question it answers, and the parameters with what they are else.

    ``kinds`` say of what kind the value of a parameter is. The columns of ``cites`` hold the IRIs of the facts that a
    row of the answer rests on; they and those of ``hides`` are not shown. ``nodes`` are the kinds of node, one or two,
    of a question whose answer is a network, and ``counts`` what its ties count. ``chart`` is the kind of figure that is
    drawn of the answer, and ``header`` all that the header says.
    """

    name: str
    topic: str
    summary: str
    description: str
    tags: tuple[str, ...]
    defaults: Mapping[str, str]
    text: str
    nodes: tuple[str, ...] = ()
    counts: str = "recommendation"
    kinds: Mapping[str, str] = field(default_factory=dict)
    cites: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    chart: str = ""
    header: Mapping[str, str] = field(default_factory=dict)

    @property
    def needs_themes(self) -> bool:
        """Whether it rests on the themes of rows."""
        return "themes" in self.tags

    @property
    def own(self) -> bool:
        """Whether it is no stored question, but a user's: it is checked, and runs apart with limits."""
        return self.topic == OWN

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters that the header names, sorted."""
        return tuple(sorted({*self.defaults, *self.kinds}))


def load_questions(own: Path | None = None) -> tuple[Question, ...]:
    """Load the stored questions, sorted by topic and name, and after them those of a folder of the board's own.

    Raises:
        BadUsage: where one of the board's own cannot be read, or bears a name that is taken.
    """
    questions = [_read_stored(file) for file in _list_stored()]
    if own is not None:
        if not own.is_dir():
            what = "The folder of queries is not there."
            raise BadUsage(what, path=own, remedy="Mend its name in scrgraph.toml.")
        taken = {question.name: "scrgraph's own" for question in questions}
        for file in sorted(own.rglob("*.rq")):
            if file.stem in taken:
                what = f"There is another query of the name {file.stem}, {taken[file.stem]}."
                raise BadUsage(what, path=file, remedy="Give it a name of its own.")
            taken[file.stem] = str(file)
            questions.append(load_question_file(file))
    return tuple(questions)


def _list_stored() -> list[Path]:
    return [file for file in sorted(queries_folder().glob("*/*.rq")) if not file.parent.name.startswith(_STEPS)]


def _read_stored(file: Path) -> Question:
    return _read_question(file.stem, file.parent.name, file.read_text(encoding="utf-8"))


def find_question(name: str, own: Path | None = None) -> Question:
    """Find a question by its name, with or without its topic: a stored one, or one of a folder of the board's own.

    Raises:
        BadUsage: where there is none, with the nearest name that there is.
    """
    if own is None:  # then the others need not be read
        for file in _list_stored():
            if name in (file.stem, f"{file.parent.name}/{file.stem}"):
                return _read_stored(file)
    questions = load_questions(own)
    for question in questions:
        if name in (question.name, f"{question.topic}/{question.name}"):
            return question
    near = find_nearest(name.lower(), [question.name for question in questions])
    raise BadUsage(
        f"There is no query '{name}'.",
        remedy=(f"The nearest name is {near}; " if near else "") + "scrgraph query list shows all of them.",
    )


def load_question_file(path: Path) -> Question:
    """Load a user's own query.

    Raises:
        BadUsage: where the file cannot be read.
    """
    try:
        return _read_question(path.stem, OWN, path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeError) as error:
        raise BadUsage(
            f"The query cannot be read ({getattr(error, 'strerror', None) or 'it is no UTF-8 text'}).", path=path
        ) from None


def _read_question(name: str, topic: str, text: str) -> Question:
    header: dict[str, str] = {}
    lists: dict[str, dict[str, str]] = {}
    block = ""
    for line in text.splitlines():
        if entry := _ENTRY.match(line):
            lists.setdefault(block, {})[entry[1]] = entry[2].strip()
        elif found := _HEADER.match(line):
            block = found[1]
            header[block] = found[2].strip()
    return Question(
        name=name,
        topic=topic,
        summary=header.get("summary", ""),
        description=header.get("description", ""),
        tags=_split(header.get("tags", "")),
        defaults=lists.get("defaults", {}),
        text=text,
        nodes=_split(header.get("nodes", "")),
        counts=header.get("counts", "recommendation"),
        kinds=lists.get("kinds", {}),
        cites=_split(header.get("cites", "")),
        hides=_split(header.get("hides", "")),
        chart=header.get("chart", ""),
        header=header,
    )


def _split(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.strip("[] ").split(",") if word.strip())


def check_query(text: str) -> frozenset[str] | None:
    """Check that a query only reads; give the plain variables that a SELECT gives, and none for an ASK.

    Raises:
        BadUsage: where it is no query, is of another form, or would reach beyond the data.
    """
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    if len(text) > _LONGEST:
        raise BadUsage(f"The query has more than {_LONGEST} characters.")
    try:
        parsed = parseQuery(text)
        _, query = parsed
        nodes = list(_walk(query))
    except RecursionError:
        raise BadUsage("The query is nested too deeply.") from None
    except Exception as error:
        if _is_update(text):
            raise BadUsage("The query is an update; only SELECT and ASK are allowed.") from None
        raise BadUsage(f"This is not a SPARQL query that can be read ({_say(error)}).") from None
    if query.name not in ("SelectQuery", "AskQuery"):
        form = str(query.name).removesuffix("Query").upper()
        raise BadUsage(f"The query is a {form}; only SELECT and ASK are allowed.")
    if any(node.name == "ServiceGraphPattern" for node in nodes):
        raise BadUsage("The query asks another server (SERVICE), which is not allowed.")
    if any(node.name == "DatasetClause" for node in nodes) or query.datasetClause:
        raise BadUsage("The query names its own data (FROM), which is not allowed.")
    if query.name == "AskQuery":
        return None
    if query.projection:
        return frozenset(str(item.var) for item in query.projection if item.var is not None)
    return frozenset(str(variable) for variable in translateQuery(parsed).algebra.PV)


def names_graphs(text: str) -> bool:
    """Tell whether a query that was checked asks for graphs by their names (GRAPH)."""
    if not _GRAPH.search(text):
        return False
    from rdflib.plugins.sparql.parser import parseQuery

    _, query = parseQuery(text)
    return any(node.name == "GraphGraphPattern" for node in _walk(query))


def _walk(node: Any) -> Iterator["CompValue"]:
    """Give every part of a parsed query."""
    from pyparsing import ParseResults
    from rdflib.plugins.sparql.parserutils import CompValue

    if isinstance(node, CompValue):
        yield node
        for inner in node.values():
            yield from _walk(inner)
    elif isinstance(node, list | tuple | ParseResults):
        for inner in node:
            yield from _walk(inner)


def _is_update(text: str) -> bool:
    from rdflib.plugins.sparql.parser import parseUpdate

    try:
        return bool(parseUpdate(text).request)
    except Exception:  # it is no update either
        return False


def _say(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


def read_parameters(question: Question, variables: Iterable[str] | None, given: Iterable[str]) -> dict[str, str]:
    """Read parameters, ``NAME=VALUE`` each, as words; what is not given is as the header of the query says.

    A stored question takes the parameters that its header names, a user's own query any variable that it selects.

    Raises:
        BadUsage: for a parameter that it does not take, that has no value, or that it needs and is not given.
    """
    taken = set(question.parameters) | (set(variables or ()) if question.own and not question.parameters else set())
    values = dict(question.defaults)
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or not name or not value.strip():
            raise BadUsage(f"The parameter '{pair}' has no value.", remedy="Write it as --param NAME=VALUE.")
        if name not in taken:
            known = ", ".join(sorted(taken))
            raise BadUsage(
                f"The query takes no parameter '{name}'.",
                remedy=f"It takes: {known}." if known else _TAKES_NONE[question.own],
            )
        values[name] = value
    for name in question.parameters:
        if name not in values:
            raise BadUsage(
                f"The query needs its parameter '{name}', and it is not given.",
                remedy=f"Name it: --param {name}=VALUE.",
            )
    return values


def read_term(text: str) -> ox.NamedNode | ox.Literal:
    """Read a value as people write it: a whole number, a day (YYYY-MM-DD), an IRI in angle brackets, else words.

    In double quotes it is words, whatever it looks like.
    """
    if re.fullmatch(r'"[^"]*"', text):
        return ox.Literal(text[1:-1])
    if re.fullmatch(r"-?\d{1,18}", text):
        return ox.Literal(int(text))
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        try:
            dt.date.fromisoformat(text)
        except ValueError:
            raise BadUsage(f"'{text}' is no day of the calendar.") from None
        return ox.Literal(text, datatype=ox.NamedNode(namespaces.XSD + "date"))
    if re.fullmatch(r"<[^<>\"{}|^`\\\s]+>", text):
        try:
            return ox.NamedNode(text[1:-1])
        except ValueError:
            raise BadUsage(f"'{text}' is no IRI.") from None
    return ox.Literal(text)
