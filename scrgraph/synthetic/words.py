"""Loads the words of synthetic plans, which are data: ``ontology/synthetic/``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from scrgraph.resources import ontology_folder


@dataclass(frozen=True)
class Topic:
    """One thing to be changed, with the words for it in each column of a plan."""

    theme: str
    also: tuple[str, ...]
    of: tuple[str, ...]
    training: bool
    do: tuple[str, ...]
    aim: tuple[str, ...]
    act: tuple[str, ...]
    measure: tuple[str, ...]
    document: tuple[str, ...]
    item: str
    progress: tuple[str, ...]


@dataclass(frozen=True)
class Demand:
    """What a recommendation asks for, with the sentences that ask for it; ``item`` names the topic that it belongs to.

    ``wordings`` are in the terms of the field, ``far`` ones have hardly a word in common with them. ``near`` are
    sentences that share many words with these, and ask for something else each; ``others`` ask for other things in the
    same field.
    """

    id: str
    item: str
    of: tuple[str, ...]
    wordings: tuple[str, ...]
    far: tuple[str, ...]
    near: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True)
class AgencyKind:
    """A kind of agency: its name in a county, who works there, who may lead an action, and a team of it."""

    name: str
    staff: tuple[str, ...]
    posts: tuple[str, ...]
    team: str


@dataclass(frozen=True)
class ReviewKind:
    """A kind of review, and how its plan is laid out; ``key`` explains its colours, ``columns`` are by part.

    ``label`` stands before a recommendation, with ``{n}`` in the place of its number.
    """

    code: str
    title: str
    board: str
    years: tuple[int, int]
    about: str
    group: tuple[str, ...]
    chair: str
    commenced: str
    agencies: str
    intro: str
    promise: str
    label: str
    marks: str
    held: str
    planned: str
    key: tuple[str, ...]
    headings: Mapping[str, str]
    columns: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class PlanLayout:
    """Another way to lay out the plans of some kinds of review; ``read_by`` is the declared layout that reads it."""

    name: str
    of: tuple[str, ...]
    read_by: str
    label: str
    headings: Mapping[str, str]
    columns: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Words:
    """All words; ``slots`` stand for ``{team}`` and the like, ``entries`` and ``claims`` are by their kind."""

    mark: str
    counties: tuple[str, ...]
    slots: Mapping[str, tuple[str, ...]]
    people: Mapping[str, Mapping[str, str]]
    vague: tuple[str, ...]
    five_words: tuple[str, ...]
    agencies: tuple[AgencyKind, ...]
    kinds: tuple[ReviewKind, ...]
    entries: Mapping[str, tuple[str, ...]]
    claims: Mapping[str, tuple[str, ...]]
    topics: tuple[Topic, ...]

    def list_topics(self, kind: ReviewKind, *, training: bool | None = None) -> list[Topic]:
        """List the topics of a kind of review; those of training alone, or without them, where asked."""
        return [
            topic
            for topic in self.topics
            if (not topic.of or kind.code in topic.of) and training in (None, topic.training)
        ]


@cache
def load_demands() -> Mapping[str, tuple[Demand, ...]]:
    """Load what the recommendations of a corpus ask for, by the topic's item."""
    folder = ontology_folder() / "synthetic"
    data = tomllib.loads((folder / "demands.toml").read_text(encoding="utf-8"))
    by_item: dict[str, tuple[Demand, ...]] = {}
    for one in data["demand"]:
        demand = Demand(
            one["id"],
            one["item"],
            tuple(one.get("of", ())),
            tuple(one["wordings"]),
            tuple(one["far"]),
            tuple(one["near"]),
            tuple(one["others"]),
        )
        by_item[demand.item] = (*by_item.get(demand.item, ()), demand)
    return by_item


@cache
def load_layouts() -> tuple[PlanLayout, ...]:
    """Load the other ways to lay out plans."""
    folder = ontology_folder() / "synthetic"
    data = tomllib.loads((folder / "layouts.toml").read_text(encoding="utf-8"))
    return tuple(
        PlanLayout(
            one["name"],
            tuple(one["of"]),
            one["read_by"],
            one.get("label", ""),
            dict(zip(one["main"], one["headings"], strict=True)),
            {"main": tuple(one["main"]), "imr": tuple(one["imr"])},
        )
        for one in data["layout"]
    )


@cache
def load_words() -> Words:
    """Load the words and topics."""
    folder = ontology_folder() / "synthetic"
    words = tomllib.loads((folder / "words.toml").read_text(encoding="utf-8"))
    topics = tomllib.loads((folder / "topics.toml").read_text(encoding="utf-8"))
    return Words(
        mark=words["mark"],
        counties=tuple(words["counties"]),
        slots={name: tuple(words[name]) for name in ("often", "span", "team", "unit")},
        people=words["people"],
        vague=tuple(words["vague"]),
        five_words=tuple(words["five-words"]),
        agencies=tuple(
            AgencyKind(one["name"], tuple(one["staff"]), tuple(one["posts"]), one["team"]) for one in words["agency"]
        ),
        kinds=tuple(_read_kind(one) for one in words["kind"]),
        entries={name: tuple(forms) for name, forms in words["entries"].items()},
        claims={name: tuple(forms) for name, forms in words["claims"].items()},
        topics=tuple(_read_topic(one) for one in topics["topic"]),
    )


def _read_kind(data: Mapping[str, Any]) -> ReviewKind:
    first, last = data["years"]
    return ReviewKind(
        **{
            name: data.get(name, "")
            for name in (
                *("code", "title", "board", "about", "chair", "commenced", "agencies", "intro", "promise"),
                *("marks", "held", "planned"),
            )
        },
        label=f"{data['label']} {{n}}" if data.get("label") else "",
        years=(first, last),
        key=tuple(data.get("key", ())),
        group=tuple(data["group"]),
        headings=dict(zip(data["main"], data["headings"], strict=True)),
        columns={"main": tuple(data["main"]), "imr": tuple(data["imr"])},
    )


def _read_topic(data: Mapping[str, Any]) -> Topic:
    lists = {name: tuple(data.get(name, ())) for name in ("also", "of", "do", "aim", "act")}
    seen = {name: tuple(data[name]) for name in ("measure", "document", "progress")}
    return Topic(theme=data["theme"], training=data.get("training", False), item=data["item"], **lists, **seen)
