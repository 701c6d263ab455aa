"""What tests of exchange share: boards with small plans in stores, and the packages they send."""

import datetime as dt
from functools import cache
from pathlib import Path
from unittest import mock

import pyoxigraph as ox

from scrgraph import namespaces
from scrgraph.audit.across import AcrossResult
from scrgraph.exchange import exporting
from scrgraph.exchange.exporting import Export, export_store
from scrgraph.exchange.package import write_package
from scrgraph.exchange.quarantine import Sent, read_sent
from scrgraph.exchange.receiving import Account, accept, examine
from scrgraph.exchange.senders import Sender
from scrgraph.exchange.verify import verify_package
from scrgraph.graph.canonical import hash_canonical, render_canonical_quads
from scrgraph.graph.profiles import load_profile
from scrgraph.graph.store import add_plan
from scrgraph.pipeline import read_source
from scrgraph.reports.report import Report
from tests.graph.sample import ROOT, write_plan

DAY = dt.date(2026, 1, 1)
LATER = dt.date(2026, 3, 1)
SMALL = tuple(ROOT / "data" / name / "plan.txt" for name in ("case-m1", "dhr-w2", "sar-m3"))


@cache
def _fill(*files: Path) -> tuple[ox.Quad, ...]:
    store = ox.Store()
    for file in files:
        add_plan(store, read_source(file).build())
    return tuple(store)


def make_store(*files: Path, folder: Path | None = None) -> ox.Store:
    """Make a store of some documents, in memory or in a folder."""
    store = ox.Store() if folder is None else ox.Store(str(folder))
    store.extend(_fill(*files))
    store.flush()
    return store


def add_document(
    store: ox.Store, folder: Path, *rows: dict[str, str], reference: str, base: str = namespaces.ID
) -> None:
    """Put a small plan into a store, or a newer version of it."""
    file = folder / f"{reference}.txt"
    file.write_text(write_plan(*rows, reference=reference), encoding="utf-8")
    add_plan(store, read_source(file).build(base))


def export(store: ox.Store, profile: str, *plans: str, board: str = "Elmshire", day: dt.date = DAY) -> Export:
    """Make a package of a store; how its plans were judged, which takes long, is left out of it."""
    report = Report((), AcrossResult((), ()), (), several=True)
    with mock.patch.object(exporting, "_render_report", return_value={}):
        return export_store(store, load_profile(profile), Sender(board, day, "For this test."), report, plans)


def send(made: Export, folder: Path, name: str = "package.zip") -> Sent:
    """Write a package, verify it, and read it."""
    path = folder / name
    path.unlink(missing_ok=True)
    write_package(made.files, path)
    return read_sent(verify_package(path))


def take_in(store: ox.Store, sent: Sent) -> Account:
    """Take a package into a store; gives what was said of it beforehand."""
    account = examine(store, sent)
    accept(store, account)
    return account


def hash_store(store: ox.Store) -> str:
    """Give the hash of all that a store holds."""
    return hash_canonical(render_canonical_quads(store))
