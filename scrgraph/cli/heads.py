"""How ``rows`` explains the reading of headings, and saves it as a layout."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scrgraph.cli.output import print_json
from scrgraph.errors import BadUsage

if TYPE_CHECKING:
    from scrgraph.ingest.cells import Document


def explain_readings(documents: "Sequence[Document]", form: str, width: int, *, several: bool) -> None:
    """Print how the headings of documents were read."""
    from scrgraph.reports.heads import heads_json, render_heads

    if form == "json":
        made = [heads_json(document) for document in documents]
        print_json({"plans": made} if several else made[0])
        return
    click.echo("\n\n\n".join(render_heads(document, width) for document in documents))


def check_new_layout(file: Path, documents: int) -> None:
    """Refuse a file of a layout that cannot be written; raises ``BadUsage``."""
    if documents != 1:
        raise BadUsage("--save-layout makes a layout of one document, and here are several.", remedy="Name one.")
    if file.suffix.lower() != ".toml":
        raise BadUsage("A layout is a file that ends in .toml.", path=file, remedy="Give it such a name.")
    if not all(sign.isalnum() or sign in "-_." for sign in file.stem):
        raise BadUsage("A layout bears the name of its file.", path=file, remedy="Use letters, digits and hyphens.")
    if file.exists():
        raise BadUsage("There is such a file already.", path=file, remedy="Name another, or move it away first.")


def save_reading(document: "Document", file: Path) -> None:
    """Write how the headings of a document were read as a layout."""
    from scrgraph.graph.dataset import write_whole
    from scrgraph.ingest.layout_files import write_layout

    heads = [(head.headings, head.columns) for head in document.choice.heads.values()]
    write_whole(file, write_layout(file.stem, document.file, heads).encode())
    click.echo(
        f'{file} written. Look it through; put layouts = "FOLDER" into scrgraph.toml to have it tried for every plan.',
        err=True,
    )
