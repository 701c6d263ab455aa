"""The receipts of a store: which packages of other boards were taken in, from whom, on what day, with which graphs.

What a package brought lies in the graphs that its sender named, as it was sent. Of each package there is a receipt
beside them, in a graph of its own. What no receipt names is the board's own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from scrgraph import namespaces
from scrgraph.graph import iris

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_RECEIVED = ox.NamedNode(namespaces.SCR + "ReceivedPackage")
_BRINGS = ox.NamedNode(namespaces.SCR + "brings")
_SENT_BY = ox.NamedNode(namespaces.SCR + "sentBy")
_SIGNED_BY = ox.NamedNode(namespaces.SCR + "signedBy")
_ORDER = ox.NamedNode(namespaces.SCR + "receivedAs")
_DIGEST = ox.NamedNode(namespaces.SCR + "digest")
_PROFILE = ox.NamedNode(namespaces.DCTERMS + "conformsTo")
_ISSUED = ox.NamedNode(namespaces.DCTERMS + "issued")
_DATE = ox.NamedNode(namespaces.XSD + "date")
_INTEGER = ox.NamedNode(namespaces.XSD + "integer")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is noted of a package that was taken in.

    ``package`` is its id and ``digest`` the hash of its data; ``published`` is the sender's day (ISO), ``key`` the id
    of the key by which it was signed, if it was. ``order`` counts the packages of the store as they came. ``graphs``
    are the names of the graphs that came in it and were taken in.
    """

    package: str
    sender: str
    profile: str
    published: str
    digest: str
    key: str | None
    order: int
    graphs: frozenset[str]

    @property
    def plans(self) -> tuple[str, ...]:
        """The IRIs of the plans that it brought, sorted."""
        return tuple(sorted(plan for graph in self.graphs if (plan := iris.plan_of_meta(graph))))


def write_receipt(receipt: Receipt) -> Iterator[ox.Quad]:
    """Give a receipt as linked data, in a graph of its own."""
    node = ox.NamedNode(str(iris.package_iri(receipt.package)))
    yield ox.Quad(node, _TYPE, _RECEIVED, node)
    yield ox.Quad(node, _SENT_BY, ox.Literal(receipt.sender), node)
    yield ox.Quad(node, _PROFILE, ox.NamedNode(receipt.profile), node)
    yield ox.Quad(node, _ISSUED, ox.Literal(receipt.published, datatype=_DATE), node)
    yield ox.Quad(node, _DIGEST, ox.Literal(receipt.digest), node)
    yield ox.Quad(node, _ORDER, ox.Literal(str(receipt.order), datatype=_INTEGER), node)
    if receipt.key is not None:
        yield ox.Quad(node, _SIGNED_BY, ox.Literal(receipt.key), node)
    for graph in receipt.graphs:
        yield ox.Quad(node, _BRINGS, ox.NamedNode(graph), node)


def list_receipts(store: ox.Store) -> tuple[Receipt, ...]:
    """Give the receipts of a store, in the order in which the packages came."""
    nodes = {quad.subject for quad in store.quads_for_pattern(None, _TYPE, _RECEIVED, None)}
    return tuple(sorted((_read_receipt(store, node) for node in nodes), key=lambda one: (one.order, one.package)))


def _read_receipt(store: ox.Store, node: object) -> Receipt:
    said: dict[str, list[str]] = {}
    for quad in store.quads_for_pattern(node, None, None, node):  # type: ignore[arg-type]
        said.setdefault(quad.predicate.value, []).append(quad.object.value)  # type: ignore[union-attr]

    def one(term: ox.NamedNode) -> str:
        return min(said.get(term.value, ()), default="")

    return Receipt(
        iris.package_id(node.value),  # type: ignore[attr-defined]
        one(_SENT_BY),
        one(_PROFILE),
        one(_ISSUED),
        one(_DIGEST),
        one(_SIGNED_BY) or None,
        int(one(_ORDER) or 0),
        frozenset(said.get(_BRINGS.value, ())),
    )


def find_holder(receipts: Iterable[Receipt], graph: str) -> Receipt | None:
    """Find the receipt of the package by which a graph last came; ``None`` where none brought it."""
    return max((one for one in receipts if graph in one.graphs), key=lambda one: one.order, default=None)


def find_senders(store: ox.Store, plans: Iterable[str]) -> dict[str, str]:
    """Give who sent those of some plans, by their IRIs, that are not the board's own."""
    receipts = list_receipts(store)
    holders = {plan: find_holder(receipts, iris.meta_of_plan(plan)) for plan in plans}
    return {plan: holder.sender for plan, holder in holders.items() if holder is not None}


def name_receipts(store: ox.Store, graph: str) -> list[str]:
    """Give the digests of the data of the packages that brought a graph, sorted."""
    packages = [quad.subject for quad in store.quads_for_pattern(None, _BRINGS, ox.NamedNode(graph), None)]
    return sorted(q.object.value for one in packages for q in store.quads_for_pattern(one, _DIGEST, None, None))  # type: ignore[union-attr]
