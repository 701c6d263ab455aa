"""Declared links: the form of the file, what is refused, what they say of rows, and the rule that asks for them."""

import datetime as dt
import errno
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from scrgraph import namespaces
from scrgraph.audit.findings import Finding, Verdict
from scrgraph.errors import BadUsage
from scrgraph.graph.declared import Declared, build_declared
from scrgraph.graph.links import FollowUp, Links, SameWork, read_links
from scrgraph.graph.tags import Tag
from scrgraph.pipeline import audit_dataset, read_source
from tests.graph.sample import AS_OF, DAY, ROOT, Ran, load_pack, run, write_plan
from tests.row_graphs import PLAN, Row, build_dataset, build_facts

SCR = Namespace(namespaces.SCR)
COMMENCED = dt.date(2009, 6, 19)
CASE = ROOT / "tests" / "cases" / "aldwick-2012" / "plan.txt"
AMBULANCE = "imr/west-tarn-ambulance-service-nhs-trust/1"

WHOLE = """
plan = "case-14"
review-began = 2008-05-23

[[same-work]]
rows = ["main/14", "imr/ews/6"]
why = "Both are about the letter to the department."

[[same-work]]
rows = ["imr/csc/5", "main/7"]
why = "  How referrals are screened.  "
unsure = true

[[same-work]]
rows = ["main/8", "imr/csc/5"]
why = "How referrals are screened."
unsure = false

[[follows-up]]
row = "imr/ews/2"
earlier = { plan = "case-9", row = "imr/ews/4" }
why = "The earlier action did not hold."

[[follows-up]]
row = "main/3"
why = "Asked for again."

[follows-up.earlier]
plan = "case-11"
row = "main/1"
"""
PAIR = 'rows = ["main/1", "imr/ews/1"]'
EARLIER = 'earlier = { plan = "case-9", row = "imr/ews/4" }'
NO_PAIR = (
    ", same-work 1: A link joins a row of the main plan and a row of an agency. "
    'Write rows = ["main/1", "imr/AGENCY/1"].'
)
NO_EARLIER = (
    ", follows-up 1: It does not say which action is followed up. "
    'Write earlier = { plan = "ID", row = "imr/AGENCY/1" }.'
)
NO_PLAN = (
    ": The file of links does not say of which plan it speaks. "
    'Write plan = "ID" and then [[same-work]] with rows = ["main/1", "imr/AGENCY/1"] and why = "...".'
)
NO_DAY = ": 'review-began' is no day. Write review-began = 2008-05-23, without quotation marks."


def say_missing(place: str, key: str) -> str:
    return f""", {place}: It does not say '{key}', in words. Write {key} = "..."."""


