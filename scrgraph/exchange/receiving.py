"""Takes in what other boards send: says first what a package would do to a store, and does it when it is accepted.

A package is held against the store plan by plan. What is the board's own, or came from another board, is never touched;
a plan that is held back leaves the others free. All that is taken in goes in by one transaction, with the receipt.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import pyoxigraph as ox

from scrgraph import namespaces
from scrgraph.errors import ScrgraphError
from scrgraph.exchange.quarantine import Sent, SentPlan, find_unsound
from scrgraph.exchange.reading import RefusedPackage
from scrgraph.facts.changes import Differences, compare_versions
from scrgraph.graph import iris
from scrgraph.graph.mappings import TermMapping
from scrgraph.graph.receipts import Receipt, find_holder, list_receipts, write_receipt
from scrgraph.graph.store import load_plan
from scrgraph.graph.versions import read_version
from scrgraph.listing import list_few

State: TypeAlias = Literal["new", "same", "changed", "held"]
STATES: tuple[State, ...] = ("new", "same", "changed", "held")

_SCR = namespaces.SCR
_DIGEST = ox.NamedNode(_SCR + "digest")
_IDENTIFIER = ox.NamedNode(namespaces.DCTERMS + "identifier")
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_ACTION_PLAN = ox.NamedNode(_SCR + "ActionPlan")


@dataclass(frozen=True)
class Judged:
    """What becomes of a plan that was sent: its state, why it is held, and of a changed one what has changed."""

    sent: SentPlan
    state: State
    why: str | None = None
    differences: Differences | None = None


@dataclass(frozen=True)
class Account:
    """What a package does to a store, plan by plan and figure by figure.

    ``withdrawn`` are the plans that an earlier package of the sender brought and this one does not, by their ids, with
    the package each came in; ``notes`` say what else a reader must know, in sentences. ``receipt`` is what is noted
    where it is accepted; ``known`` is the receipt that the store has of this very package.
    """

    sent: Sent
    plans: tuple[Judged, ...]
    statistics: Mapping[str, State]
    withdrawn: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    receipt: Receipt
    known: Receipt | None

    def count(self, state: State) -> int:
        """Give how many plans are in a state."""
        return sum(plan.state == state for plan in self.plans)

    @property
    def writes(self) -> bool:
        """Whether the store is another one once the package is accepted."""
        return bool(self.receipt.graphs) and self.receipt != self.known


def examine(
    store: ox.Store, sent: Sent, mappings: Sequence[TermMapping] = (), advance: Callable[[], None] = lambda: None
) -> Account:
    """Say what a package would do to a store; nothing is written. ``mappings`` say which of its terms are ours.

    Raises:
        RefusedPackage: where it is older than what the store has of its sender, or unsigned where that was signed.
    """
    receipts = list_receipts(store)
    stream = [one for one in receipts if (one.sender, one.profile) == (sent.sender, sent.profile.iri)]
    newest = stream[-1] if stream else None
    if newest is not None:
        _check_newer(sent, stream, newest)
    judged = []
    for plan in sorted(sent.plans.values(), key=lambda one: one.plan):
        judged.append(_judge(store, sent, plan, receipts, mappings))
        advance()
    statistics = {
        name: _compare_figures(store, name, quads, find_holder(receipts, name), sent)
        for name, quads in sorted(sent.statistics.items())
    }
    taken = {q.graph_name.value for one in judged if one.state != "held" for q in one.sent.quads}  # type: ignore[union-attr]
    taken |= {name for name, state in statistics.items() if state != "held"}
    known = newest if newest is not None and newest.package == sent.package else None
    receipt = Receipt(
        sent.package,
        sent.sender,
        sent.profile.iri,
        sent.published.isoformat(),
        sent.digest,
        sent.key,
        known.order if known else max((one.order for one in receipts), default=0) + 1,
        frozenset(taken),
    )
    return Account(
        sent,
        tuple(judged),
        statistics,
        _find_withdrawn(store, sent, stream, receipts),
        tuple(_note(newest, sent)),
        receipt,
        known,
    )


def accept(store: ox.Store, account: Account) -> bool:
    """Take in what is not held back, in one transaction; gives whether the store has changed.

    Raises:
        ScrgraphError: where the store cannot be written; then it is as it was.
    """
    if not account.writes:
        return False
    plans = [plan for plan in account.plans if plan.state in ("new", "changed")]
    quads = [quad for plan in plans for quad in plan.sent.quads]
    figures = [name for name, state in account.statistics.items() if state in ("new", "changed")]
    quads += [quad for name in figures for quad in account.sent.statistics[name]]
    gone = [graph for plan in plans if plan.state == "changed" for graph in _list_graphs(store, plan.sent.iri)]
    gone += [name for name in figures if account.statistics[name] == "changed"]
    if account.known:
        gone.append(str(iris.package_iri(account.known.package)))
    _write(store, gone, [*quads, *write_receipt(account.receipt)])
    return True


def take_out(store: ox.Store, package: str) -> tuple[Receipt, tuple[str, ...]]:
    """Take a package out of a store: all that last came in it, and its receipt, in one transaction.

    Gives the receipt, and the IRIs of the plans that are gone.

    Raises:
        RefusedPackage: where the store has no such package.
        ScrgraphError: where the store cannot be written; then it is as it was.
    """
    receipts = list_receipts(store)
    found = [one for one in receipts if one.package == package] or [
        one for one in receipts if len(package) >= 4 and one.package.startswith(package)
    ]
    if len(found) != 1:
        known = list_few((one.package[:12] for one in receipts), 8) or "none"
        raise RefusedPackage(
            f"{'Several packages go' if found else 'No package here goes'} by '{package}'.",
            remedy=f"The store has: {known}.",
        )
    receipt = found[0]
    held = [graph for graph in sorted(receipt.graphs) if find_holder(receipts, graph) == receipt]
    plans = [plan for graph in held if (plan := iris.plan_of_meta(graph))]
    _write(store, [*held, str(iris.package_iri(receipt.package))], [])
    return receipt, tuple(plans)


def _write(store: ox.Store, gone: Iterable[str], quads: Iterable[ox.Quad]) -> None:
    """Drop some graphs and add some quads, all of it or nothing."""
    drops = [f"DROP SILENT GRAPH {ox.NamedNode(graph)}" for graph in sorted(set(gone))]
    try:
        if drops:
            inserts = "\n".join(f"GRAPH {q.graph_name} {{ {q.subject} {q.predicate} {q.object} . }}" for q in quads)
            store.update(" ;\n".join([*drops, *([f"INSERT DATA {{ {inserts} }}"] if inserts else [])]))
        else:
            store.extend(quads)
        store.flush()
    except (OSError, RuntimeError) as error:
        raise ScrgraphError(
            f"The store cannot be written ({getattr(error, 'strerror', None) or error}).",
            remedy="Check the room on the disk, and whether the folder may be written to; nothing was taken in or out.",
        ) from None


# -- the package as a whole ----------------------------------------------------------------------------------------


def _check_newer(sent: Sent, stream: Iterable[Receipt], newest: Receipt) -> None:
    """Refuse a package that is older than what came since, or is unsigned where its sender signs."""
    known = {one.package for one in stream}
    older = sent.published.isoformat() < newest.published
    if older or (sent.package in known and sent.package != newest.package):
        raise RefusedPackage(
            f"A newer package of {sent.sender} is here already, published on {newest.published} "
            f"(this one: {sent.published.isoformat()}).",
            remedy=f"Nothing was taken in; to go back take that one out first: scrgraph received remove "
            f"{newest.package[:12]}.",
        )
    if newest.key is not None and sent.key is None:
        raise RefusedPackage(
            f"Earlier packages of {sent.sender} were signed, and of this one no signature was verified.",
            remedy="Nothing was taken in; name the sender's key (--key), or ask the sender for a signed package.",
        )


def _note(newest: Receipt | None, sent: Sent) -> Iterable[str]:
    if sent.key is None:
        yield "No signature was verified: who sends the package is what it says itself."
    elif newest is not None and newest.key != sent.key:
        yield f"It is signed with another key than the last package of {sent.sender}."


def _find_withdrawn(
    store: ox.Store, sent: Sent, stream: Iterable[Receipt], receipts: Iterable[Receipt]
) -> tuple[tuple[str, str], ...]:
    """Find the plans that came from the sender before, are still here, and are not in this package."""
    gone = {plan for one in stream for plan in one.plans} - sent.plans.keys()
    every = tuple(receipts)
    found = []
    for plan in gone:
        holder = find_holder(every, iris.meta_of_plan(plan))
        name = _find_id(store, plan)
        if holder is not None and name is not None:
            found.append((name, holder.package))
    return tuple(sorted(found))


def _compare_figures(
    store: ox.Store, name: str, quads: frozenset[ox.Quad], holder: Receipt | None, sent: Sent
) -> State:
    here = frozenset(store.quads_for_pattern(None, None, None, ox.NamedNode(name)))
    if not here:
        return "new"
    if holder is None or holder.sender != sent.sender:
        return "held"
    return "same" if here == quads else "changed"


# -- one plan ------------------------------------------------------------------------------------------------------


def _judge(
    store: ox.Store, sent: Sent, plan: SentPlan, receipts: tuple[Receipt, ...], mappings: Sequence[TermMapping]
) -> Judged:
    holder = find_holder(receipts, iris.meta_of_plan(plan.iri))
    here = frozenset(quad for graph in _list_graphs(store, plan.iri) for quad in _read(store, graph))
    if why := _find_clash(store, sent, plan, holder, bool(here)):
        return Judged(plan, "held", why)
    if here == plan.quads:
        return Judged(plan, "same")
    if unsound := find_unsound(plan, mappings):
        more = f" and {len(unsound) - 1} more" if len(unsound) > 1 else ""
        return Judged(plan, "held", f"It is not as sound data is: {unsound[0]}{more}.")
    if not here:
        return Judged(plan, "new")
    before, after = read_version(load_plan(store, plan.plan)), read_version(load_plan(_as_store(plan), plan.plan))
    return Judged(plan, "changed", differences=compare_versions(before, after))


def _find_clash(store: ox.Store, sent: Sent, plan: SentPlan, holder: Receipt | None, here: bool) -> str | None:
    """Say why a plan may not be taken in: another one has its name, its id or its document."""
    if here and holder is None:
        return "It is the board's own plan."
    if holder is not None and here and holder.sender != sent.sender:
        return f"The same plan came from {holder.sender} (package {holder.package[:12]})."
    if holder is not None and here and holder.profile != sent.profile.iri:
        before = holder.profile.rpartition("/")[2]
        return (
            f"It came under the profile {before} before (package {holder.package[:12]}); take that out first to have "
            f"it under the profile {sent.profile.name}."
        )
    for quad in store.quads_for_pattern(None, _IDENTIFIER, ox.Literal(plan.plan), None):
        other = quad.subject.value  # type: ignore[union-attr]
        if other != plan.iri and ox.Quad(quad.subject, _TYPE, _ACTION_PLAN, quad.graph_name) in store:
            return f"Another plan with the id {plan.plan} is here ({other})."
    for quad in plan.quads:
        if quad.predicate == _DIGEST:
            for same in store.quads_for_pattern(None, _DIGEST, quad.object, None):
                other = iris.plan_of_meta(same.graph_name.value) or ""  # type: ignore[union-attr]
                if other and other != plan.iri:
                    return f"The document that it was read from is here as the plan {_find_id(store, other) or other}."
    return None


def _find_id(store: ox.Store, plan: str) -> str | None:
    names = store.quads_for_pattern(ox.NamedNode(plan), _IDENTIFIER, None, None)
    return min((quad.object.value for quad in names), default=None)  # type: ignore[union-attr]


def _list_graphs(store: ox.Store, plan: str) -> list[str]:
    """List the graphs that a store has of a plan, by the plan's IRI: those of its versions, and of what is known."""
    meta = iris.meta_of_plan(plan)
    versions = {
        quad.object.value  # type: ignore[union-attr]
        for quad in store.quads_for_pattern(ox.NamedNode(plan), ox.NamedNode(_SCR + "hasPlanVersion"), None, None)
    }
    sources = {str(iris.source_iri(version)) for version in versions}  # type: ignore[arg-type]
    return [graph for graph in sorted({meta} | versions | sources) if _has(store, graph)]


def _has(store: ox.Store, graph: str) -> bool:
    return next(iter(_read(store, graph)), None) is not None


def _read(store: ox.Store, graph: str) -> Iterable[ox.Quad]:
    return store.quads_for_pattern(None, None, None, ox.NamedNode(graph))


def _as_store(plan: SentPlan) -> ox.Store:
    apart = ox.Store()
    apart.bulk_extend(plan.quads)
    return apart
