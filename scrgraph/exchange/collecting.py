"""Collects from a store what a profile gives: the graphs of its plans, each version or only the current one."""

from collections.abc import Iterator
from typing import TypeAlias

import pyoxigraph as ox
from rdflib import URIRef

from scrgraph import namespaces
from scrgraph.graph import iris
from scrgraph.graph.profiles import ExchangeProfile
from scrgraph.graph.store import find_current, find_meta, list_held

Subject: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Triple

_HAS_VERSION = ox.NamedNode(namespaces.SCR + "hasPlanVersion")
_OTHER_VERSIONS = {_HAS_VERSION, ox.NamedNode(namespaces.SCR + "replacesVersion")}


def collect_plan(store: ox.Store, plan: str, profile: ExchangeProfile) -> Iterator[ox.Quad]:
    """Give what a store holds of a plan, by its id, as far as the profile gives versions of it.

    Raises:
        BadUsage: where the store holds no such plan.
    """
    yield from collect_known(store, plan, profile)
    for version in _choose_versions(store, plan, profile):
        for graph in (version, iris.source_iri(URIRef(version))):
            yield from store.quads_for_pattern(None, None, None, ox.NamedNode(graph))


def collect_known(store: ox.Store, plan: str, profile: ExchangeProfile) -> Iterator[ox.Quad]:
    """Give what is known of those versions and of the documents that they were read from, without what these say.

    Raises:
        BadUsage: where the store holds no such plan.
    """
    versions = _choose_versions(store, plan, profile)
    return _describe_versions(store, find_meta(store, versions[-1]), versions)


def _choose_versions(store: ox.Store, plan: str, profile: ExchangeProfile) -> list[str]:
    """Choose the versions that the profile gives, the current one last."""
    if profile.all_versions:
        return [held.iri for held in list_held(store, plan)]
    return [find_current(store, plan)]


def collect_figures(store: ox.Store) -> frozenset[ox.Quad]:
    """Give the figures that a store holds of other boards."""
    graphs = (graph for graph in store.named_graphs() if iris.is_figures_iri(str(graph)))
    return frozenset(quad for graph in graphs for quad in store.quads_for_pattern(None, None, None, graph))


def _describe_versions(store: ox.Store, meta: str, versions: list[str]) -> Iterator[ox.Quad]:
    """Give what is known of some versions and of what they were read from, and nothing of other versions."""
    graph = ox.NamedNode(meta)
    given = {ox.NamedNode(version) for version in versions}
    plans = {quad.subject for version in given for quad in store.quads_for_pattern(None, _HAS_VERSION, version, graph)}
    waiting: list[Subject] = [*given, *plans]
    seen = set(waiting)
    while waiting:
        for quad in store.quads_for_pattern(waiting.pop(), None, None, graph):
            if quad.predicate in _OTHER_VERSIONS and quad.object not in given:
                continue
            yield quad
            if isinstance(quad.object, ox.NamedNode) and quad.object not in seen:
                seen.add(quad.object)
                waiting.append(quad.object)
