"""What formulas read of a fit: its parameters, and its members row by row."""

from collections.abc import Sequence

from worthwhile.meaning.core import (
    SINGLE,
    Apply,
    Const,
    Core,
    Ref,
    adjusted,
    apply,
    joined,
    number,
    operand,
    retyped,
    unknown,
)
from worthwhile.meaning.expressions.at import At
from worthwhile.meaning.fits import complaints
from worthwhile.meaning.fits.facts import FitFacts
from worthwhile.meaning.fits.offered import ERROR, LIKELIHOOD, READ, ROWS, reading
from worthwhile.meaning.fitting import Measured, Member, Variable
from worthwhile.meaning.graph import fit_read, resolved
from worthwhile.syntax.tree import Call, OfFit, Range
from worthwhile.text import Span
from worthwhile.units import (
    COUNT,
    NUMBER,
    Adjust,
    Amount,
    Day,
    Factor,
    FitOf,
    Rate,
    Truth,
    Type,
    Unit,
    Unknown,
    Words,
    article,
    plural,
)
from worthwhile.units.measures import PERIODS


def of_fit(at: At, node: OfFit) -> Core:
    """A parameter, its standard error, the log-likelihood, the number of rows; or a member without arguments."""
    name = resolved(at.world.draft, node.fit.text, at.sees)
    known = at.world.facts.get(name)
    if known is None or known.fit is None:
        return unknown(node.span)
    facts, what = known.fit, node.what
    member = next((it for it in facts.fit.members if it.name == what), None)
    if member is not None and what not in {it.name for it in facts.estimates}:
        return _member(at, name, facts, member, (), node.span)
    if what in facts.given:
        return facts.given[what]
    return _read(name, what, _type_of(facts, what), node.span)


def _type_of(facts: FitFacts, what: str) -> Type:
    if what == ROWS:
        return COUNT
    if what == LIKELIHOOD:
        return NUMBER
    name = what.removesuffix(f".{ERROR}")
    it = next(it for it in facts.estimates if it.name == name)
    return facts.type_of(it.unit, it.shown)


def _read(name: str, what: str, type_: Type, span: Span) -> Core:
    args = (Ref(name, FitOf(name), SINGLE, span), Const(what, Words(), span))
    return Apply(READ, args, type_, SINGLE, span)


def member_called(at: At, node: Call) -> Core | None:
    """A member of a fit, called: ``buying.purchases(39 weeks)``; nothing where it is none."""
    found = fit_read(at.world.draft, node.function.text, at.sees)
    if found is None:
        return None
    name, what = found
    own = [None if isinstance(it.value, Range) else at.core(it.value) for it in node.arguments]
    known = at.world.facts.get(name)
    if known is None or known.fit is None:
        return unknown(node.span)
    facts = known.fit
    said = node.function.text.rpartition(".")[0]
    member = next((it for it in facts.fit.members if it.name == what), None)
    if member is None:
        at.say(complaints.no_member(said, what, node.function.span, offered(said, facts)))
        return unknown(node.span)
    right = len(own) == sum(len(facts.columns(it.like)) if it.many and it.like else 1 for it in member.arguments)
    cores = [it for it in own if it is not None]
    if not right or len(cores) < len(own) or any((node.where, node.over, node.by)):
        at.say(complaints.wrong_arguments(said, member, len(own), node.span))
        return unknown(node.span)
    if any(it.name is not None for it in node.arguments):
        names = [it.name for it in member.arguments]
        for place, it in enumerate(node.arguments):
            if it.name is not None and it.name.text != names[min(place, len(names) - 1)]:
                at.say(complaints.wrong_arguments(said, member, len(own), it.span))
                return unknown(node.span)
    return _member(at, name, facts, member, cores, node.span)


def _member(at: At, name: str, facts: FitFacts, member: Member, own: Sequence[Core], span: Span) -> Core:
    """A member as a function of its arguments, the row's data and the estimates."""
    args: list[Core] = []
    for place, core in enumerate(own):
        variable = member.arguments[min(place, len(member.arguments) - 1)]
        like = _like(facts, variable, place)
        made = brought(at, f"{name}.{member.name}", variable, core, facts.clock, like)
        if made is None:
            return unknown(span, joined(*own))
        args.append(made)
    for it in member.columns:
        args += [facts.data[column] for column in facts.columns(it)]
    fixed = isinstance(facts.fit.estimates, tuple)
    if fixed:
        args += [Ref(f"{name}.{it.name}", facts.type_of(it.unit, it.shown), SINGLE, span) for it in facts.estimates]
    if member.tables or not fixed:
        if facts.given:
            at.say(complaints.not_estimated(name, member.name, span, facts.with_at))
            return unknown(span, joined(*args))
        args.append(Ref(name, FitOf(name), SINGLE, span))
    type_ = facts.type_of(member.unit, member.shown)
    return Apply(reading(facts.fit, member), tuple(args), type_, joined(*args), span)