# What follows the plan's id in the file, and what is said after the file's name.
MISTAKES: dict[str, tuple[str, str]] = {
    "unknown-key-like-none": (
        'x = "y"',
        ": 'x' is not known here. Known are: plan, review-began, same-work, follows-up.",
    ),
    "unknown-key": ('reviewed = "x"', ": 'reviewed' is not known here. The nearest is 'review-began'."),
    "unknown-table": ("[[same-works]]\n" + PAIR, ": 'same-works' is not known here. The nearest is 'same-work'."),
    "unknown-key-of-a-link": (
        f'[[same-work]]\n{PAIR}\nwhy = "x"\nsure = false',
        ", same-work 1: 'sure' is not known here. The nearest is 'unsure'.",
    ),
    "unknown-key-of-the-second-link": (
        f'[[same-work]]\n{PAIR}\nwhy = "x"\n[[same-work]]\nrow = ["main/1", "imr/ews/1"]\nwhy = "x"',
        ", same-work 2: 'row' is not known here. The nearest is 'rows'.",
    ),
    "unknown-key-of-a-follow-up": (
        f'[[follows-up]]\nrow = "imr/ews/2"\n{EARLIER}\nwhy = "x"\nwhys = "x"',
        ", follows-up 1: 'whys' is not known here. The nearest is 'why'.",
    ),
    "unknown-key-of-the-earlier-row": (
        '[[follows-up]]\nrow = "imr/ews/2"\nearlier = { plans = "case-9", row = "imr/ews/4" }\nwhy = "x"',
        ", follows-up 1: 'plans' is not known here. The nearest is 'plan'.",
    ),
    "began-in-quotation-marks": ('review-began = "2008-05-23"', NO_DAY),
    "began-with-the-hour": ("review-began = 2008-05-23T09:00:00", NO_DAY),
    "began-a-number": ("review-began = 2008", NO_DAY),
    "links-as-one-table": (
        f'[same-work]\n{PAIR}\nwhy = "x"',
        ": same-work is to be a list of entries. Write [[same-work]] above each.",
    ),
    "links-as-words": (
        'same-work = ["main/1"]',
        ": same-work is to be a list of entries. Write [[same-work]] above each.",
    ),
    "links-as-a-number": ("same-work = 1", ": same-work is to be a list of entries. Write [[same-work]] above each."),
    "follow-ups-as-a-word": (
        'follows-up = "main/1"',
        ": follows-up is to be a list of entries. Write [[follows-up]] above each.",
    ),
    "no-rows": ('[[same-work]]\nwhy = "x"', NO_PAIR),
    "rows-a-word": ('[[same-work]]\nrows = "main/1"\nwhy = "x"', NO_PAIR),
    "one-row": ('[[same-work]]\nrows = ["main/1"]\nwhy = "x"', NO_PAIR),
    "three-rows": ('[[same-work]]\nrows = ["main/1", "imr/ews/1", "imr/ews/2"]\nwhy = "x"', NO_PAIR),
    "rows-of-numbers": ('[[same-work]]\nrows = ["main/1", 1]\nwhy = "x"', NO_PAIR),
    "two-rows-of-the-main-plan": ('[[same-work]]\nrows = ["main/1", "main/2"]\nwhy = "x"', NO_PAIR),
    "two-rows-of-agencies": ('[[same-work]]\nrows = ["imr/ews/1", "imr/csc/1"]\nwhy = "x"', NO_PAIR),
    "row-of-no-part": ('[[same-work]]\nrows = ["main/1", "ews/1"]\nwhy = "x"', NO_PAIR),
    "link-without-why": (f"[[same-work]]\n{PAIR}", say_missing("same-work 1", "why")),
    "link-with-empty-why": (f'[[same-work]]\n{PAIR}\nwhy = " "', say_missing("same-work 1", "why")),
    "link-with-a-number-for-why": (f"[[same-work]]\n{PAIR}\nwhy = 1", say_missing("same-work 1", "why")),
    "unsure-in-quotation-marks": (
        f'[[same-work]]\n{PAIR}\nwhy = "x"\nunsure = "yes"',
        ", same-work 1: 'unsure' is neither true nor false. Write unsure = true, or leave it out.",
    ),
    "unsure-a-number": (
        f'[[same-work]]\n{PAIR}\nwhy = "x"\nunsure = 1',
        ", same-work 1: 'unsure' is neither true nor false. Write unsure = true, or leave it out.",
    ),
    "follow-up-without-row": (f'[[follows-up]]\n{EARLIER}\nwhy = "x"', say_missing("follows-up 1", "row")),
    "follow-up-without-why": (f'[[follows-up]]\nrow = "main/1"\n{EARLIER}', say_missing("follows-up 1", "why")),
    "follow-up-without-earlier": ('[[follows-up]]\nrow = "main/1"\nwhy = "x"', NO_EARLIER),
    "earlier-a-word": ('[[follows-up]]\nrow = "main/1"\nearlier = "main/1"\nwhy = "x"', NO_EARLIER),
    "earlier-without-plan": (
        '[[follows-up]]\nrow = "main/1"\nearlier = { row = "main/1" }\nwhy = "x"',
        say_missing("follows-up 1", "plan"),
    ),
    "earlier-without-row": (
        '[[follows-up]]\nrow = "main/1"\nearlier = { plan = "case-9", row = "" }\nwhy = "x"',
        say_missing("follows-up 1", "row"),
    ),
}


