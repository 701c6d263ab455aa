"""Proofs of data: equal to the W3C's test vectors of eddsa-rdfc-2022 at every step, and good for other libraries."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyld import jsonld

from scrgraph.exchange.keys import PublicKey, SigningKey, is_signature
from scrgraph.exchange.package import DATA, PROOF
from scrgraph.exchange.proofs import (
    check_proof,
    hash_proof,
    name_method,
    prove_data,
    read_multibase,
    render_options,
    write_multibase,
)
from scrgraph.exchange.statements import Unsound
from tests.exchange.sealed import BOARD, FIRST, LAST, PUBLISHED, make_files, make_pair

VECTORS = Path(__file__).resolve().parent / "vc-di-eddsa"
LINES = make_files()[DATA]


class Vector:
    """One document of the W3C, with what is made on the way to its proof."""

    def __init__(self, name: str) -> None:
        self._folder = VECTORS / name
        self.proof: dict[str, str] = json.loads(self.read("signedDataInt.json"))["proof"]
        self.lines = self.read("canonDocDataInt.txt")

    def read(self, file: str) -> bytes:
        return (self._folder / file).read_bytes()

    def say(self, file: str) -> str:
        return self.read(file).decode().strip()


@pytest.fixture(params=["alumni", "employ"])
def vector(request: pytest.FixtureRequest) -> Vector:
    return Vector(request.param)


@pytest.fixture(scope="module")
def key() -> SigningKey:
    """The pair of keys of the vectors."""
    pair = json.loads((VECTORS / "keyPair.json").read_bytes())
    private = Ed25519PrivateKey.from_private_bytes(
        read_multibase(pair["privateKeyMultibase"]).removeprefix(b"\x80\x26")
    )
    raw = private.public_key().public_bytes_raw()
    assert write_multibase(b"\xed\x01" + raw) == pair["publicKeyMultibase"]
    return SigningKey(private, PublicKey(BOARD, FIRST, LAST, raw))


def test_every_step_gives_what_the_vector_says(vector: Vector, key: SigningKey) -> None:
    created, method = vector.proof["created"], vector.proof["verificationMethod"]
    assert method == name_method(key.public.raw)
    options = render_options(created, method)
    assert options == vector.read("proofCanonDataInt.txt")
    assert hashlib.sha256(options).hexdigest() == vector.say("proofHashDataInt.txt")
    assert hashlib.sha256(vector.lines).hexdigest() == vector.say("docHashDataInt.txt")
    signed = hash_proof(vector.lines, created, method)
    assert signed.hex() == vector.say("combinedHashDataInt.txt")
    assert key.sign(signed).hex() == vector.say("sigHexDataInt.txt")
    assert write_multibase(key.sign(signed)) == vector.say("sigBTC58DataInt.txt") == vector.proof["proofValue"]


def test_proof_of_the_vector_is_good_for_it_alone(vector: Vector, key: SigningKey) -> None:
    signature = read_multibase(vector.proof["proofValue"])
    created, method = vector.proof["created"], vector.proof["verificationMethod"]
    assert is_signature(signature, hash_proof(vector.lines, created, method), key.public.raw)
    for lines, moment in ((vector.lines + b" ", created), (vector.lines, created.replace("2023", "2024"))):
        assert not is_signature(signature, hash_proof(lines, moment, method), key.public.raw)


# -- our own proofs --------------------------------------------------------------------------------------------------


def test_signed_package_holds_a_proof_of_its_data() -> None:
    files = make_files()
    assert check_proof(files[PROOF], LINES, PROOF) == make_pair().public.id
    assert prove_data(LINES, make_pair(), PUBLISHED) == files[PROOF]
    assert PROOF not in make_files(signed=False)


CHANGES: dict[str, dict[str, Any]] = {
    "another moment": {"created": "2020-05-02T00:00:00Z"},
    "a moment that is none": {"created": "2020-02-30T00:00:00Z"},
    "no moment": {"created": None},
    "another key": {"verificationMethod": name_method(make_pair("theirs").public.raw)},
    "a key that is none": {"verificationMethod": "did:key:z6Mk#z6Mk"},
    "a key written in two ways": {"verificationMethod": name_method(make_pair().public.raw).replace("#", "#z")},
    "another purpose": {"proofPurpose": "authentication"},
    "another suite": {"cryptosuite": "eddsa-jcs-2022"},
    "no value": {"proofValue": None},
    "a value in another base": {"proofValue": "f" + "00" * 64},
    "a value without end": {"proofValue": "z" + "1" * 100_000},
    "a context elsewhere": {"@context": "https://w3id.org/security/data-integrity/v2"},
    "more than a proof says": {"expires": "2030-01-01T00:00:00Z"},
}


@pytest.mark.parametrize("name", CHANGES)
def test_proof_that_was_changed_is_refused(name: str) -> None:
    said = json.loads(make_files()[PROOF]) | CHANGES[name]
    with pytest.raises(Unsound):
        check_proof(json.dumps(said).encode(), LINES, PROOF)


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b'{"created": 1}'])
def test_file_that_is_no_proof_is_refused(data: bytes) -> None:
    with pytest.raises(Unsound):
        check_proof(data, LINES, PROOF)


def test_proof_of_other_data_is_refused() -> None:
    with pytest.raises(Unsound, match="proof of other data"):
        check_proof(make_files()[PROOF], LINES[:-1], PROOF)


@pytest.mark.parametrize("data", [b"", b"\0", b"\0\0\x01", bytes(range(64))])
def test_base_58_is_read_as_it_is_written(data: bytes) -> None:
    assert read_multibase(write_multibase(data)) == data


def test_another_library_makes_the_same_of_the_proof() -> None:
    """PyLD, with the context that is inside, and no loader of documents."""

    def refuse(address: str, _: object) -> None:
        raise AssertionError(address)

    said = json.loads(make_files()[PROOF])
    del said["proofValue"]
    asked = {"format": "application/n-quads", "algorithm": "URDNA2015", "documentLoader": refuse}
    canonical = jsonld.normalize(said, asked)
    assert canonical.encode() == render_options(said["created"], said["verificationMethod"])
