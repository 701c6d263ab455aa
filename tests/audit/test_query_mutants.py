"""The changes that can be made in one query: each kind on a small one, and what is left alone."""

import pytest

from scrgraph import namespaces
from scrgraph.audit.query_mutants import list_steps
from scrgraph.audit.sparql_words import Query

PREFIXES = {"scr": namespaces.SCR, "ex": "https://example.org/"}


def change(text: str) -> set[str]:
    """Give what becomes of the pattern of a query, with blanks made one."""
    query = f"SELECT ?this WHERE {{ {text} }}"
    changed = (" ".join(step.take(query).split()) for step in list_steps(query, PREFIXES))
    return {one.removeprefix("SELECT ?this WHERE {").removesuffix("}").strip() for one in changed}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FILTER (?a < ?b)", {"", "FILTER (?a <= ?b)", "FILTER (?a > ?b)", "FILTER (!(?a < ?b))"}),
        ("FILTER (?a >= ?b)", {"", "FILTER (?a > ?b)", "FILTER (?a <= ?b)", "FILTER (!(?a >= ?b))"}),
        ("FILTER (?a = ?b)", {"", "FILTER (?a != ?b)"}),
        ("FILTER (?a != ?b)", {"", "FILTER (?a = ?b)"}),
        ("FILTER (!BOUND(?a))", {"", "FILTER (BOUND(?a))"}),
        (
            "FILTER (?a = ?b && ?c != ?d)",
            {
                *("", "FILTER (!(?a = ?b && ?c != ?d))", "FILTER (?a = ?b || ?c != ?d)"),
                *("FILTER ( ?c != ?d)", "FILTER (?a = ?b )"),
                *("FILTER (?a != ?b && ?c != ?d)", "FILTER (?a = ?b && ?c = ?d)"),
            },
        ),
        (
            "FILTER (?a IN (?b, ?c, ?d))",
            {
                *("", "FILTER (?a NOT IN (?b, ?c, ?d))"),
                *("FILTER (?a IN ( ?c, ?d))", "FILTER (?a IN (?b, ?d))", "FILTER (?a IN (?b, ?c))"),
            },
        ),
        ("FILTER (?a NOT IN (?b))", {"", "FILTER (?a IN (?b))"}),
        (
            "FILTER NOT EXISTS { ?a ex:b ?c }",
            {"", "FILTER EXISTS { ?a ex:b ?c }", "FILTER NOT EXISTS { }"},
        ),
        ("OPTIONAL { ?a ex:b ?c }", {"", "{ ?a ex:b ?c }", "OPTIONAL { }"}),
        (
            "{ ?a ex:b ?c } UNION { ?a ex:d ?c }",
            {
                *("{ ?a ex:d ?c }", "{ ?a ex:b ?c }"),
                *("{ } UNION { ?a ex:d ?c }", "{ ?a ex:b ?c } UNION { }"),
            },
        ),
        (
            "?a ex:b ?c ; ex:d ?e . ?c ex:f ?g",
            {"?a ex:d ?e . ?c ex:f ?g", "?a ex:b ?c . ?c ex:f ?g", "?a ex:b ?c ; ex:d ?e ."},
        ),
        ("?a ex:b ?c, ?d", {"?a ex:b ?d", "?a ex:b ?c"}),
        ("?a ex:b/ex:c ?d", {"", "?a ex:c ?d", "?a ex:b ?d"}),
        ("?a ex:b|ex:c ?d", {"", "?a ex:c ?d", "?a ex:b ?d"}),
        ("?a ex:b+ ?c", {"", "?a ex:b* ?c", "?a ex:b ?c"}),
        ("?a ^ex:b ?c", {"", "?a ex:b ?c"}),
        ("BIND (92 AS ?quarter)", {"BIND (93 AS ?quarter)", "BIND (91 AS ?quarter)"}),
        ("BIND (?a - 0 AS ?b)", {"BIND (?a + 0 AS ?b)", "BIND (?a - 1 AS ?b)"}),
        ('BIND ("finalised" AS ?a)', {'BIND ("completed" AS ?a)'}),
        ('BIND ("no-such-word" AS ?a)', {'BIND ("" AS ?a)'}),
        (
            'BIND ("audit|sample?s|data" AS ?a)',
            {f'BIND ("{left}" AS ?a)' for left in ("sample?s|data", "audit|data", "audit|sample?s")},
        ),
        (
            'FILTER (REGEX(?a, ?b, "i"))',
            {"", 'FILTER (!(REGEX(?a, ?b, "i")))', "FILTER (REGEX(?a, ?b))"},
        ),
        ("?a scr:onDay ?b", {"", "?a scr:dueDay ?b"}),
        ("BIND (COALESCE(?a, ?b) AS ?c)", {"BIND (COALESCE( ?b) AS ?c)", "BIND (COALESCE(?a) AS ?c)"}),
        ("FILTER (BOUND(?a))", {"", "FILTER (!BOUND(?a))", "FILTER (!(BOUND(?a)))"}),
    ],
)
def test_each_kind_of_change_is_made_once(text: str, expected: set[str]) -> None:
    assert change(text) == expected


