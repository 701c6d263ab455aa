"""The commands that write office documents: annotate, and template."""

import datetime as dt
from pathlib import Path

import click

from scrgraph.cli import options
from scrgraph.cli.options import Asked
from scrgraph.errors import BadUsage

_SEVERITIES = ("violation", "warning", "info")


@click.command()
@click.argument("document", metavar="PLAN", type=options.a_file)
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    type=options.a_file,
    required=True,
    help="Write the annotated document to this file.",
)
@options.as_of
@options.judging
@click.option(
    "--severity",
    type=click.Choice(_SEVERITIES),
    default=_SEVERITIES[-1],
    show_default=True,
    help="Write the findings that are as grave as this, or graver.",
)
@click.option("--plan", type=options.PlanId(), metavar="ID", help="The plan's id, where the document does not tell it.")
def annotate(
    document: Path, output: Path, as_of: dt.date | None, asked: Asked, severity: str, plan: str | None
) -> None:
    """Write the plan's own Word or Excel document with a comment at each finding's cell.

    All findings are listed at the end, or on a sheet of their own. Nothing else in the document is changed; a second
    run replaces what the first has written.
    """
    from scrgraph.cli.judged import judge, load_corrections, note_age
    from scrgraph.graph.dataset import write_whole
    from scrgraph.office.annotate import check_output, list_locks, open_annotatable, write_annotated
    from scrgraph.office.remarks import make_annotation
    from scrgraph.pipeline import read_source
    from scrgraph.reports.layout import count

    opened = open_annotatable(document)
    check_output(opened, output)
    if any(lock.exists() for lock in list_locks(document)):
        click.echo(f"{document}: open in another program; what was saved last is annotated.", err=True)
    layouts, corrections = options.hold_config().layouts, load_corrections(asked.corrections)
    reading = read_source(document, None, plan or opened.plan, layouts=layouts, corrections=corrections)
    judged = judge((), None, as_of, asked, reading)
    (audited,) = judged.plans
    result = note_age(audited.keep(), as_of).result
    names = {rule.code: rule.name for rule in judged.pack.every}
    annotation = make_annotation(result, judged.across.findings, names, reading, severity)
    write_whole(output, write_annotated(opened, annotation))
    click.echo(f"{output} written, with {count(len(annotation.remarks), 'finding')} of {result.plan}.", err=True)


@click.command()
@click.argument("kind", metavar="KIND", type=click.Choice(["docx", "xlsx"]))
@click.option("-o", "--output", metavar="FILE", type=options.a_file, required=True, help="Write the plan to this file.")
def template(kind: str, output: Path) -> None:
    """Write an empty plan to be filled in, as a Word (docx) or an Excel (xlsx) document.

    It has guidance, lists of words to choose from and headings that read back into scrgraph whole.
    """
    from scrgraph.cli.output import put
    from scrgraph.office.forms import load_form

    if output.suffix.lower() != f".{kind}":
        raise BadUsage(f"An empty plan of this kind is a file whose name ends in .{kind}.", path=output)
    form = load_form()
    if kind == "docx":
        from scrgraph.office.word_form import make_word_form

        put(make_word_form(form), output)
    else:
        from scrgraph.office.excel_form import make_excel_form

        put(make_excel_form(form), output)
