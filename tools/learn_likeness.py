"""Learns how alike two recommendations must be to ask for the same: ``python -m tools.learn_likeness``.

Of all pairs of the sentences of ``tools/lessons_apart/``, which are of no corpus and of no test, it takes what
meanings.py measures, and learns by logistic regression what each measure weighs. Sentences that ask for the same in
words too far apart for the model are left out of it: no threshold tells them from those that do not. Likeness begins
where as many pairs are taken for the same that are not as are missed, each pair judged without those of its demand.
The weights are written to ``ontology/likeness.toml``. It needs the extra ``meaning``, with which scikit-learn comes.
"""

import tomllib
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from scrgraph.facts.meanings import MEASURES, measure_meanings
from scrgraph.resources import ontology_folder
from scrgraph.wordings import load_wordings

SENTENCES = Path(__file__).parent / "lessons_apart"
_LEAST = 0.2  # how alike whole texts are, at the least, that are learnt from: less so than those that are compared
_FAR = 0.5  # how alike two must be, at the least, that ask for the same and are learnt from
_PARTS = 5  # of the demands; each is judged by what is learnt from the others
_DIGITS = 3
_HEAD = """\
# How alike two recommendations are that ask for the same (scrgraph/facts/meanings.py): where likeness begins, and what
# each measure of it weighs. Learnt from the sentences of tools/lessons_apart/, made by tools/learn_likeness.py.
"""


class Sentence(NamedTuple):
    """A sentence, what it asks for, and the entry that it is of, by its place."""

    text: str
    demand: str
    entry: int


def list_sentences() -> list[Sentence]:
    """List the sentences to learn from, some of them with what they are good for."""
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(SENTENCES.glob("*.toml"))]
    aims = [aim for file in files for aim in file.get("aims", ())]
    listed = []
    for place, demand in enumerate(demand for file in files for demand in file["demand"]):
        for turn, text in enumerate(demand["wordings"]):
            said = f"{text.rstrip('.')}, so that {aims[place // 2 % len(aims)]}." if (place + turn) % 4 == 0 else text
            listed.append(Sentence(said, demand["id"], place))
        for number, text in zip(count(1), (*demand["near"], *demand["others"])):
            listed.append(Sentence(text, f"{demand['id']}-{number}", place))
    return listed


def learn() -> tuple[float, dict[str, float]]:
    """Learn where likeness begins, and what each measure weighs."""
    numpy = import_module("numpy")
    sentences = list_sentences()
    pairs = [
        (sentences[one], sentences[other], measured)
        for one, other, measured in measure_meanings([sentence.text for sentence in sentences], load_wordings(), _LEAST)
    ]
    pairs = [pair for pair in pairs if pair[0].demand != pair[1].demand or pair[2][0] >= _FAR]
    measures = numpy.array([measured for _, _, measured in pairs])
    same = numpy.array([one.demand == other.demand for one, other, _ in pairs])
    parts = numpy.array([(one.entry % _PARTS, other.entry % _PARTS) for one, other, _ in pairs])
    begin, weights = _fit(measures, same)
    begin -= _find_even(_judge(measures, same, parts), same)
    named = {name: round(float(weight), _DIGITS) for name, weight in zip(MEASURES, weights, strict=True)}
    return round(begin, _DIGITS), named


def _fit(measures: Any, same: Any) -> tuple[float, Any]:
    """Learn where likeness begins, and what each measure weighs, by logistic regression."""
    middle, spread = measures.mean(axis=0), measures.std(axis=0)
    learnt = import_module("sklearn.linear_model").LogisticRegression().fit((measures - middle) / spread, same)
    weights = learnt.coef_[0] / spread
    return float(learnt.intercept_[0] - weights @ middle), weights


def _judge(measures: Any, same: Any, parts: Any) -> Any:
    """Give what tells how alike each pair is, learnt without the pairs of the demands that are in one part with its."""
    judged = import_module("numpy").zeros(len(same))
    for part in range(_PARTS):
        touched = (parts == part).any(axis=1)
        begin, weights = _fit(measures[~touched], same[~touched])
        judged[touched] = begin + measures[touched] @ weights
    return judged


def _find_even(judged: Any, same: Any) -> float:
    """Find the threshold above which as many pairs stand as ask for the same: as many are wrong as are missed."""
    ordered = sorted(map(float, judged), reverse=True)
    place = int(same.sum())
    return (ordered[place - 1] + ordered[place]) / 2


def main() -> None:
    """Learn the weights, and write them."""
    begin, weights = learn()
    lines = [_HEAD, f"begin = {begin}", "", "[weights]", *(f"{name} = {weight}" for name, weight in weights.items())]
    (ontology_folder() / "likeness.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
