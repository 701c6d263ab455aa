"""The report as an HTML page: whole, self-contained, true to the JSON, and safe whatever a plan says."""

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from scrgraph.audit.across import AcrossResult, audit_across
from scrgraph.audit.findings import Finding
from scrgraph.audit.kept import PlanAudit
from scrgraph.audit.moments import Moment
from scrgraph.pipeline import AuditedPlan, audit_dataset, read_source
from scrgraph.reports.as_html import clean_text, render, write_css_text
from scrgraph.reports.as_json import build_json
from scrgraph.reports.formats import Looks, render_report
from scrgraph.reports.report import Comparison, Gone, Report
from scrgraph.resources import templates_folder
from tests.graph.sample import AS_OF, DAY, ROOT, SAMPLE, audit_plan, load_declared, load_pack, run, write_plan
from tests.reports.pages import Element, read_page

OTHERS = ("case-m1", "dhr-w2", "sar-m3")
SECTIONS = ("verdict", "timeline", "findings", "by-rule", "by-row", "waived", "rules", "rows", "numbers", "provenance")
WAIVER = {
    "id": "w-1",
    "reason": "The service closed; <b>nobody</b> is left to answer.",
    "approved_by": "Chair of the sub-group",
    "meeting": "2010-07-13",
    "until": "2010-12-31",
}
HOSTILE = (
    "</style><script>alert(1)</script>\u202egnihton\u2066 <img src=http://example.org/x.png> & \"'` {{ 7*7 }} \x1b[2J"
)


@cache
def keep_sample() -> PlanAudit:
    return audit_plan().keep()


@cache
def audit_others() -> tuple[AuditedPlan, ...]:
    paths = [ROOT / "data" / name / "plan.txt" for name in OTHERS]
    day = dt.date(2012, 6, 30)
    return tuple(
        audit_dataset(read_source(path).build(), day, load_pack(), load_declared(path.parent)) for path in paths
    )


def report_on(audit: PlanAudit, compared: Comparison | None = None) -> Report:
    return Report((audit,), AcrossResult((), ()), load_pack().rules, False, compared)


@cache
def report_on_several() -> Report:
    plans = audit_others()
    across = audit_across([plan.contribute() for plan in plans], dt.date(2012, 6, 30), load_pack(), 60)
    return Report(tuple(plan.keep() for plan in plans), across, load_pack().rules, True)


@cache
def page_of_sample() -> Element:
    return read_page(render(report_on(keep_sample()), Looks()))


@cache
def page_of_several() -> Element:
    return read_page(render(report_on_several(), Looks()))


def waive(audit: PlanAudit, *rules: str) -> PlanAudit:
    """Give an audit in which the findings of some rules are waived."""
    findings = [replace(found, waived=WAIVER) if found.rule in rules else found for found in audit.result.findings]
    verdicts = [
        replace(one, waived=one.failed, failed=0) if one.rule in rules else one for one in audit.result.verdicts
    ]
    return replace(audit, result=replace(audit.result, findings=tuple(findings), verdicts=tuple(verdicts)))


def list_cards(element: Element) -> list[Element]:
    return element.find("article", "finding")


# -- the page itself ---------------------------------------------------------------------------------------------------


def test_command_line_gives_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrgraph.pipeline.audit_dataset", lambda *_, **__: audit_plan())
    ran = run("audit", SAMPLE, *AS_OF, "--format", "html", "--fail-on", "never")
    assert ran.code == 0
    page = read_page(ran.text)
    assert page.attributes["lang"] == "en-GB"
    (title,) = page.find("title")[:1]
    assert title.text == "case-14: audit as of 31 July 2010"


@pytest.mark.parametrize("page", [page_of_sample, page_of_several], ids=["one plan", "several"])
def test_every_link_leads_somewhere_and_every_id_is_unique(page: Callable[[], Element]) -> None:
    read = page()
    ids = Counter(each.attributes["id"] for each in read.walk() if "id" in each.attributes)
    assert [name for name, number in ids.items() if number > 1 or not name or re.search(r"\s", name)] == []
    links = [each.attributes["href"] for each in read.walk() if "href" in each.attributes]
    assert len(links) > 100
    assert [link for link in links if not link.startswith("#") or link[1:] not in ids] == []
    named = [
        name
        for each in read.walk()
        for attribute in ("aria-labelledby", "aria-describedby")
        for name in each.attributes.get(attribute, "").split()
    ]
    assert [name for name in named if name not in ids] == []


