"""Holds two versions of a plan against each other: its rows, what each states, and what is stated of the whole plan."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scrgraph.facts.change import KINDS, Change, Value
from scrgraph.facts.lineage import Pairing, pair_rows
from scrgraph.facts.partings import Parting, find_partings
from scrgraph.facts.row_changes import compare_row, compare_status, pool_rows
from scrgraph.facts.sameness import NEAR, compare_texts, make_canonical, pair_things
from scrgraph.facts.versions import PlanStatement, PlanVersion, VersionRow

_SURELY = 0.9  # of its words a row has from another, of which it is a part
_SINGLE = ("title", "commenced", "published", "reference")


@dataclass(frozen=True)
class Lineage:
    """Which row of the older version is which of the newer: pairs, rows that were parted, rows put together.

    ``removed`` and ``added`` are the keys of the rows that are in one version alone.
    """

    pairs: tuple[Pairing, ...]
    splits: tuple[Parting, ...]
    merges: tuple[Parting, ...]
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True)
class Differences:
    """All changes between two versions, the gravest first, and how the rows are known again."""

    old: PlanVersion
    new: PlanVersion
    lineage: Lineage
    changes: tuple[Change, ...]


def trace_rows(old: PlanVersion, new: PlanVersion, *, known: bool = False) -> Lineage:
    """Tell which row of a version is which of another; ``known`` where a store tells what rows are known by."""
    pairs = pair_rows([row.known for row in old.rows], [row.known for row in new.rows], known=known)
    pairs = _drop_doubtful(old, new, pairs)
    forth = {pair.old: pair.new for pair in pairs}
    splits = find_partings(old.rows, new.rows, forth)
    merges = find_partings(new.rows, old.rows, {there: here for here, there in forth.items()})
    parted = {split.of for split in splits} | {key for merge in merges for key in merge.parts}
    made = {key for split in splits for key in split.parts} | {merge.of for merge in merges}
    return Lineage(
        pairs,
        splits,
        merges,
        tuple(row.key for row in old.rows if row.key not in forth and row.key not in parted),
        tuple(row.key for row in new.rows if row.key not in forth.values() and row.key not in made),
    )


def _drop_doubtful(old: PlanVersion, new: PlanVersion, pairs: tuple[Pairing, ...]) -> tuple[Pairing, ...]:
    """Drop pairs that rest on likeness alone, and of which one row is more surely a part of another row."""
    doubtful = [pair for pair in pairs if pair.by == "words" and pair.sure != "certain"]
    if not doubtful:
        return pairs
    forth = {pair.old: pair.new for pair in pairs if pair not in doubtful}
    back = {there: here for here, there in forth.items()}
    made = {key: split.alike for split in find_partings(old.rows, new.rows, forth) for key in split.parts}
    went = {key: merge.alike for merge in find_partings(new.rows, old.rows, back) for key in merge.parts}
    dropped = {
        pair for pair in doubtful if max(made.get(pair.new, 0.0), went.get(pair.old, 0.0)) > max(pair.alike, _SURELY)
    }
    return tuple(pair for pair in pairs if pair not in dropped)


def compare_versions(old: PlanVersion, new: PlanVersion, *, known: bool = False) -> Differences:
    """Compare two versions of a plan; ``known`` where a store tells what the rows of both are known by."""
    lineage = trace_rows(old, new, known=known)
    found = [*_Comparison(old, new, lineage).compare()]
    ranks = {kind: place for place, kind in enumerate(KINDS)}
    places = {row.key: place for place, row in enumerate(new.rows)}
    places |= {f"old {row.key}": place for place, row in enumerate(old.rows)}

    def sort(change: Change) -> tuple[int, int]:
        first = places.get(change.rows[0]) if change.rows else None
        if first is None and change.old_rows:
            first = places.get(f"old {change.old_rows[0]}")
        return ranks[change.kind], -1 if first is None else first

    return Differences(old, new, lineage, tuple(sorted(found, key=sort)))


class _Comparison:
    """The comparison of two versions whose rows are known again."""

    def __init__(self, old: PlanVersion, new: PlanVersion, lineage: Lineage) -> None:
        self._versions, self._lineage = (old, new), lineage
        self._old = {row.key: row for row in old.rows}
        self._new = {row.key: row for row in new.rows}
        self._places = tuple({row.key: place for place, row in enumerate(of.rows)} for of in self._versions)
        self._coloured = all(any(row.list_topic("colour") for row in of.rows) for of in self._versions)
        self._pairs = [(self._old[pair.old], self._new[pair.new]) for pair in lineage.pairs]

    def compare(self) -> Iterator[Change]:
        """Give every change, in no order."""
        yield from self._compare_plan()
        yield from self._compare_columns()
        yield from self._compare_places()
        yield from self._compare_rows()
        for key in self._lineage.removed:
            yield Change("row-removed", None, _first(self._old[key]), None, old_rows=(key,))
        for key in self._lineage.added:
            yield Change("row-added", None, None, _first(self._new[key]), rows=(key,))

    # -- rows --------------------------------------------------------------------------------------------------------

    def _compare_rows(self) -> Iterator[Change]:
        """Compare what rows state: those that were parted or put together as a whole, all others one by one."""
        done: set[str] = set()
        forth = {old.key: new.key for old, new in self._pairs}
        for split in self._lineage.splits:
            old = self._old[split.of]
            parts = [self._new[key] for key in split.parts]
            first, other, whole = _gather(parts, forth.get(old.key))
            values: dict[str, Value] = {"sure": split.sure, "alike": round(split.alike, 2)}
            yield Change("row-split", None, _first(old), _first(other), values, split.parts, (old.key,))
            yield from self._compare_pair(old, first, whole=(pool_rows([old]), whole))
            done.add(old.key)
        back = {new.key: old.key for old, new in self._pairs}
        for merge in self._lineage.merges:
            new = self._new[merge.of]
            parts = [self._old[key] for key in merge.parts]
            first, other, whole = _gather(parts, back.get(new.key))
            values = {"sure": merge.sure, "alike": round(merge.alike, 2)}
            yield Change("rows-merged", None, _first(other), _first(new), values, (new.key,), merge.parts)
            yield from self._compare_pair(first, new, whole=(whole, pool_rows([new])))
            for row in parts:
                if row is not first:
                    yield from compare_status(row, new, self._find_shared(row, new))
            done |= set(merge.parts)
        for old, new in self._pairs:
            if old.key not in done:
                yield from self._compare_pair(old, new)

    def _compare_pair(
        self, old: VersionRow, new: VersionRow, whole: tuple[VersionRow, VersionRow] | None = None
    ) -> Iterator[Change]:
        columns = self._find_shared(old, new)
        yield from compare_status(old, new, columns)
        before, after = whole or (old, new)
        yield from compare_row(before, after, columns, pooled=whole is not None, coloured=self._coloured)

    def _find_shared(self, old: VersionRow, new: VersionRow) -> Collection[str]:
        """Find the columns that both versions have for a row."""
        before, after = (version.columns for version in self._versions)
        return before.get(old.part, {}).keys() & after.get(new.part, {}).keys()

    # -- places ------------------------------------------------------------------------------------------------------

    def _compare_places(self) -> Iterator[Change]:
        """Tell which rows stand elsewhere or bear another number, and which headings do."""
        groups = self._pair_groups()
        together: defaultdict[str, list[tuple[VersionRow, VersionRow]]] = defaultdict(list)
        for old, new in self._pairs:
            if groups.get(old.group, old.group) == new.group:
                together[old.group].append((old, new))
            else:
                values = {"old": old.heading or old.group, "new": new.heading or new.group}
                yield _place("row-moved", old, new, values)
            numbers = old.key.rpartition("/")[2], new.key.rpartition("/")[2]
            if old.printed and new.printed and numbers[0] != numbers[1]:
                yield _place("row-renumbered", old, new, {"old": numbers[0], "new": numbers[1]})
        for group, pairs in together.items():
            first = pairs[0]
            if group != first[1].group:
                values = {"old": first[0].heading or group, "new": first[1].heading or first[1].group}
                yield Change("heading-changed", None, None, None, values)
            before = sorted(pairs, key=lambda pair: self._place(0, pair[0]))
            for place, rank in _find_moved([self._place(1, new) for _, new in before]):
                yield _place("row-moved", *before[place], {"old": place + 1, "new": rank + 1})
        yield from self._compare_headings(together)

    def _compare_headings(self, together: Mapping[str, Sequence[tuple[VersionRow, VersionRow]]]) -> Iterator[Change]:
        """Tell which headings stand in another order, with all that is below them."""
        before = sorted(together, key=lambda group: min(self._place(0, old) for old, _ in together[group]))
        for place, rank in _find_moved([min(self._place(1, new) for _, new in together[group]) for group in before]):
            _, new = together[before[place]][0]
            values: dict[str, Value] = {"name": new.heading or new.group, "old": place + 1, "new": rank + 1}
            yield Change("heading-moved", None, None, None, values)

    def _place(self, version: int, row: VersionRow) -> int:
        return self._places[version][row.key]

    def _pair_groups(self) -> dict[str, str]:
        """Pair the headings that are named otherwise now: all rows that are known again went from one to the other."""
        went: defaultdict[str, set[str]] = defaultdict(set)
        came: defaultdict[str, set[str]] = defaultdict(set)
        for old, new in self._pairs:
            went[old.group].add(new.group)
            came[new.group].add(old.group)
        here, there = ({row.group for row in version.rows} for version in self._versions)
        return {
            group: other
            for group, others in went.items()
            for other in others
            if len(others) == len(came[other]) == 1 and (group == other or (group not in there and other not in here))
        }

    # -- the plan ----------------------------------------------------------------------------------------------------

    def _compare_plan(self) -> Iterator[Change]:
        old, new = (version.statements for version in self._versions)
        paired = pair_things(old, new, _is_same, _is_near)
        for before, after in paired.changed:
            days = {"days": (after.day - before.day).days} if before.day and after.day else {}
            yield Change("plan-changed", None, before, after, {"what": after.topic, **days})
        for before in paired.gone:
            yield Change("plan-withdrawn", None, before, None, {"what": before.topic, **_role(before)})
        for after in paired.come:
            yield Change("plan-added", None, None, after, {"what": after.topic, **_role(after)})

    def _compare_columns(self) -> Iterator[Change]:
        """Tell which columns a part of the plan has no longer, or has now, and in how many rows they have words."""
        before, after = (version.columns for version in self._versions)
        for part in sorted(before.keys() & after.keys()):
            for kind, columns, others, rows in (
                ("column-withdrawn", before[part], after[part], self._old),
                ("column-added", after[part], before[part], self._new),
            ):
                for column in sorted(columns.keys() - others.keys()):
                    held = [row for row in rows.values() if row.part == part and row.cells.get(column)]
                    values: dict[str, Value] = {"part": part, "name": columns[column], "rows": len(held)}
                    yield Change(kind, column, None, None, values)


def _place(kind: str, old: VersionRow, new: VersionRow, values: Mapping[str, str | int]) -> Change:
    return Change(kind, None, _first(old), _first(new), values, (new.key,), (old.key,))


def _gather(parts: Sequence[VersionRow], known: str | None) -> tuple[VersionRow, VersionRow, VersionRow]:
    """Give of several rows the one that is known again (else the first), another one, and all of them as one."""
    first = next((row for row in parts if row.key == known), parts[0])
    other = next(row for row in parts if row.key != known)
    return first, other, pool_rows([first, *(row for row in parts if row is not first)])


def _first(row: VersionRow) -> PlanStatement:
    """Give what names a row: its recommendation."""
    text = next(iter(row.list_topic("text", "action")), None)
    return PlanStatement("row", text.words if text else "", row.node)


def _is_same(before: PlanStatement, after: PlanStatement) -> float:
    return (before.topic, before.kind, make_canonical(before.words)) == (
        after.topic,
        after.kind,
        make_canonical(after.words),
    )


def _is_near(before: PlanStatement, after: PlanStatement) -> float:
    if (before.topic, before.kind) != (after.topic, after.kind):
        return 0
    alike = compare_texts(before.words, after.words)
    return max(alike, 0.01) if before.topic in _SINGLE else alike if alike >= NEAR else 0


def _role(said: PlanStatement) -> dict[str, str]:
    return {"role": said.kind} if said.kind else {}


def _find_moved(order: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give the places of numbers that did not stay in order among the others, each with its rank among them."""
    ranks = {number: rank for rank, number in enumerate(sorted(order))}
    stayed = _find_longest_run(order)
    return ((place, ranks[number]) for place, number in enumerate(order) if place not in stayed)


def _find_longest_run(order: Sequence[int]) -> set[int]:
    """Find the places of a longest run of rising numbers: all that stayed in order among themselves.

    M. L. Fredman, 1975: in the time of a sort.
    """
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for place, number in enumerate(order):
        length = bisect_left(tails, number)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [number]
        ends[length : length + 1] = [place]
    found: set[int] = set()
    place = ends[-1] if ends else -1
    while place >= 0:
        found.add(place)
        place = before[place]
    return found
