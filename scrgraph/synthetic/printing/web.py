"""Prints a plan as a web page, as CSV and as a text export."""

import csv
import io
from html import escape

from scrgraph.synthetic.printing.printed import PrintedPlan, PrintedRow


def render_html(plan: PrintedPlan, *, merged: bool = True) -> bytes:
    """Give a plan as a web page; ``merged``: whether a group's heading reaches over all columns."""
    parts = ["<!DOCTYPE html><html><head><meta charset='utf-8'><title>Plan</title></head><body>"]
    for table in plan.tables:
        parts += [f"<p>{escape(words)}</p>" for words in table.above]
        parts.append("<table border='1'><thead><tr>")
        parts += [f"<th>{escape(heading)}</th>" for heading in table.headings.values()]
        parts.append("</tr></thead><tbody>")
        for line in table.list_lines():
            if isinstance(line, PrintedRow):
                cells = (line.cells.get(column, ()) for column in table.headings)
                parts.append("<tr>" + "".join(f"<td>{_write_paragraphs(words)}</td>" for words in cells) + "</tr>")
            elif merged:
                parts.append(f"<tr><td colspan='{len(table.headings)}'>{escape(line[0])}</td></tr>")
            else:
                parts.append(f"<tr><td>{escape(line[0])}</td>" + "<td></td>" * (len(table.headings) - 1) + "</tr>")
        parts.append("</tbody></table>")
    return "\n".join([*parts, "</body></html>"]).encode()


def render_csv(plan: PrintedPlan, *, delimiter: str = ",", encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    """Give a plan as CSV (RFC 4180), the text above a table in its first column, paragraphs as lines of a cell."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end)
    for table in plan.tables:
        width = len(table.headings)
        writer.writerows([words, *[""] * (width - 1)] for words in table.above)
        writer.writerow(table.headings.values())
        for line in table.list_lines():
            if isinstance(line, PrintedRow):
                writer.writerow("\n".join(line.cells.get(column, ())) for column in table.headings)
            else:
                writer.writerow([line[0], *[""] * (width - 1)])
    return stream.getvalue().encode(encoding)


def render_text(plan: PrintedPlan) -> bytes:
    """Give a plan as a text export: tabs between the cells, marks about the paragraphs of a cell."""
    lines: list[str] = []
    for table in plan.tables:
        lines += table.above
        lines.append("\t".join(table.headings.values()))
        for line in table.list_lines():
            if isinstance(line, PrintedRow):
                cells = (line.cells.get(column, ()) for column in table.headings)
                lines.append("\t".join(_write_paragraphs(words) for words in cells))
            else:
                lines.append(line[0] + "\t" * (len(table.headings) - 1))
    return "\n".join(lines).encode()


def _write_paragraphs(paragraphs: tuple[str, ...]) -> str:
    if len(paragraphs) < 2:
        return escape("".join(paragraphs))
    return "".join(f"<p>{escape(words)}</p>" for words in paragraphs)
