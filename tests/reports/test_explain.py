"""Why a finding was made: every place is looked up in the document itself, and what is named as a ground is one."""

import html
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from scrgraph.audit.across import AcrossResult, audit_across
from scrgraph.audit.findings import Finding
from scrgraph.audit.rules import Rule
from scrgraph.audit.tracing import DECLARED, Trace, Tracer, layer_plan, list_letters
from scrgraph.audit.validate import audit_facts
from scrgraph.cli.explaining import explain_across, explain_one
from scrgraph.graph.citations import Citation
from scrgraph.graph.dataset import build_from_quads, list_quads
from scrgraph.graph.declared import Declared
from scrgraph.graph.links import Links, read_links
from scrgraph.graph.tags import read_tags
from scrgraph.pipeline import AuditedPlan, audit_dataset
from scrgraph.reports.explain import Explanation, explain, explain_json, name_value, render_explanation
from scrgraph.reports.layout import write_days
from scrgraph.reports.report import Comparison
from tests.graph.sample import AS_OF, DAY, REAL, ROOT, SAMPLE, audit_plan, build_plan, load_pack, run, write_plan

FILES = {"case-14": SAMPLE, "real": REAL} | {
    folder.name: folder / "plan.txt" for folder in sorted((ROOT / "data").iterdir()) if folder.is_dir()
}
PLANS = [pytest.param(path, id=name) for name, path in FILES.items()]
LATER = DAY.replace(year=2015)
RULES: dict[str, Rule] = {rule.code: rule for rule in load_pack().rules}


@cache
def audited(path: Path) -> AuditedPlan:
    """Audit a plan, with the themes and links declared beside it."""
    if path == REAL and not path.is_file():
        pytest.skip(f"the real plan is not here: {path} is missing (set SCRGRAPH_SHARED)")
    if path in (SAMPLE, REAL):
        return audit_plan(path)
    return audit_dataset(build_plan(path), DAY, load_pack(), read_declared(path.parent))


def read_declared(folder: Path) -> Declared:
    links = read_links(folder / "links.toml") if (folder / "links.toml").is_file() else Links()
    return Declared(read_tags(folder / "themes.json"), links)


@cache
def explain_all(path: Path) -> tuple[Explanation, ...]:
    """Explain every finding of a plan."""
    plan = audited(path)
    tracer = Tracer([layer_plan(plan.dataset, plan.audit)])
    statuses = {status.key: status for status in plan.statuses}
    return tuple(
        explain(
            finding,
            RULES[finding.rule],
            DAY,
            statuses.get(finding.row or ""),
            tracer.trace(finding, RULES[finding.rule]),
            [plan.audit.sources],
        )
        for finding in plan.result.findings
    )


# -- the words, looked up in the file itself ---------------------------------------------------------------------------


@cache
def read_lines(path: Path) -> tuple[str, ...]:
    """Read the bare words of each line of a document, by nothing of how scrgraph reads them."""
    return tuple(bare(line) for line in path.read_bytes().decode("utf-8-sig").split("\n"))


def bare(text: str) -> str:
    """Give words without white space and the marks of paragraphs and line breaks."""
    return re.sub(r"\s+", "", html.unescape(re.sub(r"</?p>|<br */?>", "", text)))


def is_there(cell: Citation, path: Path) -> bool:
    """Tell whether a document has, on the lines that are cited, the words that are quoted; of absence, such lines."""
    assert cell.file == path.name
    assert cell.first_line is not None
    assert cell.last_line is not None
    lines = read_lines(path)
    assert 1 <= cell.first_line <= cell.last_line <= len(lines)
    return bare(cell.quote or "") in "".join(lines[cell.first_line - 1 : cell.last_line])


def has_heading(cell: Citation, path: Path) -> bool:
    """Tell whether the column that is named stands in a row of headings above the place that is cited."""
    above = "".join(read_lines(path)[: cell.first_line])
    return cell.column is not None and bare(cell.column) in above


@pytest.mark.parametrize("path", PLANS)
def test_every_finding_names_words_that_stand_there_or_the_place_of_what_is_absent(path: Path) -> None:
    told = explain_all(path)
    assert len(told) > 20
    for each in told:
        cells = {*each.finding.cells, *(cell for fact in each.trace.facts for cell in fact.cells)}
        wrong = [cell for cell in cells if not is_there(cell, path)]
        assert wrong == [], each.finding.id
        assert all(has_heading(cell, path) for cell in cells if cell.column), each.finding.id
        quoted = [cell for cell in cells if cell.quote]
        absent = [place.cell for place in each.absent]
        assert quoted or absent, each.finding.id
        assert all(cell.quote is None and cell.column for cell in absent), each.finding.id


