"""Makes the mutants of one SPARQL query: each differs from it by one small step, such as somebody may make by mistake.

What the cases of a rule do not notice of such a step, they do not hold the rule to.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rdflib import URIRef

from scrgraph.audit.neighbours import find_term, find_word
from scrgraph.audit.sparql_words import Element, Property, Query, Span

_COMPARISONS = {
    "<": ("<=", ">"),
    "<=": ("<", ">="),
    ">": (">=", "<"),
    ">=": (">", "<="),
    "=": ("!=",),
    "!=": ("=",),
}
_SWAPS = {"MAX": "MIN", "MIN": "MAX", "&&": "||", "||": "&&"}
_PARTING = (";", ",", "&&", "||", "|", "/", "UNION")
_LONGEST = 60  # letters of a query that a sentence quotes


@dataclass(frozen=True, slots=True)
class Step:
    """One change to a text: what stands in the place of some letters, what was done, in words, and to what place."""

    start: int
    end: int
    new: str
    said: str
    at: int

    def take(self, text: str) -> str:
        """Give the text with this change."""
        return text[: self.start] + self.new + text[self.end :]


def list_steps(text: str, prefixes: Mapping[str, str]) -> tuple[Step, ...]:
    """List the steps that can be made in a query, by their places; of those that give the same query, the first.

    ``prefixes`` are the namespaces by their prefixes. The outermost DISTINCT is let be, since what is found counts
    once, and so are words for people.
    """
    query = Query(text)
    steps = sorted(_list_all(query, prefixes), key=lambda step: (step.start, step.end, step.new))
    made: dict[tuple[str, ...], Step] = {_spell(text): Step(0, 0, "", "", 0)}
    for step in steps:
        made.setdefault(_spell(step.take(text)), step)
    return tuple(made.values())[1:]


def _spell(text: str) -> tuple[str, ...]:
    """Give the words of a query, by which two are the same."""
    return tuple(word.says for word in Query(text).words)


def _list_all(query: Query, prefixes: Mapping[str, str]) -> Iterator[Step]:
    for place in range(len(query.words)):
        yield from _change_word(query, place)
        yield from _change_value(query, place, prefixes)
    for element in query.elements:
        yield from _change_element(query, element)
    for found in query.properties:
        yield from _change_property(query, found)
    for first, end in sorted(query.closes.items()):
        if query[first] == "(":
            yield from _change_bracket(query, first, Span(first + 1, end))


# -- words -------------------------------------------------------------------------------------------------------------


def _change_word(query: Query, place: int) -> Iterator[Step]:
    """Change a sign or a keyword: comparisons, MAX and MIN, IN, BOUND, DISTINCT, plus and minus."""
    word, said = query.words[place], query[place]
    if word.kind == "sign":
        for other in _COMPARISONS.get(said, ()):
            yield _replace(query, place, other)
        if said in ("+", "-") and not _is_in_path(query, place):
            yield _replace(query, place, "-" if said == "+" else "+")
        if said == "!" and not _begins_filter(query, place) and not _is_in_path(query, place):
            yield _remove(query, Span(place, place + 1), "! is left out")
    elif word.kind == "word":
        if said in ("MAX", "MIN"):
            yield _replace(query, place, _SWAPS[said])
        if said == "IN":
            negated = query[place - 1] == "NOT"
            if negated:
                yield _remove(query, Span(place - 1, place), "NOT IN becomes IN")
            else:
                yield _insert(query, place, "NOT ", "IN becomes NOT IN")
        if said == "BOUND" and query[place - 1] != "!":
            yield _insert(query, place, "!", "BOUND becomes !BOUND")
        if said == "DISTINCT" and (query[place - 1] == "(" or (query[place - 1] == "SELECT" and place > 1)):
            yield _remove(query, Span(place, place + 1), "DISTINCT is left out")


def _change_value(query: Query, place: int, prefixes: Mapping[str, str]) -> Iterator[Step]:
    """Change a number, a term or a text."""
    word = query.words[place]
    if word.kind == "number" and word.says.isdigit():
        yield _replace(query, place, str(int(word.says) + 1))
        if int(word.says) > 0:
            yield _replace(query, place, str(int(word.says) - 1))
    elif word.kind == "name":
        prefix, _, local = word.says.partition(":")
        near = find_term(URIRef(prefixes.get(prefix, "") + local))
        if near is not None:
            yield _replace(query, place, f"{prefix}:{near.removeprefix(prefixes[prefix])}")
    elif word.kind == "text":
        yield from _change_text(query, place)


def _change_text(query: Query, place: int) -> Iterator[Step]:
    """Change a text: to its neighbour, or by an alternative that a pattern then lacks, or to no text."""
    word = query.words[place]
    mark = next(mark for mark in ('"""', "'''", '"', "'") if word.says.startswith(mark))
    inside = word.says[len(mark) : -len(mark)]
    if inside == "i" and query[place - 1] == ",":
        yield _remove(query, Span(place - 1, place + 1), 'the flag "i" is left out')
    elif "|" in inside:
        for start, end, lost in _list_alternatives(inside):
            left = inside[:start] + inside[end:]
            yield _replace(query, place, mark + left + mark, f"the pattern lacks “{lost}”")
    elif near := find_word(inside):
        yield _replace(query, place, mark + near + mark)
    elif not any(letter.isspace() for letter in inside) and not _is_told(query, place):
        yield _replace(query, place, mark + mark if inside else f"{mark}-{mark}")


