"""The command line: arguments in, text out; the only reader of the clock.

Exit codes: 0 ran and found nothing at or above ``--fail-on``; 1 such findings; 2 could not do it (one sentence on
standard error); 130 interrupted. What is heavy is imported inside the commands, so that ``--help`` answers at once.
"""

import logging
import sys
from importlib import import_module

import click

from scrgraph import __version__
from scrgraph.cli.output import help_alone, one_sentence

_COMMANDS = {  # and in which module each is
    "rows": "plans",
    "ingest": "plans",
    "status": "plans",
    "audit": "audits",
    "annotate": "annotating",
    "why": "audits",
    "waive": "findings",
    "diff": "differences",
    "compare": "findings",
    "trend": "trend",
    "rules": "rules",
    "links": "links",
    "query": "queries",
    "themes": "themes",
    "lessons": "lessons",
    "network": "networks",
    "figure": "figures",
    "export": "packages",
    "key": "keys",
    "privacy": "packages",
    "verify": "packages",
    "import": "receiving",
    "received": "receiving",
    "mapping": "mappings",
    "ontology": "queries",
    "config": "settings",
    "template": "annotating",
    "generate": "synthetic",
}
_NAMED_OTHERWISE = {"import": "import_package"}  # for Python keeps the word to itself


class Commands(click.Group):
    """The commands, each loaded where it is called for: to load all takes as long as many questions take."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Give the names of all commands."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give the command of a name; where there is none, the names of all are at hand, to tell the nearest."""
        for name in (cmd_name,) if cmd_name in _COMMANDS else _COMMANDS:
            if name not in self.commands:
                module = import_module(f"scrgraph.cli.{_COMMANDS[name]}")
                self.add_command(getattr(module, _NAMED_OTHERWISE.get(name, name)), name)
        return super().get_command(ctx, cmd_name)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    invoke_without_command=True,
)
@click.version_option(__version__, prog_name="scrgraph")
@click.pass_context
def cli(context: click.Context) -> None:
    """Audit the action plans of serious case reviews.

    A plan document goes in as it stands; its rows, dates, evidence, meetings and decisions come out as linked data,
    each with the cell it was read from, and rules judge them as of a day.
    """
    help_alone(context)


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
