"""Reads a whole document's facts: what stands above its tables, its parts, and the facts of every row."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Literal

from scrgraph.facts.cell_words import read_completion, read_response, read_status_cell, read_target_claims
from scrgraph.facts.colours import find_keys, find_marked, list_declared, merge_wordings, read_colours, read_meanings
from scrgraph.facts.confirmations import read_confirmations
from scrgraph.facts.dates import find_days
from scrgraph.facts.decisions import Decisions, read_decisions
from scrgraph.facts.documents import describe_events, describe_evidence
from scrgraph.facts.items import split_items
from scrgraph.facts.meetings import read_meetings
from scrgraph.facts.mentions import NamedAgencies, name_agencies, read_mentions
from scrgraph.facts.model import Claim, Event, Item, Part, PlanFacts, Remark, RowFacts, Span, ThemeReading
from scrgraph.facts.names import slugify
from scrgraph.facts.pairs import pair_actions, split_leads
from scrgraph.facts.parts import find_owners, number_unprinted
from scrgraph.facts.phrases import find_wordings, mask
from scrgraph.facts.promises import cut_quote, read_promises, read_ratification
from scrgraph.facts.remarks import read_remarks
from scrgraph.facts.reviews import read_bodies, read_review
from scrgraph.facts.slips import PlanWords, read_cuts, read_miscounts
from scrgraph.facts.statuses import read_statuses
from scrgraph.facts.targets import read_targets
from scrgraph.facts.themes import read_themes
from scrgraph.ingest.cells import Document, PlanRow, Quote, Table
from scrgraph.ingest.headings import read_words
from scrgraph.ingest.layouts import Layout
from scrgraph.listing import list_few
from scrgraph.wordings import Wordings

_MONTH_FIRST = re.compile(r"\b(?:0?[1-9]|1[0-2])[./-](?:1[3-9]|2\d|3[01])[./-]\s?\d{2,4}\b")
_COLOUR_LINE = 4  # words: "Red overdue" is a line of a colour key, a sentence that says red is not
_LONGEST_TITLE = 25
_EXCERPT = 40  # characters of a word that is not known
_MOST_TOLD = 6


def read_plan(document: Document, wordings: Wordings, plan: str | None = None) -> PlanFacts:
    """Give the facts of a document; ``plan`` is the plan's id where the user names it."""
    layout = document.choice.layout
    wordings = _add_own_words(layout, wordings)
    above = [quote for table in document.tables for quote in table.above]
    title_at = next(
        (q for q in above if not _is_colour(q, layout.colours) and len(q.text.split()) <= _LONGEST_TITLE),
        None,
    )
    commenced_at = next((quote for quote in above if _is_commencement(quote, wordings)), None)
    commenced = find_days(commenced_at.text)[0].day if commenced_at else None
    published_at = next((quote for quote in above if _is_publication(quote, wordings)), None)
    published = next(day.day for day in find_days(published_at.text)) if published_at else None
    days = {"commencement": commenced, "publication": published}
    anchors = {name: day for name, day in days.items() if day is not None}
    explained = find_keys(above, wordings)
    keys = tuple(quote for quote in above if _is_colour(quote, layout.colours) or quote in explained)
    keys += find_keys(document.outside, wordings)
    parts: dict[Literal["main", "imr"], set[str]] = {}
    asked: dict[str, set[str]] = {}  # the headings of leads
    rows: list[RowFacts] = []
    unknown: Counter[str] = Counter()
    taken: set[str] = set()
    ratified: list[Quote] = []
    owners = find_owners(document.tables, layout.agency_part, wordings)
    found = [[owner.find(row) for row in table.rows] for owner, table in zip(owners, document.tables, strict=True)]
    counted = number_unprinted(document.tables, [[part for part, _ in told] for told in found])
    for table, owner, told, plan_rows in zip(document.tables, owners, found, counted, strict=True):
        if owner.whole == "imr":
            ratified += (said for quote in table.above if (said := read_ratification(quote, wordings)))
        by_colour = find_marked(table.rows, wordings) if keys and "rag" not in table.columns else None
        for (part, section), plan_row in zip(told, plan_rows, strict=True):
            # A theme is kept with the row, but names no agency.
            row = replace(plan_row, section=section) if part == "imr" else plan_row
            parts.setdefault(part, set()).update(column for column in table.columns if column and column != "number")
            headed = zip(table.columns, table.headings, strict=True)
            asked.setdefault(part, set()).update(heading for column, heading in headed if column == "leads")
            dated = read_target_claims(row.cells["targets"].text, wordings) if "targets" in row.cells else ()
            facts = _read_row(row, part, dated, wordings, taken, anchors)
            facts, strange = _read_status_columns(facts, row, dated, table, layout, wordings)
            unknown.update(strange)
            marked = "rag" if "rag" in table.columns else by_colour
            facts = replace(facts, colours=read_colours(row, marked, wordings))
            taken.add(facts.key)
            rows.append(facts)
    rows = _read_on(rows, wordings)
    special = {title_at, commenced_at, published_at}
    promises = tuple(quote for quote in above if quote not in special and quote not in keys)
    reference = _find_reference(above, wordings)
    return PlanFacts(
        plan or slugify(reference or "") or slugify(document.file.rsplit(".", 1)[0]) or "plan",
        title_at.text if title_at else document.file,
        title_at,
        commenced,
        commenced_at,
        keys,
        promises,
        read_review(above, reference, wordings),
        read_bodies(above, document.tables, wordings),
        tuple((r.kind, cut_quote(quote, r.span)) for quote in promises for r in read_promises(quote.text, wordings)),
        tuple(ratified),
        tuple(
            Part(
                name,
                tuple(sorted(columns)),
                layout.status_of if columns & {"status", "completed"} else None,
                "agency" if asked.get(name) and all(map(layout.asks_agency, asked[name])) else None,
            )
            for name, columns in parts.items()
        ),
        tuple(rows),
        (*_note_commencement(commenced_at), *_note_american_dates(rows), *_note_unknown(unknown)),
        tuple(quote for quote in above if _opens_with(quote, wordings.marker_labels("synthetic"))),
        read_meanings(keys, wordings) or list_declared(layout.colour_means, wordings),
        published,
        published_at,
    )


