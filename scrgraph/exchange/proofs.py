"""A proof of the data by the standard of the W3C: Data Integrity, cryptosuite ``eddsa-rdfc-2022`` (both of 2025).

It is a signature (Ed25519) of the canonical form of the data and of what the proof says of itself: by which key, when,
to what end. So the data can be checked by itself, wherever it lies and in whichever form.
"""

import datetime as dt
import hashlib
import json
from typing import Any

import pyoxigraph as ox

from scrgraph import namespaces
from scrgraph.exchange.keys import SigningKey, is_signature, name_key
from scrgraph.exchange.statements import Unsound, read_json
from scrgraph.graph.canonical import render_canonical_quads

_SECURITY = "https://w3id.org/security#"
_SUITE = "eddsa-rdfc-2022"
_ED25519 = b"\xed\x01"  # what stands before a public key of this kind (multicodec)
_DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"  # of base 58, as Bitcoin has it
_LONGEST = 128  # characters of a number that is read
_KEY = "did:key:"
# What the words of a proof stand for, as the standard's own context has it; it is inside, so that nothing is fetched.
_CONTEXT = {
    "@version": 1.1,
    "DataIntegrityProof": f"{_SECURITY}DataIntegrityProof",
    "created": {"@id": f"{namespaces.DCTERMS}created", "@type": f"{namespaces.XSD}dateTime"},
    "cryptosuite": {"@id": f"{_SECURITY}cryptosuite", "@type": f"{_SECURITY}cryptosuiteString"},
    "proof": {"@id": f"{_SECURITY}proof", "@type": "@id", "@container": "@graph"},
    "proofPurpose": {"@id": f"{_SECURITY}proofPurpose", "@type": "@vocab"},
    "assertionMethod": f"{_SECURITY}assertionMethod",
    "proofValue": {"@id": f"{_SECURITY}proofValue", "@type": f"{_SECURITY}multibase"},
    "type": "@type",
    "verificationMethod": {"@id": f"{_SECURITY}verificationMethod", "@type": "@id"},
}


def prove_data(lines: bytes, key: SigningKey, day: dt.date) -> bytes:
    """Give the proof of data in its canonical form, as JSON-LD."""
    created, method = f"{day.isoformat()}T00:00:00Z", name_method(key.public.raw)
    proof = {
        "@context": _CONTEXT,
        **_say(created, method),
        "proofValue": write_multibase(key.sign(hash_proof(lines, created, method))),
    }
    return (json.dumps(proof, indent=2) + "\n").encode()


def check_proof(proof: bytes, lines: bytes, file: str) -> str:
    """Check the proof of data in its canonical form, by the key that it names; gives the id of that key.

    Raises:
        Unsound: where it is none, or that of other data.
    """
    said = read_json(proof, file)
    created, method = (said.get(name) if isinstance(said, dict) else None for name in ("created", "verificationMethod"))
    if not isinstance(created, str) or not isinstance(method, str):
        raise Unsound("It is no proof of the data.", file)
    value = said.pop("proofValue", None)
    if said != {"@context": _CONTEXT, **_say(created, method)} or not isinstance(value, str):
        raise Unsound(f"It is no proof of the data by the suite {_SUITE}.", file)
    raw = _read_method(method)
    if raw is None or not _is_moment(created):
        raise Unsound("It names no key and moment by which it could be checked.", file)
    if not is_signature(read_multibase(value), hash_proof(lines, created, method), raw):
        raise Unsound("It is the proof of other data, or was made by another key than it names.", file)
    return name_key(raw)


def hash_proof(lines: bytes, created: str, method: str) -> bytes:
    """Give what is signed: the hash of what the proof says of itself, and that of the data (3.2.4 of the suite)."""
    return hashlib.sha256(render_options(created, method)).digest() + hashlib.sha256(lines).digest()


def render_options(created: str, method: str) -> bytes:
    """Give what a proof says of itself in canonical form (3.2.5 of the suite)."""
    node = ox.BlankNode()
    moment = ox.Literal(created, datatype=ox.NamedNode(namespaces.XSD + "dateTime"))
    suite = ox.Literal(_SUITE, datatype=ox.NamedNode(_SECURITY + "cryptosuiteString"))
    said: tuple[tuple[str, ox.NamedNode | ox.Literal], ...] = (
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", ox.NamedNode(_SECURITY + "DataIntegrityProof")),
        (namespaces.DCTERMS + "created", moment),
        (_SECURITY + "cryptosuite", suite),
        (_SECURITY + "proofPurpose", ox.NamedNode(_SECURITY + "assertionMethod")),
        (_SECURITY + "verificationMethod", ox.NamedNode(method)),
    )
    return render_canonical_quads(ox.Quad(node, ox.NamedNode(name), value) for name, value in said).encode()


def name_method(raw: bytes) -> str:
    """Name a public key as the standard does: a name that is the key (did:key)."""
    written = write_multibase(_ED25519 + raw)
    return f"{_KEY}{written}#{written}"


def write_multibase(data: bytes) -> str:
    """Write bytes in base 58, with the sign of it (multibase)."""
    number, digits = int.from_bytes(data), ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "z" + _DIGITS[0] * zeros + digits


def read_multibase(text: str) -> bytes:
    """Read bytes in base 58; none where it is none."""
    digits = text[1:]
    if text[:1] != "z" or len(text) > _LONGEST or not set(digits) <= set(_DIGITS):
        return b""
    number = 0
    for digit in digits:
        number = number * len(_DIGITS) + _DIGITS.index(digit)
    zeros = len(digits) - len(digits.lstrip(_DIGITS[0]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)


def _say(created: str, method: str) -> dict[str, Any]:
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": _SUITE,
        "created": created,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }


def _read_method(method: str) -> bytes | None:
    """Give the public key that a name is; nothing where it is none, or written otherwise than one is."""
    data = read_multibase(method.partition("#")[2])
    raw = data.removeprefix(_ED25519)
    return raw if len(raw) == 32 and name_method(raw) == method else None


def _is_moment(text: str) -> bool:
    try:
        return dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").isoformat() + "Z" == text
    except ValueError:
        return False
