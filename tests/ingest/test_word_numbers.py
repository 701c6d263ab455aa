"""Automatic numbers are words of the plan: they are counted as Word counts and prints them."""

import io

import pytest
from docx import Document

from scrgraph.ingest.word import read
from scrgraph.ingest.word_numbers import write_number
from tests.ingest.word_files import (
    cell,
    change,
    level,
    list_outside,
    numbered,
    numbering,
    paragraph,
    read_word,
    row,
    run,
    style,
    styles,
    table,
)

START = '<w:lvlOverride w:ilvl="{}"><w:startOverride w:val="{}"/></w:lvlOverride>'
OUTLINE = [level(0, "%1."), level(1, "%1.%2"), level(2, "(%3)", "lowerLetter")]


def read_numbers(*blocks: str, **parts: dict[str, str]) -> list[str]:
    made = {name: content for each in parts.values() for name, content in each.items()}
    return [words.removesuffix(" x") for words in list_outside(read_word(*blocks, parts=made))]


def count(*levels: int, definition: list[str] | None = None) -> list[str]:
    return read_numbers(*(numbered("x", level=depth) for depth in levels), made=numbering(definition or OUTLINE))


def test_levels_count_and_begin_anew_below_a_higher_one() -> None:
    assert count(0, 1, 1, 2, 2, 0, 1, 2) == ["1.", "1.1", "1.2", "(a)", "(b)", "2.", "2.1", "(a)"]


def test_level_that_comes_first_counts_the_ones_above_as_begun() -> None:
    assert count(1, 1, 0, 1) == ["1.1", "1.2", "2.", "2.1"]


@pytest.mark.parametrize(
    ("restart", "expected"),
    [("0", ["1.", "(1)", "2.", "(2)"]), ("1", ["1.", "(1)", "2.", "(1)"])],
)
def test_level_may_say_that_it_does_not_begin_anew(restart: str, expected: list[str]) -> None:
    made = [level(0, "%1."), level(1, "(%2)", more=f'<w:lvlRestart w:val="{restart}"/>')]
    assert count(0, 1, 0, 1, definition=made) == expected


def test_start_prefix_and_gap() -> None:
    assert count(0, 0, definition=[level(0, "R%1", start=7)]) == ["R7", "R8"]
    assert count(0, definition=[level(0, "Recommendation %1:")]) == ["Recommendation 1:"]
    nothing = '<w:suff w:val="nothing"/>'
    assert count(0, definition=[level(0, "R%1-", more=nothing)]) == ["R1-x"]


def test_level_that_says_no_start_begins_at_nought() -> None:
    made = [level(0, "%1", "ordinal").replace('<w:start w:val="1"/>', "")]
    assert count(0, 0, definition=made) == ["0th", "1st"]


def test_levels_without_a_number_leave_their_place_empty() -> None:
    made = [level(0, "%1."), level(1, "\uf0b7", "bullet"), level(2, "%3.", "none"), level(3, "%1.%2.%3.%4")]
    assert count(0, 1, 3, 3, definition=made) == ["1.", "x", "1...1", "1...2"]


def test_legal_numbers_are_figures_throughout() -> None:
    made = [level(0, "%1.", "upperRoman"), level(1, "%1.%2", more="<w:isLgl/>"), level(2, "%1.%2.%3")]
    assert count(0, 1, 2, definition=made) == ["I.", "1.1", "I.1.1"]


def test_bullets_and_levels_without_a_text_print_no_number() -> None:
    made = [level(0, "\uf0b7", "bullet"), level(1, "", "decimal"), level(2, "%1", "none")]
    assert count(0, 1, 2, definition=made) == ["x", "x", "x"]


def test_lists_of_one_definition_count_on_together() -> None:
    blocks = [numbered("x", list_id=each) for each in (1, 2, 1)]
    made = numbering(OUTLINE, lists={1: (0, ""), 2: (0, "")})
    assert read_numbers(*blocks, made=made) == ["1.", "2.", "3."]


def test_list_that_starts_anew_does_so_once() -> None:
    blocks = [numbered("x", list_id=each) for each in (1, 1, 2, 2)]
    made = numbering(OUTLINE, lists={1: (0, ""), 2: (0, START.format(0, 5))})
    assert read_numbers(*blocks, made=made) == ["1.", "2.", "5.", "6."]


def test_list_may_say_otherwise_than_its_definition() -> None:
    otherwise = f'<w:lvlOverride w:ilvl="0">{level(0, "Action %1")}</w:lvlOverride>'
    made = numbering(OUTLINE, lists={1: (0, otherwise)})
    assert read_numbers(numbered("x"), made=made) == ["Action 1"]