def _add_own_words(layout: Layout, wordings: Wordings) -> Wordings:
    """Give the wordings with the status words that a layout declares for itself."""
    if not layout.status_words:
        return wordings
    return replace(wordings, cell_statuses=merge_wordings(layout.status_words, wordings.cell_statuses))


def _note_unknown(unknown: Counter[str]) -> Iterator[str]:
    """Say which words of status columns are not known, so that what they say is in no fact."""
    if unknown:
        told = list_few((f"'{word[:_EXCERPT]}' ({times})" for word, times in sorted(unknown.items())), _MOST_TOLD)
        yield (
            f"{unknown.total()} cells in columns of status words hold none that is known: {told}; a word is "
            "added in ontology/vocabularies/statuses.ttl"
        )


def _read_status_columns(
    facts: RowFacts, row: PlanRow, dated: tuple[Claim, ...], table: Table, layout: Layout, wordings: Wordings
) -> tuple[RowFacts, list[str]]:
    """Add what the columns of status words, completion and target dates say of how the action stands.

    An agency's word is a claim, a board's an entry, which stands where its column stands among the others, but after
    the day of completion, since a board closes what is completed; ``dated`` are the claims of the target dates. Gives
    also the words of status cells that are not known.
    """
    found = {"targets": dated}
    strange: list[str] = []
    for column in ("status", "rag"):
        if column in row.cells:
            found[column], unknown = read_status_cell(row.cells[column].text, column, wordings)
            strange += [unknown] if unknown else []
    if "completed" in row.cells:
        found["completed"] = read_completion(row.cells["completed"].text, wordings)
    order = [column for column in table.columns if column in found]
    if layout.status_of == "board":
        order.sort(key=lambda column: column in ("status", "rag"))
    claims = [claim for column in order for claim in found[column]]
    if layout.status_of == "agency":
        return replace(facts, reported=(*facts.reported, *claims)), strange
    known = {wording.notation: wording.kind for wording in wordings.events}
    before = [column for column in table.columns[: _place(table, "scrutiny")] if column]
    entries = {
        claim: Event(
            known[name := claim.concept if claim.concept in known else claim.status],
            name,
            claim.day,
            None,
            claim.span,
            claim.impossible,
            (),
            claim.column,
        )
        for claim in claims
    }
    first = tuple(entries[claim] for claim in claims if claim.column in before)
    last = tuple(entries[claim] for claim in claims if claim.column not in before)
    return replace(facts, events=(*first, *facts.events, *last)), strange


