"""The terms on which a package is given, in ODRL (W3C 2018): what the receiver may do and may not.

They are the sender's: its licence or agreement, and its label, stand in them as it wrote them. What every package asks
for stands beside: that nobody tries to find out who is meant.
"""

from collections.abc import Iterator

from rdflib import DCTERMS, ODRL2, RDF, RDFS, Literal, URIRef
from rdflib.term import Node

from scrgraph.exchange.senders import Sender
from scrgraph.exchange.turtle import render_turtle
from scrgraph.graph import iris
from scrgraph.graph.profiles import ExchangeProfile

_NOT_SOUGHT = "Nobody is to be sought, named or approached by what the package says, alone or beside other sources."
_NOT_ON = "Not to be passed on without the sender's consent."


def describe_policy(package: URIRef, profile: ExchangeProfile, sender: Sender) -> bytes:
    """Give the terms as Turtle."""
    return render_turtle(_describe(package, profile, sender))


def _describe(package: URIRef, profile: ExchangeProfile, sender: Sender) -> Iterator[tuple[Node, URIRef, Node | str]]:
    policy, board = iris.below(package, "policy"), iris.below(package, "board")
    use, passing_on = iris.below(policy, "use"), iris.below(policy, "passing-on")
    yield policy, RDF.type, ODRL2.Offer
    yield policy, ODRL2.uid, policy
    yield policy, DCTERMS.license, sender.licence
    yield policy, DCTERMS.accessRights, sender.handling
    yield policy, DCTERMS.description, Literal(_NOT_SOUGHT, lang="en")
    for rule, kind, says in (
        (use, ODRL2.Permission, ODRL2.permission),
        (passing_on, *_PASSING_ON[profile.may_be_passed_on]),
    ):
        yield policy, says, rule
        yield rule, RDF.type, kind
        yield rule, ODRL2.target, package
        yield rule, ODRL2.assigner, board
    yield use, ODRL2.action, ODRL2.read
    yield passing_on, ODRL2.action, ODRL2.distribute
    if not profile.may_be_passed_on:
        yield passing_on, RDFS.comment, Literal(_NOT_ON, lang="en")


_PASSING_ON = {
    True: (ODRL2.Permission, ODRL2.permission),
    False: (ODRL2.Prohibition, ODRL2.prohibition),
}