def test_style_puts_its_paragraphs_in_a_list() -> None:
    listed = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    deeper = '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    named = styles(style("Rec", listed), style("Below", "", based_on="Rec"), style("Sub", deeper))
    definition = [level(0, "R%1"), level(1, "R%1.%2"), level(2, "(%3)", "lowerRoman", more='<w:pStyle w:val="Deep"/>')]
    named["styles.xml"] = named["styles.xml"].replace("</w:styles>", style("Deep", listed) + "</w:styles>")
    blocks = [paragraph("x", properties=f'<w:pStyle w:val="{name}"/>') for name in ("Rec", "Below", "Sub", "Deep")]
    plain = paragraph("x", properties='<w:pStyle w:val="Rec"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert read_numbers(*blocks, plain, blocks[0], named=named, made=numbering(definition)) == [
        "R1",
        "R2",
        "R2.1",
        "(i)",
        "x",
        "R3",
    ]


def test_definition_may_name_the_style_of_a_list() -> None:
    named = styles(style("List", '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>', kind="numbering"))
    made = numbering(['<w:numStyleLink w:val="List"/>'], [level(0, "%1)")])
    assert read_numbers(numbered("x", list_id=1), named=named, made=made) == ["1)"]


def test_numbers_stand_before_the_words_of_a_cell() -> None:
    blocks = table([cell(numbered("Write it"), numbered("Read it")), "a"], [cell(numbered(), "Learn it"), "b"])
    raw = read_word(blocks, parts=numbering([level(0, "%1)")]))
    assert [line.cells[0].paragraphs for line in raw.lines] == [("1) Write it", "2) Read it"), ("3)", "Learn it")]


def test_what_is_not_printed_is_not_counted() -> None:
    hidden = numbered(run("hidden", "<w:vanish/>")).replace("</w:numPr>", "</w:numPr><w:rPr><w:vanish/></w:rPr>")
    gone = row(cell(numbered("gone")), properties=change("del", ""))
    under = row(cell(numbered(), merge="continue"))
    raw = read_word(
        table(row(cell(numbered("x"), merge="restart")), under, gone, row(cell(numbered("y")))),
        hidden,
        numbered("z"),
        parts=numbering(OUTLINE),
    )
    assert [line.words for line in raw.lines] == ["1. x", "", "", "2. y", "3. z"]


def test_paragraphs_joined_by_a_change_have_one_number() -> None:
    ended = f"<w:rPr>{change('del', '')}</w:rPr></w:pPr>"
    first = numbered("one ").replace("</w:pPr>", ended)
    assert read_numbers(first, numbered("two"), numbered("three"), made=numbering(OUTLINE)) == [
        "1. one two",
        "2. three",
    ]


@pytest.mark.parametrize("list_id", [0, 9])
def test_list_that_is_not_there_gives_no_number(list_id: int) -> None:
    assert read_numbers(numbered("x", list_id=list_id), made=numbering(OUTLINE)) == ["x"]


@pytest.mark.parametrize(
    ("number", "form", "written"),
    [
        (4, "decimal", "4"),
        (4, "decimalZero", "04"),
        (12, "decimalZero", "12"),
        (4, "upperRoman", "IV"),
        (1994, "lowerRoman", "mcmxciv"),
        (26, "lowerLetter", "z"),
        (28, "upperLetter", "BB"),
        (0, "lowerLetter", "0"),
        (1, "ordinal", "1st"),
        (12, "ordinal", "12th"),
        (22, "ordinal", "22nd"),
        (113, "ordinal", "113th"),
        (3, "cardinalText", "Three"),
        (42, "cardinalText", "Forty-two"),
        (100, "cardinalText", "100"),
        (1, "ordinalText", "First"),
        (12, "ordinalText", "Twelfth"),
        (20, "ordinalText", "Twentieth"),
        (21, "ordinalText", "Twenty-first"),
        (14, "ordinalText", "Fourteenth"),
        (5, "none", ""),
        (5, "bullet", ""),
        (5, "chicago", "5"),
    ],
)
def test_write_number(number: int, form: str, written: str) -> None:
    assert write_number(number, form) == written


def test_numbered_list_of_a_template_of_word_is_counted() -> None:
    """The template that python-docx has from Word: numbers through its own styles."""
    document = Document()
    for words in ("one", "two"):
        document.add_paragraph(words, style="List Number")
    document.add_paragraph("bullet", style="List Bullet")
    stream = io.BytesIO()
    document.save(stream)
    raw = read(stream.getvalue(), "plan.docx")
    assert [line.words for line in raw.lines] == ["1. one", "2. two", "bullet"]