def _place(table: Table, column: str) -> int:
    return table.columns.index(column) if column in table.columns else 0


def _read_on(rows: list[RowFacts], wordings: Wordings) -> list[RowFacts]:
    """Read what can be read of a row only beside the others: agencies, and what is counted of the plan."""
    agencies = name_agencies(rows, wordings)
    own, main = [row for row in rows if row.part == "imr"], [row for row in rows if row.part == "main"]
    of_agencies = frozenset({len({row.slug for row in own})} - {0})
    of_one = frozenset(Counter(row.slug for row in own).values())
    counts = {
        "agencies": of_agencies,
        "individual management reviews": of_agencies,
        "imrs": of_agencies,
        "recommendations": frozenset({len(main), len(own), len(rows)} - {0}),
    }
    words = PlanWords.count(cell.text for row in rows for cell in row.cells.values())
    return [_read_beside(row, agencies, counts, of_one, words, wordings) for row in rows]


def _read_beside(
    row: RowFacts,
    agencies: NamedAgencies,
    counts: Mapping[str, frozenset[int]],
    of_one: frozenset[int],
    words: PlanWords,
    wordings: Wordings,
) -> RowFacts:
    texts = {column: cell.text for column, cell in row.cells.items()}
    mentions = read_mentions(texts, agencies, wordings)
    named = len({mention.agency for mention in mentions if mention.column == "text"})
    slips = (*read_cuts(texts, words, wordings), *read_miscounts(texts, counts, of_one | {named}, wordings))
    return replace(row, mentions=mentions, remarks=(*row.remarks, *slips))


def _note_commencement(commenced_at: Quote | None) -> Iterator[str]:
    """Say so where the plan's first day is no day of the calendar."""
    if commenced_at and find_days(commenced_at.text)[0].day is None:
        yield f"{commenced_at.where}: '{commenced_at.text}' names no day, so the plan has no first day"


def _note_american_dates(rows: list[RowFacts]) -> Iterator[str]:
    """Say so where several dates can only be right with the month first: then the others may be wrong, too."""
    raws = [
        *(raw for row in rows for target in row.targets for raw in target.impossible),
        *(mention.raw for row in rows for mention in row.meetings if mention.day is None),
        *(raw for row in rows for event in row.events for raw in event.impossible),
    ]
    turned = [found.group() for raw in raws if (found := _MONTH_FIRST.search(raw))]
    if len(turned) > 1:
        yield (
            f"{len(turned)} dates look like month/day/year ({', '.join(turned[:3])}); dates are read as "
            "day/month/year, so look at every date of this plan"
        )


def _read_row(
    row: PlanRow,
    part: Literal["main", "imr"],
    dated: tuple[Claim, ...],
    wordings: Wordings,
    taken: set[str],
    anchors: Mapping[str, dt.date],
) -> RowFacts:
    def joined(column: str) -> str:
        return row.cells[column].text if column in row.cells else ""

    def whole(column: str) -> str | None:
        return " ".join(joined(column).split()) or None

    slug, name = (None, None) if part == "main" else _name_agency(row.section, wordings)
    key = f"imr/{slug}/{row.number}" if slug else f"main/{row.number}"
    copies = 2
    while key in taken:
        key = f"{key.rsplit('~', 1)[0]}~{copies}"
        copies += 1
    decisions = (
        read_decisions(joined("scrutiny"), wordings, row.cells["scrutiny"].heading)
        if joined("scrutiny")
        else Decisions((), ())
    )
    texts = {column: cell.text for column, cell in row.cells.items()}
    texts["text"] = joined("text")[row.label :]
    remarks = read_remarks(texts, wordings)
    if row.label:
        remarks = tuple(_move(remark, row.label) if remark.column == "text" else remark for remark in remarks)
    actions = tuple(split_items(joined("actions")))
    targets = read_targets(joined("targets"), wordings, dated, anchors)
    leads = split_leads(joined("leads"), wordings)
    pairs, unpaired = pair_actions(row, actions, leads, targets)
    wanted = (*decisions.evidence, *_read_evidence(joined("evidence"), wordings))
    themes = tuple(_move_theme(theme, row.label) for theme in read_themes(texts, wordings))
    return RowFacts(
        key=key,
        agency=name,
        name=f"{name}, recommendation {row.number}" if name else f"Recommendation {row.number}",
        part=part,
        slug=slug,
        section=row.section if part == "imr" else None,
        number=row.number,
        printed=row.printed,
        text=" ".join(joined("text")[row.label :].split()) or None,
        agreed_by=whole("agreed_by"),
        actions=actions,
        leads=whole("leads"),
        targets=targets,
        reported=read_statuses(joined("summary"), wordings),
        meetings=read_meetings(joined("monitoring"), wordings),
        evidence=describe_evidence(wanted, texts, wordings),
        events=describe_events(
            decisions.events,
            wanted,
            joined("scrutiny"),
            row.cells["scrutiny"].heading if "scrutiny" in row.cells else "",
            wordings,
        ),
        summary=whole("summary"),
        confirmations=read_confirmations(joined("summary"), wordings),
        reports=read_promises(joined("monitoring"), wordings),
        lead_posts=_find_posts(joined("leads"), wordings),
        agreeing_posts=_find_posts(joined("agreed_by"), wordings),
        remarks=remarks,
        themes=themes,
        mentions=(),
        row=row,
        response=read_response(joined("response"), wordings),
        lead_list=leads,
        pairs=pairs,
        unpaired=unpaired,
    )


