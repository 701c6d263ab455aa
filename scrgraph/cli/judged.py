"""Opens and audits the plans that a command is asked about, by the board's settings and the command line's."""

import dataclasses
import datetime as dt
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from scrgraph.cli.options import Asked
from scrgraph.cli.output import tell_passed_over, tell_unread
from scrgraph.config import Config, find_config
from scrgraph.errors import BadUsage, ScrgraphError, UnknownRule

if TYPE_CHECKING:
    from scrgraph.audit.across import AcrossResult
    from scrgraph.audit.findings import AuditResult
    from scrgraph.audit.kept import PlanAudit
    from scrgraph.audit.rules import RulePack
    from scrgraph.audit.shelf import Parcel
    from scrgraph.graph.declared import Declared
    from scrgraph.pipeline import AuditedPlan

_Setting = TypeVar("_Setting")

_YEAR = dt.timedelta(days=365)


@dataclass(frozen=True)
class Judged:
    """The plans that were audited, and what rules across reviews found in them.

    ``failed`` tells whether a document could not be read, ``several`` whether a folder or store was asked about.
    """

    plans: list["AuditedPlan"]
    across: "AcrossResult"
    pack: "RulePack"
    failed: bool
    several: bool


def judge(sources: tuple[str, ...], store: str | None, as_of: dt.date | None, asked: Asked) -> Judged:
    """Audit every plan asked for."""
    from scrgraph.audit.across import audit_across
    from scrgraph.audit.validate import ACROSS
    from scrgraph.pipeline import audit_dataset, find_sources, name_plan, open_plans

    # All that can be wrong in what was asked comes first: an audit takes seconds.
    config = find_config(Path.cwd())
    pack = load_pack(asked, config)
    declared = load_declared(asked, config)
    several = bool(store)
    if sources:
        found = find_sources(sources)
        several = found.folder
        tell_passed_over(found.passed_over)
    day = as_of or dt.date.today()
    plans: list[AuditedPlan] = []
    datasets = []
    failed = False
    with _progress() as tell:
        for opened in open_plans(sources, store):
            if isinstance(opened, ScrgraphError):
                if not several:
                    raise opened
                failed = True
                click.echo(str(opened), err=True)
                continue
            if opened.document:
                tell_unread(opened.document)
            datasets.append(opened.dataset)
        if not datasets:
            raise BadUsage("There is no plan to audit.", remedy="Name a plan's document, or a store that holds one.")
        _tell_strays(declared, {name_plan(dataset) for dataset in datasets}, asked)
        for dataset in datasets:
            plan = audit_dataset(
                dataset,
                day,
                pack,
                declared,
                replay=asked.replay,
                time_limit=asked.time_limit,
                engine=asked.engine,
                on_stage=tell,
            )
            for lost in plan.lost:
                click.echo(f"{lost}.", err=True)
            plans.append(plan)
        across = audit_across(
            [plan.contribute() for plan in plans], day, pack, asked.time_limit, asked.engine, lambda: tell(ACROSS)
        )
    return Judged(plans, across, pack, failed, several or len(plans) > 1)


@dataclass(frozen=True)
class Audits:
    """The audits of many plans, packed, and what rules across reviews found in them; the rest is as in ``Judged``."""

    parcels: list["Parcel"]
    across: "AcrossResult"
    pack: "RulePack"
    failed: bool
    several: bool


def audit_all(
    sources: tuple[str, ...], store: str | None, as_of: dt.date | None, asked: Asked, jobs: int | None, *, again: bool
) -> Audits:
    """Audit every plan asked for, and keep of each what reports are made of; ``jobs`` is how many processes share them.

    What was kept beside the store of earlier audits is taken as it is, unless ``again``.
    """
    from scrgraph.audit.validate import ACROSS
    from scrgraph.batch import Done, Terms, audit_documents, audit_store, compare_plans
    from scrgraph.pipeline import check_sources, find_sources

    config = find_config(Path.cwd())
    pack = load_pack(asked, config)
    declared = load_declared(asked, config)
    check_sources(sources, store)
    day = as_of or dt.date.today()
    terms = Terms(day, pack, declared, asked.replay, asked.time_limit, asked.engine)
    parcels: list[Parcel] = []
    failed, several = False, bool(store)
    with _progress() as tell:
        if store:
            made: Iterator[Done | ScrgraphError] = audit_store(Path(store), terms, jobs, again=again, on_stage=tell)
        else:
            found = find_sources(sources)
            several = found.folder
            tell_passed_over(found.passed_over)
            made = audit_documents(found.paths, terms, jobs, on_stage=tell)
        for done in made:
            if isinstance(done, ScrgraphError):
                if not several:
                    raise done
                failed = True
                click.echo(str(done), err=True)
                continue
            for told in done.told:
                click.echo(told, err=True)
            parcels.append(done.parcel)
        if not parcels:
            raise BadUsage("There is no plan to audit.", remedy="Name a plan's document, or a store that holds one.")
        _tell_strays(declared, {parcel.plan for parcel in parcels}, asked)
        across = compare_plans(parcels, terms, Path(store) if store and not again else None, lambda: tell(ACROSS))
    return Audits(parcels, across, pack, failed, several or len(parcels) > 1)


