"""Reads the Turtle files of rules and cases, and finds the line on which a term, or a piece of a text, stands.

The parsers of RDF give triples without lines, and a rule that is at fault is to be mended at a line. So its file is
split once more into the words of the Turtle grammar (W3C Recommendation of 25 February 2014, section 6.5), and the
first word that says what is sought is the place: never one within a comment, or within another text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from rdflib import DCTERMS, Graph, Literal
from rdflib.term import Node

from scrgraph.errors import ScrgraphError
from scrgraph.graph.quads import to_rdflib

_WORD = re.compile(
    r"""(?P<text>\"{3}(?:\\.|[^\\])*?\"{3}|'{3}(?:\\.|[^\\])*?'{3}|\"(?:\\.|[^"\\\n])*\"|'(?:\\.|[^'\\\n])*')"""
    r"""|(?P<iri><[^<>"{}|^`\\\s]*>)|\#[^\n]*|(?P<name>[\w.-]*:[\w.%:-]*)|(?P<number>\b\d+(?:\.\d+)?\b)""",
    flags=re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", flags=re.DOTALL)
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


@dataclass(frozen=True, slots=True)
class _Word:
    """A text or number, or a term, of a file; of the declaration of a prefix, its namespace."""

    line: int
    says: str
    is_text: bool
    long: bool = False
    declares: bool = False


def parse_turtle(file: Path) -> Graph:
    """Parse a Turtle file; raises ``ScrgraphError`` with the line where it cannot be read."""
    graph = Graph()
    try:
        for triple in ox.parse(path=file, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True):
            thing = to_rdflib(triple.object)
            if isinstance(thing, Literal) and "\r" in thing:  # a file with the line ends of another system
                thing = Literal(str(thing).replace("\r\n", "\n"), lang=thing.language, datatype=thing.datatype)
            graph.add((to_rdflib(triple.subject), to_rdflib(triple.predicate), thing))
    except SyntaxError as error:
        place = None if error.lineno is None else f"line {error.lineno}"
        raise ScrgraphError("This file is not Turtle.", path=file, place=place, remedy="Mend the rule.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ScrgraphError("The rule cannot be read.", path=file, remedy="Check the file.") from error
    return graph


def unfit(file: Path, message: str, *at: Node, remedy: str = "Mend the rule.", below: int = 0) -> ScrgraphError:
    """Give the error that refuses a rule, with its line: see ``find_line`` for what ``at`` and ``below`` are."""
    line = find_line(file, *at, below=below)
    return ScrgraphError(message, path=file, place=None if line is None else f"line {line}", remedy=remedy)


def find_line(file: Path, *sought: Node, below: int = 0) -> int | None:
    """Give the number of the line that says the first of some terms and texts which the file does say.

    ``below`` is how many lines beneath the beginning of a text the place is. Where the file says none of them, it is
    the line of the rule's code, or else of the first term; ``None`` where the file cannot be read or is empty.
    """
    try:
        words = list(_read_words(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError):
        return None
    for node in (*sought, DCTERMS.identifier):
        for word in words:
            if word.says == str(node) and word.is_text == isinstance(node, Literal):
                return word.line + (below if word.long else 0)
    return next((word.line for word in words if not word.declares), None)


def _read_words(content: str) -> Iterator[_Word]:
    """Split the content of a file into its texts and terms."""
    prefixes: dict[str, str] = {}
    found = [match for match in _WORD.finditer(content) if match.lastgroup]
    line, read, prefix = 1, 0, None
    for match, after in zip(found, [*found[1:], None], strict=True):
        line, read = line + content.count("\n", read, match.start()), match.start()
        written = match[0]
        if match.lastgroup == "text":
            quotes = 3 if written[:3] in ('"""', "'''") else 1
            yield _Word(line, _ESCAPE.sub(_unescape, written[quotes:-quotes]), is_text=True, long=quotes == 3)
        elif match.lastgroup == "number":
            yield _Word(line, written, is_text=True)
        elif match.lastgroup == "iri":
            yield _Word(line, written[1:-1], is_text=False, declares=prefix is not None)
            if prefix is not None:
                prefixes[prefix] = written[1:-1]
            prefix = None
        elif written.endswith(":") and after is not None and after.lastgroup == "iri":
            prefix = written
        else:
            space, _, local = written.partition(":")
            yield _Word(line, prefixes.get(f"{space}:", "") + local.rstrip("."), is_text=False)


def _unescape(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPED.get(match[3], match[3])
