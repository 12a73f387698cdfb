"""A fit understood: its data in order and in one unit of time, its options, the parameters that are given."""

from collections.abc import Sequence

from worthwhile.meaning.checking import Checking
from worthwhile.meaning.constants import NotConstantError
from worthwhile.meaning.core import (
    ENTITY,
    SINGLE,
    TIME,
    Const,
    Core,
    Reduce,
    joined,
    operand,
    unknown,
)
from worthwhile.meaning.expressions import Elaborator, conversions
from worthwhile.meaning.expressions.fits import brought
from worthwhile.meaning.fits import complaints
from worthwhile.meaning.fits.facts import FitFacts
from worthwhile.meaning.fits.offered import estimating
from worthwhile.meaning.fitting import Estimate, Fit, Measured, Option, Variable
from worthwhile.meaning.items import Defined
from worthwhile.meaning.meaning import Definition
from worthwhile.syntax.format import as_written
from worthwhile.syntax.tree import Argument, Call, Fitting, Range
from worthwhile.units import ONE, Amount, FitOf, Type, Unit, Unknown


def fitted(
    checking: Checking, at: Elaborator, entry: Defined, expression: Fitting
) -> tuple[Definition, FitFacts | None]:
    """A fit as a definition, and what is known of it where it could be understood."""
    fit = checking.toolbox.fits[expression.call.function.text]
    facts = _facts(checking, at, expression, fit)
    type_: Type = FitOf(entry.name)
    core: Core | None = None
    if facts is not None and facts.given:
        core = Const(None, type_, expression.span)
    elif facts is not None:
        core = _estimated(checking, at, entry, expression, facts)
    if core is None:
        facts, type_, core = None, Unknown(), unknown(expression.span)
    definition = Definition(entry.name, entry.role, entry.label, core, type_, SINGLE, entry.at, entry.group)
    return definition, facts


def _estimated(checking: Checking, at: Elaborator, entry: Defined, expression: Fitting, facts: FitFacts) -> Core | None:
    """The reduction over the entity's rows; nothing, and a finding, where there are none."""
    data, call = tuple(facts.data.values()), expression.call
    if checking.draft.entity is None:
        at.say(complaints.no_rows(entry.name, expression.span))
        return None
    where = at.condition(call.where) if call.where is not None else None
    if ENTITY not in joined(*data):
        at.say(complaints.nothing_differs(entry.name, expression.span))
        return None
    if where is not None and not _one_for_each_row(checking, at, where):
        return None
    name, span = estimating(facts.fit), expression.span
    options = tuple(facts.options[it.name] for it in facts.fit.options)
    return Reduce(name, data, ENTITY, where, None, FitOf(entry.name), SINGLE, span, options)


def _facts(checking: Checking, at: Elaborator, expression: Fitting, fit: Fit) -> FitFacts | None:
    call = expression.call
    if call.over is not None or call.by is not None:
        at.say(complaints.only_where(fit, call.span))
        return None
    arguments = _sorted(at, fit, call)
    options = _options(checking, at, fit, call)
    if arguments is None or options is None:
        return None
    names = fit.named(len(arguments))
    cores = [at.core(it.value) for it in arguments]
    many = [it for it in cores if not _one_for_each_row(checking, at, it)]  # each is told
    if many or any(isinstance(it.type, Unknown) for it in cores):
        return None
    clock = _clock(at, fit, names, cores)
    found = [
        brought(at, fit.name, variable, core, clock, None)
        for variable, core in zip(_variables(fit, len(cores)), cores, strict=True)
    ]
    data = {name: it for name, it in zip(names, found, strict=True) if it is not None}
    if len(data) < len(names):
        return None
    units = {name: it.type.unit if isinstance(it.type, Amount) else ONE for name, it in data.items()}
    facts = FitFacts(
        fit, data, units, clock, options, fit.estimated(names, options), {}, expression.span, as_written(call)
    )
    given = _given(checking, at, expression, facts)
    if given is None:
        return None
    facts.given = given
    return facts


def _variables(fit: Fit, count: int) -> list[Variable]:
    """What each column of a call is."""
    return [fit.data[min(place, len(fit.data) - 1)] for place in range(count)]


