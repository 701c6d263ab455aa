"""Composes one synthetic plan: sound rows first, then the faults and near misses that are planted in it.

Plan ``number`` of a seed is the same however many are made. Every fourth plan is of the county of the plan before it
and begins later, so that lessons can come back. A corpus has fewer counties, each with several plans, and its
recommendations say in many wordings what others say, too.
"""

import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace

from scrgraph.synthetic.composer import Composer
from scrgraph.synthetic.days import QUARTER, draw_day, list_quarters, shift
from scrgraph.synthetic.demands import DemandComposer, hold_wordings
from scrgraph.synthetic.draft import (
    Agency,
    Entry,
    Fault,
    FollowUp,
    Link,
    Meetings,
    NearMiss,
    Part,
    Plan,
    Row,
    State,
    Target,
)
from scrgraph.synthetic.edits import EDITS, Edit
from scrgraph.synthetic.words import ReviewKind, Topic, Words, load_layouts, load_words

_SEQUEL = 4  # every so many plans one is a later review of the county of the plan before it
_OF_A_COUNTY = 4  # plans in a row of a corpus
_DEALT = 5  # edits that each plan is dealt from the pack, so that all come round
_STATES: tuple[State, ...] = ("finalised", "finalised", "completed", "open", "open")


def compose_plan(seed: int, number: int, *, corpus: bool = False) -> Plan:
    """Compose plan ``number`` (1 and up) of a seed; in a ``corpus`` it is one of several of its county."""
    words = load_words()
    earlier = compose_plan(seed, number - 1, corpus=corpus) if number % _SEQUEL == 0 else None
    chance = random.Random(f"scrgraph synthetic {'corpus' if corpus else 'plan'} {seed}/{number}")
    county = _find_county(words, seed, number) if corpus else None
    plan = _begin(chance, words, seed, number, earlier, county)
    if corpus:
        _lay_out_otherwise(plan, chance)
    composer = DemandComposer(plan, chance, words, hold_wordings(seed)) if corpus else Composer(plan, chance, words)
    _write_rows(composer)
    _plan_meetings(composer)
    carriers = _edit_rows(composer, _deal(seed, number))
    _edit_pairs(composer, carriers)
    if earlier is not None:
        _tie(composer, earlier, carriers)
    _report_by_quarter(composer, carriers)
    _count_themes(plan)
    _count_overdue(plan)
    if not plan.is_scrutinised:
        _leave_undecided(plan)
    return plan


# -- the plan and its parts ------------------------------------------------------------------------------------------


