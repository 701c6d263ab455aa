"""Makes the tables and pages that come from data, and says which of them are stale.

``python tools/docs.py`` (``make docs``) writes them; ``--check`` writes nothing, names what is stale, and then
exits with 1. A page of ``docs/rules/`` is made whole. In every other page only what stands between the two marks
of a section is made; the words around it are written by hand.
"""

import argparse
import difflib
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import click
from click.testing import CliRunner
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, Namespace

from scrgraph import namespaces
from scrgraph.audit.rules import Rule, RulePack
from scrgraph.cli import cli
from scrgraph.graph.dataset import load_vocabularies
from scrgraph.ingest.layouts import COLUMNS, Layout, load_layouts
from scrgraph.resources import ontology_folder, queries_folder

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "shapes"
RULE_PAGES = ROOT / "docs" / "rules"
SCR = Namespace(namespaces.SCR)

_SAMPLE = "data/case-14/plan.txt"
_SHOWN_RULE = "SEQ-001"
_BASIS_STATES = {
    "verified": "verified, the passage was read in a public page",
    "part": "read in part, only the page named was read, not the whole source",
    "not verified": "not verified, from memory: to be looked up before it is quoted to anyone",
    "plan": "in the plan itself",
    "none": "none but care",
}
_CASE_WORDS = {"finds": "finds a fault in", "passes": "passes", "unjudged": "cannot judge"}


# -- what is made ----------------------------------------------------------------------------------------------------


def build_pages() -> dict[Path, str]:
    """Build every made page as it should stand, by its path."""
    pages = {RULE_PAGES / f"{rule.code}.md": render_rule(rule) for rule in load_pack().rules}
    sections: tuple[tuple[str, str, Callable[[], str]], ...] = (
        ("README.md", "report", render_report),
        ("shapes/README.md", "rules", render_rules),
        ("queries/README.md", "queries", render_queries),
        ("ontology/README.md", "vocabularies", render_vocabularies),
        ("ontology/README.md", "terms", render_terms),
        ("docs/commands.md", "commands", render_commands),
        ("docs/layouts.md", "layouts", render_layouts),
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
    for rule in load_pack().rules:
        families[rule.family].append(rule)
    parts = [f"{len(load_pack().rules)} rules in {len(families)} families."]
    for family, rules in sorted(families.items()):
        rows = [
            (
                f"[{rule.code}](../docs/rules/{rule.code}.md)",
                rule.title,
                rule.severity,
                rule.comment,
                f"[{rule.path.name}]({family}/{rule.path.name})",
            )
            for rule in rules
        ]
        heading = family.replace("-", " ").capitalize()
        table = render_table(("rule", "the good state", "severity", "it finds", "file"), rows)
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
        ("columns it needs", ", ".join(rule.needs_columns) or "none"),
        ("shape", f"`{rule.shape}` in [{shape}](../../{shape})"),
    ]
    parts = [
        f"# {rule.code}: {rule.title}",
        "<!-- made by make docs from the rule and its cases -->",
        f"**Fault.** {rule.name}: {rule.comment[0].lower()}{rule.comment[1:]}",
        render_table(("", ""), facts),
        f"**Why it matters.** {rule.why}",
        f"**Basis.** {rule.basis} (State of the source: {_BASIS_STATES[rule.basis_state]}.)",
        f"**What would settle it.** {rule.remedy}",
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
    """Render each declared layout: its columns and their wordings."""
    return "\n\n".join(_render_layout(layout) for layout in load_layouts())


def _render_layout(layout: Layout) -> str:
    rows = [
        (
            f"`{column}`",
            "; ".join(" ".join(words) for words in layout.columns.get(column, ())) or "none",
            ", ".join(_find_facts(column)) or "none",
        )
        for column in COLUMNS
    ]
    said = [
        f"### {layout.name}",
        f"{layout.title}. Declared in [{layout.name}.toml](../ontology/layouts/{layout.name}.toml).",
        render_table(("column", "wordings of its heading", "what is read from it"), rows),
        f"Words that may stand before a recommendation's number: {'; '.join(layout.labels)}.",
        "Words above a table that make its rows agencies' own recommendations: "
        + "; ".join(" ".join(words) for words in layout.agency_part)
        + ".",
        f"Colours of its key: {', '.join(layout.colours)}.",
    ]
    return "\n\n".join(said)


def _find_facts(column: str) -> list[str]:
    """Find the properties that the ontology says are read from a column."""
    graph = load_ontology()
    properties = (prop for prop, name in graph.subject_objects(SCR.readFromColumn) if str(name) == column)
    return sorted(str(graph.value(prop, RDFS.label)) for prop in properties)


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
