"""The themes that somebody has declared for rows, in a file of tags, as linked data.

The file is JSON, in one of these forms; ``plan`` is needed where several plans are asked::

    {"plan": "case-14", "rows": [{"key": "main/1", "themes": [{"theme": "training"}]}]}
    {"plans": [{"plan": "case-14", "rows": [...]}, ...]}
    {"main/1": ["training"], ...}

A theme stands as its notation, alone or in an object under ``theme``; other members are left aside.
"""

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rdflib import DCTERMS, RDF, SKOS, Graph, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.errors import BadUsage
from scrgraph.graph.dataset import load_vocabularies
from scrgraph.graph.iris import concept_iri

SCR = Namespace(namespaces.SCR)

_FORM = 'Write {"plan": ID, "rows": [{"key": ROW, "themes": [{"theme": NAME}]}]}.'


@dataclass(frozen=True, slots=True)
class Tag:
    """One theme declared for one row; ``plan`` is none where the file does not say which plan it speaks of."""

    plan: str | None
    row: str
    theme: str


def say_stray(plan: str, tag: Tag) -> str:
    """Say, in a sentence without its full stop, that a plan does not have the row of a tag."""
    return f"{plan} has no row {tag.row}, for which the theme '{tag.theme}' is declared"


def read_tags(path: Path) -> tuple[Tag, ...]:
    """Read a file of tags.

    Raises:
        BadUsage: where it cannot be read, has another form, or names a theme that the vocabulary does not have.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
        tags = tuple(dict.fromkeys(_read_plans(data)))
    except OSError as error:
        remedy = "Name a file of themes, here or in scrgraph.toml."
        raise BadUsage(f"The themes cannot be read ({error.strerror}).", path=path, remedy=remedy) from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise BadUsage("This is not a file of themes.", path=path, remedy=_FORM) from None
    known = list_themes()
    for tag in tags:
        if tag.theme not in known:
            near = difflib.get_close_matches(tag.theme, known, 1)
            remedy = f"The nearest is '{near[0]}'." if near else f"Known are: {', '.join(known)}."
            raise BadUsage(f"There is no theme '{tag.theme}'.", path=path, place=tag.row, remedy=remedy)
    return tags


def list_themes() -> tuple[str, ...]:
    """Give the notations of the themes of the vocabulary, sorted."""
    vocabularies = load_vocabularies()
    scheme = URIRef(namespaces.VOCABULARIES + "themes")
    themes = vocabularies.subjects(SKOS.inScheme, scheme)
    return tuple(sorted(str(name) for theme in themes for name in vocabularies.objects(theme, SKOS.notation)))


def _read_plans(data: Any) -> Iterator[Tag]:
    plans = data["plans"] if isinstance(data.get("plans"), list) else [data]
    for plan in plans:
        name = plan.get("plan")
        if isinstance(plan.get("rows"), list):
            for row in plan["rows"]:
                yield from _read_row(row.get("plan", name), row["key"], row["themes"])
        else:
            for key, themes in plan.items():
                if key != "plan":
                    yield from _read_row(name, key, themes)


def _read_row(plan: Any, key: Any, themes: Any) -> Iterator[Tag]:
    if not isinstance(plan, str | None) or not isinstance(key, str) or not isinstance(themes, list):
        raise TypeError
    for theme in themes:
        name = theme if isinstance(theme, str) else theme["theme"]
        if not isinstance(name, str):
            raise TypeError
        yield Tag(plan, key, name)


def build_themes(tags: tuple[Tag, ...], facts: Graph) -> tuple[Graph, tuple[Tag, ...]]:
    """Build what the tags say of the rows in some facts; also give the tags whose row is not there.

    Raises:
        BadUsage: where a tag does not say its plan and the facts hold several.
    """
    rows: dict[tuple[str, str], Node] = {}
    plans = set()
    for plan in facts.subjects(RDF.type, SCR.ActionPlan):
        name = str(facts.value(plan, DCTERMS.identifier))
        plans.add(name)
        for row in facts.objects(plan, SCR.hasRecommendation):
            rows[name, str(facts.value(row, DCTERMS.identifier))] = row
    if len(plans) > 1 and any(tag.plan is None for tag in tags):
        raise BadUsage(
            "The themes do not say of which plan they speak, and there are several.", remedy='Add "plan": ID to them.'
        )
    graph = Graph()
    lost = []
    for tag in tags:
        row_node = rows.get((tag.plan if tag.plan is not None else next(iter(plans), ""), tag.row))
        if row_node is None:
            lost.append(tag)
        else:
            graph.add((row_node, SCR.hasTheme, concept_iri("themes", tag.theme)))
    return graph, tuple(lost)
