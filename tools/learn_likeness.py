"""Learns how alike two recommendations must be to ask for the same: ``python -m tools.learn_likeness``.

Of all pairs of the sentences of ``tools/lessons_apart.toml``, which are of no corpus and of no test, it takes what
meanings.py measures, and learns by logistic regression what each measure weighs. The weights are written to
``ontology/likeness.toml``. It needs the extra ``meaning``, with which scikit-learn comes.
"""

import tomllib
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import NamedTuple

from scrgraph.facts.meanings import MEASURES, measure_meanings
from scrgraph.resources import ontology_folder
from scrgraph.wordings import load_wordings

SENTENCES = Path(__file__).parent / "lessons_apart.toml"
_LEAST = 0.2  # how alike whole texts are, at the least, that are learnt from: less so than those that are compared
_DIGITS = 3
_HEAD = """\
# How alike two recommendations are that ask for the same (scrgraph/facts/meanings.py): where likeness begins, and what
# each measure of it weighs. Learnt from the sentences of tools/lessons_apart.toml, made by tools/learn_likeness.py.
"""


class Sentence(NamedTuple):
    """A sentence, and what it asks for."""

    text: str
    demand: str


def list_sentences() -> list[Sentence]:
    """List the sentences to learn from, some of them with what they are good for."""
    read = tomllib.loads(SENTENCES.read_text(encoding="utf-8"))
    aims, listed = read["aims"], []
    for place, demand in enumerate(read["demand"]):
        for turn, text in enumerate(demand["wordings"]):
            said = f"{text.rstrip('.')}, so that {aims[place // 2 % len(aims)]}." if (place + turn) % 4 == 0 else text
            listed.append(Sentence(said, demand["id"]))
        for number, text in zip(count(1), (*demand["near"], *demand["others"])):
            listed.append(Sentence(text, f"{demand['id']}-{number}"))
    return listed


def learn() -> tuple[float, dict[str, float]]:
    """Learn where likeness begins, and what each measure weighs."""
    numpy, linear = import_module("numpy"), import_module("sklearn.linear_model")
    sentences = list_sentences()
    pairs = list(measure_meanings([sentence.text for sentence in sentences], load_wordings(), _LEAST))
    measures = numpy.array([measured for _, _, measured in pairs])
    same = [sentences[one].demand == sentences[other].demand for one, other, _ in pairs]
    middle, spread = measures.mean(axis=0), measures.std(axis=0)
    learnt = linear.LogisticRegression().fit((measures - middle) / spread, same)
    weights = learnt.coef_[0] / spread
    begin = float(learnt.intercept_[0] - weights @ middle)
    named = {name: round(float(weight), _DIGITS) for name, weight in zip(MEASURES, weights, strict=True)}
    return round(begin, _DIGITS), named


def main() -> None:
    """Learn the weights, and write them."""
    begin, weights = learn()
    lines = [_HEAD, f"begin = {begin}", "", "[weights]", *(f"{name} = {weight}" for name, weight in weights.items())]
    (ontology_folder() / "likeness.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