def _sorted(at: Elaborator, fit: Fit, call: Call) -> list[Argument] | None:
    """The columns in the order of the fit's data; nothing, and a finding, where they do not fit."""
    options = {it.name for it in fit.options}
    columns = [it for it in call.arguments if it.name is None or it.name.text not in options]
    many = bool(fit.data) and fit.data[-1].many
    names = list(fit.named(max(len(columns), len(fit.data)) if many else len(fit.data)))
    found: dict[str, Argument] = {}
    free = iter(names)
    for it in columns:
        name = it.name.text if it.name else next(free, "")
        if not name:
            break
        if name not in names:
            at.say(complaints.unknown_argument(fit, name, it.span))
            return None
        if name in found:
            at.say(complaints.argument_twice(fit, name, it.span))
            return None
        found[name] = it
    if len(columns) != len(names) or len(found) != len(names):
        at.say(complaints.wrong_count(fit, len(columns), call.span))
        return None
    return [found[it] for it in names]


def _options(checking: Checking, at: Elaborator, fit: Fit, call: Call) -> dict[str, float] | None:
    """The options in their order; nothing, and a finding, where one is not as it has to be."""
    options = {it.name: it for it in fit.options}
    found: dict[str, float] = {}
    for argument in call.arguments:
        name = argument.name.text if argument.name else ""
        if name not in options:
            continue
        if name in found:
            at.say(complaints.argument_twice(fit, name, argument.span))
            return None
        value = _constant(checking, at, options[name], argument)
        if value is None:
            words = " ".join(argument.value.span.text.split())
            at.say(complaints.wrong_option(fit, options[name], words, argument.value.span))
            return None
        found[name] = value
    for it in fit.options:
        if it.name not in found:
            if it.default is None:
                at.say(complaints.option_wanted(fit, it, call.span))
                return None
            found[it.name] = it.default
    return {it.name: found[it.name] for it in fit.options}


def _constant(checking: Checking, at: Elaborator, option: Option, argument: Argument) -> float | None:
    if isinstance(argument.value, Range):
        return None
    try:
        value = checking.known(at.core(argument.value))
    except NotConstantError:
        return None
    if not isinstance(value, float) or (option.whole and not value.is_integer()):
        return None
    low = option.low is None or value >= option.low
    return value if low and (option.high is None or value <= option.high) else None


def _one_for_each_row(checking: Checking, at: Elaborator, core: Core) -> bool:
    """Whether there is one value for each row of the entity; a finding where there are more."""
    if core.shape - {ENTITY, TIME}:
        checking.fan_out(core)
        return False
    if TIME in core.shape:
        at.say(complaints.a_series(operand(core).words, core.span))
        return False
    return True


def _clock(at: Elaborator, fit: Fit, names: Sequence[str], cores: Sequence[Core]) -> Unit | None:
    """The fit's unit of time: that of one of its data, as it is declared."""
    times = {
        name: core.type.unit
        for name, core, it in zip(names, cores, _variables(fit, len(cores)), strict=True)
        if it.measured is Measured.TIME and isinstance(core.type, Amount) and at.setting.is_duration(core.type)
    }
    return times.get(fit.clock) or next(reversed(times.values()), None)


# ---- what is given


def _given(checking: Checking, at: Elaborator, expression: Fitting, facts: FitFacts) -> dict[str, Core] | None:
    """The parameters that are given; nothing, and a finding, where these are not all, or no such ones."""
    estimates = {it.name: it for it in facts.estimates}
    found: dict[str, Core] = {}
    right = True
    for word, value in zip(expression.names, expression.values, strict=True):
        it = estimates.get(word.text)
        if it is None:
            at.say(complaints.unknown_parameter(facts.fit, word.text, word.span, list(estimates)))
            right = False
        elif word.text in found:
            at.say(complaints.parameter_twice(word.text, word.span))
            right = False
        else:
            want = facts.type_of(it.unit, it.shown)
            found[word.text] = core = conversions.adopt(at, value, want)
            right = _may_be(checking, at, it, core) and not isinstance(core.type, Unknown) and right
    missing = [it for it in estimates if it not in found]
    if found and right and missing:
        at.say(complaints.some_given(facts.fit, missing, expression.call.span))
        right = False
    return {it: found[it] for it in estimates if it in found} if right else None


def _may_be(checking: Checking, at: Elaborator, it: Estimate, core: Core) -> bool:
    """Whether a value can be a parameter; a finding where it cannot."""
    words = operand(core).words
    if core.shape:
        at.say(complaints.not_single(it, words, core.span))
        return False
    value = checking.constant(core)
    if not isinstance(value, float) or isinstance(value, bool):
        return True
    low = it.low is None or value > it.low or (value == it.low and not it.open)
    if low and (it.high is None or value < it.high or (value == it.high and not it.open)):
        return True
    at.say(complaints.out_of_bounds(it, words, core.span))
    return False