def _is_told(query: Query, place: int) -> bool:
    """Whether a text is told as it is: a value of the SELECT clause, words for people."""
    return query[place - 1] == "(" and query[place + 1] == "AS" and query[place - 2] != "BIND"


def _list_alternatives(pattern: str) -> Iterator[tuple[int, int, str]]:
    """Find the alternatives of a regular expression, in brackets too: what to cut out, from where to where."""
    runs: list[list[int]] = [[0]]  # for each open bracket the places where its alternatives begin

    def close(end: int) -> Iterator[tuple[int, int, str]]:
        starts = runs.pop()
        ends = [*(start - 1 for start in starts[1:]), end]
        for number, (start, stop) in enumerate(zip(starts, ends, strict=True)):
            if len(starts) > 1:
                yield (start, stop + 1, pattern[start:stop]) if number == 0 else (start - 1, stop, pattern[start:stop])

    for hit in re.finditer(r"\\.|\[(?:\\.|[^\]\\])*\]|[()|]", pattern):
        if hit[0] == "(":
            runs.append([hit.end()])
        elif hit[0] == "|":
            runs[-1].append(hit.end())
        elif hit[0] == ")":
            yield from close(hit.start())
            if not runs:  # the bracket was opened in another text
                runs.append([hit.end()])
    while runs:
        yield from close(len(pattern))


def _is_in_path(query: Query, place: int) -> bool:
    return any(found.path.first <= place < found.path.after for found in query.properties)


def _begins_filter(query: Query, place: int) -> bool:
    """Whether a sign turns a whole filter round."""
    for element in query.elements:
        body = element.body
        if element.kind == "FILTER" and place in (body.first, body.first + 1):
            inside = Span(body.first + 1, body.after - 1)
            return place == body.first or len(query.split(inside, "&&", "||")) == 1
    return False


# -- filters, options, unions ------------------------------------------------------------------------------------------


def _change_element(query: Query, element: Element) -> Iterator[Step]:
    if element.kind == "FILTER":
        yield _remove(query, element.span, f"{_quote(query, element.span)} is left out")
        yield from _turn_filter(query, element)
    elif element.kind == "OPTIONAL":
        yield _remove(query, element.span, f"{_quote(query, element.span)} is left out")
        yield _remove(query, Span(element.span.first, element.span.first + 1), "what is OPTIONAL is demanded")
    elif element.kind == "UNION":
        for number, branch in enumerate(element.branches):
            whole = Span(branch.first - 1, branch.after + 1)
            joint = (
                Span(whole.first, whole.after + 1)
                if number == 0 and query[whole.after] == "UNION"
                else Span(whole.first - 1, whole.after)
            )
            yield _remove(query, joint, f"the branch {_quote(query, whole)} is left out")


def _turn_filter(query: Query, element: Element) -> Iterator[Step]:
    """Turn a filter round; where a change of one of its signs does that already, that is enough."""
    body = element.body
    if query[body.first] == "NOT":
        yield _remove(query, Span(body.first, body.first + 1), "NOT EXISTS becomes EXISTS")
    elif query[body.first] == "EXISTS":
        yield _insert(query, body.first, "NOT ", "EXISTS becomes NOT EXISTS")
    else:
        inside = Span(body.first + 1, body.after - 1)
        plain = len(query.split(inside, "&&", "||")) == 1
        signs = {query[place] for place in range(inside.first, inside.after)}
        if plain and query[inside.first] == "!":
            yield _remove(query, Span(inside.first, inside.first + 1), "! is left out")
        elif not (plain and signs & {"=", "!=", "IN"}):
            start, end = query.words[body.first].start, query.words[body.after - 1].end
            said = f"{_quote(query, body)} is turned round"
            yield Step(start, end, f"(!{query.cut(body)})", said, start)


