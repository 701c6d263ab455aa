"""Leads each row of an answer to the cells of the documents that it rests on.

The facts are those whose IRIs stand in the columns that the head of the query names (``#+ cites:``), one or several in
a column, parted by blanks. Where it names none, they are the rows of plans that the answer itself names: by its columns
``plan`` and ``row``, and by such as ``otherRow`` with ``otherPlan``, or with ``plan`` where there is no such column.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import pyoxigraph as ox

from scrgraph import namespaces
from scrgraph.graph.citations import Citation, gather_places
from scrgraph.graph.naming import extend_name
from scrgraph.graph.places import Cited, Found

_PLANS = f"""
    SELECT ?plan ?name
    WHERE {{ ?plan a <{namespaces.SCR}ActionPlan> ; <{namespaces.DCTERMS}identifier> ?name }}"""


class Citer:
    """Finds the cells behind rows of answers; ``sources`` are the places of their facts by the plans' ids."""

    def __init__(self, store: ox.Store, sources: Mapping[str, Cited]) -> None:
        found = store.query(_PLANS)
        assert isinstance(found, ox.QuerySolutions)
        self._plans = {plan.value: name.value for plan, name in found}
        self._sources = sources
        self._found: dict[str, str | None] = {}  # plans, by what the IRIs of facts begin with

    def cite(
        self, columns: Sequence[str], rows: Sequence[Sequence[object]], cites: Sequence[str]
    ) -> tuple[tuple[Citation, ...], ...]:
        """Give the cells of each row, plan by plan, in the order of the documents."""
        places = [place for place, name in enumerate(columns) if name in cites]
        pairs = [] if cites else list(self._pair(columns))
        nodes = {name: node for node, name in self._plans.items()}
        asked = []
        for row in rows:
            facts = [iri for place in places for iri in str(row[place] or "").split()]
            facts += [
                extend_name(nodes[str(row[of])], str(row[key]))
                for of, key in pairs
                if row[key] and str(row[of]) in nodes
            ]
            asked.append(self._sort_facts(facts))
        found = self._look_up(asked)
        return tuple(self._cite_facts(by_plan, found) for by_plan in asked)

    def _pair(self, columns: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Pair the columns that hold keys of rows with those that hold the ids of their plans."""
        for place, name in enumerate(columns):
            if name == "row" or name.endswith("Row"):
                of = "plan" if name == "row" else name.removesuffix("Row") + "Plan"
                of = of if of in columns else "plan"
                if of in columns:
                    yield columns.index(of), place

    def _sort_facts(self, facts: Sequence[str]) -> dict[str, list[str]]:
        """Sort facts by the plans that they belong to."""
        by_plan: dict[str, list[str]] = {}
        for fact in facts:
            if (plan := self._find_plan(fact)) is not None:
                by_plan.setdefault(plan, []).append(fact)
        return by_plan

    def _look_up(self, asked: Iterable[Mapping[str, Iterable[str]]]) -> dict[str, Found]:
        """Look all facts up at once, plan by plan: each by itself would take longer than the answer."""
        every: dict[str, set[str]] = {}
        for by_plan in asked:
            for plan, facts in by_plan.items():
                every.setdefault(plan, set()).update(facts)
        found: dict[str, Found] = {}
        for plan, facts in every.items():
            found |= self._sources[plan].look_up_all(facts)
        return found

    def _cite_facts(self, by_plan: Mapping[str, Iterable[str]], found: Mapping[str, Found]) -> tuple[Citation, ...]:
        cited: list[Citation] = []
        several = len(self._sources) > 1
        for plan in sorted(by_plan):
            cells = gather_places(found[fact] for fact in dict.fromkeys(by_plan[plan]) if fact in found)
            cited += [replace(cell, plan=plan) if several and cell.plan != plan else cell for cell in cells]
        return tuple(cited)

    def _find_plan(self, fact: str) -> str | None:
        """Find the plan that a fact belongs to: its IRI begins with that of the plan."""
        if (plan := self._plans.get(fact)) is not None:
            return plan if plan in self._sources else None
        above = fact.rpartition("/")[0]  # which several facts have in common
        if above not in self._found:
            self._found[above] = self._seek_plan(above)
        return self._found[above]

    def _seek_plan(self, name: str) -> str | None:
        while name:
            if (plan := self._plans.get(name)) is not None:
                return plan if plan in self._sources else None
            name = name.rpartition("/")[0]
        return None