def write_links(folder: Path, text: str | bytes, plan: str | None = "case-14") -> Path:
    file = folder / "links.toml"
    head = "" if plan is None else f'plan = "{plan}"\n'
    file.write_bytes(text if isinstance(text, bytes) else (head + text).encode())
    return file


def build_row(key: str, *kinds: str) -> Row:
    """Build a row of a key, with events of these kinds."""
    return {
        "key": key,
        "text": f"Write to the department ({key}).",
        "agreed_by": "Chair of the Board",
        "actions": ["Write the letter."],
        "leads": "Head of Service",
        "targets": [],
        "reported": [],
        "monitoring_held": [],
        "monitoring_planned": [],
        "evidence": ["Copy of the letter"],
        "events": [{"kind": kind, "date": "2010-07-13", "due": None} for kind in kinds],
    }


ROWS = [build_row("main/1", "reviewed", "finalised"), build_row("imr/ews/1", "reviewed"), build_row("imr/ews/2")]


def facts() -> Graph:
    """Give the facts of the plan "example", with its review."""
    graph = build_facts(ROWS, COMMENCED)
    graph.add((REVIEW, SCR.hasActionPlan, PLAN))
    return graph


REVIEW = URIRef(PLAN + "/review")
MAIN, AGENCY, LATER = (URIRef(f"{PLAN}/{row['key']}") for row in ROWS)


def same_work(main: str = "main/1", agency: str = "imr/ews/1", plan: str = "example", *, sure: bool = True) -> SameWork:
    return SameWork(plan, main, agency, "The letter.", sure)


# -- the file --------------------------------------------------------------------------------------------------------


def test_file_is_read_in_full(tmp_path: Path) -> None:
    assert read_links(write_links(tmp_path, WHOLE, plan=None)) == Links(
        same_work=(
            SameWork("case-14", "main/14", "imr/ews/6", "Both are about the letter to the department.", sure=True),
            SameWork("case-14", "main/7", "imr/csc/5", "How referrals are screened.", sure=False),
            SameWork("case-14", "main/8", "imr/csc/5", "How referrals are screened.", sure=True),
        ),
        follow_ups=(
            FollowUp("case-14", "imr/ews/2", "case-9", "imr/ews/4", "The earlier action did not hold."),
            FollowUp("case-14", "main/3", "case-11", "main/1", "Asked for again."),
        ),
        began=(("case-14", dt.date(2008, 5, 23)),),
    )


@pytest.mark.parametrize("rows", ['["main/1", "imr/ews/1"]', '["imr/ews/1", "main/1"]'])
def test_rows_stand_in_either_order(rows: str, tmp_path: Path) -> None:
    file = write_links(tmp_path, f'[[same-work]]\nrows = {rows}\nwhy = "The letter."')
    assert read_links(file).same_work == (same_work(plan="case-14"),)


@pytest.mark.parametrize("text", ["", "# None yet.\n", "same-work = []\nfollows-up = []"])
def test_file_may_link_nothing(text: str, tmp_path: Path) -> None:
    assert read_links(write_links(tmp_path, text)) == Links()


def test_file_may_say_only_when_the_review_began(tmp_path: Path) -> None:
    file = write_links(tmp_path, "review-began = 2008-05-23")
    assert read_links(file) == Links(began=(("case-14", dt.date(2008, 5, 23)),))


