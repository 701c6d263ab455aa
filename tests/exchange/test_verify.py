"""Verifying: what is said of a sound package, which keys are trusted, and that hostile content takes nobody down."""

import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from scrgraph.cli.keys import load_signing
from scrgraph.errors import BadUsage
from scrgraph.exchange import apart, verify
from scrgraph.exchange.apart import EndedApart, work_apart
from scrgraph.exchange.content import check_content
from scrgraph.exchange.keys import save_key
from scrgraph.exchange.package import DATA
from scrgraph.exchange.reading import RefusedPackage
from scrgraph.exchange.senders import Sender
from scrgraph.exchange.verify import Trust, verify_package
from scrgraph.graph.canonical import render_canonical_quads
from tests.exchange.sealed import BOARD, TODAY, make_files, make_pair, make_whole, put_data, seal
from tests.exchange.tampering import Bench
from tests.graph.sample import Ran, run, run_apart
from tests.test_config import write_settings

AS_OF = ("--as-of", TODAY.isoformat())


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A folder in which commands are run, with the keys of two boards; content is checked within this process."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(verify, "work_apart", lambda work, *given, seconds: work(*given) if seconds else None)
    for name in ("ours", "theirs"):
        (tmp_path / f"{name}.public.toml").write_text(make_pair(name).public.render(), encoding="utf-8")
    return Bench(tmp_path)


def ask(package: Path, *more: str) -> Ran:
    return run("verify", package.name, *AS_OF, *more)


# -- what is said ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signed", "more", "says"),
    [
        (True, ("--key", "ours.public.toml"), f"Signed by {BOARD} with the key {make_pair().public.id}, which holds"),
        (True, ("--key", "theirs.public.toml", "--key", "ours.public.toml", "--require-signature"), "Signed by"),
        (True, (), f"Signed with the key {make_pair().public.id}, which was not checked"),
        (False, (), "Not signed: nobody can tell who made it."),
    ],
)
def test_sound_package_is_told_of_plainly(signed: bool, more: tuple[str, ...], says: str, bench: Bench) -> None:
    ran = ask(bench.put(make_files(signed=signed)), *more)
    assert (ran.code, ran.complaint) == (0, "")
    assert says in ran.text
    assert f"From {BOARD}, published 2020-05-01, profile full: 1190 statements in" in ran.text


def test_what_was_found_is_given_as_json(bench: Bench) -> None:
    files = make_files()
    ran = ask(bench.put(files), "--key", "ours.public.toml", "--format", "json")
    told = json.loads(ran.out)
    assert told["signature"] == {"state": "good", "key": make_pair().public.id, "until": "2021-12-31"}
    assert (told["board"], told["published"], told["profile"]) == (BOARD, "2020-05-01", "full")
    assert (told["package"], told["files"]) == ("package", len(files))
    assert told["counts"]["Recommendation"] == 4
    assert json.loads(ask(bench.folder / "package", "--format", "json").out)["signature"]["state"] == "not checked"


# -- whom a board trusts ---------------------------------------------------------------------------------------------


def test_keys_of_the_settings_hold_where_none_is_given(bench: Bench) -> None:
    ours, theirs = bench.put(make_files(), "ours"), bench.put(seal(make_files(), make_pair("theirs")), "theirs")
    write_settings(bench.folder, '[exchange]\nkeys = ["ours.public.toml"]')
    assert "Signed by" in ask(ours, "--require-signature").text
    assert "signed by another key than" in ask(theirs).complaint
    assert "signed by another key than" in ask(ours, "--key", "theirs.public.toml").complaint


def test_unsigned_package_of_a_board_whose_key_is_known_is_refused(bench: Bench) -> None:
    package = bench.put(make_files(signed=False))
    write_settings(bench.folder, '[exchange]\nkeys = ["ours.public.toml"]')
    assert "is known to sign" in ask(package).complaint
    strange = make_pair().public.render().replace(BOARD, "Another Board")
    (bench.folder / "ours.public.toml").write_text(strange, encoding="utf-8")
    assert ask(package).code == 0


