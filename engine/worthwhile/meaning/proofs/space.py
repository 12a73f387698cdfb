"""The space in which the rows of one table lie: its variables, their values, and each row as boxes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from worthwhile.meaning.checking import Checking
from worthwhile.meaning.core import (
    Apply,
    Choose,
    Clock,
    Const,
    Core,
    Given,
    Instead,
    Reduce,
    Ref,
    Row,
)
from worthwhile.meaning.expressions import conversions
from worthwhile.meaning.function import Toolbox
from worthwhile.meaning.items import Declared, Role
from worthwhile.meaning.meaning import Definition
from worthwhile.meaning.proofs.boxes import TOGETHER, Box, TooManyError, boxes_of, product
from worthwhile.meaning.proofs.conditions import (
    FORMED,
    MISSING,
    Atom,
    Both,
    Condition,
    Known,
    Reader,
    Sure,
    atoms,
    declared_role,
    leaves,
)
from worthwhile.meaning.proofs.values import Values
from worthwhile.syntax.format import expression_text
from worthwhile.units import Amount, Day, Tag
from worthwhile.units.rules.aggregates import extreme, picked, total

AS_FIXED = "constants"
"""What values have in common that no data changes."""


@dataclass(slots=True)
class Space:
    """Variables, their values, and the tests of one table."""

    checking: Checking
    reader: Reader
    tests: tuple[Condition, ...]
    bounded: bool = True
    """Whether the declared bounds of inputs count."""
    values: list[Values] = field(default_factory=list)
    loose: set[int] = field(default_factory=set)
    """Variables whose bounds are not constant."""
    _cases: dict[tuple[str, int], list[Box]] = field(default_factory=dict)
    _rows: dict[tuple[str, tuple[int, ...]], list[Box]] = field(default_factory=dict)
    _left: int = TOGETHER

    @classmethod
    def of(cls, checking: Checking, tests: Iterable[Core], *, bounded: bool = True) -> "Space":
        """The space of some tests."""
        reader = Reader(checking.drawn, checking.draft.names.get, checking.known)
        space = cls(checking, reader, tuple(map(reader.read, tests)), bounded)
        asked: dict[int, list[Atom]] = {}
        for test in space.tests:
            for atom in atoms(test):
                asked.setdefault(atom.variable, []).append(atom)
        for place in range(len(reader.variables)):
            space.values.append(space._values(place, asked.get(place, [])))
        return space

    def _values(self, place: int, asked: Sequence[Atom]) -> Values:
        variable = self.reader.variables[place]
        limit = self._limit(place, variable.core) if variable.kind is Known.PLAIN and self.bounded else None
        return Values(variable, asked, limit, whole=is_whole(variable.core, self.checking))

    def _limit(self, place: int, core: Core) -> Condition | None:
        """What is known of a variable's values: declared bounds, its scale, the length of the timeline."""
        clock = self.checking.setting.clock
        if isinstance(core, Clock) and clock is not None and clock.length is not None:
            return Both((_at(place, ">=", 0.0), _at(place, "<=", clock.length - 1.0)))
        parts: list[Condition] = [_at(place, ">=", 0.0)] if self._counts_rows(core) else []
        entry = self.entry(core)
        if entry is not None and entry.bounds is not None:
            inside = self.reader.read(conversions.bounded(self.checking.quietly(), core, entry.bounds, core.type))
            if all(it.variable == place for it in atoms(inside)) and not isinstance(inside, Sure):
                parts.append(inside)
            else:
                self.loose.add(place)
        if isinstance(core.type, Amount) and core.type.scale and not core.type.unit:
            low, high = core.type.scale
            parts += [_at(place, ">=", low), _at(place, "<=", high)]
        return Both(tuple(parts)) if parts else None

    def _counts_rows(self, core: Core) -> bool:
        """Whether a value is a number of rows, which is never negative."""
        while isinstance(core, Ref) and core.name in self.checking.definitions:
            core = self.checking.definitions[core.name].core
        return isinstance(core, Reduce) and self.checking.toolbox.aggregates[core.aggregate].counts_rows

    def entry(self, core: Core) -> Declared | None:
        """The declaration of the input that a variable is."""
        found = self.checking.draft.names.get(core.name) if isinstance(core, Ref) else None
        return found if isinstance(found, Declared) else None

    def bounds_said(self, places: Iterable[int]) -> str:
        """The declared bounds of some variables, as a message tells them."""
        told = []
        for place in places:
            core = self.values[place].variable.core
            entry = self.entry(core)
            if entry is not None and entry.bounds is not None:
                told.append(f"`{entry.name}` lies in {expression_text(entry.bounds)}")
            elif isinstance(core.type, Amount) and core.type.scale:
                told.append(
                    f"`{self.values[place].variable.words}` lies in {core.type.scale[0]:g}..{core.type.scale[1]:g}"
                )
        return ", ".join(told)

    # ---- rows as boxes
    @property
    def every(self) -> list[int]:
        """All the pieces of each variable."""
        return [it.all for it in self.values]

    @property
    def has_missing(self) -> bool:
        """Whether a condition asks for what is missing, or compares with it."""
        return any(it.gone for it in self.values) or any(map(_unsure, self.tests))

    def row(self, row: Row, how: "How") -> list[Box]:
        """A row as boxes, of which one has to hold. Raises `TooManyError`."""
        key = (how.name, row.tests or ())
        if key not in self._rows:
            found: list[Box] = [{}]
            for test in row.tests or ():
                found = product(found, self._of_test(test, how))
            self._rows[key] = found
            self._left -= len(found)
            if self._left < 0:
                raise TooManyError
        return self._rows[key]

    def _of_test(self, test: int, how: "How") -> list[Box]:
        key = (how.name, test)
        if key not in self._cases:
            condition = how.seen(self.tests[test])
            self._cases[key] = boxes_of(condition, lambda it: how.pieces(self, it), self.every, unsure=how.unsure)
        return self._cases[key]

    # ---- what depends on what
    def together(self, places: Sequence[int]) -> str:
        """Why some variables may not have any values at once; nothing where they may."""
        seen: dict[str, int] = {}
        for place in places:
            variable = self.values[place].variable
            if variable.kind is Known.PAIR:
                return f"{variable.words} are compared with each other"
            if variable.kind is Known.OPAQUE or place in self.loose:
                return f"`{variable.words}` is more than a comparison with constants"
            found = leaves(variable.core, self.checking.drawn, self.checking.draft.names.get)
            if self.reader.level(variable.core) <= FORMED:
                found = frozenset((AS_FIXED,))
            for leaf in found:
                if leaf in seen:
                    return f"`{self.values[seen[leaf]].variable.words}` and `{variable.words}` depend on one another"
                seen[leaf] = place
        return ""


