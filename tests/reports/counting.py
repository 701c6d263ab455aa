"""Reads how many findings a report of each format tells of, by a reader that is not the format's writer.

A format joins ``READERS`` with a function from what was rendered to ``Counts``; where it does not tell something, that
stays ``None``. The test of counts fails for a format that has no reader.
"""

import csv
import io
import itertools
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields

import pyoxigraph as ox
from junitparser import Failure, JUnitXml, Skipped
from markdown_it import MarkdownIt
from openpyxl import load_workbook
from rdflib import DCTERMS, RDF, RDFS, SH, Graph, Namespace
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.graph.quads import to_rdflib
from scrgraph.reports.report import Report
from tests.reports.pages import read_page

EARL = Namespace("http://www.w3.org/ns/earl#")
SCR = Namespace(namespaces.SCR)
SEVERITIES = ("violation", "warning", "info")


@dataclass(frozen=True)
class Counts:
    """How many findings stand, by severity, how many are waived; the ids behind them, their states, what is gone."""

    standing: Mapping[str, int]
    waived: int
    ids: frozenset[str] | None = None
    waived_ids: frozenset[str] | None = None
    states: Mapping[str, int] | None = None
    gone: Mapping[str, int] | None = None


def find_differences(read: Counts, expected: Counts) -> list[str]:
    """Name what a format tells otherwise than it should; what it does not tell at all is left out."""
    told = {each.name: (getattr(read, each.name), getattr(expected, each.name)) for each in fields(Counts)}
    return [f"{name}: {one}, not {other}" for name, (one, other) in told.items() if one is not None and one != other]


def count_report(report: Report) -> Counts:
    """Count the findings of a report itself."""
    findings = [finding for _, finding in report.list_findings()]
    standing = Counter(finding.severity for finding in findings if finding.waived is None)
    compared = report.compared
    states = Counter(str(report.find_state(finding)) for finding in findings) if compared else None
    return Counts(
        {name: standing[name] for name in SEVERITIES},
        sum(finding.waived is not None for finding in findings),
        frozenset(finding.id for finding in findings),
        frozenset(finding.id for finding in findings if finding.waived is not None),
        states,
        Counter(one.state for one in compared.gone) if compared else None,
    )


def read_json(rendered: str | bytes) -> Counts:
    report = json.loads(rendered)
    parts = [*report["plans"], report["across"]] if "plans" in report else [report]
    findings = [finding for part in parts for finding in part["findings"]]
    baseline = report.get("baseline")
    return Counts(
        _by_severity(finding["severity"] for finding in findings if finding["waived"] is None),
        sum(finding["waived"] is not None for finding in findings),
        frozenset(finding["id"] for finding in findings),
        frozenset(finding["id"] for finding in findings if finding["waived"] is not None),
        Counter(finding["state"] for finding in findings) if baseline else None,
        Counter(one["state"] for one in baseline["gone"]) if baseline else None,
    )


def read_sarif(rendered: str | bytes) -> Counts:
    runs = json.loads(rendered)["runs"]
    levels = {"error": "violation", "warning": "warning", "note": "info"}
    states = {"new": "new", "unchanged": "still"}
    results = [result for run in runs for result in run["results"]]
    present = [result for result in results if result.get("baselineState") != "absent"]
    waived = [result for result in present if any(one["status"] == "accepted" for one in result["suppressions"])]
    compared = any("baselineState" in result for result in results)
    gone = [result["properties"]["state"] for result in results if result.get("baselineState") == "absent"]
    return Counts(
        _by_severity(levels[result["level"]] for result in present if not result["suppressions"]),
        len(waived),
        frozenset(result["partialFingerprints"]["scrgraphFinding/v1"] for result in present),
        frozenset(result["partialFingerprints"]["scrgraphFinding/v1"] for result in waived),
        Counter(states[result["baselineState"]] for result in present) if compared else None,
        Counter(gone) if compared else None,
    )