def test_one_file_may_speak_of_several_plans(tmp_path: Path) -> None:
    one, two = ("[[plans]]\n" + WHOLE.replace("[[", "[[plans.").replace("[f", "[plans.f") for _ in range(2))
    file = write_links(tmp_path, one + two.replace('plan = "case-14"', 'plan = "case-15"'), plan=None)
    links = read_links(file)
    alone = read_links(write_links(tmp_path, WHOLE, plan=None))
    half = len(links.same_work) // 2
    assert links.same_work[:half] == alone.same_work
    assert links.same_work[half:] == tuple(replace(link, plan="case-15") for link in alone.same_work)
    assert [up.plan for up in links.follow_ups] == ["case-14", "case-14", "case-15", "case-15"]
    assert links.began == (("case-14", dt.date(2008, 5, 23)), ("case-15", dt.date(2008, 5, 23)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("plans = [1]", ": plans is to be a list of entries. Write [[plans]] above each."),
        ('plan = "x"\nplans = []', ": 'plan' is not known here. The nearest is 'plans'."),
        ("[[plans]]", ", plans 1: The file of links does not say of which plan it speaks. "),
        ('[[plans]]\nplan = "x"\nlinks = 1', ", plans 1: 'links' is not known here."),
        (
            '[[plans]]\nplan = "x"\nsame-work = 1',
            ", plans 1: same-work is to be a list of entries. Write [[plans.same-work]] above each.",
        ),
        (f'[[plans]]\nplan = "x"\n[[plans.same-work]]\n{PAIR}', ", plans 1, same-work 1: It does not say 'why'"),
        (
            '[[plans]]\nplan = "x"\nreview-began = 2008-05-23\n[[plans]]\nplan = "x"\nreview-began = 2008-05-24',
            "links.toml: The review of x is said to have begun on 2008-05-23 and on 2008-05-24.",
        ),
    ],
    ids=["numbers", "both-forms", "no-plan", "unknown-key", "one-number", "no-reason", "two-first-days"],
)
def test_what_is_wrong_among_several_plans_is_told_with_its_place(text: str, said: str, tmp_path: Path) -> None:
    file = write_links(tmp_path, text, plan=None)
    with pytest.raises(BadUsage) as refused:
        read_links(file)
    assert said in str(refused.value)


def test_links_of_several_files_stand_one_after_the_other(tmp_path: Path) -> None:
    one = read_links(write_links(tmp_path, WHOLE, plan=None))
    two = Links((same_work(),), (FollowUp("example", "main/1", "case-9", "main/2", "x"),), (("example", DAY),))
    assert one + two == Links(
        (*one.same_work, *two.same_work), (*one.follow_ups, *two.follow_ups), (*one.began, *two.began)
    )


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_told_with_its_place_and_what_to_write(name: str, tmp_path: Path) -> None:
    text, sentence = MISTAKES[name]
    file = write_links(tmp_path, text)
    with pytest.raises(BadUsage) as refused:
        read_links(file)
    assert str(refused.value) == f"{file}{sentence}"


@pytest.mark.parametrize("text", ["", 'plan = ""', "plan = 14", f'[[same-work]]\n{PAIR}\nwhy = "x"', 'plans = "x"'])
def test_file_that_names_no_plan_is_refused(text: str, tmp_path: Path) -> None:
    file = write_links(tmp_path, text, plan=None)
    with pytest.raises(BadUsage) as refused:
        read_links(file)
    assert str(refused.value) == f"{file}{NO_PLAN}"


@pytest.mark.parametrize(("text", "line"), [("[[same-work]", 2), ("rows =", 2), ("\nreview-began = 2008-02-30", 3)])
def test_what_is_not_toml_is_refused_with_its_line(text: str, line: int, tmp_path: Path) -> None:
    file = write_links(tmp_path, text + "\n")
    with pytest.raises(
        BadUsage, match=rf"This is not TOML \(.+ \(at line {line}, .+\)\)\. Mend the line\.$"
    ) as refused:
        read_links(file)
    assert str(refused.value).startswith(f"{file}: ")


def test_key_that_stands_twice_is_refused_by_its_name(tmp_path: Path) -> None:
    file = write_links(tmp_path, "plan = 'twice'\n")
    with pytest.raises(BadUsage) as refused:
        read_links(file)
    assert str(refused.value) == f"{file}, line 2: 'plan' stands here a second time. Keep one of them."


