"""Words the recommendations of a corpus: what one asks for, others ask for too, in the same words or in others.

What a recommendation asks for is its demand. The sentences for it are written by hand (``ontology/synthetic``), as
several boards would put it; none is made of another by a change of a word. Some recommendations share many words with
those of a demand, and ask for something else: a demand of their own.
"""

import datetime as dt
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from scrgraph.synthetic.composer import Composer
from scrgraph.synthetic.draft import Plan, Row, State
from scrgraph.synthetic.words import Demand, ReviewKind, Topic, Words, load_demands

_NEAR = 0.12  # of the recommendations share words with a demand, and ask for something else
_OTHER = 0.3  # of them ask for what no demand is worded for in several ways
_FAR = 0.2  # of those in several wordings have hardly a word in common with the others
_REASON = 0.25  # of those in several wordings bear a reason as well
_ONE_WORDING = 0.5  # of the topics have a demand that is worded in one way alone


@dataclass(frozen=True)
class Told:
    """What the text of a row asks for: the id of the demand, the text, and whether its words are far from others'.

    With it stands what became of the row, and the last day by which it is due.
    """

    row: str
    demand: str
    text: str
    far: bool
    outcome: str | None
    due: dt.date | None


@cache
def hold_wordings(seed: int) -> Mapping[str, str]:
    """Give the demands that are worded in one way alone in a corpus, each with its wording: one of a topic at most."""
    chance = random.Random(f"scrgraph synthetic wordings {seed}")
    held: dict[str, str] = {}
    for _, demands in sorted(load_demands().items()):
        demand, happens = chance.choice(demands), chance.random() < _ONE_WORDING
        if happens and len(demands) > 1:
            held[demand.id] = chance.choice(demand.wordings)
    return held


class DemandComposer(Composer):
    """Composes rows whose recommendations are those of demands; ``held`` are the demands with one wording."""

    def __init__(self, plan: Plan, chance: random.Random, words: Words, held: Mapping[str, str]) -> None:
        super().__init__(plan, chance, words)
        self._held = held

    def recompose(self, row: Row, topic: Topic, state: State) -> None:
        """Compose a row anew; its old text may come again."""
        self.taken.discard(row.text.lower())
        super().recompose(row, topic, state)

    def draw_text(self, row: Row, who: str) -> str:  # noqa: ARG002 - the sentences name who it is asked of, or nobody
        """Draw a sentence for a demand of the row's topic, or one that is nearly such a sentence."""
        demands = list_demands(row.topic, self.plan.kind)

        def draw() -> str:
            demand, row.far = self.pick(demands), False
            kind = self.chance.random()
            if kind < _NEAR + _OTHER:
                name, sentences = ("near", demand.near) if kind < _NEAR else ("other", demand.others)
                place = self.chance.randrange(len(sentences))
                row.demand = f"{demand.id}-{name}-{place + 1}"
                return sentences[place]
            row.demand = demand.id
            if demand.id in self._held:
                return self._held[demand.id]
            row.far = self.happens(_FAR)
            wording = self.pick(demand.far if row.far else demand.wordings)
            if "so that" in wording or not self.happens(_REASON):
                return wording
            return f"{wording.rstrip('.')}, so that {self.fill(row.topic.aim)}."

        return self.draw_new(draw)

    def settle(self, row: Row) -> None:
        """See to it that what is worded in one way alone is not worded otherwise by an edit.

        A text that was put in the place of the recommendation asks for nothing that is known.
        """
        wordings = {
            sentence: demand
            for demand in list_demands(row.topic, self.plan.kind)
            for sentence in (*demand.wordings, *demand.far, *demand.near, *demand.others)
        }
        free = {demand.id: demand for demand in wordings.values() if demand.id not in self._held}
        sentence = next((one for one in wordings if row.text.startswith(one.rstrip("."))), None)
        if sentence is None:
            row.demand = ""
        elif row.text != sentence and row.demand not in free:
            other = self.pick(list(free.values()))
            fresh = self.pick([one for one in other.wordings if one.lower() not in self.taken] or other.wordings)
            row.text = fresh.rstrip(".") + row.text.removeprefix(sentence.rstrip("."))
            row.demand, row.far = other.id, False


def list_demands(topic: Topic, kind: ReviewKind) -> list[Demand]:
    """List the demands of a topic that recommendations of a kind of review ask for."""
    return [demand for demand in load_demands()[topic.item] if not demand.of or kind.code in demand.of]


def list_told(rows: Iterable[Row]) -> tuple[Told, ...]:
    """List what rows ask for, where that is known and the text is printed."""
    return tuple(
        Told(row.key, row.demand, row.text, row.far, row.outcome, row.due)
        for row in rows
        if row.demand and "text" not in row.blank
    )
