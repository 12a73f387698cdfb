"""``as``, and literals that take over the unit of what they are written for."""

from worthwhile.units import complaints, doubts
from worthwhile.units.measures import MONTHS
from worthwhile.units.operand import AS_IS, Adjust, Operand, Ruling, Setting
from worthwhile.units.types import (
    Amount,
    Category,
    Day,
    Factor,
    Rate,
    Tag,
    Truth,
    Type,
    Unknown,
    Words,
)
from worthwhile.units.unit import Unit


def converted(setting: Setting, x: Operand, want: Type) -> Ruling:
    """The type of ``x as want``: converts where the dimension is the same, else refuses."""
    if x.fits_all:
        return Ruling(want)
    match x.type, want:
        case Factor(per=have), Factor(per=per):
            return Ruling(want, (Adjust(power=setting.units.ratio(per, have)),))
        case Rate(), Rate():
            if x.type != want:
                raise complaints.rescaled_rate(x, want)
            return Ruling(want)
        case Amount(), Amount():
            return _amount(setting, x, x.type, want)
        case (Day(), Day()) | (Words(), Words()) | (Truth(), Truth()):
            return Ruling(want)
    raise complaints.cannot_convert(x, want)


def _amount(setting: Setting, x: Operand, have: Amount, want: Amount) -> Ruling:
    names = [name for name, _ in want.unit.powers]
    if x.plain and have.tag is Tag.COUNT and len(names) == 1 and names[0] in setting.units.own:
        return Ruling(want)
    if not setting.units.same_dimension(have.unit, want.unit):
        raise complaints.cannot_convert(x, want, _hint(setting, x, have, want))
    if have.tag is Tag.SCORE and want.tag is Tag.SCORE and have.scale != want.scale:
        raise complaints.two_scales(x, Operand(want))
    ruling = Ruling(want, (Adjust(times=setting.units.factor(have.unit, want.unit)),))
    if have.tag is Tag.DATES and names and names[0] in MONTHS:
        ruling = ruling.doubting(doubts.DAYS_AS_MONTHS)
    return ruling


def _hint(setting: Setting, x: Operand, have: Amount, want: Amount) -> str:
    if setting.is_flow(have) and not setting.is_flow(want):
        over = f"sum({x.words} over t)" if x.series else f"{x.words} * 12 months"
        return f"a flow is no total: `{over}` adds it up"
    if not have.unit and want.unit:
        return f"multiply with a unit: `{x.words} * 1 {want.unit.single}`"
    return ""


def adopted(setting: Setting, x: Operand, want: Type) -> Ruling:
    """A default, bound, `given`, override or cell for something declared as ``want``.

    A literal takes over the part of the declared unit that it leaves out; what it says must fit.
    """
    strict = isinstance(want, Day | Words | Truth)
    if isinstance(want, Unknown) or isinstance(x.type, Unknown) or (x.fits_all and not strict):
        return Ruling(want)
    if str(x.type) == "missing":
        return Ruling(want)
    if x.literal is None and not isinstance(x.type, Day | Words | Truth):
        return fitted(setting, x, want)
    match x.type, want:
        case Rate(), Rate() | Factor():
            if x.type.per == want.per:
                return Ruling(want)
            if isinstance(want, Rate):
                raise complaints.rescaled_rate(x, want)
        case Amount(), Rate() | Factor() if not x.type.unit:
            return Ruling(want)
        case Amount(), Amount():
            adjust = _taken_over(setting, x, x.type, want)
            if adjust is not None:
                return Ruling(want, (adjust,))
        case Words(), Category():
            return Ruling(want, use="text as category")
        case _ if type(x.type) is type(want):
            return Ruling(want)
    raise complaints.misfit(x, want)


def _taken_over(setting: Setting, x: Operand, have: Amount, want: Amount) -> Adjust | None:
    units = setting.units
    if not have.unit:
        if have.tag is Tag.PERCENT:
            plain = want.tag in (Tag.NUMBER, Tag.PERCENT)
            return AS_IS if plain and all(power < 0 for _, power in want.unit.powers) else None
        whole = x.literal is None or x.literal.whole
        return AS_IS if want.tag is not Tag.COUNT or whole else None
    if units.same_dimension(have.unit, want.unit):
        return Adjust(times=units.factor(have.unit, want.unit))
    said, wanted = units.dimension(have.unit), units.dimension(want.unit)
    if any(wanted.get(base) != power for base, power in said.items()):
        return None
    part = Unit(tuple(it for it in want.unit.powers if units.measures[it[0]].base in said))
    return Adjust(times=units.factor(have.unit, part))


def fitted(setting: Setting, x: Operand, want: Type) -> Ruling:
    """A formula for what is declared: converted where the dimension is the same."""
    if x.fits_all or isinstance(want, Unknown):
        return Ruling(want)
    match x.type, want:
        case Words(), Category():
            return Ruling(want, use="text as category")
        case Category(), Category():
            if x.type.labels != want.labels:
                raise complaints.unequal_labels(x, Operand(want))
            return Ruling(want)
        case (Rate(per=per), Amount(unit=unit, tag=tag)) | (Amount(unit=unit, tag=tag), Rate(per=per)):
            # The declaration says whether it leaves or counts.
            if unit == Unit.one(per, -1) and tag is not Tag.COUNT:
                return Ruling(want)
        case (Rate(), Rate()) | (Factor(), Factor()):
            if x.type == want:
                return Ruling(want)
        case Amount(), Amount():
            if setting.units.same_dimension(x.type.unit, want.unit):
                if Tag.SCORE == x.type.tag == want.tag and x.type.scale != want.scale:
                    raise complaints.two_scales(x, Operand(want))
                return Ruling(want, (Adjust(times=setting.units.factor(x.type.unit, want.unit)),))
        case _ if type(x.type) is type(want):
            return Ruling(want)
    raise complaints.other_than_declared(setting, x, want)