def test_text_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    file = write_links(tmp_path, WHOLE.replace("letter", "réponse").encode("latin-1"))
    with pytest.raises(BadUsage) as refused:
        read_links(file)
    assert str(refused.value) == f"{file}: The links are no UTF-8 text. Save the file as UTF-8."


@pytest.mark.parametrize(("name", "error"), [("nowhere.toml", errno.ENOENT), (".", errno.EISDIR)])
def test_file_that_cannot_be_opened_is_refused(name: str, error: int, tmp_path: Path) -> None:
    with pytest.raises(BadUsage) as refused:
        read_links(tmp_path / name)
    said = f"The links cannot be read ({os.strerror(error)}). Name a file of links, here or in scrgraph.toml."
    assert str(refused.value) == f"{tmp_path / name}: {said}"


def test_mark_of_byte_order_is_passed_over(tmp_path: Path) -> None:
    file = write_links(tmp_path, "\ufeff" + 'plan = "case-14"', plan=None)
    assert read_links(file) == Links()


@pytest.mark.parametrize("text", ["x = " + "[" * 5000, "x = " + "9" * 5000], ids=["deep", "long"])
def test_what_is_beyond_all_measure_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(BadUsage, match="This is no file of links"):
        read_links(write_links(tmp_path, text))


def test_pair_that_two_files_link_is_linked_once_as_the_first_says() -> None:
    sure, unsure = same_work(), same_work(sure=False)
    assert Links((sure,)) + Links((unsure,)) == Links((sure,))
    assert Links((unsure,)) + Links((sure,)) == Links((unsure,))


def test_review_that_began_on_two_days_is_refused() -> None:
    first, second = (Links(began=(("case-14", dt.date(2008, 5, day)),)) for day in (23, 24))
    assert first + first == first
    with pytest.raises(BadUsage, match="said to have begun on 2008-05-23 and on 2008-05-24"):
        _ = first + second


@pytest.mark.parametrize("name", ["two-rows-of-the-main-plan", "link-without-why", "began-a-number"])
@pytest.mark.parametrize("command", ["audit", "links"])
def test_mistake_ends_a_command_with_one_line_and_2(name: str, command: str, tmp_path: Path) -> None:
    text, sentence = MISTAKES[name]
    file, plan = write_links(tmp_path, text), tmp_path / "plan.txt"
    plan.write_text(write_plan(), encoding="utf-8")
    day = () if command == "links" else AS_OF
    assert run(command, plan, "--links", file, *day) == Ran(2, b"", f"scrgraph: {file}{sentence}\n".encode())


# -- what is said of rows --------------------------------------------------------------------------------------------


def test_nothing_declared_says_nothing() -> None:
    graph, lost = build_declared(Declared(), facts())
    assert (len(graph), lost) == (0, ())


@pytest.mark.parametrize(("sure", "certainty"), [(True, "sure"), (False, "unsure")])
def test_link_joins_two_rows(sure: bool, certainty: str) -> None:
    graph, lost = build_declared(Declared(links=Links((same_work(sure=sure),))), facts())
    (link,) = set(graph.subjects())
    assert isinstance(link, URIRef)
    assert link.startswith(f"{PLAN}/link/")
    assert set(graph.predicate_objects(link)) == {
        (RDF.type, SCR.RowLink),
        (SCR.linksMain, MAIN),
        (SCR.linksAgency, AGENCY),
        (SCR.statement, Literal("The letter.")),
        (SCR.certainty, Literal(certainty)),
    }
    assert lost == ()


def test_each_pair_is_a_link_of_its_own() -> None:
    links = Links((same_work(), same_work(agency="imr/ews/2")))
    graph, _ = build_declared(Declared(links=links), facts())
    nodes = set(graph.subjects(RDF.type, SCR.RowLink))
    assert len(nodes) == 2
    assert {graph.value(node, SCR.linksAgency) for node in nodes} == {AGENCY, LATER}


