"""Values that have to be of one kind: those that are added, compared, or branches of one value."""

from collections.abc import Sequence

from worthwhile.text.frozen import frozen
from worthwhile.units import complaints
from worthwhile.units.operand import AS_IS, Adjust, Operand, Ruling, Setting
from worthwhile.units.types import (
    NUMBER,
    Amount,
    Category,
    CurveOf,
    Factor,
    Rate,
    Table,
    Tag,
    Truth,
    Type,
    Unknown,
    Words,
)

ADDED, COMPARED, BRANCHES = "added", "compared", "one value"


@frozen
class Meeting:
    """The common type of two operands, and what is done to each to come to it."""

    type: Type
    left: Adjust = AS_IS
    right: Adjust = AS_IS


def meet(setting: Setting, a: Operand, b: Operand, doing: str) -> Meeting:
    """The common type of two values: the left one's unit, to which the right one is converted."""
    if isinstance(a.type, Unknown) or isinstance(b.type, Unknown):
        return Meeting(b.type if isinstance(a.type, Unknown) else a.type)
    if a.fits_all or b.fits_all:
        return Meeting(b.type if a.fits_all else a.type)
    for x, y in ((a, b), (b, a)):
        if y.bare and not x.bare:
            taken = _beside(x, y, doing)
            if taken:
                return Meeting(taken)
    match a.type, b.type:
        case (Rate(), Rate()) | (Factor(), Factor()):
            if a.type != b.type:
                raise complaints.two_periods(a, b, doing)
            return Meeting(a.type)
        case Amount(), Amount():
            return _amounts(setting, a, b, doing)
        case Category(), Category():
            if a.type.labels != b.type.labels:
                raise complaints.unequal_labels(a, b)
            return Meeting(a.type)
        case (Table() | CurveOf(), _) | (_, Table() | CurveOf()):
            raise complaints.two_kinds(setting, a, b, doing)
    if type(a.type) is not type(b.type):
        raise complaints.two_kinds(setting, a, b, doing)
    return Meeting(a.type)


def _beside(x: Operand, y: Operand, doing: str) -> Type | None:
    """The type of x beside the bare literal y, where y takes over what x has."""
    literal = y.literal
    match x.type:
        case Rate() | Factor():
            return x.type if doing != ADDED else None
        case Amount(tag=Tag.CLOCK) if y.tagged(Tag.NUMBER):
            return x.type
        case Amount(unit=unit, tag=Tag.SCORE) if not unit:
            return x.type if doing != ADDED else NUMBER
        case Amount(unit=unit, tag=Tag.COUNT) if not unit:
            whole = literal is not None and literal.whole and y.tagged(Tag.NUMBER)
            return x.type if whole else NUMBER
        case Amount(unit=unit) if not unit:
            return x.type
    return None


def _amounts(setting: Setting, a: Operand, b: Operand, doing: str) -> Meeting:
    one, two = a.type, b.type
    assert isinstance(one, Amount)  # noqa: S101 (the caller matched)
    assert isinstance(two, Amount)  # noqa: S101 (as above)
    if not setting.units.same_dimension(one.unit, two.unit):
        raise complaints.two_kinds(setting, a, b, doing)
    scores = (one.tag is Tag.SCORE, two.tag is Tag.SCORE)
    if all(scores) and one.scale != two.scale:
        raise complaints.two_scales(a, b)
    if doing == ADDED and any(scores):
        return Meeting(NUMBER)
    turned = doing == BRANCHES and a.literal is not None and b.literal is None
    first, second = (two, one) if turned else (one, two)
    tag = first.tag if first.tag == second.tag or first.unit else Tag.NUMBER
    if tag is Tag.CLOCK and second.tag is not Tag.CLOCK:
        tag = Tag.NUMBER
    adjust = Adjust(times=setting.units.factor(second.unit, first.unit))
    found = Amount(first.unit, tag, first.scale if tag is Tag.SCORE else None)
    return Meeting(found, adjust, AS_IS) if turned else Meeting(found, AS_IS, adjust)


def branches(setting: Setting, operands: Sequence[Operand]) -> Ruling:
    """One type of several values, that of the first that is no bare literal."""
    lead = next((it for it in operands if it.literal is None and not it.fits_all), operands[0])
    found = lead
    for operand in operands:
        meeting = meet(setting, found, operand, BRANCHES)
        found = Operand(
            meeting.type,
            found.literal if operand.literal and meeting.type == found.type else None,
            words=found.words if not found.fits_all else operand.words,
        )
    adjust = tuple(_toward(setting, it, found.type) for it in operands)
    return Ruling(found.type, adjust)


def _toward(setting: Setting, operand: Operand, want: Type) -> Adjust:
    """What brings an operand to a type that it has met."""
    match operand.type, want:
        case Amount(unit=have), Amount(unit=unit) if have and unit:
            return Adjust(times=setting.units.factor(have, unit))
    return AS_IS


def compared(setting: Setting, sign: str, a: Operand, b: Operand) -> Ruling:
    """A comparison of two values."""
    texts = isinstance(a.type, Words) and isinstance(b.type, Words)
    category = isinstance(a.type, Category) or isinstance(b.type, Category)
    if Unknown in (type(a.type), type(b.type)):
        return Ruling(Truth(), use=sign)  # what it is not has been said already
    if category or (texts and sign not in ("=", "!=")):
        raise complaints.equality(a, b, sign)
    meeting = meet(setting, a, b, COMPARED)
    use = sign
    if isinstance(meeting.type, Words):
        use = f"text {sign}"
    elif isinstance(meeting.type, Truth):
        if sign not in ("=", "!="):
            raise complaints.two_kinds(setting, a, b, COMPARED)
        use = f"flag {sign}"
    return Ruling(Truth(), (meeting.left, meeting.right), use=use)
