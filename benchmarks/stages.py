"""Audits a plan stage by stage in this one process, and prints as JSON how long each took.

``python -m benchmarks.stages PLAN DATE``. The steps are those of ``scrgraph audit``; the rules run one by one.
"""

import json
import sys
from typing import Any

from benchmarks.clock import clock


def measure_stages(plan: str, as_of: str) -> dict[str, Any]:
    """Audit a plan, and give the seconds of each stage, the seconds of each rule, and the size of the work."""
    stages: dict[str, float] = {}
    rules: dict[str, float] = {}
    with clock(stages, "imports"):
        import datetime as dt
        from pathlib import Path

        import pyshacl  # noqa: F401 - the command imports it only when it judges

        import scrgraph.cli.main  # noqa: F401
        from scrgraph import __version__
        from scrgraph.audit.answers import ask_annotations
        from scrgraph.audit.engines import DEFAULT, name_engine, run_rules
        from scrgraph.audit.findings import AuditResult
        from scrgraph.audit.gathering import Audited, gather_findings
        from scrgraph.audit.rules import RulePack
        from scrgraph.audit.status import read_statuses
        from scrgraph.audit.validate import count_outcomes, derive_on, find_plan, merge_facts
        from scrgraph.audit.verdicts import judge_rule
        from scrgraph.facts.plan import read_plan
        from scrgraph.graph.build import build_dataset
        from scrgraph.graph.sources import map_sources
        from scrgraph.ingest.read import read_document
        from scrgraph.reports.text import render_text
        from scrgraph.wordings import load_wordings

    day = dt.date.fromisoformat(as_of)
    sys.setrecursionlimit(10_000)
    with clock(stages, "read the document into cells"):
        document = read_document(Path(plan))
    with clock(stages, "facts, with the wordings they are read by"):
        facts = read_plan(document, load_wordings())
    with clock(stages, "graph, with its source map"):
        dataset = build_dataset(facts, document)
    with clock(stages, "derive, with the concepts"):
        data = merge_facts(dataset)
        node = find_plan(data)
        derive_on(data, node, day)
    with clock(stages, "load the rules"):
        pack = RulePack.load()
        audited = Audited(facts.plan, data, map_sources(dataset))
    findings, verdicts = [], []
    for rule in pack.rules:
        with clock(rules, rule.code):
            with clock(stages, "rules: the shapes"):
                results = run_rules(DEFAULT, data, pack.choose([rule.code]), lambda _: None)
            with clock(stages, "rules: what passed, what cannot be judged, what is shown"):
                answers = ask_annotations(data, rule, results)
            with clock(stages, "rules: the findings and their cells"):
                findings += gather_findings(audited, rule, answers)
                verdicts.append(judge_rule(audited, rule, answers))
    result = AuditResult(
        plan=facts.plan,
        as_of=day,
        engine=name_engine(DEFAULT),
        pack=pack.name,
        version=__version__,
        digest=pack.digest,
        outcomes=count_outcomes(audited),
        verdicts=tuple(verdicts),
        findings=tuple(findings),
        run=tuple(rule.code for rule in pack.rules),
        complete=True,
        notes=(),
    )
    with clock(stages, "report, with the status of each row"):
        render_text(result, read_statuses(data, day), pack.rules, 100)
    size = {"rows": len(facts.rows), "triples": len(data), "findings": len(findings)}
    return {"stages": stages, "rules": rules, "size": size}


if __name__ == "__main__":
    print(json.dumps(measure_stages(sys.argv[1], sys.argv[2])))
