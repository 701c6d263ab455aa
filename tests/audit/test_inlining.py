"""What a parameter fixes is written where it is used, and nothing else is changed."""

import pytest

from scrgraph.audit.inlining import inline_parameters
from scrgraph.audit.rules import Parameter, RulePack

WORDS = Parameter("vague", "if possible|as appropriate", "")
DAYS = Parameter("quarter", 92, "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'SELECT $this { BIND ("if possible|as appropriate" AS ?vague) FILTER (REGEX(?t, ?vague, "i")) }',
            'SELECT $this {  FILTER (REGEX(?t, "if possible|as appropriate", "i")) }',
        ),
        ("SELECT $this { BIND (92 AS ?quarter) FILTER (?d > $quarter) }", "SELECT $this {  FILTER (?d > 92) }"),
        # A name within a string, an IRI, a comment or a longer name is none.
        (
            'SELECT $this { BIND (92 AS ?quarter) FILTER ("?quarter" != <x?quarter> && ?quarters > 1) # ?quarter\n}',
            'SELECT $this {  FILTER ("?quarter" != <x?quarter> && ?quarters > 1) # ?quarter\n}',
        ),
        # What is joined of strings alone is one string.
        (
            'SELECT $this { BIND ("if possible|as appropriate" AS ?vague) FILTER (CONCAT("(", ?vague, ")") = ?t) }',
            'SELECT $this {  FILTER ("(if possible|as appropriate)" = ?t) }',
        ),
        (
            'SELECT $this { FILTER (CONCAT("a", ?b) = CONCAT("a", "b")) }',
            'SELECT $this { FILTER (CONCAT("a", ?b) = "ab") }',
        ),
    ],
)
def test_value_stands_in_the_place_of_its_name(text: str, expected: str) -> None:
    assert inline_parameters(text, (WORDS, DAYS)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "SELECT $this ?quarter { BIND (92 AS ?quarter) $this a ?quarter }",  # it is given
        "SELECT $this { BIND (92 AS ?quarter) { SELECT ?quarter { ?quarter a ?b } } }",  # another one within
        "SELECT $this { { BIND (92 AS ?quarter) } UNION { BIND (92 AS ?quarter) } }",  # bound twice
        "SELECT $this { BIND (91 AS ?quarter) }",  # bound to something else
        "ASK",
    ],
)
def test_name_that_may_mean_something_else_is_left(text: str) -> None:
    assert inline_parameters(text, (WORDS, DAYS)) == text


def test_each_pattern_of_words_of_the_pack_is_written_where_it_is_used() -> None:
    """Else it would be made ready anew for each row."""
    for rule in RulePack.load().every:
        for parameter in rule.parameters:
            if isinstance(parameter.value, str):
                for constraint in rule.constraints:
                    text = inline_parameters(constraint.select, rule.parameters)
                    assert f"?{parameter.name}" not in text, rule.code