@pytest.mark.parametrize("name", ["nowhere.toml", "package"])
def test_key_that_cannot_be_read_is_named(name: str, bench: Bench) -> None:
    package = bench.put(make_files())
    write_settings(bench.folder, f'[exchange]\nkeys = ["{name}"]')
    for more in ((), ("--key", name)):
        ran = ask(package, *more)
        assert (ran.code, ran.out) == (2, b"")
        assert f"{name}: There is no key here." in ran.complaint


def test_package_is_signed_by_the_board_of_the_key_alone(bench: Bench) -> None:
    private, _ = save_key(make_pair(), bench.folder / "board.pem")
    assert load_signing(private, None, TODAY).public == load_signing(private, BOARD, TODAY).public
    with pytest.raises(BadUsage, match=f"The key is that of {BOARD.split()[0]}"):
        load_signing(private, "Another Board", TODAY)
    with pytest.raises(BadUsage, match="and not on 2022-06-01"):
        load_signing(private, None, TODAY.replace(2022))


# -- content of others -----------------------------------------------------------------------------------------------


def test_whole_package_is_verified_in_a_process_of_its_own(tmp_path: Path) -> None:
    """As people run it, with all that a package holds."""
    package = Bench(tmp_path).put(make_whole("partner"), "package.zip")
    ran = run_apart("verify", package, *AS_OF)
    assert (ran.code, ran.complaint) == (0, "")
    assert "profile partner" in ran.text


def test_poison_is_refused_at_once(tmp_path: Path) -> None:
    """A clique of nodes without names (as test074 of the W3C's suite of RDFC-1.0): no canonical form is tried."""
    clique = "".join(f"_:a{a} <x:p> _:a{b} <x:g> .\n" for a in range(10) for b in range(10) if a != b)
    files = put_data(make_files(signed=False), clique.encode())
    with pytest.raises(RefusedPackage, match="nodes without names"):
        verify_package(Bench(tmp_path).put(seal(files)))


def test_what_works_for_too_long_is_ended() -> None:
    nodes = [ox.BlankNode(f"a{number}") for number in range(10)]
    edges = [ox.Quad(a, ox.NamedNode("x:p"), b) for a in nodes for b in nodes if a != b]
    with pytest.raises(EndedApart) as caught:
        work_apart(render_canonical_quads, edges, seconds=1)
    assert caught.value.too_long
    assert work_apart(render_canonical_quads, edges[:1], seconds=1).endswith(" .\n")


def test_what_takes_too_much_memory_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    assert work_apart(len, "x" * 1000, seconds=10) == 1000
    with pytest.raises(EndedApart) as caught:
        work_apart(bytearray, 16 << 30, seconds=10)
    assert not caught.value.too_long
    monkeypatch.setattr(apart, "_TO_BEGIN", 0.01)
    monkeypatch.setattr(apart, "_BUSY", 0)
    with pytest.raises(EndedApart) as caught:
        work_apart(len, "x", seconds=10)
    assert caught.value.too_long


@pytest.mark.parametrize(("too_long", "says"), [(True, "longer than 30 seconds"), (False, "more memory than is fit")])
def test_content_that_cannot_be_checked_within_its_limits_is_refused(
    too_long: bool, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(*_: object, seconds: int) -> None:
        assert seconds >= 30
        raise EndedApart(too_long)

    monkeypatch.setattr(verify, "work_apart", end)
    with pytest.raises(RefusedPackage, match=says):
        verify_package(Bench(tmp_path).put(make_files()), Trust())


def test_what_a_profile_gives_is_what_its_check_takes() -> None:
    """Each profile, put over its own package again, changes nothing."""
    for profile in ("full", "partner"):
        assert "unsound" not in check_content(make_whole(profile))
        assert DATA in check_content(make_whole(profile))["files"]


@pytest.mark.parametrize("said", ["", "Agreement\nof 1 April", "\x1b[2J", "A" * 1_001])
def test_what_verify_would_refuse_to_print_is_not_exported(said: str) -> None:
    with pytest.raises(BadUsage, match="cannot be printed"):
        Sender(BOARD, TODAY, licence=said)
