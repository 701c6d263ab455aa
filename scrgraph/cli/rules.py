"""The commands on the rule catalogue: list, show, test, new."""

import shlex
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from scrgraph.cli import options
from scrgraph.cli.options import Asked
from scrgraph.cli.output import choose_width, help_alone, print_json
from scrgraph.config import ENGINES
from scrgraph.errors import BadUsage

if TYPE_CHECKING:
    from scrgraph.audit.cases import Outcome
    from scrgraph.audit.mutant_trials import Tried
    from scrgraph.audit.rules import RulePack

T = TypeVar("T")


def _load(packs: tuple[str, ...]) -> "RulePack":
    """Load the rules that are asked for, as the board has set them."""
    from scrgraph.cli.judged import load_pack

    return load_pack(Asked(packs=packs), options.hold_config())


@click.group(invoke_without_command=True)
@click.pass_context
def rules(context: click.Context) -> None:
    """Show the rule catalogue, test rules, begin new ones."""
    help_alone(context)


@rules.command("list")
@options.packs
@options.text_or_json
@options.width
def list_rules(packs: tuple[str, ...], form: str, width: int | None) -> None:
    """List the rules, one line each."""
    from scrgraph.reports.catalogue import render_list, rule_json

    loaded = _load(packs)
    if form == "json":
        print_json([rule_json(rule) for rule in loaded.every])
    else:
        click.echo(render_list(loaded, choose_width(width)))


@rules.command("show")
@click.argument("rule")
@options.packs
@options.text_or_json
@options.width
def show_rule(rule: str, packs: tuple[str, ...], form: str, width: int | None) -> None:
    """Show one rule's page."""
    from scrgraph.reports.catalogue import render_page, rule_json

    found = _load(packs).find(rule)
    if form == "json":
        print_json(rule_json(found))
    else:
        click.echo(render_page(found, choose_width(width)))


@rules.command("test")
@click.argument("packs", metavar="[PACK]...", nargs=-1)
@options.rule_limit
@click.option(
    "--engines", metavar="NAME,...", help=f"On which engines: of {', '.join(ENGINES)}, or all; then in a table."
)
@click.option("--select", metavar="RULE,...", help="Only the cases of these rules.")
@click.option(
    "--mutants", is_flag=True, help="Also change each rule step by step, and say which changes no case catches."
)
@options.text_or_json
def test_rules(
    packs: tuple[str, ...], time_limit: float, engines: str | None, select: str | None, mutants: bool, form: str
) -> None:
    """Run the cases of rules: those of a folder of your own, of core, or of all rules that you use.

    A rule must find its finds-*.ttl, pass its passes-*.ttl, and have both. Exit 1 where one does not.
    """
    from scrgraph.audit.cases import list_cases, run_cases
    from scrgraph.audit.engines import name_engine
    from scrgraph.audit.rules import CORE, RulePack
    from scrgraph.reports.catalogue import mutants_json, render_engines, render_mutants, render_outcomes

    # As they come: cases say nothing of what a board sets otherwise.
    named = packs or options.hold_config().packs
    pack = RulePack.join([RulePack.load(None if name == CORE else Path(name)) for name in dict.fromkeys(named)])
    pack = pack.choose(options.read_codes(select))
    told: dict[str, list[Outcome]] = {}
    for engine in _read_engines(engines):
        what = f"running the cases on {name_engine(engine)}"
        cases = sum(len(list_cases(rule)) for rule in pack.every)
        told[name_engine(engine)] = list(_follow(run_cases(pack, time_limit, engine), what, cases))
    faults = [
        {"rule": outcome.rule, "case": str(outcome.case), "fault": fault} | ({"engine": engine} if engines else {})
        for engine, outcomes in told.items()
        for outcome in outcomes
        for fault in outcome.faults
    ]
    # Where a case does not come out as it says, it would catch every change.
    tried = _try_mutants(pack) if mutants and not faults else []
    if form == "json":
        ran = {"engines": list(told)} if engines else {}
        changed = {"mutants": mutants_json(tried)} if mutants else {}
        print_json(
            {"rules": len(pack.every), "cases": len(next(iter(told.values()))), **ran, "faults": faults} | changed
        )
    else:
        click.echo(render_engines(pack, told) if engines else render_outcomes(pack, *told.values()))
        if tried:
            click.echo(render_mutants(tried))
    if faults or any(one.mistaken for one in tried):
        raise click.exceptions.Exit(1)


def _try_mutants(pack: "RulePack") -> "list[Tried]":
    from scrgraph.audit.mutant_trials import try_mutants

    return list(_follow(try_mutants(pack), "changing the rules step by step", len(pack.every)))


def _read_engines(names: str | None) -> tuple[str, ...]:
    """Read the names of engines; the default alone where none is given."""
    if names is None:
        return ENGINES[:1]
    asked = tuple(dict.fromkeys(name.strip().lower() for name in names.split(",")))
    if asked == ("all",):
        return ENGINES
    if not set(asked) <= set(ENGINES):
        raise BadUsage(f"'{names}' are no engines.", remedy=f"They are: {', '.join(ENGINES)}; or say all.")
    return asked


def _follow(done: "Iterable[T]", what: str, length: int) -> "Iterator[T]":
    """Show a bar while something is done piece by piece; none where standard error is no terminal."""
    with click.progressbar(done, length=length, label=what, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        yield from bar


@rules.command("new")
@click.argument("code")
@click.argument("name")
@click.option("--pack", metavar="FOLDER", type=options.a_file, required=True, help="Your folder of rules.")
@click.option("--like", metavar="RULE", default="EVD-004", show_default=True, help="Begin with a copy of this rule.")
@click.option("--family", metavar="NAME", help="Its folder in the pack (default: that of the rule copied).")
def new_rule(code: str, name: str, pack: Path, like: str, family: str | None) -> None:
    """Begin a rule of your own, by its CODE and the NAME of the fault it finds.

    It is a copy of a rule of scrgraph's with two cases, and passes them: change it step by step, and see it pass again.
    """
    from scrgraph.audit.rules import RulePack
    from scrgraph.audit.scaffold import NewRule, begin_rule

    core = RulePack.load()
    model = core.find(like)
    new = NewRule(code.strip().upper(), " ".join(name.split()), family or model.family)
    if any(rule.code == new.code for rule in core.every):
        raise BadUsage(f"{new.code} is a rule of scrgraph's.", remedy="Give yours a code of your own, LOC-001 say.")
    for file in begin_rule(pack, new, model):
        click.echo(f"{file} written.")
    click.echo(f"Now change them, and run: scrgraph rules test {shlex.quote(str(pack))}")
