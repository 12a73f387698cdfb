"""Lines under one total, and comparisons by their sign."""

from collections.abc import Callable

from worthwhile.units import complaints
from worthwhile.units.measures import CALENDAR
from worthwhile.units.operand import Adjust, Operand, Refusal, Ruling, Setting
from worthwhile.units.rules.meeting import ADDED, compared, meet
from worthwhile.units.types import NUMBER, Amount, Type, Unknown
from worthwhile.units.unit import Unit


def total_of_lines(setting: Setting, *lines: Operand) -> Ruling:
    """The type of a total: that of its lines, flows in the timeline's period."""
    if any(isinstance(it.type, Unknown) for it in lines):
        return Ruling(Unknown())
    if not lines:  # what should stand there could not be read
        return Ruling(Unknown())
    found = lines[0]
    for line in lines[1:]:
        try:
            found = Operand(meet(setting, found, line, ADDED).type, words=found.words)
        except Refusal:
            raise complaints.lines_differ(lines, "one total") from None
    want: Type = found.type if not found.fits_all else NUMBER
    if isinstance(want, Amount) and setting.clock and setting.is_flow(want):
        want = Amount(_by_period(setting, want.unit, setting.clock.period))
    return Ruling(want, tuple(_into(setting, it, want) for it in lines))


def _by_period(setting: Setting, unit: Unit, period: str) -> Unit:
    units = setting.units
    return Unit(tuple((period if units.measures[it].base == CALENDAR else it, power) for it, power in unit.powers))


def _into(setting: Setting, line: Operand, want: Type) -> Adjust:
    if isinstance(line.type, Amount) and isinstance(want, Amount) and line.type.unit and want.unit:
        return Adjust(times=setting.units.factor(line.type.unit, want.unit))
    return Adjust()


def comparison(sign: str) -> Callable[..., Ruling]:
    """The rule of a comparison."""

    def rule(setting: Setting, a: Operand, b: Operand) -> Ruling:
        return compared(setting, sign, a, b)

    return rule