def load_pack(asked: Asked, config: Config) -> "RulePack":
    """Load the rules that are asked for, as the board has set them."""
    from scrgraph.audit.rules import CORE, RulePack

    named = asked.packs or config.packs
    pack = RulePack.join([RulePack.load(None if pack == CORE else Path(pack)) for pack in dict.fromkeys(named)])
    # Other packs than the board's are asked for: what it says of rules that they do not hold says nothing here.
    held = {rule.code for rule in pack.whole} if asked.packs else None
    try:
        adjusted = pack.adjust(_keep(config.severities, held), _keep(config.parameters, held))
        if not asked.select and not asked.ignore:
            chosen = _keep(dict.fromkeys(config.select), held), _keep(dict.fromkeys(config.ignore), held)
            return _refuse_none(adjusted.choose(*chosen))
    except ScrgraphError as error:
        if error.path is None and config.path is not None:
            error.path = str(config.path)
            if isinstance(error, UnknownRule):
                error.remedy = "Mend the setting, or name the folder that holds the rule under rules.packs."
        raise
    return _refuse_none(adjusted.choose(asked.select, asked.ignore))


def _refuse_none(pack: "RulePack") -> "RulePack":
    """Give a pack that has a rule to run; one without would pass every plan."""
    if not pack.rules:
        raise BadUsage("No rule is left to run.", remedy="Select at least one, and do not ignore all.")
    return pack


def _keep(settings: Mapping[str, _Setting], held: set[str] | None) -> Mapping[str, _Setting]:
    """Keep the settings of rules that are held; all where that is not asked."""
    if held is None:
        return settings
    return {code: value for code, value in settings.items() if code.strip().upper() in held}


def load_declared(asked: Asked, config: Config) -> "Declared":
    """Load what is declared of plans."""
    from scrgraph.graph.declared import Declared
    from scrgraph.graph.links import Links, read_links
    from scrgraph.graph.tags import read_tags

    links = Links()
    for path in asked.links or config.links:
        links += read_links(path)
    tags = tuple(tag for path in asked.themes or config.themes for tag in read_tags(path))
    return Declared(tags, links, config.promises)


def _tell_strays(declared: "Declared", known: set[str], asked: Asked) -> None:
    """Say of which plans something is declared in files named on the command line, though they are not here."""
    if len(known) > 1 and any(tag.plan is None for tag in declared.tags):
        raise BadUsage(
            "The themes do not say of which plan they speak, and there are several.", remedy='Add "plan": ID to them.'
        )
    named: set[str] = set()
    if asked.themes:
        named |= {tag.plan for tag in declared.tags if tag.plan is not None}
    if asked.links:
        links = declared.links
        named |= {link.plan for link in links.same_work} | {link.plan for link in links.follow_ups}
        named |= {link.earlier_plan for link in links.follow_ups} | {plan for plan, _ in links.began}
    for plan in sorted(named - known):
        click.echo(f"Something is declared of {plan}, which is not among the plans here.", err=True)


def note_age(plan: "PlanAudit", as_of: dt.date | None) -> "AuditResult":
    """Give the result of an audit with the note on its day, where there is one."""
    return dataclasses.replace(plan.result, notes=(*note_day(plan, as_of), *plan.result.notes))


def note_day(plan: "PlanAudit", as_of: dt.date | None) -> Iterator[str]:
    """Say so where the plan had not begun on the day, or the day is today by default and the record ended long ago."""
    from scrgraph.reports.layout import write_day

    begun, newest = plan.commenced, plan.newest
    if begun and plan.result.as_of < begun:
        yield f"this audit speaks for {write_day(plan.result.as_of)}, but the plan began only on {write_day(begun)}."
    if as_of is None and newest and plan.result.as_of - newest > _YEAR:
        yield (
            f"this audit speaks for today, but the newest dated entry of the plan is of {write_day(newest)}; "
            "--as-of DATE judges it as of its own time."
        )


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Show a bar on the terminal while plans are audited; none where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from scrgraph.audit.validate import ACROSS, STAGES

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=len(STAGES) + 1)

        def tell(stage: str) -> None:
            done = len(STAGES) if stage == ACROSS else STAGES.index(stage) + 1
            bar.update(task, description=stage, completed=done)

        yield tell
