"""Makes the tables and pages that come from data, and says which of them are stale.

``python tools/docs.py`` (``make docs``) writes them; ``--check`` writes nothing, names what is stale, and then
exits with 1. A page of ``docs/rules/``, the page and the picture of the ontology, and the pictures of a trend, of
figures and of a network are made whole. In every other page only what stands between the two marks of a section is
made; the words around it are written by hand.
"""

import argparse
import datetime as dt
import difflib
import json
import math
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import click
from click.testing import CliRunner
from rdflib import DCTERMS, ORG, OWL, PROV, RDF, RDFS, SKOS, VANN, BNode, Graph, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.analysis.answers import FactBase
from scrgraph.analysis.figures import list_figures
from scrgraph.analysis.networks import build_network, find_kind
from scrgraph.audit.overdue import add_overdue, count_overdue
from scrgraph.audit.rules import Rule, RulePack
from scrgraph.cli.main import cli
from scrgraph.graph.dataset import load_vocabularies
from scrgraph.graph.profiles import list_profiles, load_profile
from scrgraph.ingest.layouts import COLUMNS, GENERAL, Layout, load_layouts
from scrgraph.pipeline import audit_dataset, collect_facts, open_path
from scrgraph.reports.figure_kinds import make_figure
from scrgraph.reports.network_chart import draw_network
from scrgraph.reports.overdue_map import MEANING as OVERDUE_MEANING
from scrgraph.reports.overdue_map import NAME as OVERDUE
from scrgraph.reports.overdue_map import make_overdue_map
from scrgraph.resources import ontology_folder, queries_folder
from scrgraph.settings import Setting, list_settings

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "shapes"
RULE_PAGES = ROOT / "docs" / "rules"
SCHEMA = ROOT / "docs" / "schemas" / "scrgraph.schema.json"
SCR = Namespace(namespaces.SCR)

_SAMPLE = "data/case-14/plan.txt"
_SHOWN_RULE = "SEQ-001"
_FIGURES_DAY = "2015-03-31"
_BASIS_STATES = {
    "verified": "verified, the passage was read in a public page",
    "part": "read in part, only the page named was read, not the whole source",
    "not verified": "not verified, from memory: to be looked up before it is quoted to anyone",
    "plan": "in the plan itself",
    "none": "none but care",
}
_DECIDED_FROM = {
    "annotation": "the facts of the rows: it is exact",
    "reading": "the words of sentences: it can miss and can be mistaken, and quotes what decided",
    "links": "the facts of the rows, and links that people declare between rows",
    "themes": "the facts of the rows, and their themes: read from their words, or declared by people",
    "two plans": "two plans or more, and the themes of their rows: read from their words, or declared by people",
}
_PROMISES = {
    "named-evidence": "that evidence is named: a row of the plan lists some, or the board asks it of every plan",
    "quarterly-reports": "that there are reports each quarter or more often: above the tables, or by the board",
}
_CASE_WORDS = {"finds": "finds a fault in", "passes": "passes", "unjudged": "cannot judge"}

_CLASS_KINDS = (OWL.Class,)
_PROPERTY_KINDS = {
    OWL.ObjectProperty: "object property",
    OWL.DatatypeProperty: "datatype property",
    OWL.AnnotationProperty: "annotation property",
}
_TRAITS = {
    OWL.FunctionalProperty: "functional: at most one value",
    OWL.InverseFunctionalProperty: "inverse functional: a value belongs to one subject",
    OWL.SymmetricProperty: "symmetric",
    OWL.AsymmetricProperty: "asymmetric: never both ways",
    OWL.TransitiveProperty: "transitive",
    OWL.ReflexiveProperty: "reflexive",
    OWL.IrreflexiveProperty: "irreflexive: never to itself",
}
_ALIGNMENTS = {
    "classes here are kinds of it": RDFS.subClassOf,
    "properties here are kinds of it": RDFS.subPropertyOf,
    "close match": SKOS.closeMatch,
}
_NOTES = {"scope note": SKOS.scopeNote, "example": SKOS.example}

# The picture of the ontology: column, first row and last row of each class that it shows. All else is derived.
_CELLS = {
    "PlanVersion": (1, 0, 0),
    "SourceDocument": (2, 0, 0),
    "Meeting": (3, 0, 0),
    "SubGroup": (0, 1, 1),
    "ActionPlan": (1, 1, 1),
    "Recommendation": (2, 1, 7),
    "MeetingMention": (3, 1, 1),
    "Review": (0, 2, 2),
    "PlanPart": (1, 2, 2),
    "AuditEvent": (3, 2, 2),
    "ReviewBoard": (0, 3, 3),
    "IndividualManagementReview": (1, 3, 3),
    "EvidenceItem": (3, 3, 3),
    "Agency": (1, 4, 4),
    "EvidenceRequirement": (3, 4, 4),
    "ReviewRole": (1, 5, 5),
    "TargetDate": (3, 5, 5),
    "SourceSpan": (0, 6, 6),
    "SourceCell": (1, 6, 6),
    "Action": (3, 6, 6),
    "Theme": (1, 7, 7),
    "StatusClaim": (3, 7, 7),
}
_KINDS: dict[str, tuple[tuple[str, ...], str]] = {
    "activity": ((str(PROV.Activity),), "something done (prov:Activity)"),
    "body": ((str(ORG.Organization), str(ORG.Post)), "a body or a post (org:)"),
    "entity": ((str(PROV.Entity),), "a thing on record (prov:Entity)"),
    "other": ((str(SKOS.Concept),), "a concept (skos:Concept)"),
}
_EDGE, _TOP, _WIDTH, _HEIGHT, _GAP, _PITCH = 20, 22, 176, 44, 152, 88  # of the boxes, in the picture's units
_LINE, _LETTER, _HEAD, _PORT, _LONG_NAME = 15, 7.8, 8, 12, 17  # letters as wide as a wide font has them
_STYLE = """
    .page { fill: #ffffff; stroke: #d0d7de; }
    .box { stroke-width: 1.5; }
    .activity { fill: #eef4fb; stroke: #3b6ea5; }
    .body { fill: #eef7f0; stroke: #2f7d4f; }
    .entity { fill: #fbf6ea; stroke: #94702a; }
    .other { fill: #f5effa; stroke: #7a4fa3; }
    .line { fill: none; stroke: #4d5663; stroke-width: 1.5; }
    .head { fill: #4d5663; }
    .gap { fill: #ffffff; }
    .name { fill: #1f2328; font-size: 14px; font-weight: 600; text-anchor: middle; }
    .said { fill: #3d4650; font-size: 12.5px; }
    @media (prefers-color-scheme: dark) {
      .page { fill: #12171e; stroke: #30363d; }
      .activity { fill: #16283c; stroke: #6ea8e0; }
      .body { fill: #152b1e; stroke: #6cc491; }
      .entity { fill: #2b2415; stroke: #d0a85a; }
      .other { fill: #271c33; stroke: #b994dc; }
      .line { stroke: #a3adb8; }
      .head { fill: #a3adb8; }
      .gap { fill: #12171e; }
      .name { fill: #f0f3f6; }
      .said { fill: #c3cbd4; }
    }
"""


