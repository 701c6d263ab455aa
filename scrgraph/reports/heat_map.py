"""The heat map of counts: which are high, and which are higher than the sizes of both sides explain."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from scrgraph.analysis.crosstab import FEW, LEVEL, Cell, Crosstab, Heading
from scrgraph.analysis.questions import Question
from scrgraph.reports.figures import Figure, Number, Table, list_names
from scrgraph.reports.layout import count
from scrgraph.reports.matrix_chart import Matrix, Square, draw_matrix
from scrgraph.reports.svg import draw_words

MOST_ROWS, MOST_COLUMNS = 30, 26
_SHOWN = 30  # counts in the table for people
_NAMED = 5  # counts above expectation that are named in the sentences

_HEADINGS = ("expected", "residual", "chance", "corrected", "note")


def make_heat_map(question: Question, crosstab: Crosstab, plans: Sequence[str], as_of: dt.date) -> Figure:
    """Make the figure of a table of counts; the question's header names what stands in rows, columns and cells."""
    one_row, many_rows = _split(question, "rows", "row, rows")
    one_column, many_columns = _split(question, "columns", "column, columns")
    one_unit, many_units = _split(question, "units", "unit, units")
    told = tuple(_tell(crosstab, (one_row, many_rows), (one_column, many_columns), (one_unit, many_units)))
    notes = (question.description, *(_explain(one_row, one_column, many_units) if crosstab.cells else ()))
    full = Table((one_row, one_column, "count", *_HEADINGS), tuple(_list_cells(crosstab, crosstab.cells)))
    marked = sorted(
        (cell for cell in crosstab.cells if cell.count >= FEW or cell.is_above),
        key=lambda cell: (not cell.is_above, -cell.residual, cell.row, cell.column),
    )
    if not marked:
        marked = sorted(crosstab.cells, key=lambda cell: (-cell.count, cell.row, cell.column))
    marked = [cell for cell in marked if cell.count]
    shown = Table(
        (one_row, one_column, "count", "expected", "note"),
        tuple(
            (row[0], row[1], row[2], f"{cell.expected:.1f}", _note(cell))
            for cell, row in zip(marked[:_SHOWN], _list_cells(crosstab, marked[:_SHOWN]), strict=True)
        ),
    )
    return Figure(
        question.name,
        question.summary,
        as_of,
        tuple(plans),
        told,
        notes,
        shown,
        full,
        lambda: (
            draw_words(question.summary, told)
            if not crosstab.cells
            else _draw(question, crosstab, told, (one_row, many_rows), many_columns, many_units)
        ),
        {
            "units": crosstab.total,
            "totals": {
                many_rows: [asdict(heading) for heading in crosstab.rows],
                many_columns: [asdict(heading) for heading in crosstab.columns],
            },
        },
    )


def _split(question: Question, name: str, default: str) -> tuple[str, str]:
    one, _, many = question.header.get(name, default).partition(",")
    return one.strip(), many.strip() or one.strip() + "s"


def _tell(crosstab: Crosstab, row: tuple[str, str], column: tuple[str, str], unit: tuple[str, str]) -> Iterator[str]:
    if not crosstab.cells:
        yield f"There is nothing to show: no {unit[0]} has both {_article(row[0])} and {_article(column[0])}."
        return
    first = crosstab.columns[0]
    shown = sum(heading.total for heading in crosstab.rows)
    yield (
        f"{count(shown, *unit)} of {count(len(crosstab.rows), *row)} on "
        f"{count(len(crosstab.columns), *column)}. The most frequent {column[0]} is {first.name}: "
        f"{first.total} of them."
    )
    if crosstab.total > shown:
        yield (
            f"{count(crosstab.total - shown, *unit)} more, of {row[1]} without any known {column[0]}, "
            f"{'counts' if crosstab.total - shown == 1 else 'count'} in what is to be expected alone."
        )
    rows = {heading.id: heading.name for heading in crosstab.rows}
    columns = {heading.id: heading.name for heading in crosstab.columns}
    above = crosstab.above
    if not crosstab.tested:
        yield f"No {row[0]} and no {column[0]} has the {FEW} {unit[1]} together that it takes to judge what is high."
    elif not above:
        yield (
            f"No count lies further above expectation than luck explains, of {crosstab.tested} that were large enough "
            "to be tested."
        )
    else:
        named = [
            f"{columns[cell.column]} at {rows[cell.row]} ({cell.count}, {cell.expected:.1f} expected)"
            for cell in above[:_NAMED]
        ]
        more = f", and {len(above) - _NAMED} more" if len(above) > _NAMED else ""
        yield f"Above what the {row[0]}'s size leads one to expect: {list_names(named)}{more}."