@pytest.mark.parametrize("page", [page_of_sample, page_of_several], ids=["one plan", "several"])
def test_page_asks_for_nothing_and_runs_nothing(page: Callable[[], Element]) -> None:
    read = page()
    tags = {each.tag for each in read.walk()}
    assert tags.isdisjoint("script link img iframe object embed form input base audio video details image use".split())
    for each in read.walk():
        assert [name for name in each.attributes if name.startswith("on") or name in ("style", "src", "srcset")] == []
    (policy,) = [each for each in read.find("meta") if each.attributes.get("http-equiv") == "Content-Security-Policy"]
    assert policy.attributes["content"].split("; ") == [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    (style,) = read.find("style")
    assert not re.search(r"url\(|@import|expression|http", style.text)
    # The policy must come before all that it rules over.
    (head,) = read.find("head")
    assert [each.tag for each in head.inside if isinstance(each, Element)].index("style") > 1


@pytest.mark.parametrize("page", [page_of_sample, page_of_several], ids=["one plan", "several"])
def test_headings_are_in_order_and_tables_are_headed(page: Callable[[], Element]) -> None:
    read = page()
    (main,) = read.find("main")
    levels = [1, *(int(each.tag[1]) for each in main.walk() if re.fullmatch(r"h[1-6]", each.tag))]
    assert [(one, two) for one, two in pairwise(levels) if two > one + 1] == []
    assert len(read.find("h1")) == 1
    assert read.find("table")
    for table in read.find("table"):
        assert len(table.find("caption")) == 1
        assert all("scope" in each.attributes for each in table.find("th"))
        widths = {
            sum(int(cell.attributes.get("colspan", 1)) for cell in row.find("th") + row.find("td"))
            for row in table.find("tr")
        }
        assert len(widths) == 1
    # What scrolls by itself can be reached by keyboard, and is named.
    for region in read.find("div", "scroll"):
        assert region.attributes["tabindex"] == "0"
        assert region.attributes["aria-label"]
    assert read.find("a", "skip")[0].attributes["href"] == "#content"


def test_sections_come_in_their_order() -> None:
    named = [each.attributes.get("aria-labelledby") for each in page_of_sample().find("section")]
    assert [name for name in named if name in SECTIONS] == list(SECTIONS)


def test_same_report_gives_the_same_bytes() -> None:
    for report in (report_on(waive(keep_sample(), "SEQ-001")), report_on_several()):
        assert render_report("html", report, Looks()) == render_report("html", report, Looks(width=60, unfold=True))


# -- the findings ------------------------------------------------------------------------------------------------------


def check_findings(read: Element, findings: list[dict[str, object]]) -> None:
    """Hold the findings on a page against those of the JSON report."""
    cards = {card.attributes["id"]: card for card in list_cards(read)}
    assert len(cards) == len(list_cards(read)) == len(findings)
    names = {rule.code: rule.name for rule in load_pack().rules}
    for found in findings:
        card = cards[str(found["id"])]
        assert str(found["severity"]) in card.classes
        assert ("waived" in card.classes) == (found["waived"] is not None)
        for words in (names[str(found["rule"])], found["why"], found["remedy"], found["id"]):
            assert " ".join(str(words).split()) in card.text
        for cell in found["cells"][:3]:  # type: ignore[index]
            assert cell["file"] in card.text
            if cell["column"]:
                assert " ".join(cell["column"].split()) in card.text
            if cell["quote"]:
                assert " ".join(cell["quote"].split())[:80] in card.text


@pytest.mark.parametrize("rules", [(), ("SEQ-001", "EVD-004", "MON-005")], ids=["none waived", "some waived"])
def test_findings_are_those_of_the_json_report(rules: tuple[str, ...]) -> None:
    report = report_on(waive(keep_sample(), *rules))
    data = json.loads(json.dumps(build_json(report)))
    read = read_page(render(report, Looks()))
    check_findings(read, data["findings"])
    counts = Counter(card.classes[1] for card in list_cards(read) if "waived" not in card.classes)
    assert {severity: counts[severity] for severity in ("violation", "warning", "info")} == {
        severity: number for severity, number in data["counts"].items() if severity != "waived"
    }
    assert len(list_cards(read.section("waived"))) == data["counts"]["waived"]
    lines = read.section("verdict").find("dl")[0].text
    counted = [f"{data['counts'][name]} {name}s" for name in ("violation", "warning")]
    assert f"Findings {', '.join(counted)}, {data['counts']['info']} for information." in lines
    assert f"Waived, counted apart {data['counts']['waived']} finding" in lines


def test_findings_of_several_plans_and_across_them_are_those_of_the_json_report() -> None:
    data = json.loads(json.dumps(build_json(report_on_several())))
    every = [found for plan in data["plans"] for found in plan["findings"]] + data["across"]["findings"]
    assert data["across"]["findings"]
    check_findings(page_of_several(), every)
    rows = page_of_several().section("overview").find("tbody")[0].find("tr")
    for row, plan in zip(rows, data["plans"], strict=True):
        cells = [cell.text for cell in row.find("th") + row.find("td")]
        assert cells[0] == plan["plan"]
        assert cells[1] == {True: "Yes", False: "No", None: "Cannot be told"}[plan["may_be_finalised"]]
        assert cells[-4:] == [str(plan["counts"][name]) for name in ("violation", "warning", "info", "waived")]


def test_findings_stand_under_their_agency_and_row() -> None:
    agencies = {status.key: status.agency for status in keep_sample().statuses}
    groups = page_of_sample().find("section", "group")
    assert len(groups) > 10
    seen = 0
    for group in groups:
        name = group.find("h3")[0].text
        for subject in group.find("section", "subject"):
            for card in list_cards(subject):
                found = next(one for one in keep_sample().result.findings if one.id == card.attributes["id"])
                seen += 1
                if found.row is not None:
                    assert name == (agencies[found.row] or "The plan's own recommendations")
                    assert found.row in subject.find("h4")[0].text
    assert seen == len(keep_sample().result.findings)
    # A finding on an agency as such stands with that agency.
    (repeated,) = [one for one in keep_sample().result.findings if one.rule == "XRV-002"]
    (group,) = [each for each in groups if each.find("h3")[0].text == "South Birmingham Primary Care Trust"]
    assert repeated.id in {card.attributes["id"] for card in list_cards(group)}


@pytest.mark.parametrize("section", ["by-rule", "by-row"])
def test_indexes_lead_to_every_finding_that_stands(section: str) -> None:
    audit = waive(keep_sample(), "SEQ-001")
    read = read_page(render(report_on(audit), Looks()))
    links = Counter(each.attributes["href"][1:] for each in read.section(section).find("a"))
    standing = {found.id for found in audit.result.findings if found.waived is None}
    assert {name for name in links if re.search(r"-\d{3}-", name)} == standing
    assert all(links[name] == 1 for name in standing)


def test_waived_findings_stand_apart_with_who_waived_them_and_until_when() -> None:
    audit = waive(keep_sample(), "SEQ-001")
    read = read_page(render(report_on(audit), Looks()))
    waived = list_cards(read.section("waived"))
    assert len(waived) == 6
    for card in waived:
        for words in (WAIVER["reason"], WAIVER["approved_by"], "13 July 2010", "Until 31 December 2010"):
            assert words in card.text
    assert [card for card in list_cards(read.section("findings")) if "waived" in card.classes] == []
    (row,) = [each for each in read.section("rules").find("tr") if each.find("th")[0].text == "SEQ-001"]
    passed = next(one.passed for one in audit.result.verdicts if one.rule == "SEQ-001")
    assert [cell.text for cell in row.find("td")][1:5] == [str(passed), "0", "6", "0"]


def test_a_plan_without_findings_says_so() -> None:
    audit = keep_sample()
    bare = replace(audit, result=replace(audit.result, findings=()))
    read = read_page(render(report_on(bare), Looks()))
    assert "No finding stands." in read.section("findings").text
    assert list_cards(read) == []


def test_changes_since_the_baseline_are_shown() -> None:
    findings = keep_sample().result.findings
    states = {found.id: "still" for found in findings}
    new = [findings[0], findings[-1]]
    states |= {found.id: "new" for found in new}
    gone = (
        Gone("SEQ-001-0000000000", "case-14", "SEQ-001", "A title", "violation", "main/9", "fixed", "It passes now."),
        Gone("EVD-001-1111111111", "case-13", "EVD-001", "A title", "warning", "main/8", "not-evaluable", "Not run."),
    )
    compared = Comparison("june.json", "2010-06-30", states, gone, ("Other rules.",))
    read = read_page(render(report_on(keep_sample(), compared), Looks()))
    badges = Counter(each.text for each in read.find("span", "state"))
    assert badges == {"New": 2, "Still there": len(findings) - 2}
    changes = read.section("changes")
    assert "Other rules." in changes.text
    assert f"june.json, an audit as of 30 June 2010: 2 new, {len(findings) - 2} still there, 2 gone" in changes.text
    assert {each.attributes["href"][1:] for each in changes.find("a")} == {found.id for found in new}
    told = [[cell.text for cell in row.find("th") + row.find("td")] for row in changes.find("tbody")[0].find("tr")]
    assert [row[0] for row in told] == [one.id for one in gone]
    assert [row[-1] for row in told] == ["fixed: It passes now.", "can no longer be judged: Not run."]
    assert not page_of_sample().find("span", "state")


# -- the verdict, the rules, the rows, the provenance ------------------------------------------------------------------


def test_verdict_says_what_stands_against_finalising() -> None:
    lines = page_of_sample().section("verdict").find("dl")[0]
    assert 8 <= len([each for each in lines.inside if isinstance(each, Element)]) <= 10
    for words in (
        "May the case be finalised? No.",
        *keep_sample().result.blocking,
        "70 rows: 14 open (6 overdue), 55 closed (47 finalised, 8 completed only), 1 unknown.",
        "Education Welfare Service (imr/ews/1)",
        "30 September 2010, target: West Midlands Police (imr/wmp/4)",
        "The opening cells of the row are lost; it begins at line 27.",
    ):
        assert words in lines.text


@pytest.mark.parametrize(("complete", "words"), [(True, "Yes."), (False, "It cannot be told.")])
def test_verdict_of_a_plan_with_nothing_against_it(complete: bool, words: str) -> None:
    audit = keep_sample()
    result = replace(audit.result, findings=(), outcomes={"finalised": 70}, complete=complete)
    read = read_page(render(report_on(replace(audit, result=result)), Looks()))
    assert f"May the case be finalised? {words}" in read.section("verdict").text


def test_every_rule_is_in_the_verdict_table_with_its_numbers() -> None:
    section = page_of_sample().section("rules")
    rows = section.find("tbody")[0].find("tr")
    told = {row.find("th")[0].text: [cell.text for cell in row.find("td")] for row in rows}
    verdicts = keep_sample().result.verdicts
    assert set(told) == {verdict.rule for verdict in verdicts}
    for verdict in verdicts:
        numbers = [verdict.passed, verdict.failed, verdict.waived, verdict.not_evaluable]
        assert told[verdict.rule][1:5] == list(map(str, numbers))
        assert (told[verdict.rule][5] == "nothing to judge") == verdict.matched_nothing
        for reason in verdict.reasons:
            assert reason.reason in section.text


def test_every_row_is_in_the_table_of_rows() -> None:
    rows = page_of_sample().section("rows").find("tbody")[0].find("tr")
    statuses = keep_sample().statuses
    findings = Counter(found.row for found in keep_sample().result.findings)
    for row, status in zip(rows, statuses, strict=True):
        assert row.find("th")[0].text == f"{status.key} {status.name}"
        cells = [cell.text for cell in row.find("td")]
        assert cells[0] == (status.colour or "none").capitalize().replace("None", "none")
        assert cells[1].startswith(status.outcome or "unknown")
        assert cells[-1] == str(findings[status.key])


def test_provenance_tells_what_the_run_rests_on() -> None:
    section = page_of_sample().section("provenance")
    result, (origin,) = keep_sample().result, keep_sample().origins
    for words in (
        origin.file,
        origin.digest,
        result.engine,
        result.digest,
        result.version,
        "31 July 2010",
        "Replay No",
        "scrgraph why ID SOURCE --as-of 2010-07-31",
    ):
        assert words in section.text
    replayed = replace(keep_sample(), result=replace(result, replay=True))
    assert "--as-of 2010-07-31 --replay" in read_page(render(report_on(replayed), Looks())).section("provenance").text


# -- the time line -----------------------------------------------------------------------------------------------------


def test_drawing_is_described_and_its_numbers_stand_in_a_table() -> None:
    (drawing,) = page_of_sample().find("svg")
    labels = drawing.attributes["aria-labelledby"].split()
    assert drawing.attributes["role"] == "img"
    assert [page_of_sample().by_id(label).tag for label in labels] == ["title", "desc"]
    marks = drawing.find("g")
    rows = [row for row in page_of_sample().section("numbers").find("tr") if row.find("td")]
    assert len(marks) == len(rows) > 50
    for mark, row in zip(marks, rows, strict=True):
        what, number, _ = (cell.text for cell in row.find("td"))
        told = mark.find("title")[0].text
        assert told.startswith(row.find("th")[0].text)
        assert f"{what[0].lower()}{what[1:]}, {number} row" in told
        assert [each.text for each in mark.find("text")] == ([number] if number != "1" else [])


def test_every_dated_moment_is_in_the_numbers() -> None:
    by_day: Counter[tuple[str, str]] = Counter()
    rows = [row for row in page_of_sample().section("numbers").find("tr") if row.find("td")]
    for row in rows:
        what, number, _ = (cell.text for cell in row.find("td"))
        kind = "Target" if what.startswith("Target") else what
        by_day[row.find("th")[0].text.split(" to ")[0], kind] += int(number)
    words = {"meeting-held": "Meeting held", "meeting-planned": "Meeting planned", "target": "Target"}
    words |= {"start": "Day to begin", "awaited": "Day set for an answer or review", "reviewed": "Reviewed"}
    words |= {"requested": "Evidence or report asked for", "received": "Received", "other": "Other entries"}
    expected: Counter[tuple[str, str]] = Counter()
    for moment in keep_sample().moments:
        if moment.day:
            day = f"{moment.day.day} {moment.day:%B} {moment.day.year}"
            expected[day, words[moment.kind]] += len(set(moment.rows))
    assert by_day == expected


def draw(moments: list[Moment], as_of: dt.date = DAY) -> Element:
    audit = keep_sample()
    made = replace(audit, moments=tuple(moments), result=replace(audit.result, as_of=as_of))
    return read_page(render(report_on(made), Looks()))


def place_of(mark: Element) -> float:
    found = re.match(r"M([\d.]+) ", mark.find("path")[0].attributes["d"])
    assert found
    return float(found[1])


def test_vague_target_is_a_bar_over_its_bounds() -> None:
    vague = Moment(dt.date(2010, 1, 1), dt.date(2010, 3, 31), "target", "early 2010", ("main/1",))
    exact = [Moment(day, None, "target", "", ("main/2",)) for day in (dt.date(2010, 1, 1), dt.date(2010, 3, 31))]
    marks = draw([vague, *exact]).find("svg")[0].find("g")
    bars = {mark.find("title")[0].text: mark.find("rect") for mark in marks}
    (told,) = [text for text, bar in bars.items() if bar]
    assert told.startswith("1 January 2010 to 31 March 2010: target of a closed action (“early 2010”)")
    first, last = (place_of(mark) for mark in marks if not mark.find("rect"))
    (bar,) = bars[told]
    begin, width = float(bar.attributes["x"]), float(bar.attributes["width"])
    assert (begin, begin + width) == pytest.approx((first, last), abs=0.2)


def test_a_day_far_off_is_set_at_the_edge_and_told() -> None:
    near = [Moment(dt.date(2010, month, 1), None, "target", "", ("main/1",)) for month in range(1, 13)]
    far = Moment(dt.date(2190, 1, 1), None, "target", "", ("main/2",))
    read = draw([*near, far])
    places = [place_of(mark) for mark in read.find("svg")[0].find("g")]
    assert len(places) == 13
    assert max(places[:12]) - min(places[:12]) > 300, "the others are squeezed"
    assert read.find("svg")[0].find("path", "break")
    assert "Off the scale, at its edge: 1 January 2190 (target, 1 row)." in read.section("timeline").text
    late = draw(near, as_of=dt.date(2026, 1, 1))
    assert late.find("svg")[0].find("path", "break")
    assert "as of 1 January 2026" in late.find("svg")[0].text
    assert "The as-of day is far from all others" in late.section("timeline").text
    assert "The as-of day is far" not in read.section("timeline").text
    assert not draw(near).find("svg")[0].find("path", "break")


@pytest.mark.parametrize("day", [dt.date.min, dt.date.max, dt.date(2000, 2, 29)])
def test_one_day_alone_can_be_drawn(day: dt.date) -> None:
    read = draw([Moment(day, None, "target", "", ("main/1",))], as_of=day)
    assert len(read.find("svg")[0].find("g")) == 1


def test_plan_without_a_day_has_no_drawing_and_says_what_it_has() -> None:
    read = draw(
        [Moment(None, None, "target", "in due course", ("main/1",)), Moment(None, None, "reviewed", "", ("a",))]
    )
    assert not read.find("svg")
    told = read.section("timeline").text
    assert "Nothing in the plan bears a day that can be drawn." in told
    assert "the targets “in due course” (main/1)." in told
    assert "1 entry of the sub-group bears no date" in told


def test_marks_lie_within_the_drawing_and_touch_no_other() -> None:
    moments = [
        Moment(DAY + dt.timedelta(days=17 * number - 900), None, kind, "", (f"main/{number % 18 + 1}",))
        for number in range(100)
        for kind in ("target", "meeting-held", "reviewed")
    ]
    (drawing,) = draw([*keep_sample().moments, *moments]).find("svg")
    _, _, width, height = map(float, drawing.attributes["viewbox"].split())
    placed = []
    for mark in drawing.find("g"):
        found = re.match(r"M([\d.]+) ([\d.]+)", mark.find("path")[0].attributes["d"])
        assert found
        x, y = float(found[1]), float(found[2])
        label = len(mark.find("text")[0].text) if mark.find("text") else 0
        assert 200 < x < width - 6
        assert 6 < y < height - 6
        placed.append((y, x - 5, x + 5 + 5.6 * label))
    placed.sort()
    for (level, _, end), (other, begin, _) in pairwise(placed):
        assert level != other or begin >= end - 0.5, "two marks touch"


# -- whatever a plan says ----------------------------------------------------------------------------------------------


def test_hostile_words_of_a_plan_stay_words() -> None:
    cells = ("text", "agreed_by", "actions", "leads", "targets", "summary", "scrutiny", "monitoring")
    plan = write_plan({name: f"{HOSTILE} {name}" for name in cells}, {}, reference=f"Case {HOSTILE}")
    ran = run("audit", "-", *AS_OF, "--format", "html", "--fail-on", "never", stdin=plan.encode())
    assert ran.code == 0, ran.complaint
    check_hostile(ran.text)


def test_hostile_words_in_every_field_stay_words() -> None:
    """Not all that a report shows can be reached through a plan that is read today."""
    audit = keep_sample()

    def taint(found: Finding) -> Finding:
        cells = tuple(replace(cell, file=HOSTILE, column=HOSTILE, quote=HOSTILE) for cell in found.cells)
        return replace(
            found,
            title=HOSTILE,
            message=HOSTILE,
            remedy=HOSTILE,
            why=HOSTILE,
            basis=HOSTILE,
            row_name=HOSTILE,
            other=(HOSTILE,),
            cells=cells,
            waived=dict.fromkeys(WAIVER, HOSTILE) if found.rule == "SEQ-001" else None,
        )

    statuses = [
        replace(
            one,
            name=HOSTILE,
            text=HOSTILE,
            agency=HOSTILE,
            lead=HOSTILE,
            due=None,
            due_text=HOSTILE,
            last_event=HOSTILE,
        )
        for one in audit.statuses
    ]
    findings = [taint(found) for found in audit.result.findings]
    result = replace(audit.result, plan=HOSTILE, findings=tuple(findings), notes=(HOSTILE,), engine=HOSTILE)
    moments = [replace(moment, what=HOSTILE) for moment in audit.moments]
    origins = [replace(origin, file=HOSTILE, digest=HOSTILE) for origin in audit.origins]
    tainted = replace(
        audit,
        result=result,
        statuses=tuple(statuses),
        moments=tuple(moments),
        origins=tuple(origins),
        lost=(HOSTILE,),
    )
    gone = Gone(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    compared = Comparison(HOSTILE, HOSTILE, {found.id: "new" for found in findings}, (gone,), (HOSTILE,))
    check_hostile(render(report_on(tainted, compared), Looks()))
    check_hostile(render(replace(report_on(tainted, compared), several=True), Looks()))


def check_hostile(text: str) -> None:
    read = read_page(text)
    assert "</style><script>alert(1)</script>" in read.text
    assert {"script", "img"}.isdisjoint(each.tag for each in read.walk())
    assert len(read.find("style")) == len(read.find("head")) == 1
    assert "{{ 7*7 }}" in read.text
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\ud800-\udfff]", text)
    assert "\ufffdgnihton\ufffd" in text
    text.encode()


@pytest.mark.parametrize("unfit", ["\x00", "\x1b", "\x85", "\u202e", "\u2066", "\u061c", "\ud800", "\ufffe"])
def test_character_unfit_for_a_page_gives_way_to_a_mark(unfit: str) -> None:
    assert clean_text(f"a{unfit}b") == "a\ufffdb"


def test_characters_of_other_scripts_stay() -> None:
    words = "Zoë Łukasz 中文 עברית বাংলা 👩‍🏫 – “q” \n\t"
    assert clean_text(words) == words


@pytest.mark.parametrize("text", ['a"b', "a\\b", "a</style>b", "a\nb", "a;}b", "a{b", "é", "👩"])
def test_text_in_a_style_sheet_cannot_end_its_string(text: str) -> None:
    written = write_css_text(text)
    assert re.fullmatch(r"(?:[A-Za-z0-9 ,.:-]|\\[0-9a-f]{6})+", written)
    read = re.sub(r"\\([0-9a-f]{6})", lambda found: chr(int(found[1], 16)), written)
    assert read == " ".join(text.split())


# -- size, colours -----------------------------------------------------------------------------------------------------


def test_page_of_three_hundred_rows_is_under_two_megabytes() -> None:
    """The sample, the fullest plan there is (four findings a row), as often as gives 300 rows."""
    audit = keep_sample()
    times = range(5)

    def rename(key: str, number: int) -> str:
        return f"{key}{number}"

    statuses = [replace(one, key=rename(one.key, number)) for number in times for one in audit.statuses]
    findings = [
        replace(found, id=f"{found.id[:-1]}{number}", row=found.row and rename(found.row, number))
        for number in times
        for found in audit.result.findings
    ]
    moments = [replace(one, rows=tuple(rename(key, n) for n in times for key in one.rows)) for one in audit.moments]
    keep = 300 / 70
    chosen = findings[: int(len(audit.result.findings) * keep)]
    result = replace(audit.result, findings=tuple({found.id: found for found in chosen}.values()))
    large = replace(audit, result=result, statuses=tuple(statuses[:300]), moments=tuple(moments))
    assert (len(large.statuses), len(large.result.findings) > 1000) == (300, True)
    text = render(report_on(large), Looks())
    assert len(list_cards(read_page(text))) == len(result.findings)
    assert len(text.encode()) < 2_000_000


def test_words_stand_out_from_what_is_behind_them() -> None:
    """WCAG 2.2, success criterion 1.4.3: at least 4.5 to 1."""
    style = (templates_folder() / "report.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]+);", style))
    behind = [colours["paper"], colours["tint"]]
    for name in ("ink", "soft", "violation", "warning", "info", "link"):
        assert min(contrast(colours[name], other) for other in behind) >= 4.5, name
    for name in ("ink", "violation"):  # the words on a colour are white
        assert contrast("#ffffff", colours[name]) >= 4.5
    assert contrast("#1d5c2a", "#ffffff") >= 4.5
    used = set(re.findall(r"(?<![-\w])color: ([^;}]+)", style))
    assert used <= {f"var(--{name})" for name in colours} | {"#fff", "#1d5c2a", "#4d4d4d", "inherit"}


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