# -- what is made ----------------------------------------------------------------------------------------------------


def build_pages() -> dict[Path, str]:
    """Build every made page as it should stand, by its path."""
    pages = {RULE_PAGES / f"{rule.code}.md": render_rule(rule) for rule in load_pack().every}
    pages[SCHEMA] = render_schema()
    pages[ROOT / "docs" / "ontology.md"] = render_ontology()
    pages[ROOT / "docs" / "ontology.svg"] = render_picture()
    pages[ROOT / "docs" / "trend.svg"] = render_trend()
    pages |= {ROOT / "docs" / "figures" / f"{name}.svg": svg for name, (_, svg) in draw_figures().items()}
    sections: tuple[tuple[str, str, Callable[[], str]], ...] = (
        ("README.md", "report", render_report),
        ("shapes/README.md", "rules", render_rules),
        ("shapes/README.md", "annotations", render_annotations),
        ("queries/README.md", "queries", render_queries),
        ("docs/what-decides.md", "steps", render_steps),
        ("docs/settings.md", "settings", render_settings),
        ("docs/exchange.md", "profiles", render_profiles),
        ("docs/settings.md", "parameters", render_parameters),
        ("ontology/README.md", "vocabularies", render_vocabularies),
        ("ontology/README.md", "terms", render_terms),
        ("docs/commands.md", "commands", render_commands),
        ("docs/layouts.md", "layouts", render_layouts),
        ("docs/why.md", "why", render_why),
        ("docs/figures.md", "figures", render_figures),
    )
    for name, section, render in sections:
        path = ROOT / name
        text = pages.get(path) or path.read_text(encoding="utf-8")
        pages[path] = replace_section(text, section, render(), name)
    return pages