def test_changes_are_of_what_a_query_within_counts_and_picks() -> None:
    query = (
        "SELECT DISTINCT ?a WHERE { { SELECT ?a (COUNT(DISTINCT ?b) AS ?n) (MAX(?c) AS ?m) WHERE { } GROUP BY ?a } }"
    )

    assert [step.said for step in list_steps(query, {})] == ["DISTINCT is left out", "MAX becomes MIN"]


@pytest.mark.parametrize(
    "text",
    [
        "# ?a < ?b && 92",
        "# FILTER NOT EXISTS { ?a ex:b ?c }\n",
        'BIND ("a text for people: 92 < 93, and so on" AS ?a)',
        "BIND (<https://example.org/92#a=b> AS ?a)",
        "BIND ('''FILTER (?a = ?b) \" of 92 ''' AS ?a)",
    ],
)
def test_comments_iris_and_words_for_people_are_left_alone(text: str) -> None:
    assert change(f"{text}\n") == set()


def test_text_that_is_given_as_it_is_is_left_alone() -> None:
    assert list_steps('SELECT ?this ("Unknown." AS ?reason) WHERE { }', {}) == ()


def test_step_stands_at_its_own_line() -> None:
    query = "SELECT ?this\nWHERE {\n    ?this ex:b ?c ;\n        ex:d ?e .\n}"
    (last,) = (step for step in list_steps(query, {}) if step.said == "?this ex:d ?e is left out")

    assert query.count("\n", 0, last.at) == 3
    assert last.take(query) == "SELECT ?this\nWHERE {\n    ?this ex:b ?c  .\n}"


def test_alternatives_in_brackets_are_left_out_one_by_one() -> None:
    changed = change('FILTER (REGEX(?a, "(^|[|x])training(s|$)"))')

    assert {f'FILTER (REGEX(?a, "{left}"))' for left in ("([|x])training(s|$)", "(^)training(s|$)")} < changed
    assert {f'FILTER (REGEX(?a, "{left}"))' for left in ("(^|[|x])training($)", "(^|[|x])training(s)")} < changed
    assert len(changed) == 6


def test_words_of_a_query_are_told_apart() -> None:
    words = Query("?a<=?b&&\"x < y\"@en<https://e.org/#1>  # 1 < 2\n 'it''s' ex:a.b .").words

    assert [(word.kind, word.says) for word in words] == [
        *(("variable", "?a"), ("sign", "<="), ("variable", "?b"), ("sign", "&&"), ("text", '"x < y"'), ("tag", "@en")),
        *(("iri", "<https://e.org/#1>"), ("text", "'it'"), ("text", "'s'"), ("name", "ex:a.b"), ("sign", ".")),
    ]
