"""Reads what colour a plan shows for a row: as a word, as the ground of a cell, or as the colour of its words.

What is read is a claim of the document, never the row's status. Which hue is which colour is declared with the colours
of the vocabulary; hue, saturation and lightness are those of hsl() in CSS Color 4.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from scrgraph.facts.cell_words import blank_markup
from scrgraph.facts.model import ColourClaim, ColourMeaning, Span
from scrgraph.facts.phrases import find_wordings, mask
from scrgraph.ingest.cells import PlanRow, Quote
from scrgraph.ingest.colours import read_hls
from scrgraph.wordings import Shade, Wording, Wordings

State = Literal["overdue", "open", "closed"]

_SIX_DIGITS = re.compile(r"[0-9A-F]{6}")
_PALE = frozenset({"grey"})  # colours with which tables are shaded for looks
_MARKED = ("number", "text", "status", "completed", "targets")  # columns a plan may mark by colour, the first of them
_FEW = 4  # rows: of fewer it cannot be told whether colours are only bands
_LONGEST_KEY = 8  # words of a line of a key, for each colour in it
_STATES: dict[str, State] = {
    "completed": "closed",
    "finalised": "closed",
    "pending": "open",
    "ongoing": "open",
    "late": "overdue",
}


def name_shade(digits: str | None, shades: Iterable[Shade]) -> str | None:
    """Give the colour that six hexadecimal digits are; ``None`` for white, near white, and what is no colour."""
    if digits is None or not _SIX_DIGITS.fullmatch(digits):
        return None
    hue, lightness, saturation = read_hls(digits)
    degrees, light, full = round(hue * 360) % 360, round(lightness * 100), round(saturation * 100)
    # A colour of little lightness is black whatever its hue, so the narrowest range of lightness is asked first.
    for shade in sorted(shades, key=lambda one: (one.lightness[1] - one.lightness[0], one.notation)):
        first, last = shade.hue
        inside = first <= degrees <= last if first <= last else degrees >= first or degrees <= last
        if (
            inside
            and shade.saturation[0] <= full <= shade.saturation[1]
            and shade.lightness[0] <= light <= shade.lightness[1]
        ):
            return shade.notation
    return None


def read_colour_words(text: str, column: str, wordings: Wordings) -> tuple[ColourClaim, ...]:
    """Read the colour words of a cell in a column of colours or of status words, in order."""
    plain = blank_markup(text)
    size = len(re.findall(r"\w+", plain))
    words = find_wordings(mask(plain, ()), wordings.colours)
    # "A" is an article as well; and a sentence that only mentions a colour is no claim.
    words = [word for word in words if word.end - word.start > 1 or size == 1]
    if column != "rag" and size > len(words) + 1:
        return ()
    return tuple(
        ColourClaim(word.wording.notation, text[word.start : word.end], "word", column, Span(word.start, word.end))
        for word in words
    )


def read_shades(row: PlanRow, column: str, wordings: Wordings) -> tuple[ColourClaim, ...]:
    """Read the colour of a cell's ground, else that of its words."""
    look = row.looks.get(column)
    if look is None:
        return ()
    if look.fill and (colour := name_shade(look.fill, wordings.shades)):
        return (ColourClaim(colour, look.fill, "fill", column, None, look.line, look.place),)
    # Black words are what words are.
    if look.colour and (colour := name_shade(look.colour, wordings.shades)) and colour not in ("black", "grey"):
        return (ColourClaim(colour, look.colour, "font", column, None, look.line, look.place),)
    return ()


def read_colours(row: PlanRow, marked: str | None, wordings: Wordings) -> tuple[ColourClaim, ...]:
    """Read all that a row's cells claim by colour.

    ``marked`` is the column whose ground tells, in a table without a column of colours. Where word and ground say the
    same, the word counts.
    """
    words = tuple(
        claim
        for column in ("rag", "status")
        if column in row.cells
        for claim in read_colour_words(row.cells[column].text, column, wordings)
    )
    named = {claim.colour for claim in words}
    shades = read_shades(row, marked, wordings) if marked else ()
    return (*words, *(claim for claim in shades if claim.colour not in named))


def find_marked(rows: Sequence[PlanRow], wordings: Wordings) -> str | None:
    """Give the first column by whose cells' colours a plan without a column of colours marks its rows.

    Shading for looks is none: grey, one colour for all rows, or colours that come in turn row by row.
    """
    for column in _MARKED:
        names = [next((claim.colour for claim in read_shades(row, column, wordings)), None) for row in rows]
        marks = [None if name in _PALE else name for name in names]
        if not any(marks):
            continue
        bands = len(marks) >= _FEW and len({*marks[::2]}) == 1 and len({*marks[1::2]}) == 1
        if not bands and (len(set(marks)) > 1 or len(marks) < _FEW):
            return column
    return None


def read_meanings(quotes: Iterable[Quote], wordings: Wordings) -> tuple[ColourMeaning, ...]:
    """Read what the lines of a plan's key say that each colour means; a line may hold several colours.

    The meaning stands after the colour ("Red - overdue"), or before it where the line does not begin with a colour.
    """
    found = []
    for quote in quotes:
        text = blank_markup(quote.text)
        colours = find_wordings(mask(text, ()), [word for word in wordings.colours if len(word.label) > 1])
        if not colours:
            continue
        leads = not re.search(r"\w", text[: colours[0].start])
        ends = [*(colour.start for colour in colours[1:]), len(text)] if leads else [c.start for c in colours]
        starts = [c.end for c in colours] if leads else [0, *(c.end for c in colours[:-1])]
        for colour, start, end in zip(colours, starts, ends, strict=True):
            said = find_wordings(mask(text[start:end], ()), wordings.cell_statuses)
            states = {_STATES.get(word.wording.notation) or _STATES[word.wording.kind] for word in said}
            found.append(ColourMeaning(colour.wording.notation, tuple(sorted(states)), quote.text, quote))
    return tuple(found)


def list_declared(declared: Mapping[str, str], wordings: Wordings) -> tuple[ColourMeaning, ...]:
    """List what a layout says that colours mean, for a plan that prints no key; each by its word and its state."""
    notations = {wording.label.lower(): wording.notation for wording in wordings.colours}
    return tuple(
        ColourMeaning(notations[word], (state,), f"{word}: {state} (by the plan's layout)", None)
        for word, state in sorted(declared.items())
        if word in notations
    )


def find_keys(quotes: Iterable[Quote], wordings: Wordings) -> tuple[Quote, ...]:
    """Give the lines that explain colours: two or more of them, or one that explains several."""
    found: list[Quote] = []
    named: set[str] = set()
    for quote in quotes:
        meanings = read_meanings([quote], wordings)
        short = len(quote.text.split()) <= _LONGEST_KEY * len(meanings)
        if meanings and short and all(meaning.states for meaning in meanings):
            found.append(quote)
            named |= {meaning.colour for meaning in meanings}
    return tuple(found) if len(named) > 1 else ()


def merge_wordings(declared: Mapping[str, str], wordings: tuple[Wording, ...]) -> tuple[Wording, ...]:
    """Give wordings with those that a layout declares for concepts of theirs; the layout's come first."""
    kinds = {wording.notation: wording.kind for wording in wordings}
    own = tuple(
        Wording(words, notation, kinds[notation]) for words, notation in sorted(declared.items()) if notation in kinds
    )
    taken = {wording.label.lower() for wording in own}
    return own + tuple(wording for wording in wordings if wording.label.lower() not in taken)