def find_stale(pages: Mapping[Path, str]) -> tuple[list[Path], list[Path]]:
    """Find the pages that do not stand as they should, and the rule pages that no rule has any more."""
    stale = [path for path, text in pages.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    left_over = [path for path in RULE_PAGES.glob("*.md") if path not in pages]
    return sorted(stale), sorted(left_over)


def replace_section(text: str, section: str, made: str, name: str) -> str:
    """Replace what stands between the two marks of a section; stops the program where they are not there once."""
    start, end = f"<!-- made by make docs: {section} -->", f"<!-- end of {section} -->"
    if text.count(start) != 1 or text.count(end) != 1 or text.index(start) > text.index(end):
        raise SystemExit(f"{name}: The marks {start} and {end} must stand in it once each, in this order.")
    before, after = text.partition(start)[0], text.partition(end)[2]
    return f"{before}{start}\n{made.strip()}\n{end}{after}"


# -- rules -----------------------------------------------------------------------------------------------------------


@cache
def load_pack() -> RulePack:
    """Load scrgraph's own rules."""
    return RulePack.load()


def render_rules() -> str:
    """Render the table of the rules, one for each family."""
    families: defaultdict[str, list[Rule]] = defaultdict(list)
    for rule in load_pack().every:
        families[rule.family].append(rule)
    parts = [f"{len(load_pack().every)} rules in {len(families)} families."]
    for family, rules in sorted(families.items()):
        rows = [
            (
                f"[{rule.code}](../docs/rules/{rule.code}.md)",
                rule.title,
                rule.severity,
                rule.comment,
                rule.decided_from,
                f"[{rule.path.name}]({family}/{rule.path.name})",
            )
            for rule in rules
        ]
        heading = family.replace("-", " ").capitalize()
        table = render_table(("rule", "the good state", "severity", "it finds", "decided from", "file"), rows)
        parts.append(f"### {heading}\n\n{table}")
    return "\n\n".join(parts)


def render_rule(rule: Rule) -> str:
    """Render the page of one rule."""
    cases = {kind: list_cases(rule, kind) for kind in _CASE_WORDS}
    shape = rule.path.relative_to(ROOT).as_posix()
    folder = (CASES / rule.family / rule.path.stem).relative_to(ROOT).as_posix()
    facts = [
        ("severity", rule.severity),
        ("family", rule.family),
        ("decided from", _DECIDED_FROM[rule.decided_from]),
        ("judges", rule.judges + (", of one plan and of several together" if rule.over_plans else "")),
        ("columns it needs", ", ".join(rule.needs_columns) or "none"),
        *((("promise it needs", _PROMISES[rule.needs_promise]),) if rule.needs_promise else ()),
        *((f"can be set: `{one.name}`", f"{one.meaning} Here: `{one.value}`.") for one in rule.parameters),
        ("shape", f"`{rule.shape}` in [{shape}](../../{shape})"),
    ]
    parts = [
        f"# {rule.code}: {rule.title}",
        "<!-- made by make docs from the rule and its cases -->",
        f"**Rule.** {rule.statement}",
        f"**Fault.** {rule.name}: {rule.comment[0].lower()}{rule.comment[1:]}",
        render_table(("", ""), facts),
        f"**Why it matters.** {rule.why}",
        f"**Basis.** {rule.basis} (State of the source: {_BASIS_STATES[rule.basis_state]}.)",
        f"**What would settle it.** {rule.remedy}",
        *_render_cues(rule),
        *_render_unjudged(cases["unjudged"]),
        *_render_pair(cases["finds"], cases["passes"]),
        "## All cases",
        f"They lie in [{folder}](../../{folder}). Each run of the tests runs them.",
        "\n".join(
            f"- {words} {_link_case(case)}: {_read_case(case)[0]}"
            for kind, words in _CASE_WORDS.items()
            for case in cases[kind]
        ),
        "## The shape",
        f"<details><summary>{rule.path.name}</summary>\n\n```turtle\n{_drop_prefixes(rule.path)[1]}\n```\n\n</details>",
    ]
    return "\n\n".join(parts) + "\n"


def list_cases(rule: Rule, kind: str) -> list[Path]:
    """List the cases of one kind of a rule."""
    return sorted((CASES / rule.family / rule.path.stem).glob(f"{kind}-*.ttl"))


def _render_cues(rule: Rule) -> Iterator[str]:
    """Show the phrases by which a rule of reading goes, kind by kind."""
    if not rule.cues:
        return
    graph = load_vocabularies()
    parts = ["**Phrases it goes by.** `...` stands for up to six words, `<end>` for the end of a sentence."]
    for cue in rule.cues:
        concept = URIRef(cue)
        concepts = (concept, *graph.subjects(SKOS.broader, concept))
        labels = sorted({str(label) for one in concepts for label in graph.objects(one, SKOS.hiddenLabel)})
        shown = ", ".join(f"“{label}”" for label in labels) or "no phrase"
        name, said = graph.value(concept, SKOS.prefLabel), graph.value(concept, SKOS.definition)
        parts.append(f"<details><summary>{name}: {said}</summary>\n\n{escape(shown)}\n\n</details>")
    yield "\n\n".join(parts)


def _render_unjudged(cases: Sequence[Path]) -> Iterator[str]:
    """Say when a rule cannot judge, as its cases show."""
    if cases:
        lines = (f"- {_read_case(case)[0]} ({_link_case(case)})" for case in cases)
        yield "**When it cannot judge.** It then says so, and does not count the row as passed.\n\n" + "\n".join(lines)


def _render_pair(finds: Sequence[Path], passes: Sequence[Path]) -> Iterator[str]:
    """Show the failing and the passing case that differ least, so that the difference is the rule."""
    if not finds or not passes:
        return
    differences = {
        (fault, sound): _compare(_read_case(fault)[1], _read_case(sound)[1]) for fault in finds for sound in passes
    }
    fault, sound = min(differences, key=lambda pair: (len(differences[pair]), pair))
    yield f"## A case it finds a fault in\n\n{_link_case(fault)}: {_read_case(fault)[0]}"
    yield f"```turtle\n{_read_case(fault)[1]}\n```"
    yield f"## A case that passes\n\n{_link_case(sound)}: {_read_case(sound)[0]} It differs in these lines:"
    yield "```diff\n" + "\n".join(differences[fault, sound]) + "\n```"


def _compare(fault: str, sound: str) -> list[str]:
    """Give the lines in which a passing case differs from a failing one, but for comments and the expected report."""
    before, after = (
        [line for line in text.partition("[] a sh:ValidationReport")[0].strip().splitlines() if line[:1] != "#"]
        for text in (fault, sound)
    )
    return [line.rstrip() for line in difflib.unified_diff(before, after, n=1, lineterm="")][2:]


def _link_case(case: Path) -> str:
    return f"[{case.name}](../../{case.relative_to(ROOT).as_posix()})"


@cache
def _read_case(case: Path) -> tuple[str, str]:
    """Read a case: what its opening comment says, and its text without prefixes."""
    comment, text = _drop_prefixes(case)
    return comment or case.stem.partition("-")[2].replace("-", " ").capitalize() + ".", text


def _drop_prefixes(file: Path) -> tuple[str, str]:
    """Read a Turtle file without its prefixes: the comment that stands first, and the whole text."""
    lines = file.read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("@prefix")).strip()
    found = re.match(r"(?:#.*\n)+", text)
    if not found:
        return "", text
    return " ".join(line.lstrip("# ") for line in found[0].splitlines()), text


def render_annotations() -> str:
    """Render the table of what a rule may say besides SHACL."""
    graph = Graph().parse(ROOT / "shapes" / "annotations.ttl")
    rows = [
        (
            f"`scrsh:{str(term).rpartition('#')[2]}`",
            str(graph.value(term, RDFS.comment) or ""),
        )
        for term in sorted(set(graph.subjects(RDF.type, OWL.AnnotationProperty)), key=str)
    ]
    return render_table(("annotation", "what it says"), rows)


def render_parameters() -> str:
    """Render the table of what a board may set in a rule."""
    rows = [
        (f"[{rule.code}](rules/{rule.code}.md)", f"`{one.name}`", f"`{one.value}`", one.meaning)
        for rule in load_pack().every
        for one in rule.parameters
    ]
    return render_table(("rule", "parameter", "as it comes", "meaning"), rows)


