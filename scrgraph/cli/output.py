"""How commands speak: text and JSON on standard output, talk on standard error, one sentence for every failure."""

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scrgraph.errors import BadUsage, ScrgraphError

if TYPE_CHECKING:
    from scrgraph.ingest.cells import Document

_PIECES = 10_000  # of a text in JSON, printed at once
_STYLES = {
    "violation": {"fg": "red"},
    "warning": {"fg": "yellow"},
    "good": {"fg": "green"},
    "strong": {"bold": True},
}


def help_alone(context: click.Context) -> None:
    """Print the help of a group that is called without a command."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def tell_passed_over(paths: Iterable[Path]) -> None:
    """Name the files that are no documents."""
    for path in paths:
        click.echo(f"{path}: passed over, not a kind of document that can be read.", err=True)


def tell_unread(document: "Document", notes: Iterable[str] = ()) -> None:
    """Say what a reader must know of how a document was read, and which cells were not."""
    from scrgraph.ingest.unread import list_unread

    tell_notes(list_unread(document, notes))


def tell_notes(notes: Iterable[str]) -> None:
    """Say notes, each a sentence of its own."""
    for note in notes:
        click.echo(note, err=True)


def choose_width(width: int | None) -> int:
    """Give the characters a line: those asked for, or the terminal's."""
    return width or max(64, shutil.get_terminal_size((100, 24)).columns)


def has_colour() -> bool:
    """Whether standard output is a terminal that shows colours."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def paint(text: str, style: str) -> str:
    """Colour a text by the name of a style."""
    return click.style(text, **_STYLES.get(style, {}))  # type: ignore[arg-type]


def write_json(data: object) -> str:
    """Write plain data as JSON."""
    return json.dumps(data, ensure_ascii=False, indent=2)


def write_json_rows(data: Mapping[str, Any]) -> str:
    """Write plain data as JSON, each of its ``rows`` on a line: to indent these, too, takes most of the time of all."""
    head = json.dumps({**data, "rows": []}, ensure_ascii=False, indent=2)
    if not data["rows"]:
        return head
    lines = ",\n    ".join(map(json.JSONEncoder(ensure_ascii=False).encode, data["rows"]))
    # Within a text a line never ends, nor does a quotation mark stand by itself: this is the key.
    return head.replace('\n  "rows": []', f'\n  "rows": [\n    {lines}\n  ]', 1)


def print_json(data: object) -> None:
    """Print plain data as JSON, piece by piece: the whole text of long data would need several times their room."""
    pieces = json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(data)
    while text := "".join(islice(pieces, _PIECES)):
        click.echo(text, nl=False)
    click.echo()


def find_suffix(output: Path | None, known: Sequence[str], what: str) -> str:
    """Give in which form a drawing is to be written, by the end of the file's name; nothing where it is to be printed.

    Raises ``BadUsage`` for another form, or for one that needs a package which is not installed.
    """
    suffix = "" if output is None else output.suffix.lower()
    if output is not None and suffix not in known:
        remedy = f"Give the file a name that ends in {', '.join(known)}."
        raise BadUsage(f"{what} cannot be written in this form.", path=output, remedy=remedy)
    if suffix == ".png":
        from scrgraph.reports.png import check_png

        check_png()
    return suffix


def put(text: str | bytes, output: Path | None) -> None:
    """Print a text, or write it whole to a file; what is no text goes out as it is."""
    if output is None:
        click.echo(text, nl=False)
        return
    from scrgraph.graph.dataset import write_whole

    write_whole(output, text.encode() if isinstance(text, str) else text)
    click.echo(f"{output} written.", err=True)


@contextmanager
def one_sentence() -> Iterator[None]:
    """Turn what the user must act on into one sentence on standard error, and exit 2."""
    try:
        yield
    except ScrgraphError as error:
        click.echo(f"scrgraph: {error}", err=True)
        sys.exit(2)
    except click.ClickException as error:
        help_at = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "scrgraph"
        message = " ".join(error.format_message().split())
        click.echo(f"scrgraph: {message} See {help_at} --help.", err=True)
        sys.exit(2)
    except (KeyboardInterrupt, click.exceptions.Abort):
        click.echo("scrgraph: interrupted; nothing was left half-written.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of a pipe has gone (head, say): that is no failure of ours.
        _drop_output()
        sys.exit(0)
    except OSError as error:
        if error.filename is not None:
            fault = ScrgraphError(
                f"It cannot be used ({error.strerror}).", path=str(error.filename), remedy="Check its name and place."
            )
            click.echo(f"scrgraph: {fault}", err=True)
            sys.exit(2)
        _drop_output()
        click.echo(f"scrgraph: The output cannot be written ({error.strerror}). Check the room on the disk.", err=True)
        sys.exit(2)


def _drop_output() -> None:
    """Send what is still to be written to nowhere, so that Python does not try it again at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
