"""Are the rows of a segment or a decision exclusive and complete? Proven, refuted, or left to the data.

The proof lets every variable have every value, whatever the others have: what holds there holds for
all data. A counterexample counts where its variables have no input in common; else it may be one
that no data can bring about, and the rows are looked at in every row of the data.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from worthwhile.meaning.checking import Checking
from worthwhile.meaning.core import AddUp, Apply, Const, Core, Match, Policy, Ref, Row, every
from worthwhile.meaning.items import Defined, Kind, Role
from worthwhile.meaning.meaning import Check, Definition, Proof
from worthwhile.meaning.proofs import complaints, told
from worthwhile.meaning.proofs.boxes import Box, Boxes, Region, TooManyError, places, volume
from worthwhile.meaning.proofs.conditions import ASSUMED, atoms
from worthwhile.meaning.proofs.space import COULD_HOLD, HOLDS, MAY_HOLD, MUST_HOLD, How, Space
from worthwhile.meaning.proofs.values import lowest
from worthwhile.meaning.shown import shown
from worthwhile.syntax.tree import Rules, Summed
from worthwhile.text import Span
from worthwhile.text.deadline import look_at_the_clock
from worthwhile.units import NUMBER, Truth, Unknown

TOLD = 5
"""How many rows or pairs of rows are told of one table."""
PAIRS = 1_000
"""How many pairs of rows that overlap are counted."""
GAPS = 3
TRIES = 50
"""How many holes are looked at for one that data can fall into."""


def rules_of(checking: Checking) -> Iterator[Definition]:
    """The definitions that are rows of a segment or a decision, as far as nothing is said of them yet."""
    for it in checking.definitions.values():
        if not isinstance(it.core, Match | AddUp) or any(map(_is_unknown, it.core.tests)):
            continue
        if not checking.draft.unread or not _has_unread(it.at, checking.draft.unread):
            yield it


def prove_all(checking: Checking, proofs: dict[str, Proof]) -> Iterator[Check]:
    """Prove the segments and decisions of a model; what cannot be proven is to be looked at in the data."""
    failed: set[str] = set()
    for definition in rules_of(checking):
        core, entry = definition.core, checking.draft.names[definition.name]
        assert isinstance(entry, Defined)  # noqa: S101 (what has rows is defined)
        assert isinstance(core, Match | AddUp)  # noqa: S101 (these are looked for)
        title = _title(entry)
        base = entry.sees[-1] + title.removeprefix(entry.sees[0])
        if base in failed or title in proofs:
            continue
        if len(core.rows) > checking.limits.rows:
            checking.say(complaints.too_many_rows(title, len(core.rows), checking.limits.rows, definition.at))
            continue
        said = len(checking.say.findings)
        proof = _Proving(checking, definition, core, title)
        yield from proof.checks()
        proofs[title] = proof.result()
        if len(checking.say.findings) > said:
            failed.add(title)


def _has_unread(at: Span, unread: frozenset[tuple[str, int]]) -> bool:
    """Whether a line of a statement could not be read: then there are more rows than are known."""
    lines = at.source.text.split("\n")
    last = at.line
    while last < len(lines) and (not lines[last].strip() or lines[last][0] in " \t#"):
        last += 1
    return any(file == at.source.name and at.line <= line <= last for file, line in unread)


def _is_unknown(test: Core) -> bool:
    """Whether something has been said of a test already."""
    return any(isinstance(it.type, Unknown) for it in every(test))


def _title(entry: Defined) -> str:
    match entry.expression:
        case Rules(title=title) | Summed(rules=Rules(title=title)):
            return f"{entry.sees[0]}{title}"
    raise AssertionError(entry.name)


@dataclass(slots=True)
class _Proving:
    checking: Checking
    definition: Definition
    core: Match | AddUp
    title: str
    space: Space = field(init=False)
    rows: list[Row] = field(init=False)
    """The rows with conditions of their own."""
    never: set[int] = field(default_factory=set)
    """Those that can never hold."""
    rest: Row | None = field(init=False)
    """The row `otherwise`."""
    holds: "_Held" = field(init=False)
    may_hold: "_Held" = field(init=False)
    unproven: dict[Kind, str] = field(default_factory=dict)
    """What is left to the data, and why."""

    def __post_init__(self) -> None:
        self.rest = next((it for it in self.core.rows if it.tests is None), None)
        self.rows = [it for it in self.core.rows if it.tests is not None]

    @property
    def policy(self) -> Policy | None:
        """What is asked of the rows; nothing where all that hold count."""
        return self.core.policy if isinstance(self.core, Match) else None

    def checks(self) -> Iterator[Check]:
        """Prove; what is to be looked at in the data comes of it."""
        try:
            self._prove()
        except TooManyError:
            why = "too many cases"
            self.unproven = {Kind.OVERLAP: why} if self.policy is Policy.ONE else {}
            self.unproven |= {} if self._has_last_resort() or self.policy is None else {Kind.GAP: why}
            self._say(complaints.too_many_cases(self.title, self.definition.at, in_data=bool(self.unproven)))
        if isinstance(self.core, Match):
            for kind in self.unproven:
                yield self._check(self.core, kind)

    def result(self) -> Proof:
        """What came of it, for those who look at the model."""
        why = next(iter(self.unproven.values()), "")
        policy = f"({self.policy})" if self.policy else "(sum)"
        return Proof(self.title, policy, len(self.core.rows), not self.unproven, why)

    def _check(self, match: Match, kind: Kind) -> Check:
        rows = tuple(it for it in match.rows if it.tests is not None)
        at = self.definition.at
        count = replace(match, rows=rows, policy=Policy.COUNT, type=NUMBER)
        sign = ">=" if kind is Kind.GAP else "<="
        holds = Apply(sign, (count, Const(1.0, NUMBER, at)), Truth(), match.shape, at)
        return Check(kind, holds, at, self.title)

    # ---- the proof
    def _prove(self) -> None:
        self.space = Space.of(self.checking, self.core.tests)
        self._tell_what_never_holds()
        self.holds = _Held(self.space, self.rows, HOLDS)
        self.may_hold = _Held(self.space, self.rows, MAY_HOLD) if self.space.has_missing else self.holds
        match self.policy:
            case Policy.ONE:
                self._tell_overlaps()
                self._tell_gaps()
                self._tell_superfluous(self.rest)
            case Policy.FIRST:
                self._tell_unreachable()
                self._tell_gaps()

    def _has_last_resort(self) -> bool:
        return any(not it.tests for it in self.core.rows)

    # ---- rows that cannot hold
    def _tell_what_never_holds(self) -> None:
        self.never = {place for place, it in enumerate(self.rows) if not self.space.row(it, HOLDS)}
        never = sorted(self.never)
        for number, place in enumerate(never[:TOLD]):
            row = self.rows[place]
            assumed = self._assumed([row]) if self.space.row(row, COULD_HOLD) else []
            why = "" if assumed else self._contradiction(row)
            more = len(never) - TOLD if number == TOLD - 1 else 0
            self._say(complaints.never(self.title, self._named(row), why, row.span, assumed, max(0, more)))

    def _contradiction(self, row: Row) -> str:
        """Why a row cannot hold: its own conditions, or the bounds of what it asks about."""
        free = Space.of(self.checking, self.core.tests, bounded=False)
        if not free.row(row, HOLDS):
            return "its conditions contradict each other"
        asked = dict.fromkeys(it.variable for test in row.tests or () for it in atoms(self.space.tests[test]))
        return self.space.bounds_said(asked)

    def _assumed(self, rows: Sequence[Row]) -> list[str]:
        """The assumptions that some rows compare with, and their values."""
        found: dict[str, str] = {}
        for core in dict.fromkeys(it for row in rows for it in row.tests or ()):
            for node in every(self.core.tests[core]):
                if isinstance(node, Ref) and self.space.reader.level(node) == ASSUMED:
                    found[node.name] = f"`{node.name}` = {shown(self.checking.known(node), node.type)}"
        return list(found.values())

    # ---- two rows at once
    def _tell_overlaps(self) -> None:
        pairs = self.holds.pairs()
        told_ = 0
        for (one, other), region in pairs.items():
            asked = self._asked(region)
            why = self.space.together(asked)
            if why:
                self.unproven.setdefault(Kind.OVERLAP, why)
                continue
            if told_ < TOLD:
                rows = [(self._named(self.rows[it]), self.rows[it].span) for it in (one, other)]
                more = len(pairs) - TOLD if told_ == TOLD - 1 else 0
                point, where = self._point(region), self._where(region)
                self._say(complaints.overlap(self.title, point, rows[0], rows[1], where, max(0, more)))
            told_ += 1

    # ---- no row at all
    def _tell_gaps(self) -> None:
        if self._has_last_resort():
            return
        told_: list[Region] = []
        for number, region in enumerate(self.may_hold.left_out()):
            wide = self._widened(region)
            why = self.space.together(self._asked(wide))
            if why:
                self.unproven.setdefault(Kind.GAP, why)
            elif not any(all(a & b for a, b in zip(wide, it, strict=True)) for it in told_):
                told_.append(wide)
                self._say(complaints.gap(self.title, self._point(wide), self._where(wide), self.definition.at))
            if len(told_) == GAPS or number == TRIES or self.may_hold.left == sum(map(volume, told_)):
                break

    def _widened(self, region: Region) -> Region:
        """The same hole with as many values of each variable as belong to it."""
        boxes, wide = self.may_hold.boxes, list(region)
        for variable, whole in enumerate(self.space.every):
            left = whole & ~wide[variable]
            for it in places(left):
                if not boxes.meeting((*wide[:variable], 1 << it, *wide[variable + 1 :])):
                    wide[variable] |= 1 << it
        return tuple(wide)

    # ---- rows behind others
    def _tell_unreachable(self) -> None:
        behind = [it for it in range(len(self.rows)) if it not in self.never and not self._is_reached(it)]
        self._tell_superfluous(self.rest)
        if behind and not self.core.rows[-1].tests and self.rows[behind[-1]] is self.core.rows[-1]:
            self._tell_superfluous(self.rows[behind.pop()])
        for number, place in enumerate(behind[:TOLD]):
            row = self.rows[place]
            more = len(behind) - TOLD if number == TOLD - 1 else 0
            front = self._in_front_of(place)
            assumed = self._assumed([row, *front]) if self._would_be_reached(place) else []
            above = [(self._named(it), it.span) for it in front]
            said = complaints.unreachable(self.title, self._named(row), above, row.span, assumed, max(0, more))
            self._say(said)

    def _is_reached(self, place: int) -> bool:
        boxes, among = self.may_hold.boxes, self.may_hold.before(place)
        regions = (boxes.region(it) for it in self.space.row(self.rows[place], HOLDS))
        return any(next(boxes.uncovered(it, among), None) is not None for it in regions)

    def _would_be_reached(self, place: int) -> bool:
        """Whether other values of the assumptions would let a row be reached."""
        others = _Held(self.space, self.rows[:place], MUST_HOLD)
        regions = (others.boxes.region(it) for it in self.space.row(self.rows[place], COULD_HOLD))
        return any(next(others.boxes.uncovered(it, others.boxes.all), None) is not None for it in regions)

    def _in_front_of(self, place: int) -> list[Row]:
        """The rows that take what a row behind them could: one that takes all, else all that take some."""
        among, boxes = self.may_hold.before(place), self.may_hold.boxes
        mine = self.space.row(self.rows[place], HOLDS)
        found = dict.fromkeys(self.may_hold.owner[it] for box in mine for it in places(boxes.meeting_box(box) & among))
        for it in sorted(found):
            alone = self.may_hold.of_row(it)
            if all(next(boxes.uncovered(boxes.region(box), alone), None) is None for box in mine):
                return [self.rows[it]]
        return [self.rows[it] for it in sorted(found)]

    # ---- last resorts
    def _tell_superfluous(self, row: Row | None) -> None:
        """A last resort is of use where it catches what is out of bounds, too: such values are kept."""
        if row is None:
            return
        others = [it for it in self.rows if it is not row]
        with suppress(TooManyError):  # then nobody knows, and it does no harm
            if any(_Held(self.space, others, MAY_HOLD).left_out()):
                return
            free = Space.of(self.checking, self.core.tests, bounded=False)
            if not any(_Held(free, others, MAY_HOLD).left_out()):
                self._say(complaints.superfluous(self.title, self._named(row), row.span))

    # ---- telling
    def _say(self, finding: "complaints.Finding") -> None:
        self.checking.say(finding)

    def _asked(self, region: Region) -> list[int]:
        """The variables of which a region asks something."""
        return [it for it, whole in enumerate(self.space.every) if region[it] != whole]

    def _point(self, region: Region) -> str:
        return _and(told.witness(self.space.values[it], region[it]) for it in self._asked(region))

    def _named(self, row: Row) -> str:
        """How messages speak of a row: by its name, or its number."""
        return f"`{row.name}`" if self.definition.role is Role.SEGMENT or row.tests is None else row.name

    def _where(self, region: Region) -> str:
        """The condition that means a region; nothing where that is one value, and told already."""
        if all(told.is_one(self.space.values[it], region[it]) for it in self._asked(region)):
            return ""
        said = [told.condition(self.space.values[it], region[it]) for it in self._asked(region)]
        return " and ".join(f"({it})" if " or " in it and len(said) > 1 else it for it in said)


def _and(parts: Iterator[str]) -> str:
    said = list(parts)
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}" if said else ""


class _Held:
    """The boxes of all rows, looked at in one way."""

    def __init__(self, space: Space, rows: Sequence[Row], how: How) -> None:
        found: list[Box] = []
        self.owner: list[int] = []
        self._first: list[int] = []
        for place, row in enumerate(rows):
            look_at_the_clock()
            self._first.append(len(found))
            mine = space.row(row, how)
            found += mine
            self.owner += [place] * len(mine)
        self._first.append(len(found))
        self.boxes = Boxes(found, space.every)
        self._said = found
        self.left: int | None = None
        """How many combinations of pieces are left out, where that could be told."""

    def before(self, row: int) -> int:
        """The boxes of the rows before a row."""
        return (1 << self._first[row]) - 1

    def of_row(self, row: int) -> int:
        """The boxes of a row."""
        return self.before(row + 1) & ~self.before(row)

    def left_out(self) -> Iterator[Region]:
        """What falls in no row. Raises `TooManyError`."""
        boxes, whole = self.boxes, tuple(self.boxes.every)
        apart = boxes.taken_apart()
        if apart is None:
            yield from boxes.uncovered(whole, boxes.all)
            return
        self.left = volume(whole) - sum(map(volume, apart.boxes))
        if self.left:
            yield from apart.uncovered(whole, apart.all, apart=True)

    def pairs(self) -> dict[tuple[int, int], Region]:
        """The pairs of rows that hold at once, and where; the first of them."""
        found: dict[tuple[int, int], Region] = {}
        for place, box in enumerate(self._said):
            look_at_the_clock()
            row = self.owner[place]
            met = self.boxes.meeting_box(box) & ~self.before(row + 1)
            while met:
                other = lowest(met)
                met &= ~self.of_row(self.owner[other])
                pair = (row, self.owner[other])
                if pair not in found:
                    mine, theirs = self.boxes.boxes[place], self.boxes.boxes[other]
                    found[pair] = tuple(a & b for a, b in zip(mine, theirs, strict=True))
                if len(found) >= PAIRS:
                    return found
        return found