def render_schema() -> str:
    """Render the schema of the settings, with the words that each option of the command line takes."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for setting in list_settings():
        inside = schema
        for key in setting.path:
            inside = inside["properties"][key]
        choices = find_option(setting.option).type if setting.option else None
        if isinstance(choices, click.Choice):
            inside["enum"] = list(choices.choices)
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def find_option(name: str) -> click.Option:
    """Find an option of the command line by its command and its name: "audit --engine"; stops where there is none."""
    command, _, flag = name.partition(" ")
    found_command = cli.get_command(click.Context(cli), command)
    params = [] if found_command is None else found_command.params
    options = (one for one in params if isinstance(one, click.Option))
    found = next((one for one in options if flag in one.opts), None)
    if found is None:
        raise SystemExit(f"{SCHEMA.name}: There is no option '{name}' of the command line.")
    return found


def render_settings() -> str:
    """Render the tables of what can be set, one for each table of the file."""
    schema = json.loads(render_schema())
    tables: dict[str, list[Setting]] = {}
    for setting in list_settings():
        tables.setdefault(setting.name.rpartition(".")[0], []).append(setting)
    parts = []
    for table, settings in tables.items():
        said = schema["properties"][table] if table else schema
        rows = []
        for setting in settings:
            key = setting.path[-1]
            values = describe_values(said["properties"][key], schema["definitions"])
            default = setting.unset if setting.default is None else f"`{write_toml(setting.default)}`"
            option = f"`{setting.option.partition(' ')[2]}`" if setting.option else ""
            name = key + (f".{setting.key}" if setting.key else "")
            rows.append((f"`{name}`", setting.meaning, values, default, option))
        headings = ("setting", "what it says", "value", "if nothing is said", "option that wins")
        opening = f"### `[{table}]`\n\n{said['description']}" if table else "### Above all tables"
        parts.append(f"{opening}\n\n{render_table(headings, rows)}")
    return "\n\n".join(parts)


def render_profiles() -> str:
    """Render what each exchange profile gives: a list of its rules, the strictest first."""
    parts = []
    for name in list_profiles():
        profile = load_profile(name)
        rules = sorted(profile.rules, key=lambda rule: ("withhold", "mask", "keep").index(rule.treatment))
        rows = [(rule.label, rule.treatment, rule.reason) for rule in rules]
        words = f"### `{name}`\n\n{profile.definition} {profile.note}"
        parts.append(f"{words}\n\n{render_table(('what', 'what becomes of it', 'why'), rows)}")
    return "\n\n".join(parts)


def describe_values(said: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """Describe what a setting may be, as the schema says it."""
    if "title" in said:
        return str(said["title"])
    for inner in (*said.get("patternProperties", {}).values(), *said.get("allOf", ()), said):
        if "$ref" in inner:
            return describe_values(definitions[inner["$ref"].rpartition("/")[2]], definitions)
    if "enum" in said:
        return ", ".join(f"`{word}`" for word in said["enum"])
    if said["type"] == "array":
        return f"a list of {describe_values(said['items'], definitions)}"
    return f"a whole number, {said['minimum']:,} to {said['maximum']:,}"


def write_toml(value: object) -> str:
    """Write a default as TOML does."""
    return json.dumps(value, ensure_ascii=False)


def render_steps() -> str:
    """Render what each step of the derivation decides, in the order in which they run."""
    parts = []
    for folder, heading in (("derive", "Of one plan"), ("derive-across", "Of several plans together")):
        rows = []
        for file in sorted((queries_folder() / folder).glob("*.rq")):
            link = f"[{file.stem}](../queries/{folder}/{file.name})"
            rows.append((link, read_summary(file), _read_note(file), ", ".join(_list_derived(file))))
        parts.append(f"## {heading}\n\n" + render_table(("step", "question", "how", "it gives"), rows))
    return "\n\n".join(parts)


def _read_note(file: Path) -> str:
    """Read the comment below the head of a query."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return " ".join(line[1:].strip() for line in lines if re.match(r"# ", line))