@pytest.mark.parametrize("path", PLANS)
def test_quotes_are_shown_within_the_words_around_them(path: Path) -> None:
    shown = 0
    for each in explain_all(path):
        for fact, context in zip(each.trace.facts, each.fact_contexts, strict=True):
            if context is not None:
                shown += 1
                assert bare(context.quote).startswith(bare(fact.cells[0].quote or ""))
                assert bare(context.quote).endswith(bare(fact.cells[-1].quote or ""))
    assert shown > 20


def test_a_quote_that_is_not_there_would_be_seen() -> None:
    """The test above can fail: on the wrong line, and of other words."""
    cell = next(cell for each in explain_all(SAMPLE) for cell in each.finding.cells if cell.quote == "1/11/2009")
    assert is_there(cell, SAMPLE)
    assert not is_there(replace(cell, quote="2/11/2009"), SAMPLE)
    assert not is_there(replace(cell, first_line=1, last_line=1), SAMPLE)


# -- what a finding rests on -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PLANS)
def test_what_decided_an_outcome_is_the_word_that_the_status_of_the_row_rests_on(path: Path) -> None:
    statuses = {status.key: status for status in audited(path).statuses}
    seen = 0
    for each in explain_all(path):
        for place, row, outcome in each.trace.deciding:
            fact = each.trace.facts[place]
            seen += 1
            assert (fact.about, outcome) == (row, statuses[row].outcome)
            assert bare(" ".join(cell.quote or "" for cell in fact.cells)) == bare(statuses[row].last_event or "")
    assert seen > 3


def test_every_finding_on_an_outcome_tells_what_decided_it() -> None:
    """A rule that asks for the outcome of the row it judges, asked in the plainest way: by its own text."""
    asks = {code for code, rule in RULES.items() if all("this scr:outcome" in one.select for one in rule.constraints)}
    found = [each for each in explain_all(SAMPLE) if each.finding.rule in asks]
    assert len({each.finding.rule for each in found}) > 8
    for each in found:
        assert each.status is not None
        if each.status.outcome is not None:
            assert each.finding.row in {row for _, row, _ in each.trace.deciding}, each.finding.id


def find_trace(code: str, path: Path = SAMPLE, row: str | None = None) -> Explanation:
    return next(each for each in explain_all(path) if each.finding.rule == code and row in (None, each.finding.row))


def test_chain_of_an_overdue_action() -> None:
    told = find_trace("SEQ-001", row="main/5")
    trace = told.trace
    assert [(step.query, step.about) for step in trace.steps] == [
        ("30-decided-outcomes.rq", "main/5"),
        ("52-overdue.rq", "main/5"),
        ("54-schedule-targets.rq", "main/5"),
        ("55-lapsed-targets.rq", "main/5"),
    ]
    outcome, schedule, rests_on, lapsed = trace.steps
    (event,) = outcome.facts
    assert trace.facts[event].kind == "audit event"
    assert trace.facts[event].read_as == "further evidence required (requested)"
    assert outcome.gives == (("outcome", "open"),)
    assert outcome.question == "What outcome does the last deciding event of each row give?"
    assert schedule.gives == (("schedule", "overdue"),)
    assert {trace.facts[fact].cells[0].quote for fact in schedule.facts} == {"1/09/2009", "1/11/2009"}
    assert schedule.steps == (0,)
    ((_, target),) = lapsed.gives
    assert isinstance(target, int)
    assert trace.facts[target].says == (("on date", "2009-11-01"),)
    assert (rests_on.steps, lapsed.steps) == ((1,), (1, 2))
    assert (event, "main/5", "open") in trace.deciding


def test_chain_of_a_time_without_meetings_counts_the_rows_and_names_one() -> None:
    told = find_trace("MON-005")
    days = [step for step in told.trace.steps if step.query == "81-monitoring-days.rq"]
    assert days
    for step in days:
        gives = dict(step.gives)
        assert len(step.facts) == 1
        assert int(gives["held rows"]) == step.more + 1 > 20
        assert str(gives["on date"]) in dict(told.trace.facts[step.facts[0]].says)["on date"]
    assert "and 5" in render_explanation(told, 100)


def test_what_was_declared_beside_the_plan_is_told_apart() -> None:
    link = next(fact for fact in find_trace("XRW-002").trace.facts if fact.kind == "row link")
    assert (link.origin, link.cells) == (DECLARED, ())
    assert ("links main", "main/6") in link.says
    themes = [fact for fact in find_trace("XRV-001").trace.facts if fact.says]
    assert any(value.endswith("(declared beside the plan)") for fact in themes for _, value in fact.says)


