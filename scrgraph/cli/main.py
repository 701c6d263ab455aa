"""The command line: arguments in, text out; the only reader of the clock.

Exit codes: 0 ran and found nothing at or above ``--fail-on``; 1 such findings; 2 could not do it (one sentence on
standard error); 130 interrupted. What is heavy is imported inside the commands, so that ``--help`` answers at once.
"""

import logging
import sys

import click

from scrgraph import __version__
from scrgraph.cli.annotating import annotate, template
from scrgraph.cli.audits import audit, why
from scrgraph.cli.differences import diff
from scrgraph.cli.figures import figure
from scrgraph.cli.findings import compare, waive
from scrgraph.cli.keys import key
from scrgraph.cli.lessons import lessons
from scrgraph.cli.links import links
from scrgraph.cli.mappings import mapping
from scrgraph.cli.networks import network
from scrgraph.cli.output import help_alone, one_sentence
from scrgraph.cli.packages import export, privacy, verify
from scrgraph.cli.plans import ingest, rows, status
from scrgraph.cli.queries import ontology, query
from scrgraph.cli.receiving import import_package, received
from scrgraph.cli.rules import rules
from scrgraph.cli.settings import config
from scrgraph.cli.synthetic import generate
from scrgraph.cli.themes import themes
from scrgraph.cli.trend import trend


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, invoke_without_command=True
)
@click.version_option(__version__, prog_name="scrgraph")
@click.pass_context
def cli(context: click.Context) -> None:
    """Audit the action plans of serious case reviews.

    A plan document goes in as it stands; its rows, dates, evidence, meetings and decisions come out as linked data,
    each with the cell it was read from, and rules judge them as of a day.
    """
    help_alone(context)


for _command in (
    rows,
    ingest,
    status,
    audit,
    annotate,
    why,
    waive,
    diff,
    compare,
    trend,
    rules,
    links,
    query,
    themes,
    lessons,
    network,
    figure,
    export,
    key,
    privacy,
    verify,
    import_package,
    received,
    mapping,
    ontology,
    config,
    template,
    generate,
):
    cli.add_command(_command)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    logging.getLogger("rdflib").setLevel(logging.ERROR)  # it warns of each day that is none, with a traceback
    code = 0
    with one_sentence():
        # Not click's own main: it answers a closed pipe with exit code 1.
        try:
            with cli.make_context("scrgraph", sys.argv[1:]) as context:
                cli.invoke(context)
        except click.exceptions.Exit as done:
            code = done.exit_code
        sys.stdout.flush()
    sys.exit(code)


if __name__ == "__main__":
    main()
