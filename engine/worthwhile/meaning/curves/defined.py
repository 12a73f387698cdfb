"""Curves and dated values: their rows understood, in order, each value in the unit of the whole."""

from collections.abc import Sequence
from dataclasses import replace

from worthwhile.meaning import complaints
from worthwhile.meaning.checking import Checking
from worthwhile.meaning.constants import NotConstantError
from worthwhile.meaning.core import (
    ENTITY,
    SINGLE,
    Clock,
    Const,
    Core,
    Interpolate,
    Points,
    Ref,
    Shape,
    apply,
    joined,
    number,
    operand,
    unknown,
)
from worthwhile.meaning.curves import complaints as curve_complaints
from worthwhile.meaning.curves.reading import Beyond, Reading, Using
from worthwhile.meaning.draft import AS_OF
from worthwhile.meaning.expressions import Elaborator, conversions
from worthwhile.meaning.expressions.literals import day_number
from worthwhile.meaning.graph import resolved
from worthwhile.meaning.items import Defined
from worthwhile.meaning.meaning import Definition
from worthwhile.meaning.shown import shown
from worthwhile.syntax.tree import DateText, Expression, Tabulated, Word
from worthwhile.text import Span
from worthwhile.units import (
    NUMBER,
    Amount,
    CurveOf,
    Day,
    Factor,
    Nothing,
    Rate,
    Tag,
    Type,
    Unknown,
    Zero,
)
from worthwhile.units.measures import DAYS, MONTHS

LEAST = 2
"""How many rows it takes to know how a curve goes on."""
DATED = Reading(Using.STEP, Beyond.LAST, before=False)


def tabulated(checking: Checking, at: Elaborator, entry: Defined, table: Tabulated) -> tuple[Definition, Points | None]:
    """A curve or a dated value, and its rows where they could be understood."""
    if len(table.keys) > checking.limits.rows:
        found, most = len(table.keys), checking.limits.rows
        at.say(complaints.too_many("W0906", f"rows of `{entry.name}`", found, most, entry.at))
        return _unknown(entry), None
    if table.unit is not None:
        return _dated(checking, at, entry, table)
    return _curve(checking, at, entry, table)


def _unknown(entry: Defined) -> Definition:
    core = unknown(entry.at)
    return Definition(entry.name, entry.role, entry.label, core, Unknown(), SINGLE, entry.at, entry.group)


# ---- dated values


def _dated(checking: Checking, at: Elaborator, entry: Defined, table: Tabulated) -> tuple[Definition, Points | None]:
    assert table.unit is not None  # noqa: S101 (the caller looked)
    want = at.types.unit(table.unit.words)
    values = [conversions.adopt(at, it, want) for it in table.values]
    keys = [_day(at, it) for it in table.keys]
    points = _points(at, entry, table, keys, values, want, Day(), DATED)
    if points is None:
        return _unknown(entry), None
    core = Interpolate(points, _when(checking, at, table.span), want, SINGLE, table.span)
    core = replace(core, shape=joined(points, core.at))
    definition = Definition(entry.name, entry.role, entry.label, core, want, core.shape, entry.at, entry.group)
    return definition, points


def _day(at: Elaborator, node: Expression) -> float | None:
    assert isinstance(node, DateText)  # noqa: S101 (the grammar says so)
    found = day_number(node)
    if found is None:
        at.say(complaints.no_such_day(node.text, node.span))
    return None if found is None else float(found)


def _when(checking: Checking, at: Elaborator, span: Span) -> Core:
    """The day that a dated value is of: the first of each period, or the day that the model looks from."""
    clock, start = checking.setting.clock, checking.world.start
    if clock is None or start is None:
        return Ref(resolved(checking.draft, AS_OF, at.sees), Day(), SINGLE, span)
    months = MONTHS.get(clock.period)
    length = number(float(months or DAYS.get(clock.period, 1)), span)
    ahead = apply("*", Clock(NUMBER, span), length, span=span)
    first = Const(start, Day(), span)
    return apply("date + months" if months else "date + days", first, ahead, type_=Day(), span=span)


# ---- curves


def _curve(checking: Checking, at: Elaborator, entry: Defined, table: Tabulated) -> tuple[Definition, Points | None]:
    assert table.over is not None  # noqa: S101 (the statement says so)
    over = at.types.unit((table.over,))
    reading = _reading(at, table)
    keys = [_key(checking, at, it, over) for it in table.keys]
    values, gives = _values(at, table.values)
    if reading is None or isinstance(over, Unknown) or isinstance(gives, Unknown):
        return _unknown(entry), None
    if not _can_be_read(checking, at, entry, table, reading, values, gives):
        return _unknown(entry), None
    if reading.using is not Using.STEP and isinstance(gives, Amount) and gives.tag is Tag.COUNT:
        gives = replace(gives, tag=Tag.NUMBER)  # between two counts there is no count
    points = _points(at, entry, table, keys, values, gives, over, reading)
    if points is None:
        return _unknown(entry), None
    type_ = CurveOf(str(over), gives)
    definition = Definition(entry.name, entry.role, entry.label, points, type_, points.shape, entry.at, entry.group)
    return definition, points