@pytest.mark.parametrize("code", ["SEQ-001", "EVD-004", "STS-001", "MON-001", "DQ-001"])
def test_without_the_facts_that_are_named_there_is_no_finding(code: str) -> None:
    """What is named as the ground of a finding is one: take it out of the data, and the finding is gone."""
    told = find_trace(code)
    facts = {str(fact.node) for fact in told.trace.facts}
    assert facts
    left = [quad for quad in list_quads(build_plan()) if not facts & {_name(quad.subject), _name(quad.object)}]
    assert len(left) < len(list_quads(build_plan()))
    chosen = load_pack().choose([code])
    found = audit_facts(build_from_quads(left), DAY, chosen).result.findings
    assert told.finding.id in {each.id for each in audit_facts(build_plan(), DAY, chosen).result.findings}
    assert told.finding.id not in {each.id for each in found}


def _name(term: object) -> str:
    return str(getattr(term, "value", ""))


# -- across the plans --------------------------------------------------------------------------------------------------


@cache
def audit_folder() -> tuple[list[AuditedPlan], AcrossResult]:
    """Audit the plans in ``data/`` together, as of a day on which all of them had begun."""
    paths = [path for path in FILES.values() if path.is_relative_to(ROOT)]
    plans = [
        audit_dataset(build_plan(path), LATER, load_pack(), read_declared(path.parent)) for path in dict.fromkeys(paths)
    ]
    given = [plan.contribute() for plan in plans]
    return plans, audit_across(given, LATER, load_pack(), 60.0)


def test_findings_across_plans_name_words_that_stand_in_the_plan_they_are_of() -> None:
    plans, across = audit_folder()
    assert {finding.rule for finding in across.findings} >= {"XRV-001", "XRV-003"}
    for finding in across.findings:
        told = explain_across(plans, finding, RULES[finding.rule])
        cells = {*finding.cells, *(cell for fact in told.trace.facts for cell in fact.cells)}
        assert cells
        for cell in cells:
            assert cell.plan is not None
            assert is_there(cell, FILES[cell.plan]), (finding.id, cell)
        assert set(finding.plans) >= {cell.plan for cell in finding.cells}
        text = " ".join(render_explanation(told, 100).split())
        assert f"Found in: {', '.join(finding.plans)}" in text


def test_finding_across_plans_is_traced_into_the_plans() -> None:
    plans, across = audit_folder()
    finding = next(finding for finding in across.findings if finding.rule == "XRV-003")
    trace = explain_across(plans, finding, RULES["XRV-003"]).trace
    steps = [step.query for step in trace.steps]
    plans_told = [dict(fact.says) for fact in trace.facts if fact.kind == "action plan"]
    assert {said["identifier"] for said in plans_told} == set(finding.plans)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", said["commenced"]) for said in plans_told)
    assert "30-decided-outcomes.rq" in steps
    assert steps[-1].startswith("across-")
    assert any(outcome == "finalised" for _, _, outcome in trace.deciding)
    assert all(re.match(r"[\w-]+: (main|imr)/", row) for _, row, _ in trace.deciding)


def test_rule_lists_its_findings_across_plans_too() -> None:
    _, across = audit_folder()
    known = [finding.id for finding in across.findings if finding.rule == "XRV-003"]
    asked: tuple[str | Path, ...] = ("why", "XRV-003", ROOT / "data", "--as-of", LATER.isoformat())
    for folder in ("case-14", "case-m1", "dhr-w2", "sar-m3"):
        asked += tuple(
            part
            for flag, name in (("--themes", "themes.json"), ("--links", "links.toml"))
            if (ROOT / "data" / folder / name).is_file()
            for part in (flag, ROOT / "data" / folder / name)
        )
    text = run(*asked).text
    assert "Across the plans: " in text
    assert all(name in text for name in known)
    made = json.loads(run(*asked, "--format", "json").out)
    assert [finding["id"] for finding in made["across"]["findings"]] == known