def _read_evidence(text: str, wordings: Wordings) -> Iterator[Item]:
    """Give the items that a column of evidence names; words that only mark such a list are none."""
    labels = wordings.marker_labels("evidence-wanted")
    for item in split_items(text):
        if item.text.lower().strip(" :.-") not in {label.strip(" :") for label in labels}:
            yield replace(item, column="evidence")


def _move(remark: Remark, by: int) -> Remark:
    """Move a remark on by the label that stands before the text it was read in."""
    return replace(remark, span=Span(remark.span.start + by, remark.span.end + by))


def _move_theme(theme: ThemeReading, by: int) -> ThemeReading:
    """Move the cues of a theme on by the label that stands before the text they were read in."""
    moved = (
        (column, Span(span.start + by, span.end + by) if column == "text" else span) for column, span in theme.cues
    )
    return replace(theme, cues=tuple(moved))


def _find_posts(text: str, wordings: Wordings) -> tuple[str, ...]:
    """Give the kinds of post that a cell names, in order, each once."""
    return tuple(dict.fromkeys(match.wording.notation for match in find_wordings(mask(text, ()), wordings.posts)))


def _name_agency(section: str | None, wordings: Wordings) -> tuple[str, str]:
    """Give the code and the readable name of an agency heading."""
    if section is None:
        return "unnamed", "Agency not named"
    for agency in wordings.agencies:
        if any(" ".join(section.split()).lower() == label.lower() for label in agency.labels):
            return agency.code, agency.name
    return slugify(section) or "unnamed", section


def _is_colour(quote: Quote, colours: tuple[str, ...]) -> bool:
    words = read_words(quote.text)
    return bool(words) and len(words) <= _COLOUR_LINE and words[0] in colours


def _is_commencement(quote: Quote, wordings: Wordings) -> bool:
    return _opens_with(quote, wordings.marker_labels("commenced")) and bool(find_days(quote.text))


def _is_publication(quote: Quote, wordings: Wordings) -> bool:
    days = find_days(quote.text)
    return _opens_with(quote, wordings.marker_labels("published")) and bool(days) and days[0].day is not None


def _opens_with(quote: Quote, labels: Iterable[str]) -> bool:
    lowered = quote.text.lower()
    return any(lowered.startswith(label) for label in labels)


def _find_reference(above: list[Quote], wordings: Wordings) -> str | None:
    """Give the review's own reference as printed ("Case 14"); a plan's id is made of it."""
    labels = "|".join(re.escape(label) for label in wordings.marker_labels("case-reference"))
    number = r"((?:[A-Z]{1,5}[-/ ]?)?\d[\w/-]*|[A-Z])(?![\w/.-]*\d)\b"
    pattern = re.compile(rf"\b((?i:{labels}))[\s/-]+(?:(?i:no\.?|number|ref\.?)\s+)?{number}")
    for quote in above:
        days = find_days(quote.text)
        for found in pattern.finditer(quote.text):
            if not any(found.start(2) < day.end and found.end(2) > day.start for day in days):
                return f"{found.group(1)} {found.group(2)}"
    return None