def _reading(at: Elaborator, table: Tabulated) -> Reading | None:
    using = _option(at, "using", table.using, [it.value for it in Using])
    beyond = _option(at, "beyond", table.beyond, [it.value for it in Beyond])
    if using is None or beyond is None:
        return None
    reading = Reading(Using(using or Using.LINEAR), Beyond(beyond or Beyond.LAST))
    if reading.beyond is Beyond.LAST_RATE and table.beyond is not None:
        if reading.using is Using.STEP:
            at.say(curve_complaints.steps_have_no_rate(table.beyond.span))
            return None
        if len(table.keys) < LEAST:
            at.say(curve_complaints.one_row_has_no_rate(table.beyond.span))
            return None
    return reading


def _option(at: Elaborator, what: str, said: Word | None, known: Sequence[str]) -> str | None:
    """A word of the heading, nothing where none is said; None, and a finding, where it is none of these."""
    if said is None:
        return ""
    if said.text in known:
        return said.text
    at.say(curve_complaints.unknown_reading(what, said.text, said.span, known))
    return None


def _key(checking: Checking, at: Elaborator, node: Expression, over: Type) -> float | None:
    core = conversions.adopt(at, node, over)
    if isinstance(core.type, Unknown):
        return None
    try:
        value = checking.known(core)
    except NotConstantError:
        value = None
    if isinstance(value, float) and not isinstance(value, bool):
        return value
    at.say(curve_complaints.key_wanted(" ".join(node.span.text.split()), node.span))
    return None


def _values(at: Elaborator, nodes: Sequence[Expression]) -> tuple[list[Core], Type]:
    """The values, and their type: that of the first row that has one; literals after it take over its unit."""
    first = None
    for node in nodes:
        core = at.core(node)
        if not isinstance(core.type, Zero | Nothing):
            first = core
            break
    want = NUMBER if first is None else first.type
    if isinstance(want, Amount) and want.tag in (Tag.CLOCK, Tag.DATES):
        want = Amount(want.unit)
    return [conversions.adopt(at, node, want) for node in nodes], want


def _can_be_read(
    checking: Checking,
    at: Elaborator,
    entry: Defined,
    table: Tabulated,
    reading: Reading,
    values: Sequence[Core],
    gives: Type,
) -> bool:
    """Whether there is something between the values: numbers, and for logarithms positive ones."""
    if reading.using is Using.STEP:
        return True
    if not isinstance(gives, Amount | Rate | Factor):
        at.say(curve_complaints.nothing_between(entry.name, gives, table.values[0].span))
        return False
    if reading.using is Using.LOG_LINEAR:
        for node, core in zip(table.values, values, strict=True):
            value = checking.constant(core)
            if isinstance(value, float) and value <= 0:
                at.say(curve_complaints.positive_wanted(entry.name, shown(value, gives), node.span))
                return False
    return True


# ---- both


def _points(
    at: Elaborator,
    entry: Defined,
    table: Tabulated,
    keys: Sequence[float | None],
    values: Sequence[Core],
    gives: Type,
    over: Type,
    reading: Reading,
) -> Points | None:
    """The rows in the order of their keys; nothing, and findings, where they are no such table."""
    known = [it for it in keys if it is not None]
    right = len(known) == len(keys) and not any(isinstance(it.type, Unknown) for it in values)
    for node, core in zip(table.values, values, strict=True):
        if not core.shape <= {ENTITY}:
            words = operand(core).words
            hint = "a row has one value, or one for each row of the data; what changes over time is in the keys"
            at.say(complaints.one_value(f"a row of `{entry.name}`", words, node.span, hint))
            right = False
    if isinstance(gives, Unknown) or not right or not _in_order(at, entry, table, known, dated=table.unit is not None):
        return None
    order = sorted(range(len(known)), key=known.__getitem__)
    shape: Shape = SINGLE.union(*(it.shape for it in values))
    rows = tuple(values[it] for it in order)
    return Points(entry.name, tuple(known[it] for it in order), rows, reading, gives, shape, table.span, over)


def _in_order(at: Elaborator, entry: Defined, table: Tabulated, keys: Sequence[float], *, dated: bool) -> bool:
    """Whether each key stands once, and those of a curve in order."""
    right, first = True, dict[float, Span]()
    for place, (node, key) in enumerate(zip(table.keys, keys, strict=True)):
        words = " ".join(node.span.text.split())
        if key in first:
            at.say(curve_complaints.key_twice(entry.name, words, node.span, first[key]))
            right = False
        elif not dated and place and key < keys[place - 1]:
            at.say(curve_complaints.key_out_of_order(entry.name, words, node.span, table.keys[place - 1].span))
            right = False
        first.setdefault(key, node.span)
    return right
