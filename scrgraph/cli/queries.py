"""The commands that ask: query, and ontology check."""

import datetime as dt
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from scrgraph.cli import options
from scrgraph.cli.options import Asked
from scrgraph.cli.output import choose_width, print_json, put, tell_passed_over, write_json_rows
from scrgraph.errors import ScrgraphError

_FORMS = {".csv": "csv", ".json": "json", ".md": "md", ".xlsx": "xlsx"}  # by the ending of a file


@click.command()
@click.argument("name", metavar="NAME|FILE.rq")
@options.maybe_source
@options.store
@options.as_of
@click.option("--param", "params", metavar="K=V", multiple=True, help="A value for a parameter of the query.")
@options.themes
@options.setting(
    "query.format",
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "xlsx", "md"]),
    default="table",
    show_default=True,
)
@options.setting(
    "query.time_limit",
    "--time-limit",
    type=options.Seconds(),
    default=10,
    show_default=True,
    metavar="SECONDS",
    help="End a query of your own after this time, an hour at most.",
)
@click.option(
    "-o",
    "--output",
    type=options.a_file,
    metavar="FILE",
    help="Write the answer to this file; .csv, .json, .md and .xlsx say in which form.",
)
@options.width
def query(
    name: str,
    sources: tuple[str, ...],
    store: str | None,
    as_of: dt.date | None,
    params: tuple[str, ...],
    themes: tuple[Path, ...],
    form: str,
    time_limit: float,
    output: Path | None,
    width: int | None,
) -> None:
    """Ask a question of plans: a stored one by its name, or your own in a file.

    "scrgraph query list" lists the stored ones. Your own is SPARQL that reads only: SELECT or ASK. Each row of the
    answer says in which cells of the documents it stands.
    """
    if name == "list" and not sources and not store:
        _list_questions(form, width)
        return
    from scrgraph.analysis.parameters import bind_parameters
    from scrgraph.analysis.questions import check_query, find_question, load_question_file, names_graphs
    from scrgraph.cli.judged import open_facts

    # All that can be wrong in what was asked comes first: an audit takes seconds.
    own = options.hold_config().queries
    question = load_question_file(Path(name)) if name.endswith(".rq") else find_question(name, own)
    bind_parameters(question, check_query(question.text) if question.own else None, params)
    day = as_of or dt.date.today()
    facts = open_facts(sources, store, day, Asked(themes=themes), graphs=names_graphs(question.text))
    if question.needs_themes and not facts.base.has_themes:
        click.echo(
            "No row here has a theme: none is read from the words of the plans, and none is declared (--themes).",
            err=True,
        )
    with _no_collecting():
        answer = facts.base.ask(question, params, time_limit)
        _print_answer(question, answer, facts.plans, day, _choose_form(form, output), width, output)
    if facts.failed:
        raise click.exceptions.Exit(2)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Look for no rings of objects meanwhile: an answer makes many objects and no ring, and the looking takes long."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _choose_form(form: str, output: Path | None) -> str:
    """Give the form that was asked for; where none was, the one by which the file is named."""
    asked = click.get_current_context().get_parameter_source("form") is not ParameterSource.DEFAULT
    return form if asked or output is None else _FORMS.get(output.suffix.lower(), form)


def _list_questions(form: str, width: int | None) -> None:
    from scrgraph.analysis.questions import load_questions
    from scrgraph.reports.tables import question_json, render_questions

    questions = load_questions(options.hold_config().queries)
    if form == "json":
        print_json([question_json(question) for question in questions])
    else:
        click.echo(render_questions(questions, choose_width(width)))


def _print_answer(
    question: Any, answer: Any, plans: list[str], day: dt.date, form: str, width: int | None, output: Path | None
) -> None:
    from scrgraph.reports.tables import answer_json, render_answer, render_csv, render_markdown

    made: str | bytes
    if form == "json":
        made = write_json_rows(answer_json(question, answer, plans, day)) + "\n"
    elif form == "csv":
        made = render_csv(answer)
    elif form == "xlsx":
        from scrgraph.reports.answer_workbook import render_workbook

        made = render_workbook(question, answer, plans, day)
    elif form == "md":
        made = render_markdown(question, answer) + "\n"
    else:
        made = render_answer(question, answer, choose_width(width)) + "\n"
    put(made, output)


@click.group()
def ontology() -> None:
    """Check the ontology."""


@ontology.command("check")
@options.maybe_source
@options.store
def check_ontology(sources: tuple[str, ...], store: str | None) -> None:
    """Let a reasoner check the ontology, and plans with it, for contradictions.

    Without a SOURCE the ontology and its vocabularies alone are checked. Exit 0: sound; 1: not sound.
    """
    from scrgraph.cli.judged import load_corrections
    from scrgraph.graph import reasoning
    from scrgraph.pipeline import find_sources, open_plans

    several = bool(store)
    if sources:
        found = find_sources(sources)
        several = found.folder
        tell_passed_over(found.passed_over)
    failed = False
    datasets = []
    config = options.hold_config()
    given = (
        open_plans(sources, store, config.base, layouts=config.layouts, corrections=load_corrections(), whole=True)
        if sources or store
        else ()
    )
    for opened in given:
        if isinstance(opened, ScrgraphError):
            if not several:
                raise opened
            failed = True
            click.echo(str(opened), err=True)
        else:
            datasets.append(opened.dataset)
    report = reasoning.check_ontology(datasets)
    click.echo(reasoning.render_report(report))
    if failed:
        raise click.exceptions.Exit(2)
    if not report.sound:
        raise click.exceptions.Exit(1)
