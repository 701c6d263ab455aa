"""Opens and audits the plans that a command is asked about, by the board's settings and the command line's."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from scrgraph.cli.options import Asked, hold_config
from scrgraph.cli.output import tell_notes, tell_passed_over
from scrgraph.cli.progress import show_count, show_stages
from scrgraph.config import Config
from scrgraph.errors import BadUsage, ScrgraphError, UnknownRule
from scrgraph.settings import find_nearest

if TYPE_CHECKING:
    from scrgraph.analysis.answers import FactBase
    from scrgraph.audit.across import AcrossResult
    from scrgraph.audit.findings import Finding
    from scrgraph.audit.kept import PlanAudit
    from scrgraph.audit.rules import RulePack
    from scrgraph.audit.shelf import Parcel
    from scrgraph.facts.corrections import Corrections
    from scrgraph.graph.declared import Declared
    from scrgraph.graph.mappings import TermMapping
    from scrgraph.graph.waivers import Waiver
    from scrgraph.inquiry import Inquiry
    from scrgraph.pipeline import AuditedPlan, OpenedPlan, PlanReading, Sources, Terms
    from scrgraph.reports.report import Report

_Setting = TypeVar("_Setting")
_Plan = TypeVar("_Plan")

_YEAR = dt.timedelta(days=365)
_ONE_RULE = ("SEQ-001",)
_LIKE = 0.8  # how like a code of a rule must be to be named as the nearest: one sign of seven may differ


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

    def find(self, name: str) -> "tuple[AuditedPlan | None, Finding] | None":
        """Find the finding of an id, with its plan; of one across plans there is none."""
        for plan in self.plans:
            for finding in plan.result.findings:
                if finding.id == name:
                    return plan, finding
        return next(((None, finding) for finding in self.across.findings if finding.id == name), None)


def judge(
    sources: tuple[str, ...],
    store: str | None,
    as_of: dt.date | None,
    asked: Asked,
    reading: "PlanReading | None" = None,
    *,
    whole: bool = False,
) -> Judged:
    """Audit every plan asked for; or the one that was read already, where ``reading`` is given.

    ``whole`` asks that the datasets hold their source maps, too.
    """
    from scrgraph.audit.across import audit_across
    from scrgraph.audit.validate import ACROSS, STAGES
    from scrgraph.pipeline import audit_opened, name_plan, open_plans

    terms = _read_terms(as_of, asked)
    waivers = load_waivers(asked)
    found = _find_documents(sources)
    several = found.folder if found else bool(store)
    plans: list[AuditedPlan] = []

    with show_stages((*STAGES, ACROSS)) as tell:
        made: Iterable[OpenedPlan | ScrgraphError] = (
            open_plans(sources, store, terms.base, layouts=terms.layouts, corrections=terms.corrections, whole=whole)
            if reading is None
            else [reading.open(terms.base)]
        )
        every, failed = _gather(made, several, lambda opened: tell_notes(opened.notes))
        check_plans(terms.corrections, {name_plan(opened.head) for opened in every})
        tell_strays(terms.declared, {name_plan(opened.head) for opened in every}, asked)
        for opened in every:
            plan = audit_opened(opened, terms, tell)
            for lost in plan.lost:
                click.echo(f"{lost}.", err=True)
            plans.append(plan)
        given = [plan.contribute() for plan in plans]
        across = audit_across(given, terms.as_of, terms.pack, terms.time_limit, terms.engine, lambda: tell(ACROSS))
    if waivers:
        from scrgraph.audit.waived import apply_waivers

        excused = apply_waivers(
            [plan.keep() for plan in plans], across, waivers, terms.pack, strays=speak_of_strays(asked, store)
        )
        plans = [plan.with_result(done.result) for plan, done in zip(plans, excused.plans, strict=True)]
        across = excused.across
    return Judged(plans, across, terms.pack, failed, several or len(plans) > 1)


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
    from scrgraph.audit.validate import ACROSS, STAGES
    from scrgraph.batch import Done, audit_documents, audit_store, compare_plans, count_plans
    from scrgraph.pipeline import check_sources

    terms = _read_terms(as_of, asked)
    check_sources(sources, store)
    found = _find_documents(sources)
    several = found.folder if found else bool(store)

    total = len(found.paths) if found else count_plans(Path(store or ""))
    with show_stages((*STAGES, ACROSS) if total < 2 else ()) as tell, show_count(total, "auditing plans") as advance:

        def tell_reading(done: Done) -> None:
            tell_notes(done.told)
            advance()

        made: Iterator[Done | ScrgraphError] = (
            audit_documents(found.paths, terms, jobs, on_stage=tell)
            if found
            else audit_store(Path(store or ""), terms, jobs, again=again, on_stage=tell)
        )
        every, failed = _gather(made, several, tell_reading)
        parcels = [done.parcel for done in every]
        check_plans(terms.corrections, {parcel.plan for parcel in parcels})
        tell_strays(terms.declared, {parcel.plan for parcel in parcels}, asked)
        across = compare_plans(parcels, terms, Path(store) if store and not again else None, lambda: tell(ACROSS))
    return Audits(parcels, across, terms.pack, failed, several or len(parcels) > 1)


def make_report(judged: Audits, plans: "Sequence[PlanAudit]", waivers: "Sequence[Waiver]", *, strays: bool) -> "Report":
    """Make the report of audits; where there are waivers, with what they excuse, and with the rules on waivers."""
    from scrgraph.reports.report import Report

    if not waivers:
        return Report(tuple(plans), judged.across, judged.pack.rules, judged.several)
    from scrgraph.audit.waived import apply_waivers

    excused = apply_waivers(plans, judged.across, waivers, judged.pack, strays=strays)
    return Report(excused.plans, excused.across, judged.pack.every, judged.several)


@dataclass(frozen=True)
class Opened:
    """What questions are asked of, the ids of its plans, and whether a document could not be read."""

    base: "FactBase"
    plans: list[str]
    failed: bool


def open_facts(
    sources: tuple[str, ...], store: str | None, as_of: dt.date, asked: Asked, *, graphs: bool = False
) -> Opened:
    """Open what questions are asked of: that of a store as it is kept beside it, of documents made for this time.

    With the named ``graphs``, where these are asked for.
    """
    from scrgraph.analysis.answers import FactBase

    if store and not sources:
        return _open_kept(Path(store), as_of, asked, graphs=graphs)
    from scrgraph.pipeline import collect_facts, collect_graphs, collect_sources

    judged = judge(sources, store, as_of, asked, whole=graphs)
    plans = judged.plans
    base = FactBase(collect_facts(plans), collect_sources(plans), lambda: collect_graphs(plans))
    return Opened(base, [plan.result.plan for plan in plans], judged.failed)


def open_drawn(sources: tuple[str, ...], store: str | None, as_of: dt.date, themes: tuple[Path, ...]) -> Opened:
    """Open what figures and networks are drawn from: facts alone, which no rule has a part in.

    What is kept beside a store serves all that ask. Of documents one rule is judged, since none cannot be asked for.
    """
    return open_facts(sources, store, as_of, Asked(themes=themes, select=() if store else _ONE_RULE))


def _open_kept(store: Path, as_of: dt.date, asked: Asked, *, graphs: bool) -> Opened:
    from scrgraph.inquiry import describe_state, keep_facts, keep_graphs, recall_facts, recall_graphs

    config = hold_config()
    files = [Path(name) for name in (*config.packs, *asked.packs) if isinstance(name, Path) or Path(name).is_dir()]
    files += [*config.links, *config.themes, *config.waivers, *config.corrections, *config.mappings]
    files += [*asked.links, *asked.themes, *asked.waivers, *asked.corrections]
    state = describe_state(store, files, (as_of.isoformat(), repr(config), repr(asked)))
    if graphs and (whole := recall_graphs(store, state)) is not None:
        return _tell_kept(whole)
    if (kept := recall_facts(store, state)) is None:
        from scrgraph.audit.validate import STAGES
        from scrgraph.batch import count_plans

        terms, waivers = _read_terms(as_of, asked), load_waivers(asked)
        total = count_plans(store)
        with show_stages(STAGES if total < 2 else ()) as tell, show_count(total, "gathering facts") as advance:
            kept = keep_facts(
                store,
                state,
                terms,
                waivers,
                lambda plans: _list_strays(terms.declared, plans, asked),
                on_plan=advance,
                on_stage=tell,
            )
    if graphs:
        with show_stages(("gathering graphs",)) as tell:
            tell("gathering graphs")
            kept = keep_graphs(store, state, kept)
    return _tell_kept(kept)


def _tell_kept(kept: "Inquiry") -> Opened:
    for told in kept.told:
        click.echo(told, err=True)
    return Opened(kept.base, list(kept.plans), False)


def _read_terms(as_of: dt.date | None, asked: Asked) -> "Terms":
    """Read how plans are to be judged. All that can be wrong in it comes first: an audit takes seconds."""
    from scrgraph.pipeline import Terms

    config = hold_config()
    pack, declared = load_pack(asked, config), load_declared(asked, config)
    limit, engine = asked.time_limit or config.time_limit, asked.engine or config.engine
    return Terms(
        as_of or dt.date.today(),
        pack,
        declared,
        asked.replay,
        limit,
        engine,
        config.base,
        config.layouts,
        load_corrections(asked.corrections),
        load_mappings(config),
    )


def _find_documents(sources: tuple[str, ...]) -> "Sources | None":
    """Find the documents that are named, and tell which files are none; ``None`` where nothing is named."""
    from scrgraph.pipeline import find_sources

    if not sources:
        return None
    found = find_sources(sources)
    tell_passed_over(found.passed_over)
    return found


def _gather(
    made: "Iterable[_Plan | ScrgraphError]", several: bool, tell: "Callable[[_Plan], None]"
) -> tuple[list["_Plan"], bool]:
    """Gather the plans, each told as it comes, and whether one could not be read; of a plan alone that is the end.

    Raises ``BadUsage`` where there is no plan, and the error of the one document that was named.
    """
    plans, failed = [], False
    for one in made:
        if isinstance(one, ScrgraphError):
            if not several:
                raise one
            failed = True
            click.echo(str(one), err=True)
        else:
            tell(one)
            plans.append(one)
    if not plans:
        raise BadUsage("There is no plan to audit.", remedy="Name a plan's document, or a store that holds one.")
    return plans, failed


def load_pack(asked: Asked, config: Config) -> "RulePack":
    """Load the rules that are asked for, as the board has set them."""
    from scrgraph.audit.rules import CORE, RulePack

    named = asked.packs or config.packs
    pack = RulePack.join([RulePack.load(None if pack == CORE else Path(pack)) for pack in dict.fromkeys(named)])
    # Other packs than the board's are asked for: what it says of rules that they do not hold says nothing here.
    held = {rule.code for rule in pack.whole} if asked.packs else None
    if held is None:
        _check_codes(config, pack, chosen=not asked.select and not asked.ignore)
    try:
        adjusted = pack.adjust(_keep(config.severities, held), _keep(config.parameters, held))
        if not asked.select and not asked.ignore:
            chosen = _keep(dict.fromkeys(config.select), held), _keep(dict.fromkeys(config.ignore), held)
            return _refuse_none(adjusted.choose(*chosen))
    except ScrgraphError as error:
        if error.path is None and config.path is not None:
            error.path = str(config.path)
        raise
    return _refuse_none(adjusted.choose(asked.select, asked.ignore))


def _check_codes(config: Config, pack: "RulePack", *, chosen: bool) -> None:
    """Refuse settings of rules that the packs of the board do not hold; raises ``UnknownRule``.

    ``chosen`` tells whether the settings choose among the rules, and not the command line.
    """
    held = [rule.code for rule in pack.whole]
    for name, codes in (
        ("rules.select", config.select if chosen else ()),
        ("rules.ignore", config.ignore if chosen else ()),
        ("rules.severity", config.severities),
        ("rules.parameters", config.parameters),
    ):
        for code in codes:
            if code.upper() not in held:
                near = find_nearest(code, held, _LIKE)
                remedy = f"The nearest is {near}; or" if near else "Mend it, or"
                what = f"The setting {name} names {code}, and no rule of the pack {pack.name} bears this code."
                line = config.find_line(*name.split("."), code) or config.find_line(*name.split("."))
                raise UnknownRule(
                    what,
                    path=config.path,
                    place=None if line is None else f"line {line}",
                    remedy=f"{remedy} name the folder that holds the rule under rules.packs.",
                )


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


def load_waivers(asked: Asked, config: Config | None = None) -> "tuple[Waiver, ...]":
    """Load the waivers that hold here, or by other settings; raises ``BadUsage`` where a file of them is not sound."""
    files = asked.waivers or (config or hold_config()).waivers
    if not files:
        return ()
    from scrgraph.graph.waivers import read_waivers

    return tuple({waiver.id: waiver for file in files for waiver in read_waivers(file)}.values())


def load_corrections(files: Sequence[Path] = ()) -> "Corrections":
    """Load the corrections of some files, or else of those that the settings name.

    What is named on the command line is for the plans at hand, and so must fit them; the settings may name corrections
    of all plans of a board, and of versions that are gone. Raises ``BadUsage`` where a file of them is not sound.
    """
    from scrgraph.facts.corrections import Corrections

    named = tuple(files) or hold_config().corrections
    if not named:
        return Corrections()
    from scrgraph.graph.corrections import read_corrections

    entries = {one.id: one for file in named for one in read_corrections(file)}
    return Corrections(tuple(entries.values()), bool(files))


def load_mappings(config: Config) -> "tuple[TermMapping, ...]":
    """Load which terms of other boards are ours, as people have confirmed in the files that the settings name."""
    from scrgraph.graph.mappings import choose_confirmed

    return choose_confirmed(config.mappings) if config.mappings else ()


def check_plans(corrections: "Corrections", known: Iterable[str]) -> None:
    """Refuse corrections named on the command line of plans that are not here; raises ``BadUsage``."""
    plans = sorted(known)
    for one in corrections.entries if corrections.strict else ():
        if one.plan not in plans:
            what = f"The correction speaks of the plan '{one.plan}', which is not here."
            remedy = f"Here {'is' if len(plans) == 1 else 'are'}: {', '.join(plans) or 'none'}."
            raise BadUsage(what, path=one.file, place=one.told, remedy=remedy)


def speak_of_strays(asked: Asked, store: str | None) -> bool:
    """Tell whether waivers of plans that are not here are to be spoken of.

    A board's settings may name waivers of all its plans, of which one is asked about; a file that is named, or a whole
    store, is another thing.
    """
    return bool(asked.waivers or store)


def tell_strays(declared: "Declared", known: set[str], asked: Asked) -> None:
    """Say of which plans something is declared in files named on the command line, though they are not here."""
    for told in _list_strays(declared, known, asked):
        click.echo(told, err=True)


def _list_strays(declared: "Declared", known: set[str], asked: Asked) -> list[str]:
    """List, in sentences, the plans of which something is declared on the command line, though they are not here."""
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
    return [f"Something is declared of {plan}, which is not among the plans here." for plan in sorted(named - known)]


def note_age(plan: "PlanAudit", as_of: dt.date | None) -> "PlanAudit":
    """Give an audit with the note on its day, where there is one."""
    result = dataclasses.replace(plan.result, notes=(*note_day(plan, as_of), *plan.result.notes))
    return dataclasses.replace(plan, result=result)


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