def test_row_follows_up_the_row_of_an_earlier_plan(tmp_path: Path) -> None:
    """It is named as the earlier plan's own linked data name it."""
    earlier = tmp_path / "earlier.txt"
    earlier.write_text(write_plan({}, {"text": "Lists should be kept."}, reference="Case 9"), encoding="utf-8")
    links = Links(follow_ups=(FollowUp("example", "imr/ews/2", "case-9", "main/2", "It did not hold."),))
    graph, lost = build_declared(Declared(links=links), facts())
    ((row, predicate, before),) = graph
    assert (row, predicate, lost) == (LATER, SCR.followsUp, ())
    assert any(read_source(earlier).build().quads((before, RDF.type, SCR.Recommendation, None)))


def test_review_began_on_the_declared_day() -> None:
    began = (("case-9", dt.date(2007, 1, 8)), ("example", dt.date(2008, 5, 23)))
    graph, lost = build_declared(Declared(links=Links(began=began)), facts())
    assert set(graph) == {(REVIEW, SCR.began, Literal(dt.date(2008, 5, 23)))}
    assert lost == ()


def test_promises_of_the_board_are_promises_of_the_plan() -> None:
    graph, lost = build_declared(Declared(promises=("named-evidence", "quarterly-reports")), facts())
    assert set(graph) == {
        (PLAN, SCR.promised, Literal("named-evidence")),
        (PLAN, SCR.promised, Literal("quarterly-reports")),
    }
    assert lost == ()


@pytest.mark.parametrize(
    ("links", "missing"),
    [
        (Links((same_work(main="main/9"),)), ["main/9"]),
        (Links((same_work(agency="imr/ews/9"),)), ["imr/ews/9"]),
        (Links((same_work("main/9", "imr/ews/9"),)), ["main/9", "imr/ews/9"]),
        (Links((same_work("main/9"), same_work("main/9", "imr/ews/2"))), ["main/9"]),
        (Links(follow_ups=(FollowUp("example", "main/9", "case-9", "main/1", "x"),)), ["main/9"]),
    ],
)
def test_row_that_the_plan_does_not_have_is_named_once_and_not_linked(links: Links, missing: list[str]) -> None:
    graph, lost = build_declared(Declared(links=links), facts())
    assert lost == tuple(f"example has no row {row}, for which a link is declared" for row in missing)
    assert len(graph) == 0


def test_row_that_is_followed_up_and_not_there_is_named_by_its_own_plan() -> None:
    links = Links(
        follow_ups=tuple(FollowUp("case-20", "main/1", "example", row, "x") for row in ("main/9", "imr/ews/2"))
    )
    graph, lost = build_declared(Declared(links=links), facts())
    assert lost == ("example has no row main/9, for which a link is declared",)
    assert len(graph) == 0


@pytest.mark.parametrize(("option", "file"), [("--links", "links.toml"), ("--themes", "themes.json")])
def test_plans_that_are_not_here_are_told(option: str, file: str, tmp_path: Path) -> None:
    said = {
        "links.toml": """plan = "case-20"
[[follows-up]]
row = "main/1"
earlier = { plan = "case-21", row = "main/1" }
why = "It did not hold."
""",
        "themes.json": json.dumps({"plans": [{"plan": f"case-{n}", "main/1": ["training"]} for n in (20, 21)]}),
    }
    (tmp_path / "plan.txt").write_text(write_plan(), encoding="utf-8")
    (tmp_path / file).write_text(said[file], encoding="utf-8")

    ran = run("audit", tmp_path / "plan.txt", option, tmp_path / file, *AS_OF)
    assert ran.complaint == (
        "Something is declared of case-20, which is not among the plans here.\n"
        "Something is declared of case-21, which is not among the plans here.\n"
    )


def test_what_is_lost_takes_nothing_with_it() -> None:
    links = Links(
        (same_work("main/9"), same_work()),
        (
            FollowUp("example", "imr/ews/9", "case-9", "main/1", "x"),
            FollowUp("example", "imr/ews/2", "case-9", "main/1", "x"),
        ),
    )
    graph, lost = build_declared(Declared((Tag("example", "main/8", "training"),), links), facts())
    assert lost == (
        "example has no row main/8, for which the theme 'training' is declared",
        "example has no row main/9, for which a link is declared",
        "example has no row imr/ews/9, for which a link is declared",
    )
    assert set(graph.subject_objects(SCR.linksMain)) == {(graph.value(None, RDF.type, SCR.RowLink), MAIN)}
    assert set(graph.subjects(SCR.followsUp)) == {LATER}