def _list_derived(file: Path) -> list[str]:
    """List the properties that a CONSTRUCT writes."""
    made = re.search(r"CONSTRUCT\s*\{(.*?)\}", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    names = re.findall(r"scr:([a-z]\w*)", made[1]) if made else []
    return [f"`scr:{name}`" for name in dict.fromkeys(names)]


# -- queries, vocabularies, layouts ----------------------------------------------------------------------------------


def render_queries() -> str:
    """Render the table of the questions, one for each topic."""
    topics: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for file in sorted(queries_folder().glob("*/**/*.rq")):
        place = file.relative_to(queries_folder())
        topics[place.parts[0]].append((f"[{place.stem}]({place.as_posix()})", read_summary(file)))
    return "\n\n".join(
        f"### {topic.replace('-', ' ').capitalize()}\n\n{render_table(('query', 'question'), rows)}"
        for topic, rows in sorted(topics.items())
    )


def read_summary(file: Path) -> str:
    """Read the question that a query answers, from its ``#+ summary:`` line; stops the program where it has none."""
    found = re.search(r"^#\+ summary: *(\S.*)$", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    if not found:
        raise SystemExit(f"{file}: The query must say its question in a line '#+ summary: ...'.")
    return found[1].strip()


def render_vocabularies() -> str:
    """Render the table of the vocabularies."""
    graph = load_vocabularies()
    rows = []
    for scheme in sorted(graph.subjects(RDF.type, SKOS.ConceptScheme), key=str):
        concepts = set(graph.subjects(SKOS.inScheme, scheme))
        file = str(scheme).rpartition("/")[2] + ".ttl"
        title = str(graph.value(scheme, DCTERMS.title))
        rows.append((f"[{file}](vocabularies/{file})", title, str(len(concepts))))
    return render_table(("vocabulary", "what it names", "concepts"), rows)


@cache
def load_ontology() -> Graph:
    """Load the ontology."""
    return Graph().parse(ontology_folder() / "scr.ttl", format="turtle")


def render_terms() -> str:
    """Render the tables of classes and properties."""
    graph = load_ontology()
    parts = []
    for heading, kinds in (
        ("Classes", (OWL.Class,)),
        ("Properties", (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)),
    ):
        terms = {term for kind in kinds for term in graph.subjects(RDF.type, kind) if str(term).startswith(str(SCR))}
        rows = [
            (f"`scr:{str(term).removeprefix(str(SCR))}`", str(graph.value(term, SKOS.definition) or ""))
            for term in sorted(terms, key=str)
        ]
        parts.append(f"### {heading}\n\n{render_table(('term', 'what it means'), rows)}")
    return "\n\n".join(parts)


def render_layouts() -> str:
    """Render the table of the layouts, the common wordings, and what is different in each layout."""
    layouts = {layout.name: layout for layout in load_layouts()}
    names = [GENERAL, *(name for name in layouts if name != GENERAL)]
    table = render_table(
        ("layout", "for", "known by", "the status column is the word of"),
        [
            (f"[{name}](#{name})", layouts[name].title, _tell_signs(layouts[name]), f"the {layouts[name].status_of}")
            for name in names
        ],
    )
    return "\n\n".join([table, *(_render_layout(layouts[name], layouts[GENERAL]) for name in names)])


def _tell_signs(layout: Layout) -> str:
    """Tell by what a layout is known."""
    if layout.name == GENERAL:
        return "none: it reads what no other explains better"
    told = [
        f"{opening}: {_list_wordings(wordings)}"
        for opening, wordings in (("all of", layout.needs), ("one of", layout.one_of), ("also", layout.signs))
        if wordings
    ]
    return "; ".join(told) or "its headings"


def _render_layout(layout: Layout, general: Layout) -> str:
    common = layout is general
    shown = layout.columns if common else layout.own
    rows = [
        (
            f"`{column}`",
            _list_wordings(shown.get(column, ())) or "none",
            *((", ".join(_find_facts(column)) or "none",) if common else ()),
        )
        for column in COLUMNS
        if common or column in shown
    ]
    heading = ("column", "wordings of its heading", "what is read from it")[: 3 if common else 2]
    file = f"[{layout.name}.toml](../ontology/layouts/{layout.name}.toml)"
    said = [
        f"### {layout.name}",
        f"{layout.title}. Declared in {file}.",
        layout.description,
        f"*Follows:* {layout.source}",
    ]
    if rows:
        said.append("" if common else "Beside the common wordings, and before them:")
        said.append(render_table(heading, rows))
    either = layout.either if common else {words: layout.either[words] for words in layout.own_either}
    if either:
        told = [(" ".join(words), " or ".join(f"`{one}`" for one in columns)) for words, columns in either.items()]
        said.append("Headings that can mean several things, the first that is free or that fits the cells below:")
        said.append(render_table(("heading", "means"), told))
    if common:
        said += [
            f"Headings that are none of the columns: {_list_wordings(layout.nothing)}.",
            f"Wordings that count only as the whole heading: {_list_wordings(layout.whole)}.",
            f"Words that may stand before a recommendation's number: {'; '.join(layout.labels)}.",
            "Words above a table that make its rows agencies' own recommendations: "
            f"{_list_wordings(layout.agency_part)}.",
        ]
    if layout.without:
        said.append(f"Columns that such a plan never has: {', '.join(f'`{one}`' for one in layout.without)}.")
    if layout.colour_means:
        told = [(word, means) for word, means in layout.colour_means.items()]
        said.append(render_table(("colour, where the plan has no key", "means"), told))
    if layout.status_words:
        said.append(render_table(("status word", "means"), list(layout.status_words.items())))
    if layout.example:
        said.append("An example, made up:")
        said.append(render_table(layout.example.headings, layout.example.rows[:3]))
        read = [(head, f"`{one}`" if one else "none") for head, one in _pair_example(layout)]
        said.append("It is read so: " + "; ".join(f"“{head or 'no heading'}” {one}" for head, one in read) + ".")
    return "\n\n".join(part for part in said if part)


def _pair_example(layout: Layout) -> list[tuple[str, str]]:
    assert layout.example is not None
    return list(zip(layout.example.headings, layout.example.columns, strict=True))


def _list_wordings(wordings: Iterable[Sequence[str]]) -> str:
    return "; ".join(" ".join(words) for words in wordings)


def _find_facts(column: str) -> list[str]:
    """Find the properties that the ontology says are read from a column."""
    graph = load_ontology()
    properties = (prop for prop, name in graph.subject_objects(SCR.readFromColumn) if str(name) == column)
    return sorted(str(graph.value(prop, RDFS.label)) for prop in properties)


# -- the page of the ontology ----------------------------------------------------------------------------------------


def render_ontology() -> str:
    """Render the page of the ontology: how it is aligned, every class and property, every vocabulary."""
    graph = load_ontology()
    head = next(graph.subjects(RDF.type, OWL.Ontology))
    licence = graph.value(head, DCTERMS.license)
    facts = [
        ("version", f"{graph.value(head, OWL.versionInfo)}, <{graph.value(head, OWL.versionIRI)}>"),
        ("licence", f"<{licence}>"),
        ("namespace", f"`{SCR}`, prefix `{graph.value(head, VANN.preferredNamespacePrefix)}:`"),
        ("file", "[ontology/scr.ttl](../ontology/scr.ttl)"),
    ]
    classes, properties = (list_terms(kinds) for kinds in (_CLASS_KINDS, tuple(_PROPERTY_KINDS)))
    parts = [
        f"# {graph.value(head, DCTERMS.title)}",
        "<!-- made by make docs from ontology/scr.ttl and ontology/vocabularies/ -->",
        str(graph.value(head, DCTERMS.description)),
        render_table(("", ""), facts),
        "[How it is aligned](#how-it-is-aligned) · [Classes](#classes) · [Properties](#properties) · "
        "[Vocabularies](#vocabularies)",
        "![The main classes and the properties between them](ontology.svg)",
        "The picture shows the main classes only, and no property that is a kind of another one it shows.",
        "## How it is aligned",
        "The terms of other vocabularies are named in the ontology, and nothing need be imported. A tool that knows "
        "only them can read the data, if it draws what follows from the kinds below. The files of "
        "[ontology/mappings/](../ontology/mappings) go further, and are used by nobody who does not load them.",
        render_table(("term", "how", "terms of this ontology"), _list_alignments()),
        "## Classes",
        " · ".join(_link_term(term) for term in classes),
        *(_render_class(term) for term in classes),
        "## Properties",
        " · ".join(_link_term(term) for term in properties),
        *(_render_property(term) for term in properties),
        "## Vocabularies",
        "The values that a property may take are concepts. Each vocabulary is a file of its own, and a board can add "
        "to it.",
        *_render_schemes(),
    ]
    return "\n\n".join(parts) + "\n"


def list_terms(kinds: Iterable[URIRef]) -> list[URIRef]:
    """List the ontology's own terms of some kinds, by name."""
    found = {term for kind in kinds for term in load_ontology().subjects(RDF.type, kind) if isinstance(term, URIRef)}
    return sorted(term for term in found if term.startswith(str(SCR)))


def list_named(subject: Node | None, predicate: URIRef, target: Node | None = None) -> list[URIRef]:
    """List the terms that stand on the open side of a statement; of a union, its members."""
    graph = load_ontology()
    if target is None:
        found = [
            member
            for value in graph.objects(subject, predicate)
            for member in (_read_union(value) if isinstance(value, BNode) else [value])
        ]
    else:
        found = [
            one for one, value in graph.subject_objects(predicate) if value == target or target in _read_union(value)
        ]
    return sorted({term for term in found if isinstance(term, URIRef)})


def _read_union(value: Node) -> list[Node]:
    members = load_ontology().value(value, OWL.unionOf)
    return [] if members is None else list(load_ontology().items(members))


def _list_alignments() -> list[tuple[str, str, str]]:
    found: defaultdict[tuple[URIRef, str], list[URIRef]] = defaultdict(list)
    for how, predicate in _ALIGNMENTS.items():
        for one, other in load_ontology().subject_objects(predicate):
            if not isinstance(one, URIRef) or not isinstance(other, URIRef):
                continue
            if one.startswith(str(SCR)) and not other.startswith(str(SCR)):
                found[other, how].append(one)
    return [
        (_link_term(other), how, ", ".join(_link_term(one) for one in sorted(ones)))
        for (other, how), ones in sorted(found.items())
    ]


def _link_term(term: URIRef) -> str:
    """Link a term to its place on the page, or to its IRI where it is another vocabulary's."""
    if not term.startswith(str(SCR)):
        return f"[{load_ontology().qname(term)}]({term})"
    return f"[{term.removeprefix(str(SCR))}](#{_make_anchor(term)})"


def _make_anchor(term: URIRef) -> str:
    """Make the anchor of a term: a class and a property may differ by their first letter's case alone."""
    kind = "class" if (term, RDF.type, OWL.Class) in load_ontology() else "property"
    return f"{kind}-{term.removeprefix(str(SCR)).lower()}"


def _render_class(term: URIRef) -> str:
    graph = load_ontology()
    equals = [_describe_class(value) for value in graph.objects(term, OWL.equivalentClass)]
    apart = {*list_named(term, OWL.disjointWith), *list_named(None, OWL.disjointWith, term)}
    for group in graph.subjects(RDF.type, OWL.AllDisjointClasses):
        members = graph.value(group, OWL.members)
        listed = [] if members is None else list(graph.items(members))
        if term in listed:
            apart |= {member for member in listed if isinstance(member, URIRef) and member != term}
    return _render_term(
        term,
        ("a kind of", _link_all(list_named(term, RDFS.subClassOf))),
        ("kinds of it", _link_all(list_named(None, RDFS.subClassOf, term))),
        ("the same as", "; ".join(equals)),
        ("close to", _link_all(list_named(term, SKOS.closeMatch))),
        ("never also", _link_all(sorted(apart))),
        ("properties that start at it", _link_all(list_named(None, RDFS.domain, term))),
        ("properties that lead to it", _link_all(list_named(None, RDFS.range, term))),
    )


def _render_property(term: URIRef) -> str:
    graph = load_ontology()
    kinds = [words for kind, words in _PROPERTY_KINDS.items() if (term, RDF.type, kind) in graph]
    traits = [words for trait, words in _TRAITS.items() if (term, RDF.type, trait) in graph]
    columns = sorted(str(name) for name in graph.objects(term, SCR.readFromColumn))
    return _render_term(
        term,
        ("sort", ", ".join(kinds)),
        ("domain", _link_all(list_named(term, RDFS.domain), " or ") or "not restricted"),
        ("range", _link_all(list_named(term, RDFS.range), " or ") or "not restricted"),
        ("characteristics", "; ".join(traits)),
        ("a kind of", _link_all(list_named(term, RDFS.subPropertyOf))),
        ("kinds of it", _link_all(list_named(None, RDFS.subPropertyOf, term))),
        ("inverse of", _link_all(list_named(term, OWL.inverseOf))),
        ("close to", _link_all(list_named(term, SKOS.closeMatch))),
        ("read from column", ", ".join(f"`{name}`" for name in columns)),
    )


def _render_term(term: URIRef, *facts: tuple[str, str]) -> str:
    """Render one term: its definition, and a table of all else that is said of it."""
    graph = load_ontology()
    said = [(words, str(graph.value(term, said) or "")) for words, said in _NOTES.items()]
    name = term.removeprefix(str(SCR))
    rows = [("label", str(graph.value(term, RDFS.label) or "")), *said, *facts]
    return (
        f'### <a id="{_make_anchor(term)}"></a>{name}\n\n{graph.value(term, SKOS.definition) or ""}\n\n'
        + render_table(("", f"`scr:{name}`"), [row for row in rows if row[1]])
    )


def _link_all(terms: Iterable[URIRef], between: str = ", ") -> str:
    return between.join(_link_term(term) for term in terms)


def _describe_class(value: Node) -> str:
    """Describe a class that has no name: what it joins, or what it asks of a property."""
    graph = load_ontology()
    if isinstance(value, URIRef):
        return _link_term(value)
    for joint, words in ((OWL.intersectionOf, " and "), (OWL.unionOf, " or ")):
        members = graph.value(value, joint)
        if members is not None:
            return words.join(_describe_class(member) for member in graph.items(members))
    prop, some = graph.value(value, OWL.onProperty), graph.value(value, OWL.someValuesFrom)
    if prop is None or some is None:
        raise SystemExit("ontology/scr.ttl: tools/docs.py has no words for this kind of class yet.")
    return f"({_describe_class(prop)} some {_describe_class(some)})"


def _render_schemes() -> Iterator[str]:
    graph = load_vocabularies()
    for scheme in sorted(graph.subjects(RDF.type, SKOS.ConceptScheme), key=str):
        file = f"ontology/vocabularies/{str(scheme).rpartition('/')[2]}.ttl"
        rows = sorted(
            tuple(str(graph.value(concept, part) or "") for part in (SKOS.notation, SKOS.prefLabel, SKOS.definition))
            for concept in graph.subjects(SKOS.inScheme, scheme)
        )
        table = render_table(("notation", "label", "definition"), rows)
        yield f"### {graph.value(scheme, DCTERMS.title)}\n\n`{scheme}`, in [{file}](../{file}).\n\n{table}"


# -- the picture of the ontology -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Box:
    """A rectangle of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> tuple[float, float]:
        """The point in its middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


def list_arrows() -> dict[tuple[str, str], list[str]]:
    """List the object properties between the classes of the picture, by the two classes that each joins.

    A property that is a kind of another between the same two classes is left out: the other one says enough.
    """
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for prop in list_terms((OWL.ObjectProperty,)):
        ends = _find_ends(prop)
        for broader in load_ontology().objects(prop, RDFS.subPropertyOf):
            ends -= _find_ends(broader)
        for pair in sorted(ends):
            found[pair].append(prop.removeprefix(str(SCR)))
    return dict(sorted(found.items()))


def _find_ends(prop: Node) -> set[tuple[str, str]]:
    starts, ends = (
        {term.removeprefix(str(SCR)) for term in list_named(prop, side)} & _CELLS.keys()
        for side in (RDFS.domain, RDFS.range)
    )
    return {(start, end) for start in starts for end in ends}


def place_box(name: str) -> Box:
    """Place the box of a class, by its cell."""
    column, first, last = _CELLS[name]
    left = _EDGE + column * (_WIDTH + _GAP)
    return Box(left, _TOP + first * _PITCH, left + _WIDTH, _TOP + last * _PITCH + _HEIGHT)


def render_picture() -> str:
    """Draw the main classes as boxes, and the object properties between them as arrows."""
    columns, rows = (1 + max(cell[place] for cell in _CELLS.values()) for place in (0, 2))
    width = 2 * _EDGE + columns * _WIDTH + (columns - 1) * _GAP
    height = _TOP + rows * _PITCH + 34
    arrows = list_arrows()
    told = "; ".join(f"{start} {', '.join(names)} {end}" for (start, end), names in arrows.items())
    font = "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-labelledby="title desc" font-family="{font}">',
        '  <title id="title">The main classes of the ontology and the properties between them</title>',
        f'  <desc id="desc">{escape(told)}.</desc>',
        f"  <style>{_STYLE}  </style>",
        f'  <rect class="page" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="10"/>',
        *(line for (start, end), names in arrows.items() for line in _draw_arrow(start, end, names)),
        *(line for name in _CELLS for line in _draw_box(name)),
        *_draw_key(height),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _draw_box(name: str) -> Iterator[str]:
    box = place_box(name)
    x, y = box.middle
    words = re.findall(r"[A-Z]+[a-z]*", name)
    half = len(words) // 2 if len(name) > _LONG_NAME else 0
    texts = ["".join(words[:half]), "".join(words[half:])] if half else [name]
    kind = _find_kind(SCR[name])
    yield (
        f'  <rect class="box {kind}" x="{box.left:g}" y="{box.top:g}" width="{_WIDTH}" '
        f'height="{box.bottom - box.top:g}" rx="6"/>'
    )
    for place, text in enumerate(texts):
        line = y + 5 + (place - (len(texts) - 1) / 2) * 17
        yield f'  <text class="name" x="{x:g}" y="{line:g}">{text}</text>'


def _find_kind(term: URIRef) -> str:
    """Find what a class is a kind of, of those that the picture tells apart."""
    above = set(load_ontology().transitive_objects(term, RDFS.subClassOf))
    return next((kind for kind, (top, _) in _KINDS.items() if any(URIRef(one) in above for one in top)), "other")


def _draw_arrow(start: str, end: str, names: Sequence[str]) -> Iterator[str]:
    """Draw one arrow with its names: level, upright, or else from side to side on the slant."""
    one, other = place_box(start), place_box(end)
    (x1, y1), (x2, y2) = one.middle, other.middle
    text_x, text_y, anchor = 0.0, 0.0, "middle"
    deep = _LINE * (len(names) - 1)
    if start == end:
        level = y1 + (_PITCH / 2 if one.bottom - one.top > _PITCH else 0)  # of a long box, between two level arrows
        x1, y1, x2, y2 = one.left, level - 10, one.left, level + 10
        path = f"M{x1:g} {y1:g}h-26v20h{26 - _HEAD:g}"
        # Of several names the last stands where there is room above the words of a level arrow below.
        text_x, text_y, anchor = x1 - 34, level - deep if deep else level + 4, "end"
    else:
        if x1 == x2:
            down = y2 > y1
            y1, y2 = (one.bottom, other.top) if down else (one.top, other.bottom)
            text_x, text_y, anchor = x1 + 9, (y1 + y2) / 2 + 4 - deep / 2, "start"
        else:
            x1, x2 = (one.right, other.left) if x2 > x1 else (one.left, other.right)
            top, bottom = max(one.top, other.top), min(one.bottom, other.bottom)
            slant = bottom <= top
            if slant:
                step = _PORT if y2 > y1 else -_PORT
                y1, y2 = y1 + step, y2 - step
            else:
                y1 = y2 = (top + bottom) / 2
            text_x, text_y = (x1 + x2) / 2, (y1 + y2) / 2 + (4 - deep / 2 if slant else -6 - deep)
        _ensure_free(start, end, (x1, y1), (x2, y2))
        long = math.hypot(x2 - x1, y2 - y1)
        stop = (x2 - (x2 - x1) / long * _HEAD, y2 - (y2 - y1) / long * _HEAD)
        path = f"M{x1:g} {y1:g}L{stop[0]:.1f} {stop[1]:.1f}"
    turn = 0.0 if start == end else math.degrees(math.atan2(y2 - y1, x2 - x1))
    yield f'  <path class="line" d="{path}"/>'
    yield f'  <path class="head" d="M0 0l-10 -4.5v9z" transform="translate({x2:g} {y2:g}) rotate({turn:.1f})"/>'
    for place, name in enumerate(names):
        line = text_y + place * _LINE
        if anchor == "middle":  # a slanted line would run through the words
            half = len(name) * _LETTER / 2
            yield f'  <rect class="gap" x="{text_x - half:g}" y="{line - 11:g}" width="{2 * half:g}" height="14"/>'
        yield f'  <text class="said" x="{text_x:g}" y="{line:g}" text-anchor="{anchor}">{name}</text>'


def _ensure_free(start: str, end: str, first: tuple[float, float], last: tuple[float, float]) -> None:
    """Stop the program where an arrow would run through a third box."""
    for name in _CELLS.keys() - {start, end}:
        box = place_box(name)
        for step in range(101):
            x, y = (one + (other - one) * step / 100 for one, other in zip(first, last, strict=True))
            if box.left <= x <= box.right and box.top <= y <= box.bottom:
                raise SystemExit(
                    f"tools/docs.py: The arrow from {start} to {end} would run through {name}: move one of them."
                )


def _draw_key(height: int) -> Iterator[str]:
    x = float(_EDGE)
    for kind, (_, words) in _KINDS.items():
        yield f'  <rect class="box {kind}" x="{x:g}" y="{height - 34}" width="22" height="14" rx="3"/>'
        yield f'  <text class="said" x="{x + 30:g}" y="{height - 23}">{words}</text>'
        x += 64 + len(words) * _LETTER


# -- command line and report -----------------------------------------------------------------------------------------


def render_commands() -> str:
    """Render the help of every command."""
    return "\n\n".join(_render_command(cli, None, "scrgraph"))


def _render_command(command: click.Command, parent: click.Context | None, name: str) -> Iterator[str]:
    width = 88  # of the page, whatever the terminal
    context = click.Context(
        command,
        parent,
        info_name=name,
        terminal_width=width,
        max_content_width=width,
        # As on the command line: click keeps the help option of a command once it has made it.
        help_option_names=cli.context_settings["help_option_names"],
    )
    yield f"### {context.command_path}\n\n```\n{command.get_help(context)}\n```"
    if isinstance(command, click.Group):
        for under in command.list_commands(context):
            found = command.get_command(context, under)
            if found is not None and not found.hidden:
                yield from _render_command(found, context, under)


def render_report() -> str:
    """Render an excerpt of the sample's report: its opening, one rule's first finding, and how to ask about that."""
    command = ["audit", _SAMPLE, "--as-of", "2010-07-31", "--width", "92"]
    done = CliRunner().invoke(cli, [str(ROOT / part) if part == _SAMPLE else part for part in command])
    blocks = done.stdout.split("\n\n")
    shown = next((block for block in blocks if block.startswith(_SHOWN_RULE)), None)
    if done.exit_code not in (0, 1) or shown is None:
        raise SystemExit(f"The audit of {_SAMPLE} gave no report: {done.output.strip() or done.exception!r}")
    finding = re.search(r"^.*?^ +\[[^\]]+\]$", shown, flags=re.MULTILINE | re.DOTALL)
    assert finding is not None  # a rule's block holds a finding, and each ends with its id
    code = finding[0].rpartition("[")[2].rstrip("]")
    return (
        f"```\n{blocks[0].strip()}\n...\n\n{finding[0]}\n...\n```\n\n"
        "The code in square brackets names one finding. Ask what it rests on:\n\n"
        f"```\nscrgraph why {code} {_SAMPLE} --as-of 2010-07-31\n```"
    )


@cache
def render_trend() -> str:
    """Draw the trend of the sample."""
    done = CliRunner().invoke(cli, ["trend", str(ROOT / _SAMPLE), "--as-of", "2010-07-31", "--format", "svg"])
    if done.exit_code:
        raise SystemExit(f"The trend of {_SAMPLE} was not drawn: {done.output.strip() or done.exception!r}")
    return done.stdout


@cache
def draw_figures() -> dict[str, tuple[str, str]]:
    """Draw each figure, and a network, of the plans in ``data/``; gives its question and its picture by its name."""
    as_of = dt.date.fromisoformat(_FIGURES_DAY)
    pack = load_pack().choose([_SHOWN_RULE])
    audited = [
        audit_dataset(opened.dataset, as_of, pack)
        for path in sorted((ROOT / "data").glob("*/plan.txt"))
        for opened in open_path(path)
    ]
    plans = [plan.result.plan for plan in audited]
    facts = FactBase(collect_facts(audited))
    figures = [make_figure(question, facts, plans, as_of) for question in list_figures()]
    counted = [count_overdue(plan.result.plan, plan.dataset, as_of) for plan in audited]
    figures.append(make_overdue_map(add_overdue(counted), plans, as_of))
    drawn = {figure.name: (figure.title, figure.draw()) for figure in figures}
    network = build_network(facts, find_kind("agencies"))
    return dict(sorted(drawn.items())) | {"network": (network.question, draw_network(network))}


def render_figures() -> str:
    """Render the list of the figures, each with its picture."""
    told = {question.name: question.description for question in list_figures()}
    told |= {OVERDUE: OVERDUE_MEANING, "network": find_kind("agencies").description}
    return "\n\n".join(
        f'### {name}: {title}\n\n{told[name]}\n\n<img src="figures/{name}.svg" alt="{escape(title)}" width="800">'
        for name, (title, _) in draw_figures().items()
    )


def render_why() -> str:
    """Render what the first finding of the rule in the sample's report rests on."""
    asked = (_SAMPLE, "--as-of", "2010-07-31")
    given = [str(ROOT / part) if part == _SAMPLE else part for part in asked]
    listed = CliRunner().invoke(cli, ["why", _SHOWN_RULE, *given, "--format", "json"])
    if listed.exit_code != 0 or not (findings := json.loads(listed.stdout)["findings"]):
        raise SystemExit(f"{_SHOWN_RULE} finds nothing in {_SAMPLE}: {listed.output.strip() or listed.exception!r}")
    done = CliRunner().invoke(cli, ["why", findings[0]["id"], *given, "--width", "92"])
    if done.exit_code != 0:
        raise SystemExit(f"{findings[0]['id']} is not explained: {done.output.strip() or done.exception!r}")
    return f"```\nscrgraph why {' '.join([findings[0]['id'], *asked])}\n```\n\n```\n{done.stdout.strip()}\n```"


# -- what all of them share ------------------------------------------------------------------------------------------


def render_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Render a Markdown table."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the made pages, or with ``--check`` say which are stale."""
    parser = argparse.ArgumentParser(description="Make the tables and pages that come from data.")
    parser.add_argument("--check", action="store_true", help="write nothing; name what is stale and exit with 1")
    check = parser.parse_args(arguments).check
    pages = build_pages()
    stale, left_over = find_stale(pages)
    for path in stale:
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(pages[path], encoding="utf-8", newline="\n")
        print(f"{path.relative_to(ROOT)}: {'stale' if check else 'written'}")
    for path in left_over:
        if not check:
            path.unlink()
        print(f"{path.relative_to(ROOT)}: no rule has this page{'' if check else ' any more, removed'}")
    if check and (stale or left_over):
        print("Run `make docs`.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
