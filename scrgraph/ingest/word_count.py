"""Counts what a Word document holds by another way than it is read, so that the account of it can fail to balance.

The reading goes from the whole down to the words, and knows what holds what. Here each word is taken from a flat list
of all, and asked upwards where it belongs and whether anything on the way keeps it from being printed.
"""

from scrgraph.ingest.markup import clean_words
from scrgraph.ingest.word_grid import (
    ALTERNATIVES,
    DELETED,
    DELETIONS,
    PROMPT,
    SDT,
    TC,
    TR,
    UNDER_MERGED,
    P,
    choose_alternative,
    find_end,
    goes_on,
    holds_prompt,
)
from scrgraph.ingest.word_numbers import Numbers
from scrgraph.ingest.word_parts import WP, A, Element, M, W, find_child
from scrgraph.ingest.word_styles import Styles
from scrgraph.ingest.word_text import (
    BOX,
    BREAKS,
    CODE,
    DRAWN,
    FLOATING,
    HIDDEN,
    PICTURED,
    RUBY,
    is_inline,
    parts_lines,
    read_form_field,
)

# To which cell or paragraph words belong, and why they are not printed; to none in alternatives that are not read.
_Home = tuple[Element | None, str | None]

_TEXTS = (f"{W}t", f"{W}delText", f"{M}t")
_SIGNS = (f"{W}noBreakHyphen", f"{W}sym")
_FIELD = f"{W}fldChar"
_DESCRIPTION, _DRAWN_TEXT = f"{WP}docPr", f"{A}t"


class Counter:
    """Counts the cells and paragraphs that have words, and the lost words of each, one for each reason."""

    def __init__(
        self,
        styles: Styles,
        numbers: Numbers,
        cells: set[Element],
        under: set[Element],
        first_rows: set[Element],
    ) -> None:
        """Prepare to count.

        ``cells`` are those that words belong to, ``under`` such as do not show, ``first_rows`` the first of tables.
        """
        self._styles, self._numbers = styles, numbers
        self._cells, self._under, self._first_rows = cells, under, first_rows
        self._lines: dict[Element, int] = {}  # line breaks met so far in a paragraph outside tables
        self._open: dict[Element | None, list[bool]] = {}  # of each story, the fields that are open

    def count(self, body: Element) -> int:
        """Give the number of the body's cells, paragraphs and lost passages."""
        met: set[tuple[Element, int, str | None]] = set()
        wanted = (*_TEXTS, *_SIGNS, *BREAKS, _FIELD, _DESCRIPTION, _DRAWN_TEXT, P)
        for leaf in body.iter(*wanted):
            story = next(leaf.iterancestors(BOX), None)
            fields = self._open.setdefault(story, [])
            words = self._words_of(leaf)
            if leaf.tag == _FIELD:
                words = self._follow_field(leaf, fields)
                coded = any(fields[:-1]) if leaf.get(f"{W}fldCharType") == "begin" else any(fields)
            else:
                coded = any(fields)
            if not words and leaf.tag not in BREAKS:
                continue
            owner, fate = self._find_home(leaf, CODE if coded and leaf.tag != P else None)
            if owner is None or (leaf.tag == P and fate is not None):
                continue
            if leaf.tag in BREAKS:
                if owner.tag == P and fate is None and parts_lines(leaf):
                    self._lines[owner] = self._lines.get(owner, 0) + 1
            else:
                met.add((owner, self._lines.get(owner, 0) if fate is None else 0, fate))
        return len(met)

    def _words_of(self, leaf: Element) -> bool:
        """Whether a leaf is something that prints, or is a word that does not."""
        if leaf.tag == P:
            shown = not goes_on(leaf) and not self._styles.hides_mark(end := find_end(leaf))
            return shown and self._numbers.find_level(end) is not None
        if leaf.tag in _SIGNS:
            return True
        if leaf.tag == _DESCRIPTION:
            return bool(clean_words(leaf.get("descr", "")))
        return bool(clean_words(leaf.text or "")) if leaf.tag in (*_TEXTS, _DRAWN_TEXT) else False

    def _follow_field(self, mark: Element, fields: list[bool]) -> bool:
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            fields.append(True)
            return bool(read_form_field(mark))
        if kind == "separate" and fields:
            fields[-1] = False
        elif kind == "end" and fields:
            fields.pop()
        return False

    def _find_home(self, leaf: Element, fate: str | None) -> _Home:
        """Give the cell or paragraph that words belong to, and what keeps them from being printed."""
        owner: Element | None = None
        if leaf.tag == _DESCRIPTION:
            fate = PICTURED
        elif leaf.tag == _DRAWN_TEXT:
            fate = DRAWN
        below = leaf
        for outer in (leaf, *leaf.iterancestors()):
            tag = outer.tag
            if tag == f"{W}r":
                style = next(outer.iterancestors(P), None)
                named = None if style is None else self._styles.style_of(style)
                fate = HIDDEN if self._styles.look(outer, named).hidden else fate
            elif tag in DELETIONS:
                fate = DELETED
            elif tag == f"{W}rt":
                fate = RUBY
            elif tag == SDT:
                fate = PROMPT if holds_prompt(outer) else fate
            elif tag == ALTERNATIVES and choose_alternative(outer) is not below:
                return None, None
            elif tag == P and owner is None:
                owner = find_end(outer)
            elif tag == TC:
                fate = self._fate_of_cell(outer) or fate
                owner = outer if outer in self._cells else owner
            elif tag == TR:
                fate = DELETED if find_child(outer, "trPr", "del") is not None else fate
            elif tag == BOX:
                return self._leave_box(outer, leaf if owner is None else owner, fate)
            below = outer
        # Words in no paragraph stand for themselves: they are nowhere in the reading.
        return leaf if owner is None else owner, fate

    def _fate_of_cell(self, cell: Element) -> str | None:
        if find_child(cell, "tcPr", "cellDel") is not None:
            return DELETED
        return UNDER_MERGED if cell in self._under else None

    def _leave_box(self, box: Element, owner: Element, fate: str | None) -> _Home:
        """Tell where words in a text box belong: to the box itself, or to the cell that the box stands in."""
        drawing = next(box.iterancestors(f"{W}drawing", f"{W}pict", f"{W}object"), None)
        if drawing is None:
            return owner, fate
        coded = any(self._open.get(next(drawing.iterancestors(BOX), None), []))
        anchored, why = self._find_home(drawing, CODE if coded else None)
        if anchored is None:
            return None, None
        if why is not None:
            return anchored, why
        if anchored not in self._cells:
            return owner, fate
        if is_inline(box):
            return anchored, fate
        if next(anchored.iterancestors(TR)) in self._first_rows:
            return owner, fate
        return anchored, FLOATING
