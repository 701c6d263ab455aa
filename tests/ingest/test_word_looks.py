"""The colours of a Word document are read as they are seen: a cell's ground, and the colour of most of its words."""

import pytest

from tests.ingest.word_files import (
    DECLARED,
    cell,
    list_rows,
    only_cell,
    paragraph,
    read_word,
    row,
    run,
    style,
    styles,
    table,
)

THEME = {
    "theme1.xml": f"<a:theme {DECLARED}><a:themeElements><a:clrScheme>"
    '<a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1><a:lt1><a:srgbClr val="FFFFFF"/></a:lt1>'
    '<a:accent6><a:srgbClr val="70AD47"/></a:accent6></a:clrScheme></a:themeElements></a:theme>'
}


def shade(**said: str) -> str:
    return "<w:shd " + " ".join(f'w:{name}="{value}"' for name, value in said.items()) + "/>"


@pytest.mark.parametrize(
    ("shading", "fill"),
    [
        (shade(val="clear", color="auto", fill="FF0000"), "FF0000"),
        (shade(val="clear", fill="ffc000"), "FFC000"),
        (shade(val="clear", fill="auto"), None),
        (shade(val="nil", fill="FF0000"), None),
        (shade(val="solid", color="00B050", fill="FFFFFF"), "00B050"),
        (shade(val="pct50", color="FF0000", fill="FFFFFF"), "FF8080"),
        (shade(val="pct25", color="auto", fill="auto"), "BFBFBF"),
        (shade(val="clear", fill="E2EFD9", themeFill="accent6", themeFillTint="33"), "E2EFD9"),
        (shade(val="clear", fill="auto", themeFill="accent6"), "70AD47"),
        (shade(val="clear", themeFill="accent6", themeFillTint="33"), "E2EFDA"),
        (shade(val="clear", themeFill="accent6", themeFillShade="80"), "385724"),
        (shade(val="clear", themeFill="background1", themeFillShade="BF"), "BFBFBF"),
        (shade(val="clear", themeFill="accent9"), None),
        (shade(val="clear", fill="red"), None),
    ],
)
def test_ground_of_a_cell(shading: str, fill: str | None) -> None:
    raw = read_word(table([cell("x", properties=shading)]), parts=THEME)
    assert only_cell(raw).fill == fill


def test_ground_without_words_is_read() -> None:
    assert only_cell(read_word(table([cell("", fill="00B050")]))).fill == "00B050"


@pytest.mark.parametrize(
    ("properties", "fill"),
    [
        ('<w:highlight w:val="yellow"/>', "FFFF00"),
        ('<w:highlight w:val="darkGreen"/>', "008000"),
        ('<w:highlight w:val="none"/>', None),
        (shade(val="clear", fill="FF0000"), "FF0000"),
    ],
)
def test_ground_of_most_words_counts_where_the_cell_has_none(properties: str, fill: str | None) -> None:
    raw = read_word(
        table(
            [cell(paragraph(run("nearly all the words ", properties), run("rest")))],
            [cell(paragraph(run("few", properties), run("and all the others")))],
            [cell(paragraph(run("all", properties)), fill="0000FF")],
        )
    )
    assert [line.cells[0].fill for line in list_rows(raw)] == [fill, None, "0000FF"]


def test_colour_is_that_of_most_words() -> None:
    red, grey = '<w:color w:val="ff0000"/>', '<w:color w:val="808080"/>'
    raw = read_word(
        table(
            [
                cell(paragraph(run("Overdue", red), run(" now"))),
                cell(paragraph(run("now", red), " and all the rest")),
                cell(paragraph(run("done", red), run(" and much more", grey))),
                cell(paragraph(run("auto", '<w:color w:val="auto"/>'))),
                cell(paragraph(run("theme", '<w:color w:themeColor="accent6"/>'))),
                "",
            ]
        ),
        parts=THEME,
    )
    assert [each.colour for each in raw.lines[0].cells] == ["FF0000", None, "808080", None, "70AD47", None]


def test_colour_comes_through_styles() -> None:
    made = styles(
        style("Normal", '<w:rPr><w:color w:val="111111"/></w:rPr>', default=True),
        style("Late", '<w:rPr><w:color w:val="FF0000"/></w:rPr>', based_on="Normal"),
        style("Done", '<w:rPr><w:color w:val="00B050"/></w:rPr>', kind="character"),
        style("Loop", "", based_on="Loop"),
    )
    late = '<w:pStyle w:val="Late"/>'
    raw = read_word(
        table(
            [
                "plain",
                cell(paragraph("late", properties=late)),
                cell(paragraph(run("done", '<w:rStyle w:val="Done"/>'), properties=late)),
                cell(paragraph("loop", properties='<w:pStyle w:val="Loop"/>')),
            ]
        ),
        parts=made,
    )
    assert [each.colour for each in raw.lines[0].cells] == ["111111", "FF0000", "00B050", None]


def test_paragraph_outside_tables_has_its_colours() -> None:
    raw = read_word(paragraph(run("Red means overdue", '<w:color w:val="FF0000"/><w:highlight w:val="cyan"/>')))
    assert (raw.lines[0].cells[0].colour, raw.lines[0].cells[0].fill) == ("FF0000", "00FFFF")


def test_ground_comes_from_the_table_style() -> None:
    def formatted(kind: str, colour: str) -> str:
        return f'<w:tblStylePr w:type="{kind}"><w:tcPr>{shade(val="clear", fill=colour)}</w:tcPr></w:tblStylePr>'

    parts = [("firstRow", "000001"), ("lastRow", "000002"), ("firstCol", "000003"), ("band1Horz", "000004")]
    whole = f"<w:tcPr>{shade(val='clear', fill='00000F')}</w:tcPr>"
    grid = style("Base", whole + formatted("lastCol", "000005"), kind="table")
    named = style("Grid", "".join(formatted(*each) for each in parts), kind="table", based_on="Base")

    def fills(look: str) -> list[list[str | None]]:
        rows = [["a", "b", "c"], ["d", cell("e", fill="FFFFFF"), "f"], ["g", "h", "i"]]
        made = table(*rows, properties=f'<w:tblStyle w:val="Grid"/>{look}')
        raw = read_word(made, parts=styles(grid, named))
        return [[(each.fill or "")[-1:] for each in line.cells] for line in list_rows(raw)]

    assert fills('<w:tblLook w:val="04A0"/>') == [["1", "1", "1"], ["3", "F", "4"], ["3", "F", "F"]]
    on = '<w:tblLook w:firstRow="0" w:lastRow="1" w:firstColumn="0" w:lastColumn="1" w:noHBand="1" w:noVBand="1"/>'
    assert fills(on) == [["F", "F", "5"], ["F", "F", "5"], ["2", "2", "2"]]


def test_cells_that_another_reaches_over_have_no_colours() -> None:
    raw = read_word(
        table(
            row(cell("x", span=2, merge="restart", fill="FF0000"), "a"),
            row(cell("", span=2, merge="continue", fill="FF0000"), "b"),
            ["c", "d", "e"],
        ),
    )
    assert [[each.fill for each in line.cells] for line in raw.lines[:2]] == [
        ["FF0000", None, None],
        [None, None, None],
    ]