# -- triples -----------------------------------------------------------------------------------------------------------


def _change_property(query: Query, found: Property) -> Iterator[Step]:
    """Leave out a triple pattern, one for each object; change the path."""
    yield from _change_path(query, found.path)
    for number, thing in enumerate(found.objects):
        said = f"{query.cut(found.subject)} {query.cut(found.path)} {query.cut(thing)} is left out"
        if len(found.objects) > 1:
            span = Span(thing.first, thing.after + 1) if number == 0 else Span(thing.first - 1, thing.after)
        elif found.alone:
            dotted = query[found.statement.after] == "."
            span = Span(found.statement.first, found.statement.after + dotted)
        elif found.place == 0:
            span = Span(found.path.first, thing.after + 1)
        else:
            span = Span(found.path.first - 1, thing.after)
        yield _remove(query, span, said)


def _change_path(query: Query, path: Span) -> Iterator[Step]:
    for place in range(path.first, path.after):
        sign = query[place] if query.words[place].kind == "sign" else ""
        if sign in ("+", "*"):
            yield _replace(query, place, "*" if sign == "+" else "+")
            yield _remove(query, Span(place, place + 1), f"{sign} is left out")
        elif sign == "^":
            yield _remove(query, Span(place, place + 1), "^ is left out")
    spans = [path, *(Span(place + 1, query.closes[place]) for place in range(*_ends(path)) if query[place] == "(")]
    for span in spans:
        sign = "|" if len(query.split(span, "|")) > 1 else "/"
        steps = query.split(span, sign)
        for number, step in enumerate(steps):
            if len(steps) > 1:
                cut = Span(step.first, step.after + 1) if number == 0 else Span(step.first - 1, step.after)
                yield _remove(query, cut, f"{query.cut(step)} is left out of {_quote(query, span)}")


def _ends(span: Span) -> tuple[int, int]:
    return span.first, span.after


# -- brackets ----------------------------------------------------------------------------------------------------------


def _change_bracket(query: Query, first: int, inside: Span) -> Iterator[Step]:
    """Change what stands in round brackets: the parts of && and ||, the values of IN, the choices of COALESCE."""
    if query[first - 1] in ("IN", "COALESCE"):
        yield from _drop_parts(query, query.split(inside, ","))
        return
    for argument in query.split(inside, ","):
        choices = query.split(argument, "||")
        yield from _drop_parts(query, choices)
        for choice in choices:
            yield from _drop_parts(query, query.split(choice, "&&"))
    place = inside.first
    while place < inside.after:
        if query[place] in ("&&", "||"):
            yield _replace(query, place, _SWAPS[query[place]])
        place = query.step(place)


def _drop_parts(query: Query, parts: list[Span]) -> Iterator[Step]:
    for number, part in enumerate(parts):
        if len(parts) > 1:
            cut = Span(part.first, part.after + 1) if number == 0 else Span(part.first - 1, part.after)
            yield _remove(query, cut, f"{_quote(query, part)} is left out")


# -- what all of them share --------------------------------------------------------------------------------------------


def _replace(query: Query, place: int, new: str, said: str | None = None) -> Step:
    word = query.words[place]
    return Step(word.start, word.end, new, said or f"{word.says} becomes {new}", word.start)


def _insert(query: Query, place: int, new: str, said: str) -> Step:
    start = query.words[place].start
    return Step(start, start, new, said, start)


def _remove(query: Query, span: Span, said: str) -> Step:
    """Leave words out; a sign that only parts them from those before is not the place that people look at."""
    parted = span.first + 1 < span.after and query[span.first] in _PARTING
    at = query.words[span.first + parted].start
    return Step(query.words[span.first].start, query.words[span.after - 1].end, "", said, at)


def _quote(query: Query, span: Span) -> str:
    return shorten(query.cut(span))


def shorten(text: str) -> str:
    """Put a text on one line, and cut it where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"