# -- text and JSON -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PLANS)
def test_text_and_json_say_the_same(path: Path) -> None:
    for each in explain_all(path)[:: 1 if path == SAMPLE else 3]:
        made = json.loads(json.dumps(explain_json(each)))
        lines = render_explanation(each, 100).splitlines()
        assert [line for line in lines if len(line) > 100] == []
        text = " ".join(" ".join(lines).split())
        for fact in made["facts"]:
            assert f"[{fact['number']}]" in text or " to [" in text
            for said in fact["says"]:
                assert f"{said['name']}: {write_days(said['value'])[:60].rsplit(' ', 1)[0]}" in text
            for cell in fact["cells"]:
                assert " ".join((cell["quote"] or "").split()[:6]) in text
        for step in made["steps"]:
            assert step["question"] in text
            assert f"({step['letter']}) {step['about']}" in text
        for value in made["finding"]["values"]:
            assert f"{name_value(value)}:" in text
        for cell in made["absent"]:
            assert cell["quote"] is None
            assert cell["column"] in text
        numbers = [fact["number"] for fact in made["facts"]]
        assert numbers == list(range(1, len(numbers) + 1))
        assert [step["letter"] for step in made["steps"]] == list(list_letters(len(made["steps"])))
        assert made["decided"] or each.quoted or not numbers
        assert all(one["fact"] in numbers for one in made["decided"] if one["by"] != "absence")
        assert made["settles"] == each.finding.remedy
        assert each.finding.remedy in text


def test_many_facts_alike_are_told_together() -> None:
    told = find_trace("MON-002")
    text = render_explanation(told, 100)
    assert len(told.trace.facts) > 50
    assert len(text.splitlines()) < 60
    assert "[1] to [52] 52 meeting mentions; read as: planned; on date: 11 May 2010: “11/5/2010”" in text
    assert all(f"({fact.about})" in text for fact in told.trace.facts)


def test_no_date_number_and_no_name_of_a_term_is_shown() -> None:
    for each in explain_all(SAMPLE):
        text = render_explanation(each, 100)
        assert not re.search(r"\b1[34]\d{3}\b(?! )", re.sub(r"“[^”]*”", "", text)), each.finding.id
        assert "http" not in text
        assert not re.search(r"\d{4}-\d{2}-\d{2}", re.sub(r"meetings?/\S+|(main|imr)/\d\S+|reports/\S+", "", text))


def bare_finding(**changes: object) -> Finding:
    finding = Finding(
        "WVR-001-0123456789", "WVR-001", "Waiver is used", "warning", None, None, "w-1", (), "It waives nothing.",
        "Withdraw it.", "A waiver that excuses nothing hides that it should go.", "Plain sense.", {}, (),
    )  # fmt: skip
    return replace(finding, **changes)  # type: ignore[arg-type]


def test_finding_without_row_cells_and_rule_is_explained() -> None:
    plan = audited(SAMPLE)
    told = explain_one(plan, bare_finding(), None)
    assert told.trace == Trace()
    text = render_explanation(told, 80)
    assert "About: w-1" in text
    assert "nothing that stands in a cell of a document" in text
    assert "What was read" not in text
    made = explain_json(told)
    assert (made["facts"], made["steps"], made["absent"], made["decided"], made["row"]) == ([], [], [], [], None)
    assert (made["rule"]["comment"], made["rule"]["title"]) == (None, "Waiver is used")


def test_waiver_and_state_since_a_baseline_are_shown() -> None:
    plan = audited(SAMPLE)
    finding = replace(
        plan.result.findings[0],
        waived={
            "id": "w-7",
            "reason": "The original is being fetched.",
            "approved_by": "Chair of the sub-group",
            "meeting": "2010-07-13",
            "until": "2010-09-30",
        },
    )
    compared = Comparison("may.json", "2010-05-31", {finding.id: "new"}, ())
    told = replace(explain_one(plan, finding, RULES[finding.rule]), compared=compared)
    text = " ".join(render_explanation(told, 80).split())
    assert (
        "Waived until 30 September 2010 by Chair of the sub-group, minuted at the meeting of 13 July 2010: "
        "The original is being fetched. [w-7]"
    ) in text
    assert "Beside the earlier report may.json of 31 May 2010: new since then." in text
    made = explain_json(told)
    assert made["finding"]["waived"] == finding.waived
    assert (made["state"], made["baseline"]) == ("new", {"file": "may.json", "asOf": "2010-05-31"})
    assert explain_json(replace(told, compared=None))["state"] is None


# -- an id that is not there -------------------------------------------------------------------------------------------

PLAN = write_plan({"scrutiny": "Further evidence required."}, {"scrutiny": "Further evidence required. Finalised"})


def ask(name: str, *more: str) -> str:
    ran = run("why", name, "-", *(more or AS_OF), stdin=PLAN.encode())
    assert (ran.code, ran.text) == (2, "")
    assert ran.complaint.count("\n") == 1
    return ran.complaint


