"""Holds a row of a plan against what it was in an earlier version: which statements changed, are gone, or have come."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from scrgraph.facts.change import Change
from scrgraph.facts.model import Outcome, find_deciding
from scrgraph.facts.sameness import (
    NEAR,
    compare_texts,
    count_words,
    hide_dates,
    list_rest,
    make_canonical,
    pair_things,
    split_plainly,
)
from scrgraph.facts.versions import Statement, Topic, VersionRow

_CLAIMS = ("pending", "ongoing", "completed", "finalised")  # from the least done to the most
_CLOSED: tuple[Outcome, ...] = ("completed", "finalised")
_WHOLE: Mapping[Topic, str] = {"text": "text-reworded", "lead": "lead-changed", "agreed": "agreed-changed"}
_UNREAD = ("text", "actions", "leads", "agreed_by")  # columns whose words are statements in whole


def compare_row(
    old: VersionRow, new: VersionRow, columns: Collection[str], *, pooled: bool = False, coloured: bool = True
) -> list[Change]:
    """Give what has changed in a row, in the columns that both versions have.

    ``coloured`` tells that both versions show colours: in some kinds of document they are lost.
    ``pooled`` tells that rows were parted or put together, and one of the two stands for several.
    """
    before = [said for said in old.statements if said.column in columns]
    after = [said for said in new.statements if said.column in columns]

    def list_both(topic: Topic) -> tuple[list[Statement], list[Statement]]:
        return [said for said in before if said.topic == topic], [said for said in after if said.topic == topic]

    changes: list[Change] = []
    for topic, kind in _WHOLE.items():
        changes += _compare_whole(kind, *list_both(topic), pooled=pooled)
    changes += _compare_items("action", *list_both("action"), pooled=pooled)
    changes += _compare_targets(*list_both("target"))
    changes += _compare_claims(*list_both("claim"))
    changes += _compare_colours(*list_both("colour")) if coloured else []
    changes += _compare_meetings(*list_both("meeting"))
    changes += _compare_reports(*list_both("report"))
    changes += _compare_items("evidence", *list_both("evidence"), pooled=pooled)
    changes += _compare_events(*list_both("event"))
    changes += _compare_cells(before, after, columns, pooled=pooled)
    return [replace(change, rows=(new.key,), old_rows=(old.key,)) for change in changes]


def compare_status(old: VersionRow, new: VersionRow, columns: Collection[str]) -> list[Change]:
    """Give whether the status of a row has gone backwards, or to completed or finalised."""
    if any(said.column not in columns for row in (old, new) for said in row.list_topic("event")):
        return []
    (was, by), (now, since) = (find_deciding(row.list_topic("event")) for row in (old, new))
    if was == now or not {was, now} & set(_CLOSED):
        return []
    back = was == "finalised" or (was == "completed" and now != "finalised")
    kind = "status-backwards" if back else "status-advanced"
    said = {"old": was or "unknown", "new": now or "unknown"}
    column = next((one.column for one in (by, since) if one), None)
    return [Change(kind, column, by, since, said, rows=(new.key,), old_rows=(old.key,))]


# -- single kinds of statement ---------------------------------------------------------------------------------------


def _compare_whole(kind: str, old: Sequence[Statement], new: Sequence[Statement], *, pooled: bool) -> Iterator[Change]:
    """Compare what a cell says as a whole; of rows put together, which words they have."""
    before, after = next(iter(old), None), next(iter(new), None)
    if before and after:
        words = (set(count_words(said.words)) - {"and"} for said in (before, after))
        same = make_canonical(before.words) == make_canonical(after.words) or (
            pooled and len({*map(frozenset, words)}) == 1
        )
        if not same:
            yield Change(kind, after.column, before, after)
    elif before or after:
        column = next(said.column for said in (before, after) if said)
        yield Change("words-withdrawn" if before else "words-added", column, before, after)


def _compare_items(name: str, old: Sequence[Statement], new: Sequence[Statement], *, pooled: bool) -> Iterator[Change]:
    """Compare a list of actions or of items of evidence.

    How many items the words of a cell are may change with the format, which may lose where paragraphs begin. So what
    stands in both cells is left out sentence by sentence, and only the rest of an item is gone, or has come.
    """
    whole = pair_things(old, new, _says_same)
    gone = _leave_out(whole.gone, new if pooled else whole.come, every=pooled)
    come = _leave_out(whole.come, old if pooled else whole.gone, every=pooled)
    paired = replace(pair_things(gone, come, _says_same, _is_near), reordered=whole.reordered)
    yield from (Change(f"{name}-reworded", after.column, before, after) for before, after in paired.changed)
    yield from (Change(f"{name}-withdrawn", before.column, before) for before in paired.gone)
    yield from (Change(f"{name}-added", after.column, None, after) for after in paired.come)
    if paired.reordered:
        before, after = whole.same[0]
        yield Change("reordered", after.column, before, after, {"what": name})


def _leave_out(items: Sequence[Statement], others: Sequence[Statement], *, every: bool) -> list[Statement]:
    """Leave out of some items the sentences that others have; an item of which none is left is left out itself.

    A sentence that others have once is left out once, or with ``every`` as often as it stands.
    """
    known = Counter(make_canonical(sentence) for other in others for sentence in split_plainly(other.words))
    left = []
    for item in items:
        kept = []
        for sentence in split_plainly(item.words):
            if known[make_canonical(sentence)] > 0:
                known[make_canonical(sentence)] -= not every
            else:
                kept.append(sentence)
        if kept:
            left.append(replace(item, words=" ".join(kept)))
    return left


def _compare_targets(old: Sequence[Statement], new: Sequence[Statement]) -> Iterator[Change]:
    def name(target: Statement) -> tuple[object, ...]:
        return (target.kind, target.day or target.span or make_canonical(target.words).casefold())

    paired = pair_things(old, new, _by(name), in_slot=lambda *_: 1)
    for before, after in paired.changed:
        moved = before.last_day and after.last_day and before.kind == after.kind
        if moved:
            yield Change("target-moved", after.column, before, after, _count_days(before.last_day, after.last_day))
        else:
            yield Change("target-replaced", after.column, before, after)
    yield from (Change("target-withdrawn", before.column, before) for before in paired.gone)
    last = max((day for target in old if (day := target.last_day)), default=None)
    for after in paired.come:
        yield Change("target-added", after.column, None, after, _count_days(last, after.last_day))


def _compare_claims(old: Sequence[Statement], new: Sequence[Statement]) -> Iterator[Change]:
    """Compare what agencies claim: the last word of each first, then what was claimed besides."""
    used: set[str] = set()
    for whose in dict.fromkeys(claim.whose for claim in (*old, *new)):
        before = next((claim for claim in reversed(old) if claim.whose == whose), None)
        after = next((claim for claim in reversed(new) if claim.whose == whose), None)
        if before and after and before.kind != after.kind:
            back = _rank(after.kind) < _rank(before.kind)
            said = {"old": before.kind, "new": after.kind}
            yield Change("claim-backwards" if back else "claim-advanced", after.column, before, after, said)
            used |= {before.node, after.node}

    def name(claim: Statement) -> tuple[object, ...]:
        return (claim.whose, claim.kind)

    paired = pair_things(old, new, _by(lambda claim: (*name(claim), claim.day, claim.span)), _by(name))
    for before, after in paired.changed:
        yield Change("claim-redated", after.column, before, after, _count_days(before.last_day, after.last_day))
    for before in paired.gone:
        if before.node not in used:
            yield Change("claim-withdrawn", before.column, before, None, {"old": before.kind})
    for after in paired.come:
        if after.node not in used:
            yield Change("claim-added", after.column, None, after, {"new": after.kind})


def _compare_colours(old: Sequence[Statement], new: Sequence[Statement]) -> Iterator[Change]:
    """Compare which colours a row shows, whatever shows them: a word, the ground of a cell, the colour of its words."""
    before, after = ({said.kind: said for said in reversed(of)} for of in (old, new))
    gone, come = (
        [said for kind, said in of.items() if kind not in others] for of, others in ((before, after), (after, before))
    )
    if len(before) == len(after) == 1 and gone:
        said = {"old": gone[0].kind, "new": come[0].kind}
        yield Change("colour-changed", come[0].column, gone[0], come[0], said)
        return
    yield from (Change("colour-withdrawn", said.column, said, None, {"old": said.kind}) for said in gone)
    yield from (Change("colour-added", said.column, None, said, {"new": said.kind}) for said in come)


def _rank(status: str) -> int:
    return _CLAIMS.index(status) if status in _CLAIMS else -1


def _compare_meetings(old: Sequence[Statement], new: Sequence[Statement]) -> Iterator[Change]:
    def name(meeting: Statement) -> tuple[object, ...]:
        return (meeting.kind, meeting.day or make_canonical(meeting.words))

    def took_place(before: Statement, after: Statement) -> float:
        return before.day is not None and (before.kind, after.kind, before.day) == ("planned", "held", after.day)

    paired = pair_things(old, new, _by(name), took_place, in_slot=_by(lambda meeting: meeting.kind))
    for before, after in paired.changed:
        if before.kind != after.kind:
            yield Change("meeting-held", after.column, before, after)
        else:
            days = _count_days(before.day, after.day)
            yield Change("meeting-redated", after.column, before, after, {"state": after.kind, **days})
    for before in paired.gone:
        yield Change("meeting-withdrawn", before.column, before, None, {"state": before.kind})
    for after in paired.come:
        yield Change("meeting-added", after.column, None, after, {"state": after.kind})


def _compare_reports(old: Sequence[Statement], new: Sequence[Statement]) -> Iterator[Change]:
    paired = pair_things(old, new, _by(lambda report: report.kind), in_slot=lambda *_: 1)
    for before, after in paired.changed:
        yield Change("report-changed", after.column, before, after, {"old": before.kind, "new": after.kind})
    yield from (Change("report-withdrawn", said.column, said, None, {"old": said.kind}) for said in paired.gone)
    yield from (Change("report-added", said.column, None, said, {"new": said.kind}) for said in paired.come)


def _compare_events(old: Sequence[Statement], new: Sequence[Statement]) -> Iterator[Change]:
    """Compare what the sub-group has stated; an entry that bears another day is known by its words and its place."""

    def name(event: Statement) -> tuple[object, ...]:
        return (event.kind, event.day, event.due)

    def is_reworded(before: Statement, after: Statement) -> float:
        if name(before) != name(after):
            return 0
        alike = compare_texts(before.words, after.words)
        return alike if alike >= NEAR or before.day or before.due else 0

    def is_redated(before: Statement, after: Statement) -> float:
        alike = compare_texts(hide_dates(before.words), hide_dates(after.words))
        return alike if before.kind == after.kind and alike >= NEAR else 0

    def is_same(before: Statement, after: Statement) -> float:
        return name(before) == name(after) and _says_same(before, after)

    paired = pair_things(old, new, is_same, is_reworded, in_slot=is_redated)
    # A sentence may hold several entries: one that bears another date makes the words of all others.
    redated = {(before.words, after.words) for before, after in paired.changed if name(before) != name(after)}
    for before, after in paired.changed:
        if name(before) == name(after) and (before.words, after.words) in redated:
            continue
        said = {"kind": after.kind}
        if name(before) == name(after):
            yield Change("event-reworded", after.column, before, after, said)
        else:
            days = _count_days(before.day, after.day) if before.day != after.day else {}
            due = _count_days(before.due, after.due, "due_days") if before.due != after.due else {}
            yield Change("event-redated", after.column, before, after, {**said, **days, **due})
    for before in paired.gone:
        yield Change("event-withdrawn", before.column, before, None, {"kind": before.kind})
    for after in paired.come:
        yield Change("event-added", after.column, None, after, {"kind": after.kind})
    if paired.reordered:
        before, after = paired.same[0]
        yield Change("reordered", after.column, before, after, {"what": "event"})


def _compare_cells(
    old: Sequence[Statement], new: Sequence[Statement], columns: Collection[str], *, pooled: bool
) -> Iterator[Change]:
    """Compare what cells say besides the statements that were read in them."""
    for column in sorted(columns):
        if column in _UNREAD:
            continue
        cells = [[said for said in stated if said.topic == "cell" and said.column == column] for stated in (old, new)]
        rests = [
            [list_rest(cell.words, _list_words(stated, column), every=pooled) for cell in of]
            for of, stated in zip(cells, (old, new), strict=True)
        ]
        rest_before, rest_after = ([word for rest in of for word in rest] for of in rests)
        if rest_before == rest_after or (pooled and set(rest_before) == set(rest_after)):
            continue
        before, after = (next(iter(of), None) for of in cells)
        if before and after:
            yield Change("cell-changed", column, before, after)
        else:
            yield Change("words-withdrawn" if before else "words-added", column, before, after)


def _list_words(stated: Iterable[Statement], column: str) -> list[str]:
    """List the words of the statements that were read in a cell."""
    return [said.words for said in stated if said.column == column and said.topic != "cell"]


# -- judgements ------------------------------------------------------------------------------------------------------


def _says_same(before: Statement, after: Statement) -> float:
    return make_canonical(before.words) == make_canonical(after.words)


def _is_near(before: Statement, after: Statement) -> float:
    alike = compare_texts(before.words, after.words)
    return alike if alike >= NEAR else 0


def _by(name: Callable[[Statement], object]) -> Callable[[Statement, Statement], float]:
    def judge(before: Statement, after: Statement) -> float:
        return name(before) == name(after)

    return judge


def _count_days(old: dt.date | None, new: dt.date | None, name: str = "days") -> dict[str, int]:
    """Count by how many days a date is later (or, below zero, earlier), where both are days."""
    return {name: (new - old).days} if old and new else {}


def pool_rows(rows: Iterable[VersionRow]) -> VersionRow:
    """Give rows that were parted, or are to be put together, as one: what several of them say is said once."""
    every = list(rows)
    pooled: list[Statement] = []
    seen: set[tuple[object, ...]] = set()
    for said in (said for row in every for said in row.statements):
        name = (said.topic, said.kind, said.day, said.due, said.whose, make_canonical(said.words))
        if said.topic in _WHOLE:
            _pool_words(pooled, said)
        elif name not in seen:
            seen.add(name)
            pooled.append(said)
    return replace(every[0], statements=tuple(pooled))


def _pool_words(pooled: list[Statement], said: Statement) -> None:
    """Add what a cell says as a whole to what others say in the same column, where it says something else."""
    for place, other in enumerate(pooled):
        if (other.topic, other.column) == (said.topic, said.column):
            if make_canonical(said.words) not in make_canonical(other.words):
                pooled[place] = replace(other, words=f"{other.words} {said.words}")
            return
    pooled.append(said)
