"""Small packages of two synthetic plans, signed and not, made once a process, and what makes them whole again."""

import datetime as dt
import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from scrgraph.audit.across import AcrossResult
from scrgraph.exchange.counts import count_things
from scrgraph.exchange.exporting import export_store
from scrgraph.exchange.keys import PublicKey, SigningKey
from scrgraph.exchange.package import CRATE, DATA, MANIFEST, SIGNATURE, render_manifest
from scrgraph.exchange.senders import Sender
from scrgraph.graph.canonical import hash_canonical, render_canonical_quads
from scrgraph.graph.profiles import load_profile
from scrgraph.graph.store import add_plan
from scrgraph.pipeline import AuditedPlan, audit_dataset, read_source
from scrgraph.reports.report import Report
from tests.graph.sample import DAY, load_pack, write_plan

BOARD = "Aldwick Board (synthetic)"
PUBLISHED = dt.date(2020, 5, 1)
FIRST, LAST = dt.date(2020, 1, 1), dt.date(2021, 12, 31)
TODAY = dt.date(2020, 6, 1)
# Left out of most packages here, since to read them takes longer than all else, and nothing rests on them.
_BULK = ("shapes/", "mappings/", "ontology/vocabularies/")

Files = dict[str, bytes]


def make_pair(name: str = "ours") -> SigningKey:
    """Give a pair of keys; the same name gives the same."""
    return _make_pair(name)


@cache
def _make_pair(name: str) -> SigningKey:
    """Make the pair of a name: the same in each process, so that all of them know the tests by the same names."""
    private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())
    return SigningKey(private, PublicKey(BOARD, FIRST, LAST, private.public_key().public_bytes_raw()))


@cache
def _audit_plans() -> tuple[AuditedPlan, ...]:
    pack = load_pack().choose(["SEQ-001", "EVD-001"])
    audited = []
    with tempfile.TemporaryDirectory() as folder:
        for reference in ("Case 15", "Case 16"):
            path = Path(folder) / f"{reference}.txt"
            path.write_text(write_plan({}, {"text": f"A second row of {reference}."}, reference=reference), "utf-8")
            audited.append(audit_dataset(read_source(path).build(), DAY, pack))
    return tuple(audited)


@cache
def _make_whole(profile: str, signed: bool, published: dt.date, plans: tuple[str, ...]) -> Mapping[str, bytes]:
    store = ox.Store()
    for plan in _audit_plans():
        add_plan(store, plan.dataset)
    report = Report(
        tuple(plan.keep() for plan in _audit_plans()), AcrossResult((), ()), load_pack().rules, several=True
    )
    sender = Sender(BOARD, published)
    key = make_pair() if signed else None
    return export_store(store, load_profile(profile), sender, report, plans, key=key).files


def make_files(
    profile: str = "full", *, signed: bool = True, published: dt.date = PUBLISHED, plans: tuple[str, ...] = ()
) -> Files:
    """Give the files of a package, which may be changed; without what is bulky in it."""
    files = dict(_make_whole(profile, signed, published, plans))
    for name in [name for name in files if name.startswith(_BULK)]:
        del files[name]
    with describing(files) as crate:
        crate["./"]["hasPart"] = [part for part in crate["./"]["hasPart"] if part["@id"] in files]
    return seal(files, make_pair() if signed else None)


def make_whole(profile: str = "full", *, signed: bool = True) -> Files:
    """Give the files of a package with all that is in one."""
    return dict(_make_whole(profile, signed, PUBLISHED, ()))


def seal(files: Files, key: SigningKey | None = None) -> Files:
    """List the files anew, as anybody can, and sign the list where there is a key."""
    given = {name: data for name, data in files.items() if name not in (MANIFEST, SIGNATURE)}
    given[MANIFEST] = render_manifest(given)
    if key is not None:
        given[SIGNATURE] = key.sign(given[MANIFEST])
    return given


class describing:  # noqa: N801 - reads as a statement
    """Gives the things that a crate describes, by their names, and puts back what they are made to say."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._crate: dict[str, Any] = json.loads(files[CRATE])

    def __enter__(self) -> dict[str, Any]:
        return {node["@id"]: node for node in self._crate["@graph"]}

    def __exit__(self, *_: object) -> None:
        self._files[CRATE] = json.dumps(self._crate, ensure_ascii=False, indent=2).encode()


def read_quads(files: Files) -> list[ox.Quad]:
    return list(ox.parse(files[DATA], format=ox.RdfFormat.N_QUADS))


def put_data(files: Files, data: bytes, quads: Iterable[ox.Quad] = ()) -> Files:
    """Put other data into a package, and let the crate tell its hash and how much it is; leave out its other forms."""
    given = {name: each for name, each in files.items() if name not in ("data.trig", "data.jsonld", "void.ttl")}
    given[DATA] = data
    with describing(given) as crate:
        crate["./"]["hasPart"] = [part for part in crate["./"]["hasPart"] if part["@id"] in given]
        crate["#data-hash"]["value"] = "sha256:" + hashlib.sha256(data).hexdigest()
        for name, number in count_things(list(quads)).items() if quads else ():
            crate[f"#count-{name}"]["value"] = number
    return given


def put_quads(files: Files, quads: Iterable[ox.Quad]) -> Files:
    """Put other statements into a package, so that all in it agrees with them."""
    given = frozenset(quads)
    lines = render_canonical_quads(given)
    assert hash_canonical(lines)
    return put_data(files, lines.encode(), given)


def change_quads(files: Files, change: Callable[[ox.Quad], Iterable[ox.Quad]]) -> Files:
    """Put other statements in the place of each, so that all in the package agrees with them."""
    return put_quads(files, [changed for quad in read_quads(files) for changed in change(quad)])