def test_what_is_declared_of_other_plans_is_left_alone() -> None:
    other = Declared(
        (Tag("case-14", "main/1", "training"), Tag("case-14", "main/9", "training")),
        Links(
            (same_work(plan="case-14"), same_work("main/9", plan="case-14")),
            (
                FollowUp("case-14", "main/1", "example", "main/1", "x"),
                FollowUp("case-14", "main/9", "example", "main/1", "x"),
            ),
            (("case-14", DAY),),
        ),
    )
    graph, lost = build_declared(other, facts())
    assert (len(graph), lost) == (0, ())


# -- the rule that asks for links ------------------------------------------------------------------------------------


def judge(*links: SameWork) -> tuple[Verdict, tuple[Finding, ...]]:
    """Judge the rows by XRW-002, with these links declared."""
    dataset = build_dataset(ROWS, COMMENCED)
    result = audit_dataset(dataset, DAY, load_pack().choose(["XRW-002"]), Declared(links=Links(links))).result
    (verdict,) = result.verdicts
    return verdict, result.findings


@pytest.mark.parametrize("links", [(), (same_work(plan="case-14"),), (same_work(agency="imr/ews/9"),)])
def test_rows_that_nobody_linked_are_not_compared(links: tuple[SameWork, ...]) -> None:
    verdict, findings = judge(*links)
    assert verdict.matched_nothing
    assert findings == ()


@pytest.mark.parametrize(("sure", "doubt"), [(True, ""), (False, " (the link is declared as unsure)")])
def test_linked_rows_of_different_outcomes_are_found(sure: bool, doubt: str) -> None:
    verdict, (finding,) = judge(same_work(sure=sure))
    assert (verdict.passed, verdict.failed, verdict.not_evaluable) == (0, 1, 0)
    assert (finding.rule, finding.row, finding.other) == ("XRW-002", "main/1", ("imr/ews/1",))
    assert finding.message == f"Finalised here, and open in the row that reports the same work{doubt}."
    assert finding.values["link"] == "The letter."


def test_linked_row_without_outcome_cannot_be_compared() -> None:
    verdict, findings = judge(same_work(agency="imr/ews/2"))
    assert (verdict.passed, verdict.failed, verdict.not_evaluable) == (0, 0, 1)
    assert findings == ()


@pytest.mark.parametrize("door", ["the command line", "the settings", "none"])
def test_links_of_a_plan_come_in_by_either_door(door: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_links(tmp_path, f'[[same-work]]\nrows = ["{AMBULANCE}", "main/6"]\nwhy = "The telephone line."', "child-a")
    if door == "the settings":
        (tmp_path / "scrgraph.toml").write_text('[declared]\nlinks = ["links.toml"]\n', encoding="utf-8")
    asked = ("--links", "links.toml") if door == "the command line" else ()
    ran = run("audit", CASE, *AS_OF, "--select", "XRW-002", "--format", "json", *asked)
    assert (ran.code, ran.complaint) == (0, "")
    found = [(finding["row"], finding["other"]) for finding in json.loads(ran.out)["findings"]]
    assert found == ([] if door == "none" else [("main/6", [AMBULANCE])])


def test_row_that_is_not_there_is_named_by_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.txt").write_text(write_plan(), encoding="utf-8")
    write_links(tmp_path, f'[[same-work]]\n{PAIR}\nwhy = "x"', "case-15")
    ran = run("audit", "plan.txt", *AS_OF, "--select", "XRW-002", "--links", "links.toml")
    assert ran.code == 0
    assert ran.complaint == "case-15 has no row imr/ews/1, for which a link is declared.\n"