def _like(facts: FitFacts, variable: Variable, place: int) -> Unit | None:
    """The unit that an amount has to be in, where it is that of some of the data."""
    if not variable.like:
        return None
    columns = facts.columns(variable.like)
    return facts.units[columns[min(place, len(columns) - 1)]]


def offered(name: str, facts: FitFacts) -> list[str]:
    """What can be read of a fit, as it is written."""
    said = [f"{name}.{it.name}" for it in facts.estimates]
    said += [complaints.member_call(name, it) for it in facts.fit.members]
    if not facts.given:
        said += [*([f"{name}.{LIKELIHOOD}"] if facts.fit.likelihood else []), f"{name}.{ROWS}"]
    return said


# ---- what a fit and its members take


def brought(at: At, of: str, it: Variable, core: Core, clock: Unit | None, like: Unit | None) -> Core | None:
    """Data or an argument as the numbers that a fit takes; nothing, and a finding, where it is no such thing."""
    if isinstance(core.type, Unknown):
        return None
    match it.measured:
        case Measured.NUMBER:
            right = isinstance(core.type, Amount) and not core.type.unit
            if right or operand(core).fits_all:
                return core
            _refuse(at, of, it, core, "a number without a unit", _of_unit(core))
        case Measured.FLAG:
            if isinstance(core.type, Truth):
                return core
            _refuse(at, of, it, core, "true or false", "compare it with something")
        case Measured.TIME:
            return _time(at, of, it, core, clock)
        case Measured.RATE:
            return _rate(at, of, it, core, clock)
        case Measured.AMOUNT:
            return _amount(at, of, it, core, like)
    return None


def _time(at: At, of: str, it: Variable, core: Core, clock: Unit | None) -> Core | None:
    if operand(core).fits_all:
        return core
    if not isinstance(core.type, Amount) or not at.setting.is_duration(core.type):
        _refuse(at, of, it, core, "a time", _as_time(core, plural("week") if clock is None else str(clock)))
        return None
    if clock is None:
        return core
    factor = at.setting.units.factor(core.type.unit, clock)
    return retyped(adjusted(core, Adjust(times=factor)), Amount(clock))


def _as_time(core: Core, unit: str) -> str:
    """How a value that is no time could be one."""
    words = operand(core).words
    if isinstance(core.type, Day):
        return f"a date becomes a time by a difference: `as_of - {words}`"
    if not isinstance(core.type, Amount) or core.type.unit:
        return "times are in days, weeks, months, quarters or years"
    if isinstance(core, Const):
        return f"say its unit: `{words} {unit}`"
    return f"say its unit where it is declared, `{words} : {unit}`"


def _rate(at: At, of: str, it: Variable, core: Core, clock: Unit | None) -> Core | None:
    """A rate for one unit of the fit's time: it compounds."""
    if operand(core).fits_all:
        return core
    per = clock.powers[0][0] if clock is not None else ""
    if not isinstance(core.type, Rate | Factor) or per not in PERIODS:
        words = operand(core).words
        hint = (
            f"say of what time: `{words} per year`"
            if isinstance(core, Const)
            else "declare it so: `: percent per year`"
        )
        _refuse(at, of, it, core, "a rate per time", hint)
        return None
    if isinstance(core.type, Rate) and core.type.per == per:
        return core
    one, exponent = number(1.0, core.span), float(at.setting.units.ratio(per, core.type.per))
    stays: Core = apply("+", one, core) if isinstance(core.type, Rate) else retyped(core, NUMBER)
    if exponent != 1:
        stays = apply("^", stays, number(exponent, core.span))
    return apply("-", stays, one, type_=Rate(per), span=core.span)


def _amount(at: At, of: str, it: Variable, core: Core, like: Unit | None) -> Core | None:
    if operand(core).fits_all:
        return core
    if not isinstance(core.type, Amount):
        hint = "a date becomes a number by a difference: `as_of - ...`" if isinstance(core.type, Day) else ""
        _refuse(at, of, it, core, "a number", hint)
        return None
    if like is None or core.type.unit == like:
        return core
    if not at.setting.units.same_dimension(core.type.unit, like):
        _refuse(at, of, it, core, article(Amount(like)), "it has to be of the kind that the fit was made with")
        return None
    return retyped(adjusted(core, Adjust(times=at.setting.units.factor(core.type.unit, like))), Amount(like))


def _of_unit(core: Core) -> str:
    if isinstance(core.type, Amount):
        return f"divide by its unit: `{operand(core).words} / 1 {core.type.unit.single}`"
    return "a share or a number is wanted" if isinstance(core.type, Rate | Factor) else ""


def _refuse(at: At, of: str, it: Variable, core: Core, wanted: str, hint: str) -> None:
    at.say(complaints.wrong_kind(of, it, operand(core).words, wanted, article(core.type), core.span, hint))