def read_junit(rendered: str | bytes) -> Counts:
    text = rendered.encode() if isinstance(rendered, str) else rendered
    standing, waived_ids, ids = Counter[str](), set[str](), set[str]()
    states, gone = Counter[str](), Counter[str]()
    compared = b'<property name="baseline"' in text
    for suite in JUnitXml.fromstring(text):
        for case in suite:
            if str(case.name).endswith(", gone]"):
                gone["not-evaluable" if case.result else "fixed"] += 1
            for told in case.result:
                found = re.match(r"\[([A-Z]+-\d+-[0-9a-f]{10})\](?: (new|still))?", told.text or "")
                if found is None:
                    continue
                ids.add(found[1])
                states[str(found[2])] += 1
                if isinstance(told, Failure):
                    standing[told.type] += 1
                if isinstance(told, Skipped):
                    waived_ids.add(found[1])
    return Counts(
        {name: standing[name] for name in SEVERITIES},
        len(waived_ids),
        frozenset(ids),
        frozenset(waived_ids),
        states if compared else None,
        gone if compared else None,
    )


def read_text(rendered: str | bytes) -> Counts:
    """Read the lines that name a finding, each under the heading of its rule, or among those waived or gone."""
    standing, gone, waived_ids, ids = Counter[str](), Counter[str](), set[str](), set[str]()
    severity = ""
    new = 0
    compared = False
    for line in _decode(rendered).splitlines():
        compared |= line.startswith("Since ")
        if heading := re.match(r"[A-Z]+-\d{3}  .*\[(VIOLATION|WARNING|INFO): ", line):
            severity = heading[1].lower()
        elif line in ("Fixed:", "Cannot be told any more:"):
            severity = "fixed" if line == "Fixed:" else "not-evaluable"
        elif found := re.fullmatch(r"    \[([A-Z]+-\d{3}-[0-9a-f]{10})\](?: (new)|( \[.*\]))?", line):
            ids.add(found[1])
            if found[3]:
                waived_ids.add(found[1])
            else:
                standing[severity] += 1
                new += bool(found[2])
        elif re.search(r" \[[A-Z]+-\d{3}-[0-9a-f]{10}\]$", line):
            gone[severity] += 1
    counts = Counts(
        {name: standing[name] for name in SEVERITIES},
        len(waived_ids),
        frozenset(ids),
        frozenset(waived_ids),
        gone=gone if compared else None,
    )
    told = re.search(r"^(\d+) new, (\d+) still there", _decode(rendered), re.MULTILINE)
    assert (told is not None) == compared
    assert told is None or (new, standing.total() - new) == (int(told[1]), int(told[2]))
    return counts


def read_github(rendered: str | bytes) -> Counts:
    """Read the commands as the runner does, and the groups of the log."""
    severities = {"error": "violation", "warning": "warning", "notice": "info"}
    standing, states, gone = Counter[str](), Counter[str](), Counter[str]()
    waived_ids, ids = set[str](), set[str]()
    group = ""
    compared = False
    for line in _decode(rendered).split("\n"):
        if command := re.match(r"::(error|warning|notice) [^:]*::", line):
            found = re.search(r"%0A\[([A-Z]+-\d{3}-[0-9a-f]{10})\](?: (new|still))?$", line)
            assert found is not None, line
            ids.add(found[1])
            standing[severities[command[1]]] += 1
            states[found[2]] += 1
            compared |= found[2] is not None
        elif line.startswith("::"):
            group = line.removeprefix("::group::").rpartition(" (")[0] if line != "::endgroup::" else ""
        elif found := re.match(r"\[([A-Z]+-\d{3}-[0-9a-f]{10})\]", line):
            if group == "Waived":
                waived_ids.add(found[1])
            else:
                assert group == "Gone since the earlier report"
                gone["fixed" if " and now fixed" in line else "not-evaluable"] += 1
    return Counts(
        {name: standing[name] for name in SEVERITIES},
        len(waived_ids),
        frozenset(ids | waived_ids),
        frozenset(waived_ids),
        gone=gone if compared else None,
    )


