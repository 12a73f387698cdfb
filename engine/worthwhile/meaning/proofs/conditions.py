"""Conditions as a proof sees them: tests of variables against constants, joined by `and` and `or`.

A variable is a name or any other expression that is compared with constants; the same expression is
the same variable wherever it stands. Two variables that are compared with each other make a third,
whose values are less, equal and greater. A condition that is neither is a flag of which nothing is
known but that it is one thing throughout.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum, auto

from worthwhile.meaning.constants import NotConstantError
from worthwhile.meaning.core import Apply, Clock, Const, Core, Given, IsMissing, Ref, below
from worthwhile.meaning.function import Value
from worthwhile.meaning.items import Declared, Role
from worthwhile.meaning.meaning import Definition
from worthwhile.syntax.tree import Changed, Name
from worthwhile.text.frozen import frozen
from worthwhile.units import Table, Truth

ORDER = {"<": ">", "<=": ">=", "=": "=", "!=": "!=", ">": "<", ">=": "<="}
"""The signs of comparison, and what each is when the sides are exchanged."""
OPPOSITE = {"<": ">=", "<=": ">", "=": "!=", "!=": "=", ">": "<=", ">=": "<"}
MISSING = "missing"
EQUALITIES = {"label =": "=", "flag =": "=", "flag !=": "!=", "text =": "=", "text !=": "!="}


class Known(StrEnum):
    """What a variable is."""

    PLAIN = auto()
    """A name or an expression: it has the values of its kind."""
    PAIR = auto()
    """How two variables compare."""
    OPAQUE = auto()
    """A condition that is not looked into."""


@frozen
class Variable:
    """What conditions ask about."""

    core: Core
    kind: Known
    words: str


@frozen
class Atom:
    """One test of one variable."""

    variable: int
    sign: str
    value: Value
    negated: bool
    """Of `is missing`; other signs have an opposite."""
    assumed: bool
    """Whether the constant comes of an assumption."""


@frozen
class Sure:
    """What is known when the model loads; None: missing."""

    holds: bool | None
    assumed: bool


@frozen
class Both:
    """All of several."""

    parts: tuple["Condition", ...]


@frozen
class Either:
    """One of several."""

    parts: tuple["Condition", ...]


Condition = Atom | Sure | Both | Either

LITERAL, ASSUMED, FORMED, VARIES = range(4)
"""How far from a constant an expression is: a literal; of assumptions; of formulas of them; of data."""


@dataclass(slots=True)
class Reader:
    """Reads conditions; keeps the variables that they are about."""

    definitions: Callable[[str], Definition | None]
    entry: Callable[[str], object]
    known: Callable[[Core], Value]
    variables: list[Variable] = field(default_factory=list)
    _places: dict[object, int] = field(default_factory=dict)
    _levels: dict[str, int] = field(default_factory=dict)

    def read(self, core: Core, *, negated: bool = False) -> Condition:
        """A condition, or its opposite."""
        match core:
            case Apply(function="and" | "or" as sign, args=args):
                parts = tuple(self.read(it, negated=negated) for it in args)
                return Both(parts) if (sign == "and") != negated else Either(parts)
            case Apply(function="not", args=(inside,)):
                return self.read(inside, negated=not negated)
            case IsMissing(value=value):
                return self._missing(core, value, negated=negated)
            case Apply(function=sign, args=(a, b)) if sign in ORDER:
                return self._compared(core, sign, a, b, negated=negated)
            case Apply(function=name, args=(a, b)) if name in EQUALITIES:
                return self._equal(core, EQUALITIES[name], a, b, negated=negated)
        return self._flag(core, negated=negated)

    def _flag(self, core: Core, *, negated: bool) -> Condition:
        """A flag by itself."""
        level = self.level(core)
        if level <= ASSUMED:
            return self._sure(core, level, negated=negated)
        kind = Known.PLAIN if isinstance(core.type, Truth) else Known.OPAQUE
        return Atom(self.place(core, kind), "=", not negated, False, False)

    def _missing(self, core: Core, value: Core, *, negated: bool) -> Condition:
        level = self.level(value)
        if level <= ASSUMED:
            return self._sure(core, level, negated=negated)
        return Atom(self.place(value, Known.PLAIN), MISSING, None, negated, False)

    def _compared(self, core: Core, sign: str, a: Core, b: Core, *, negated: bool) -> Condition:
        one, other = self.level(a), self.level(b)
        if max(one, other) <= ASSUMED:
            return self._sure(core, max(one, other), negated=negated)
        sign = OPPOSITE[sign] if negated else sign
        if one < other:
            a, b, one, other, sign = b, a, other, one, ORDER[sign]
        if one == other:
            return self._pair(sign, a, b)
        value = self.known(b)
        if value is None:
            return Sure(None, other >= ASSUMED)
        return Atom(self.place(a, Known.PLAIN), sign, value, False, other >= ASSUMED)

    def _pair(self, sign: str, a: Core, b: Core) -> Condition:
        """How two variables compare; in one order, so that `a < b` and `b > a` are one."""
        one, other = key(a), key(b)
        if one == other:
            return Sure(sign in ("=", "<=", ">="), False)  # but for what is missing
        if repr(other) < repr(one):
            a, b, one, other, sign = b, a, other, one, ORDER[sign]
        words = f"{said(a)} and {said(b)}"
        place = self._take((one, "beside", other), Variable(_together(a, b), Known.PAIR, words))
        return Atom(place, sign, None, False, False)

    def _equal(self, core: Core, sign: str, a: Core, b: Core, *, negated: bool) -> Condition:
        one, other = self.level(a), self.level(b)
        if max(one, other) <= ASSUMED:
            return self._sure(core, max(one, other), negated=negated)
        sign = OPPOSITE[sign] if negated else sign
        if one < other:
            a, b, one, other = b, a, other, one
        if one == other:
            return Atom(self.place(core, Known.OPAQUE), "=", not negated, False, False)
        value = self.known(b)
        if value is None:
            return Sure(None, other >= ASSUMED)
        if isinstance(a.type, Truth):
            return Atom(self.place(a, Known.PLAIN), "=", value is (sign == "="), False, other >= ASSUMED)
        return Atom(self.place(a, Known.PLAIN), sign, value, False, other >= ASSUMED)

    def _sure(self, core: Core, level: int, *, negated: bool) -> Sure:
        value = self.known(core)
        holds = None if value is None else bool(value) != negated
        return Sure(holds, level >= ASSUMED)

    # ---- variables
    def place(self, core: Core, kind: Known) -> int:
        """The number of a variable."""
        return self._take(key(core), Variable(core, kind, said(core)))

    def _take(self, name: object, variable: Variable) -> int:
        if name not in self._places:
            self._places[name] = len(self.variables)
            self.variables.append(variable)
        return self._places[name]

    # ---- constants
    def level(self, core: Core) -> int:
        """How far from a constant an expression is."""
        match core:
            case Const():
                return LITERAL
            case Ref(name=name):
                return self._level_of(name)
            case Given() | Clock():
                return VARIES
            case Apply(args=args):
                found = max(map(self.level, args), default=LITERAL)
            case _:
                found = max(map(self.level, below(core)), default=LITERAL)
        return found if found == VARIES or self._is_known(core) else VARIES

    def _is_known(self, core: Core) -> bool:
        try:
            self.known(core)
        except NotConstantError:
            return False
        return True

    def _level_of(self, name: str) -> int:
        if name not in self._levels:
            self._levels[name] = VARIES  # while it is looked at: a recurrence varies
            self._levels[name] = self._found(name)
        return self._levels[name]

    def _found(self, name: str) -> int:
        definition = self.definitions(name)
        role = declared_role(self.entry, name)
        if definition is None or role is Role.INPUT:
            return VARIES
        inside = definition.core
        level = VARIES if isinstance(inside, Given) else self.level(inside)
        if role is Role.ASSUMPTION:
            return VARIES if level == VARIES else ASSUMED
        return max(level, FORMED)


def declared_role(entry: Callable[[str], object], name: str) -> Role | None:
    """Whether a name is an input or an assumption, in an alternative, too."""
    found = entry(name)
    match found:
        case Declared(role=role):
            return role
    expression = getattr(found, "expression", None)
    if isinstance(expression, Changed) and isinstance(expression.value, Name):
        return declared_role(entry, expression.value.text)
    return None


def said(core: Core) -> str:
    """How messages speak of a variable: its name, or its words."""
    return core.name if isinstance(core, Ref) else " ".join(core.span.text.split())


SCALARS = ("function", "aggregate", "axis", "periods", "name", "value", "policy")


def key(core: Core) -> object:
    """What two expressions have in common when they are the same, wherever they stand."""
    match core:
        case Ref(name=name):
            return name
        case Const(value=value):
            return (type(value).__name__, value)
    own = (getattr(core, it, None) for it in SCALARS)
    scalars = tuple(it for it in own if isinstance(it, str | int))
    return (type(core).__name__, scalars, tuple(map(key, below(core))))


def _together(a: Core, b: Core) -> Core:
    return Apply("=", (a, b), Truth(), a.shape | b.shape, a.span)


def leaves(
    core: Core, definitions: Callable[[str], Definition | None], entry: Callable[[str], object]
) -> frozenset[str]:
    """The inputs, the tables and the time that a value depends on.

    Columns of one table count as one: a row that is not there is in none of them.
    """
    found: set[str] = set()
    seen: set[str] = set()
    waiting: list[Core] = [core]
    while waiting:
        node = waiting.pop()
        match node:
            case Given(name=name):
                found.add(name.partition(".")[0])
            case Clock():
                found.add("t")
            case Ref(name=name, type=Table()):
                found.add(name)
            case Ref(name=name) if name not in seen:
                seen.add(name)
                definition = definitions(name)
                if declared_role(entry, name) is Role.INPUT:
                    found.add(name.rpartition(".")[2])
                elif definition is not None:
                    waiting.append(definition.core)
            case _:
                waiting.extend(below(node))
    return frozenset(found)


def atoms(condition: Condition) -> Iterator[Atom]:
    """The tests in a condition."""
    match condition:
        case Atom():
            yield condition
        case Both(parts=parts) | Either(parts=parts):
            for it in parts:
                yield from atoms(it)
        case Sure():
            return