@dataclass(frozen=True, slots=True)
class How:
    """How rows are looked at: what is made of missing values, and of the values of assumptions."""

    name: str
    unsure: bool
    """Whether what is missing may be true."""
    assumed: bool | None = None
    """What a test against an assumption is taken for; nothing: for what it is."""

    def seen(self, condition: Condition) -> Condition:
        """A condition as it is looked at."""
        return Sure(self.assumed, False) if isinstance(condition, Sure) and self._free(condition.assumed) else condition

    def pieces(self, space: Space, atom: Atom) -> int:
        """The pieces for which a test is taken to hold."""
        values = space.values[atom.variable]
        if self._free(atom.assumed):
            return values.all if self.assumed else 0
        found = values.holding(atom)
        return found | values.gone if self.unsure and atom.sign != MISSING else found

    def _free(self, assumed: bool) -> bool:  # noqa: FBT001 (as the condition says it)
        return assumed and self.assumed is not None


HOLDS = How("holds", unsure=False)
"""For certain."""
MAY_HOLD = How("may hold", unsure=True)
"""For all that is known: where it is not false."""
COULD_HOLD = How("could hold", unsure=False, assumed=True)
"""With other values of the assumptions."""
MUST_HOLD = How("must hold", unsure=True, assumed=False)
"""Whatever the values of the assumptions."""


def _at(place: int, sign: str, value: float) -> Atom:
    return Atom(place, sign, value, False, False)


def _unsure(condition: Condition) -> bool:
    match condition:
        case Sure(holds=None):
            return True
        case Sure() | Atom():
            return False
    return any(map(_unsure, condition.parts))


def is_whole(core: Core, checking: Checking) -> bool:
    """Whether a value is always a whole number: a day, a period, a count."""
    if isinstance(core.type, Day) or isinstance(core, Clock):
        return True
    if isinstance(core, Apply) and all(isinstance(it.type, Day) for it in core.args):  # from day to day
        return isinstance(core.type, Amount) and core.type.tag is Tag.DATES
    count = isinstance(core.type, Amount) and core.type.tag is Tag.COUNT and not core.type.unit
    return count and _Whole(checking.drawn, checking.draft.names.get, checking.toolbox).is_whole(core)


@dataclass(slots=True)
class _Whole:
    definitions: Callable[[str], Definition | None]
    entry: Callable[[str], object]
    toolbox: Toolbox
    seen: set[str] = field(default_factory=set)

    def is_whole(self, core: Core) -> bool:
        match core:
            case Const(value=value):
                return isinstance(value, float | int) and float(value).is_integer()
            case Given():
                return isinstance(core.type, Amount) and core.type.tag is Tag.COUNT
            case Ref(name=name):
                return self._name(name)
            case Apply(function="+" | "-" | "*" | "neg" | "total", args=args):
                return all(map(self.is_whole, args))
            case Choose(then=then, otherwise=otherwise):
                return self.is_whole(then) and self.is_whole(otherwise)
            case Instead(value=value, other=other):
                return self.is_whole(value) and self.is_whole(other)
            case Reduce(aggregate=name, args=args):
                aggregate = self.toolbox.aggregates[name]
                if aggregate.rule in (total, extreme, picked):
                    return all(map(self.is_whole, args))
                counts = any(isinstance(it.type, Amount) and it.type.tag is Tag.COUNT for it in args)
                return aggregate.counts_rows or not counts
        return False

    def _name(self, name: str) -> bool:
        definition = self.definitions(name)
        if definition is None or name in self.seen:
            return False
        if declared_role(self.entry, name) in (Role.INPUT, Role.ASSUMPTION):
            return isinstance(definition.type, Amount) and definition.type.tag is Tag.COUNT
        self.seen.add(name)
        return self.is_whole(definition.core)