def read_markdown(rendered: str | bytes) -> Counts:
    """Read the tables, each under the heading of its rule, with a reader of Markdown."""
    standing, gone = Counter[str](), Counter[str]()
    waived_ids, ids = set[str](), set[str]()
    section = severity = ""
    compared = False
    tokens = MarkdownIt().enable("table").parse(_decode(rendered))
    for before, token in itertools.pairwise(tokens):
        if before.type == "heading_open":
            section = token.content
            compared |= section.startswith("Since ")
        elif before.type == "paragraph_open" and (told := re.match("Violation|Warning|Information", token.content)):
            severity = {"Violation": "violation", "Warning": "warning", "Information": "info"}[told[0]]
        elif before.type == "td_open" and token.children and token.children[0].type == "code_inline":
            name, state = token.children[0].content, token.content.rpartition("`")[2].strip()
            if section.startswith("Since "):
                gone[state] += 1
            elif section == "Waived":
                waived_ids.add(name)
            else:
                ids.add(name)
                standing[severity] += 1
    return Counts(
        {name: standing[name] for name in SEVERITIES},
        len(waived_ids),
        frozenset(ids | waived_ids),
        frozenset(waived_ids),
        gone=gone if compared else None,
    )


def read_html(rendered: str | bytes) -> Counts:
    """Read the articles, each a finding, and the tables of what is gone."""
    page = read_page(_decode(rendered))
    findings = page.find("article", "finding")
    waived = [each for each in findings if "waived" in each.classes]
    told = [state.text for each in findings for state in each.find("span", "state")]
    rows = [row for table in page.find("table", "gone") for row in table.find("tr") if row.find("td")]
    gone = Counter("fixed" if row.find("td")[-1].text.startswith("fixed") else "not-evaluable" for row in rows)
    return Counts(
        _by_severity(
            name for each in findings if "waived" not in each.classes for name in each.classes if name in SEVERITIES
        ),
        len(waived),
        frozenset(each.attributes["id"] for each in findings),
        frozenset(each.attributes["id"] for each in waived),
        Counter({"New": "new", "Still there": "still"}[state] for state in told) if told else None,
        gone if told else None,
    )


def parse_earl(rendered: str | bytes) -> Graph:
    """Read JSON-LD with a reader that is not rdflib's, which is slow."""
    graph = Graph()
    for quad in ox.parse(rendered, format=ox.RdfFormat.JSON_LD):
        graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    return graph


def read_earl(rendered: str | bytes) -> Counts:
    """Read the triples: failed assertions that are findings, and which of them a waiver excuses."""
    graph = parse_earl(rendered)
    findings = {node for node in graph.subjects(RDF.type, SCR.Finding) if (node, RDF.type, EARL.Assertion) in graph}
    assert all(outcome == EARL.failed for node in findings for outcome in _list_outcomes(graph, node))
    waived = set(graph.objects(None, SCR.excuses))
    assert waived <= findings
    gone = Counter(
        "fixed" if " and now fixed" in str(graph.value(node, RDFS.comment)) else "not-evaluable"
        for node in set(graph.subjects(RDF.type, SCR.Finding)) - findings
    )
    states = Counter(
        found[1]
        for node in findings
        for info in graph.objects(graph.value(node, EARL.result), EARL.info)
        if (found := re.fullmatch(r"Beside the earlier report: (new|still)\.", str(info)))
    )
    name = {node: str(graph.value(node, DCTERMS.identifier)) for node in findings}
    return Counts(
        _by_severity(str(graph.value(node, SCR.severity)).rpartition("/")[2] for node in findings - waived),
        len(waived),
        frozenset(name.values()),
        frozenset(name[node] for node in findings & waived),
        states or None,
        gone if states else None,
    )