def _find_county(words: Words, seed: int, number: int) -> str:
    """Give the county of a plan of a corpus: each has so many plans in a row, and comes round again later."""
    counties = list(words.counties)
    random.Random(f"scrgraph synthetic counties {seed}").shuffle(counties)
    return counties[(number - 1) // _OF_A_COUNTY % len(counties)]


def _begin(
    chance: random.Random, words: Words, seed: int, number: int, earlier: Plan | None, county: str | None
) -> Plan:
    """Draw what a plan is of, and when."""
    if earlier is None:
        kind = words.kinds[chance.randrange(len(words.kinds))]
        first, last = kind.years
        commenced = draw_day(chance, dt.date(first, 1, 1), dt.date(last, 12, 31))
        county = county or words.counties[chance.randrange(len(words.counties))]
    else:
        commenced = shift(earlier.commenced, chance.randint(200, 700))
        kind = _pick_kind(chance, words, commenced)
        county = earlier.county
    as_of = shift(commenced, chance.randint(240, 1000))
    reference = f"{kind.code.upper()} S{seed}-{number:04}"
    plan = Plan(
        reference, kind, county, kind.group[chance.randrange(len(kind.group))], commenced, as_of, chance.random() < 0.75
    )
    known = earlier.agencies[:3] if earlier else []
    kinds = [one for one in words.agencies if all(one != agency.kind for agency in known)]
    drawn = [Agency(one.name.format(county=county), one) for one in chance.sample(kinds, len(kinds))]
    plan.agencies = [*known, *drawn]
    return plan


def _lay_out_otherwise(plan: Plan, chance: random.Random) -> None:
    """Lay out a plan of a corpus in one of the ways that its kind of review knows."""
    choices = [None, *(layout for layout in load_layouts() if plan.kind.code in layout.of)]
    if (layout := choices[chance.randrange(len(choices))]) is not None:
        plan.layout = layout.name
        plan.kind = replace(plan.kind, label=layout.label, headings=layout.headings, columns=layout.columns)


def _leave_undecided(plan: Plan) -> None:
    """Take from a plan without a column for it the word of the sub-group, and what would follow from that."""
    for row in plan.rows:
        row.blank.add("scrutiny")
    plan.faults.clear()
    plan.near.clear()


def _pick_kind(chance: random.Random, words: Words, day: dt.date) -> ReviewKind:
    """Pick a kind of review whose plans begin in the year of a day, or else the last kind that did."""
    fitting = [kind for kind in words.kinds if kind.years[0] <= day.year <= kind.years[1]]
    return fitting[chance.randrange(len(fitting))] if fitting else words.kinds[-1]


def _write_rows(composer: Composer) -> None:
    """Compose sound rows, the main part's, then each agency's: 8 to 24, in one plan of twenty 50 to 70."""
    plan, chance = composer.plan, composer.chance
    size = chance.randint(50, 70) if composer.happens(0.05) else chance.randint(8, 24)
    of_main = max(3, round(size * chance.uniform(0.25, 0.45)))
    of_agencies = size - of_main
    plan.agencies = plan.agencies[
        : max(min(3, of_agencies), min(len(plan.agencies), round(of_agencies / chance.uniform(1.5, 4))))
    ]
    owners = [*plan.agencies, *(composer.pick(plan.agencies) for _ in range(of_agencies - len(plan.agencies)))]
    counts = Counter(agency.name for agency in owners)
    topics = composer.words.list_topics(plan.kind)
    shared = _draw_shared(composer, topics)
    for number in range(1, of_main + 1):
        plan.rows.append(composer.compose("main", number, None, composer.pick(topics), composer.pick(_STATES)))
    for place, agency in enumerate(plan.agencies):
        for number in range(1, counts[agency.name] + 1):
            topic = composer.pick(shared) if number == 1 and place < len(shared) else composer.pick(topics)
            plan.rows.append(composer.compose("imr", number, agency, topic, composer.pick(_STATES)))


def _draw_shared(composer: Composer, topics: list[Topic]) -> list[Topic]:
    """Draw topics of one theme for the first rows of three or four agencies; none for most plans."""
    if not composer.happens(0.4):
        return []
    theme = composer.pick(topics).theme
    same = [topic for topic in topics if topic.theme == theme]
    return [composer.pick(same) for _ in range(composer.pick([3, 4]))]


# -- meetings --------------------------------------------------------------------------------------------------------


def _plan_meetings(composer: Composer) -> None:
    """Draw the meetings that each part lists; some parts have a gap, a meeting not recorded, or one on the day."""
    parts: tuple[Part, ...] = ("main", "imr")
    for part in parts:
        if "monitoring" in composer.plan.kind.columns[part]:
            odd = composer.pick(["gap", "quarter", "stale", "recorded", "held today", "planned today", "", "", ""])
            composer.plan.meetings[part] = _draw_meetings(composer, part, odd)


def _draw_meetings(composer: Composer, part: Part, odd: str) -> Meetings:
    plan, chance = composer.plan, composer.chance
    held = _draw_held(composer, part, odd)
    planned = [shift(plan.as_of, chance.randint(8, 90)), shift(plan.as_of, chance.randint(91, 180))]
    kept: set[dt.date] = set()
    if odd == "held today" and held[-1] < plan.as_of:
        held.append(plan.as_of)
        kept.add(plan.as_of)
        plan.near += [
            NearMiss("MON-001", row.key, None, "a meeting held on the as-of day itself") for row in plan.list_part(part)
        ]
    elif odd == "planned today":
        planned.insert(0, plan.as_of)
        plan.near.append(NearMiss("MON-002", None, f"{part}/{plan.as_of}", "planned for the as-of day itself"))
    elif odd == "recorded":
        planned.insert(0, held[-1])
        kept.add(held[-1])
        plan.near.append(NearMiss("MON-002", None, f"{part}/{held[-1]}", "planned for a day past, and held on it"))
    elif odd == "stale":
        day = draw_day(chance, shift(plan.commenced, 1), shift(plan.as_of, -1))
        if day not in held:
            planned.insert(0, day)
            plan.faults.add(Fault("MON-002", None, f"{part}/{day}"))
    return Meetings(tuple(held), tuple(planned), frozenset(kept))


def _draw_held(composer: Composer, part: Part, odd: str) -> list[dt.date]:
    """Draw meetings never more than a quarter apart, save one gap where that is asked for."""
    plan, chance = composer.plan, composer.chance
    held: list[dt.date] = []
    at = plan.commenced
    gap_at = chance.randint(0, (plan.as_of - plan.commenced).days // QUARTER - 2)
    while True:
        step = chance.randint(50, QUARTER - 1)
        wide = {"gap": QUARTER + chance.choice([1, 1, 8, 45]), "quarter": QUARTER}.get(odd, 0)
        if len(held) == gap_at and wide and shift(at, wide) <= plan.as_of:
            step = wide
            _note_gap(plan, f"meetings/{part}/{at}", step)
        if shift(at, step) > plan.as_of:
            return held
        at = shift(at, step)
        held.append(at)


def _note_gap(plan: Plan, subject: str, days: int) -> None:
    if days <= QUARTER:
        if plan.promises:
            plan.near.append(NearMiss("MON-005", None, subject, f"{QUARTER} days between two meetings"))
    elif plan.promises:
        plan.faults.add(Fault("MON-005", None, subject))
    else:
        plan.near.append(NearMiss("MON-005", None, subject, "no quarterly reports are promised"))


# -- single rows -----------------------------------------------------------------------------------------------------


def _deal(seed: int, number: int) -> list[Edit]:
    """Give the edits that a plan is dealt: going round a shuffled pack of all of them."""
    pack = list(EDITS)
    random.Random(f"scrgraph synthetic edits {seed}").shuffle(pack)
    first = (number - 1) * _DEALT
    return [pack[place % len(pack)] for place in range(first, first + _DEALT)]


def _edit_rows(composer: Composer, dealt: list[Edit]) -> list[Row]:
    """Make edits, each to a row of its own; give the sound open rows, of which there is one at least."""
    plan, chance = composer.plan, composer.chance
    carrier = plan.rows[0]
    composer.recompose(carrier, carrier.topic, "open")
    free = plan.rows[1:]
    chance.shuffle(free)
    wanted = max(len(dealt), round(len(plan.rows) * chance.uniform(0.25, 0.5)))
    if composer.happens(0.2):
        _make_one_agency_late(composer, free)
    # Each once: two rows with the same short text would be twins.
    edits = list(dict.fromkeys([*dealt, *(composer.pick(EDITS) for _ in range(wanted - len(dealt)))]))
    odd_meetings: Counter[Part] = Counter()
    for edit in edits[: max(1, len(free) - 2)]:
        row = next((row for row in free if _fits(edit, row, plan, odd_meetings)), None)
        if row is not None:
            free.remove(row)
            odd_meetings[row.part] += edit.meetings
            _apply(composer, edit, row)
    return [carrier, *(row for row in free if row.state == "open")]


def _fits(edit: Edit, row: Row, plan: Plan, odd_meetings: Counter[Part]) -> bool:
    """Tell whether a row can have an edit: of those that change meetings one in five rows of a part at most."""
    return (
        plan.has(row, *edit.columns)
        and edit.part in (None, row.part)
        and edit.promised in (None, plan.promises)
        and (not edit.meetings or 5 * odd_meetings[row.part] + 5 <= len(plan.list_part(row.part)))
    )


def _apply(composer: Composer, edit: Edit, row: Row) -> None:
    """Compose a row anew in the state that an edit needs, make the edit, and note what follows from it."""
    topic = row.topic
    if edit.training is not None and topic.training is not edit.training:
        topic = composer.pick(composer.words.list_topics(composer.plan.kind, training=edit.training))
    composer.recompose(row, topic, edit.state)
    edit.make(composer, row)
    composer.settle(row)
    row.edit = edit.name
    composer.plan.faults |= {Fault(rule, row.key) for rule in edit.faults}
    composer.plan.near += [NearMiss(rule, row.key, None, edit.name) for rule in edit.near]


def _make_one_agency_late(composer: Composer, free: list[Row]) -> None:
    """Make two rows of one agency overdue, where one has two."""
    by_agency: defaultdict[str, list[Row]] = defaultdict(list)
    for row in free:
        if row.agency:
            by_agency[row.agency.name].append(row)
    overdue = next(edit for edit in EDITS if edit.faults == ("SEQ-001",))
    for rows in by_agency.values():
        if len(rows) > 1:
            for row in rows[:2]:
                free.remove(row)
                _apply(composer, overdue, row)
            return


# -- pairs of rows ---------------------------------------------------------------------------------------------------


def _edit_pairs(composer: Composer, carriers: list[Row]) -> None:
    """Plant what takes two rows: twins, links, and evidence that was copied."""
    plan = composer.plan
    free = [row for row in plan.rows if not row.edit and row not in carriers[:1]]
    composer.chance.shuffle(free)
    for name, plant in (("a twin", _plant_twins), ("linked", _plant_link), ("evidence of two rows", _plant_copy)):
        main = next((row for row in free if row.part == "main"), None)
        own = next((row for row in free if row.part == "imr"), None)
        if main is None or own is None or not composer.happens(0.35):
            continue
        plant(composer, main, own, composer.happens(0.5))
        for row in (main, own):
            row.edit = name
            free.remove(row)
            if row in carriers:
                carriers.remove(row)


def _plant_twins(composer: Composer, main: Row, own: Row, fault: bool) -> None:
    """Print one recommendation twice, with the same dates and outcome or with others."""
    plan = composer.plan
    if fault and composer.happens(0.5):
        composer.recompose(own, main.topic, "open" if main.state != "open" else "finalised")
    else:
        # The entries are the same; where it is to be a fault the last target is a day later.
        state: State = "finalised" if fault else main.state
        composer.recompose(main, main.topic, state)
        composer.recompose(own, main.topic, state)
        own.entries, own.targets, own.claim = list(main.entries), list(main.targets), main.claim
        if fault:
            own.targets[-1] = Target(shift(main.days[-1], 1))
    own.text, own.demand, own.far = main.text, main.demand, main.far
    if fault:
        plan.faults |= {Fault("XRW-001", main.key, None, (own.key,)), Fault("XRW-001", own.key, None, (main.key,))}
    else:
        step = "the same recommendation with the same outcome and dates"
        plan.near += [NearMiss("XRW-001", row.key, None, step) for row in (main, own)]


def _plant_link(composer: Composer, main: Row, own: Row, fault: bool) -> None:
    """Declare that two rows report the same work, with one outcome or with two."""
    plan = composer.plan
    other = composer.pick([state for state in _STATES if state != main.state])
    composer.recompose(own, main.topic, other if fault else main.state)
    plan.links.append(Link(main.key, own.key, f"Both are about {main.topic.item}."))
    if fault:
        plan.faults.add(Fault("XRW-002", main.key, None, (own.key,)))
    else:
        plan.near.append(NearMiss("XRW-002", main.key, None, "linked, with one outcome"))


def _plant_copy(composer: Composer, main: Row, own: Row, fault: bool) -> None:
    """Print one item of evidence on two rows: a long one, or one too short to tell."""
    plan = composer.plan
    composer.recompose(own, main.topic, own.state)
    if fault:
        item = next((item for item in main.evidence if len(item.split()) > 5), main.evidence[0])
        if len(item.split()) < 6:
            item = f"{item} in the whole of {plan.county}"
            main.evidence[0] = item
        own.evidence.append(item)
        plan.faults |= {Fault("DQ-003", main.key, None, (own.key,)), Fault("DQ-003", own.key, None, (main.key,))}
    else:
        item = composer.pick(composer.words.five_words)
        main.evidence.append(item)
        own.evidence.append(item)
        plan.near += [NearMiss("DQ-003", row.key, None, "the same item, of five words") for row in (main, own)]


# -- over the whole plan ---------------------------------------------------------------------------------------------


def _tie(composer: Composer, earlier: Plan, carriers: list[Row]) -> None:
    """Let two lessons of the earlier plan come back, where there are two: the first is tied to the earlier action."""
    plan = composer.plan
    done = [row for row in earlier.rows if row.agency and is_finalised(row) and row.themes]
    returned = 0
    for row in [row for row in plan.rows if row.agency and not row.edit]:
        before = next((one for one in done if one.agency == row.agency and _is_for(one.topic, plan.kind)), None)
        if before is None:
            continue
        done.remove(before)
        composer.recompose(row, before.topic, "completed")
        row.themes, row.edit = before.themes, "a lesson that comes back"
        if row in carriers:
            carriers.remove(row)
        if returned:
            return
        returned += 1
        why = f"The earlier action on {before.topic.item} did not hold."
        plan.follow_ups.append(FollowUp(row.key, earlier.id, before.key, why))


def _is_for(topic: Topic, kind: ReviewKind) -> bool:
    return not topic.of or kind.code in topic.of


def is_finalised(row: Row) -> bool:
    """Tell whether a row is on record as finalised: what it was composed as, where its last column was not lost."""
    return row.state == "finalised" and "scrutiny" not in row.blank


def is_left_open(row: Row) -> bool:
    """Tell whether a row is on record as open."""
    return row.state == "open" and "scrutiny" not in row.blank


def _report_by_quarter(composer: Composer, carriers: list[Row]) -> None:
    """See to it that a report came in each quarter, save in one that is to be silent."""
    plan, chance = composer.plan, composer.chance
    if not plan.promises:
        return
    quarters = list_quarters(plan.commenced, plan.as_of)
    for name, first, last in _silence(composer, quarters):
        plan.faults.add(Fault("MON-005", None, f"reports/{name}"))
        quarters.remove((name, first, last))
    edge = chance.random() < 0.5
    for name, first, last in quarters:
        if any(entry.day and first <= entry.day <= last for _, entry in _list_received(plan)):
            continue
        day = last if edge else draw_day(chance, first, last)
        _enter_report(composer.pick(carriers), day)
        if edge:
            plan.near.append(NearMiss("MON-005", None, f"reports/{name}", "one report, on the last day of the quarter"))
        edge = False


def _silence(
    composer: Composer, quarters: list[tuple[str, dt.date, dt.date]]
) -> Iterator[tuple[str, dt.date, dt.date]]:
    """Leave out all reports of a quarter in which no rule on single rows rests on one."""
    plan = composer.plan
    if not composer.happens(0.35):
        return
    old = [one for one in quarters if one[2] < shift(plan.as_of, -QUARTER)]
    composer.chance.shuffle(old)
    for name, first, last in old:
        came = [(row, entry) for row, entry in _list_received(plan) if entry.day and first <= entry.day <= last]
        if all(entry.spare for _, entry in came):
            for row, entry in came:
                row.entries.remove(entry)
            yield name, first, last
            return


def _list_received(plan: Plan) -> list[tuple[Row, Entry]]:
    """List what came in, of the rows whose last column was not lost."""
    return [
        (row, entry)
        for row in plan.rows
        if "scrutiny" not in row.blank
        for entry in row.entries
        if entry.kind in ("received", "report")
    ]


def _enter_report(row: Row, day: dt.date) -> None:
    """Enter a report in a sound open row, in the order of days."""
    place = next((n for n, entry in enumerate(row.entries) if entry.day is None or entry.day > day), len(row.entries))
    row.entries.insert(place, Entry("report", day))


def _count_themes(plan: Plan) -> None:
    """Note the themes that four agencies share, and those that three do."""
    agencies: defaultdict[str, set[str]] = defaultdict(set)
    for row in plan.rows:
        for theme in row.themes:
            if row.agency:
                agencies[theme].add(row.agency.slug)
    for theme, named in sorted(agencies.items()):
        if len(named) >= 4:
            plan.faults.add(Fault("XRV-001", None, theme))
        elif len(named) == 3:
            plan.near.append(NearMiss("XRV-001", None, theme, "a theme of three agencies"))


def _count_overdue(plan: Plan) -> None:
    """Note the agencies with two overdue rows, and those with one."""
    overdue = {fault.row for fault in plan.faults if fault.rule == "SEQ-001"}
    counts = Counter(row.agency.slug for row in plan.rows if row.agency and row.key in overdue)
    for slug, times in sorted(counts.items()):
        if times > 1:
            plan.faults.add(Fault("XRV-002", None, slug))
        else:
            plan.near.append(NearMiss("XRV-002", None, slug, "one overdue action"))