def _article(word: str) -> str:
    return f"{'an' if word[:1] in 'aeiou' else 'a'} {word}"


def _explain(row: str, column: str, units: str) -> Iterator[str]:
    yield (
        f"Expected is what the count would be if the {column} were as frequent with this {row} as with all. “Above” "
        f"means that luck alone gives so high a count anywhere in the table in less than 1 case of {round(1 / LEVEL)} "
        "(Fisher's exact test, one-sided, with Holm's correction for the many counts that are looked at)."
    )
    yield (
        f"Counts under {FEW} are too small to judge by and are never called above. What is high may mean more "
        f"problems, or better recording; the {units} themselves tell which. The test takes them as "
        "independent of one another, which those of one plan are not quite."
    )


def _list_cells(crosstab: Crosstab, cells: Sequence[Cell]) -> Iterator[tuple[Number, ...]]:
    rows = {heading.id: heading.name for heading in crosstab.rows}
    columns = {heading.id: heading.name for heading in crosstab.columns}
    for cell in cells:
        yield (
            rows[cell.row],
            columns[cell.column],
            cell.count,
            cell.expected,
            cell.residual,
            cell.chance,
            cell.corrected,
            _note(cell),
        )


def _note(cell: Cell) -> str:
    return "above" if cell.is_above else "few" if cell.is_few else ""


def _draw(
    question: Question, crosstab: Crosstab, told: Sequence[str], row: tuple[str, str], columns: str, units: str
) -> str:
    rows, more_rows = _choose_rows(crosstab)
    across, more_columns = crosstab.columns[:MOST_COLUMNS], crosstab.columns[MOST_COLUMNS:]
    names = [heading.name for heading in rows]
    totals = [heading.total for heading in rows]
    squares = [[_square(crosstab, heading, column) for column in across] for heading in rows]
    size = f"count above what the {row[0]}'s size leads one to expect"
    legend = [
        f"Bold: {FEW} or more. Thin: fewer, too few to judge by. Empty: none. Beside the rows and below the columns: "
        f"all {units} of each; one with several {columns} counts once in each of them.",
        f"A frame marks a {size} (Fisher's exact test with Holm's correction over {crosstab.tested} counts)."
        if crosstab.above
        else f"No {size} was found (Fisher's exact test with Holm's correction over {crosstab.tested} counts).",
    ]
    if more_rows:
        names.append(f"{count(len(more_rows), f'other {row[0]}', f'other {row[1]}')}")
        totals.append(sum(heading.total for heading in more_rows))
        squares.append([_sum_up(crosstab, more_rows, column) for column in across])
        if crosstab.above:
            legend.append(f"Drawn are the {row[1]} with a count above expectation, and the largest of the others.")
    if more_columns:
        legend.append(f"{len(more_columns)} less frequent {columns} are not drawn; the numbers beside have them.")
    return draw_matrix(
        Matrix(
            question.summary,
            told,
            names,
            [heading.name for heading in across],
            squares,
            units,
            row_totals=[str(total) for total in totals],
            column_totals=[str(heading.total) for heading in across],
            framed="above expectation" if crosstab.above else "",
            legend=legend,
        )
    )


def _choose_rows(crosstab: Crosstab) -> tuple[list[Heading], list[Heading]]:
    """Give the rows that are drawn, those with a count above expectation before others; and those that are not."""
    above = list(dict.fromkeys(cell.row for cell in crosstab.above))
    others = [row.id for row in crosstab.rows if row.id not in set(above)]
    chosen = {*[*above, *others][:MOST_ROWS]}
    return (
        [row for row in crosstab.rows if row.id in chosen],
        [row for row in crosstab.rows if row.id not in chosen],
    )


def _square(crosstab: Crosstab, row: Heading, column: Heading) -> Square:
    cell = crosstab.by_place[row.id, column.id]
    words = f"{row.name}, {column.name}: {cell.count}, {cell.expected:.1f} expected"
    return Square(
        str(cell.count) if cell.count else "", cell.count, words, strong=not cell.is_few, framed=cell.is_above
    )


def _sum_up(crosstab: Crosstab, rows: Sequence[Heading], column: Heading) -> Square:
    number = sum(crosstab.by_place[row.id, column.id].count for row in rows)
    return Square(str(number) if number else "", number, f"Others, {column.name}: {number}", strong=number >= FEW)