def read_csv(rendered: str | bytes) -> Counts:
    """Read the lines of the table by their headings."""
    table = csv.DictReader(io.StringIO(_decode(rendered).removeprefix("\ufeff"), newline=""), strict=True)
    lines = [line for line in table if line["standing"] != "correction"]  # which is no finding
    return _count_lines(lines, compared=any(line["since baseline"] for line in lines))


def read_xlsx(rendered: str | bytes) -> Counts:
    """Read the sheets of findings by their headings; what is gone has one of its own."""
    assert isinstance(rendered, bytes)
    book = load_workbook(io.BytesIO(rendered))
    words = {"VIOLATION": "violation", "Warning": "warning", "Info": "info"}
    lines: list[dict[str, str]] = []
    for name in ("Findings", "Across plans", "Gone since baseline"):
        if name in book.sheetnames:
            headings, *rows = book[name].iter_rows(values_only=True)
            for row in rows:
                line = {str(heading): str(cell or "") for heading, cell in zip(headings, row, strict=True)}
                if line["id"] and name == "Gone since baseline":
                    lines.append(
                        line | {"standing": "gone", "since baseline": line["since baseline"].replace(" ", "-")}
                    )
                elif line["id"]:
                    lines.append(line | {"severity": words[line["severity"]]})
    return _count_lines(lines, compared="Gone since baseline" in book.sheetnames)


def _count_lines(lines: Sequence[Mapping[str, str]], *, compared: bool) -> Counts:
    present = [line for line in lines if line["standing"] != "gone"]
    waived = [line for line in present if line["standing"] == "waived"]
    return Counts(
        _by_severity(line["severity"] for line in present if line["standing"] != "waived"),
        len(waived),
        frozenset(line["id"] for line in present),
        frozenset(line["id"] for line in waived),
        Counter(line["since baseline"] for line in present) if compared else None,
        Counter(line["since baseline"] for line in lines if line["standing"] == "gone") if compared else None,
    )


def read_turtle(rendered: str | bytes) -> Counts:
    """Read the validation reports: their results, and those apart that are waived."""
    graph = Graph()
    for quad in ox.parse(rendered, format=ox.RdfFormat.TURTLE):
        graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    severities = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}
    standing, waived = set(graph.objects(None, SH.result)), set(graph.objects(None, SCR.waivedResult))
    assert not standing & waived
    name = {node: str(graph.value(node, DCTERMS.identifier)) for node in standing | waived}
    gone = set(graph.objects(None, SCR.goneFinding))
    states = Counter(str(graph.value(node, SCR.sinceBaseline)) for node in standing | waived)
    compared = any(graph.subjects(SCR.sinceBaseline))
    return Counts(
        _by_severity(severities[graph.value(node, SH.resultSeverity)] for node in standing),  # type: ignore[index]
        len(waived),
        frozenset(name.values()),
        frozenset(name[node] for node in waived),
        states if compared else None,
        Counter(str(graph.value(node, SCR.sinceBaseline)) for node in gone) if compared else None,
    )


def _list_outcomes(graph: Graph, node: Node) -> list[Node]:
    return [outcome for result in graph.objects(node, EARL.result) for outcome in graph.objects(result, EARL.outcome)]


def _decode(rendered: str | bytes) -> str:
    return rendered if isinstance(rendered, str) else rendered.decode()


def _by_severity(found: object) -> Mapping[str, int]:
    counted = Counter(found)  # type: ignore[call-overload]
    return {name: counted[name] for name in SEVERITIES}


READERS: Mapping[str, Callable[[str | bytes], Counts]] = {
    "text": read_text,
    "html": read_html,
    "csv": read_csv,
    "xlsx": read_xlsx,
    "turtle": read_turtle,
    "json": read_json,
    "sarif": read_sarif,
    "junit": read_junit,
    "github": read_github,
    "markdown": read_markdown,
    "earl": read_earl,
}