def find_id(code: str) -> str:
    made = json.loads(run("why", code, "-", *AS_OF, "--format", "json", stdin=PLAN.encode()).out)
    return str(made["findings"][0]["id"])


def test_finding_of_another_day_is_told_by_what_it_is_about() -> None:
    name = find_id("SEQ-001")
    said = ask(name, "--as-of", "2009-08-01")
    assert f"There is no finding {name} here as of 1 August 2009" in said
    assert "it would be about row main/1 of case-15 (Recommendation 1), and the rule finds no fault there." in said
    assert "--as-of" in said


def test_finding_that_cannot_be_judged_any_more_says_why() -> None:
    name = find_id("SEQ-001")
    plan = write_plan({"scrutiny": ""}, {"scrutiny": "Finalised"})
    ran = run("why", name, "-", *AS_OF, stdin=plan.encode())
    assert ran.code == 2
    assert (
        "the rule cannot judge it on that day: Its target has passed, and the sub-group has recorded" in ran.complaint
    )


def test_mistyped_id_names_the_nearest() -> None:
    name = find_id("SEQ-001")
    last = "1" if name[-1] == "0" else "0"
    assert f"The nearest: {name}." in ask(name[:-1] + last)
    assert f"The nearest: {name}." in ask(name[:-1])
    assert "The nearest" not in ask("SEQ-001-0000000000")


def test_mistyped_rule_names_the_nearest() -> None:
    said = ask("SQE-001-0000000000")
    assert "There is no rule SQE-001" in said
    assert "The nearest: SEQ-001" in said


def test_letters_of_steps_do_not_end() -> None:
    letters = list(list_letters(30))
    assert letters[:2] + letters[24:28] == ["a", "b", "y", "z", "aa", "ab"]
    assert len(set(letters)) == 30


def test_names_of_figures_are_words() -> None:
    assert [name_value(name) for name in ("days", "closedNotBefore", "other")] == ["days", "closed not before", "other"]


def test_page_gives_every_field_of_the_json() -> None:
    page = (ROOT / "docs" / "why.md").read_text(encoding="utf-8")
    table = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    fields = {name for cell in table for name in re.findall(r"`(\w+)`", cell)}
    made = [explain_json(each) for each in explain_all(SAMPLE)]
    assert fields == set(made[0])
    inner = {
        key for one in made for name in ("facts", "steps", "decided", "absent") for each in one[name] for key in each
    }
    told = set(re.findall(r"`(\w+)`", page))
    assert inner - {"file", "lines", "table", "column", "quote", "plan"} <= told


def test_rule_of_ones_own_in_plain_shacl_is_explained(tmp_path: Path) -> None:
    """It has no query to ask anew: what it points at is told, and nothing is made up."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "one-target.ttl").write_text(
        """
        @prefix dcterms: <http://purl.org/dc/terms/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix scr: <https://w3id.org/scrgraph/ontology#> . @prefix scrsh: <https://w3id.org/scrgraph/shapes#> .
        @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <https://example.org/OneTarget> a sh:NodeShape ;
            dcterms:identifier "LOC-001" ; dcterms:title "One target a row"@en ; rdfs:label "Several targets"@en ;
            rdfs:comment "The row has several targets."@en ; scrsh:why "One is enough."@en ;
            scrsh:basis "Plain sense."@en ; scrsh:basisState "none" ; skos:scopeNote "Choose one."@en ;
            scrsh:appliesTo "SELECT ?this WHERE { ?this a scr:Recommendation }" ;
            sh:targetClass scr:Recommendation ; sh:severity sh:Warning ;
            sh:property [ sh:path scr:hasTargetDate ; sh:maxCount 1 ; sh:message "Several targets." ] .
        """,
        encoding="utf-8",
    )
    (tmp_path / "plan.txt").write_text(write_plan({"targets": "1/09/2009 1/11/2009"}), encoding="utf-8")
    asked = (tmp_path / "plan.txt", *AS_OF, "--rules", tmp_path)
    (found,) = json.loads(run("why", "LOC-001", *asked, "--format", "json").out)["findings"]
    made = json.loads(run("why", found["id"], *asked, "--format", "json").out)
    assert (made["facts"], made["steps"]) == ([], [])
    assert [place["reads"] for place in made["absent"]] == ["1/09/2009 1/11/2009"]
    assert [one["by"] for one in made["decided"]] == ["absence"]
    assert "not as it should be: “1/09/2009 1/11/2009”" in " ".join(run("why", found["id"], *asked).text.split())
