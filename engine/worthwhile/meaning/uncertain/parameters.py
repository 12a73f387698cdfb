"""Which distribution stands after `~`, and its parameters in their units."""

from collections.abc import Sequence
from typing import cast

from worthwhile.meaning.checking import Checking
from worthwhile.meaning.core import ENTITY, TIME, Core, Shape, operand
from worthwhile.meaning.expressions import Elaborator, conversions
from worthwhile.meaning.uncertain import complaints
from worthwhile.meaning.uncertain.distribution import Distribution, DistributionParameter, ParameterKind, Sign
from worthwhile.syntax.tree import Argument, Call, Expression, Part, Range
from worthwhile.text import Span
from worthwhile.units import NUMBER, Amount, Factor, Rate, Type, Unknown


def understood(
    checking: Checking, at: Elaborator, part: Part, want: Type, shape: Shape
) -> tuple[Distribution, tuple[Core, ...]] | None:
    """The distribution of a name of some type and shape, and its parameters; nothing, and a finding, where it has none."""
    match part.rule:
        case "interval":
            return _interval(checking, at, part, want, shape)
        case "plus_minus":
            found = _offered(checking, at, Sign.SPREAD, part.span)
            if found is None:
                return None
            args = _typed(checking, at, found, cast("Sequence[Expression]", part.children), want, shape)
            return None if args is None else (found, args)
    return _shaped(checking, at, cast("Call", part.children[0]), want, shape)


def _interval(
    checking: Checking, at: Elaborator, part: Part, want: Type, shape: Shape
) -> tuple[Distribution, tuple[Core, ...]] | None:
    """``1 to 5``: log-normal where both ends are above zero, normal otherwise."""
    any_, above = (_offered(checking, at, it, part.span) for it in (Sign.INTERVAL, Sign.ABOVE_ZERO))
    if any_ is None or above is None:
        return None
    args = _typed(checking, at, any_, cast("Sequence[Expression]", part.children), want, shape)
    if args is None:
        return None
    known = known_values(checking, args)
    if known is None:
        at.say(complaints.unknown_ends(part.span))
        return None
    return (above if min(known) > 0 else any_), args


def _shaped(
    checking: Checking, at: Elaborator, call: Call, want: Type, shape: Shape
) -> tuple[Distribution, tuple[Core, ...]] | None:
    """``beta(8, 92)``; of several that go by one word, the one whose parameters are named."""
    word = call.function.text
    there = [it for it in checking.toolbox.distributions.values() if it.called == word]
    if not there:
        known = sorted({it.called for it in checking.toolbox.distributions.values()})
        at.say(complaints.unknown(word, call.function.span, known))
        return None
    named = [it.name.text for it in call.arguments if it.name is not None]
    plain = [it for it in there if not it.word]
    fits = [it for it in there if named and set(named) <= {each.name for each in it.parameters}]
    found = (fits if named else plain or there)[:1]
    if call.where is not None or call.over is not None or call.by is not None:
        at.say(complaints.clauses(there[0], call.span))
        return None
    values = _sorted(at, found[0], call.arguments) if found else {}
    if values is None:
        return None
    if not found or len(values) != len(found[0].parameters):
        at.say(complaints.wrong_parameters(there[0], call.span, there))
        return None
    args = _typed(checking, at, found[0], [values[it.name] for it in found[0].parameters], want, shape)
    return None if args is None else (found[0], args)


def _sorted(at: Elaborator, it: Distribution, arguments: Sequence[Argument]) -> dict[str, Expression] | None:
    """The arguments by their parameters, as far as they fit; nothing, and a finding, where one is said twice."""
    free = iter(it.parameters)
    found: dict[str, Expression] = {}
    for argument in arguments:
        parameter = next(free, None)
        name = argument.name.text if argument.name is not None else parameter.name if parameter else ""
        if not name or isinstance(argument.value, Range):
            return {}
        if name in found:
            at.say(complaints.parameter_twice(it, name, argument.span))
            return None
        found[name] = argument.value
    return found


def _typed(
    checking: Checking, at: Elaborator, it: Distribution, nodes: Sequence[Expression], want: Type, shape: Shape
) -> tuple[Core, ...] | None:
    """The parameters in their units; nothing, and a finding, where one cannot be it."""
    kinds = {ParameterKind.LOCATION: want, ParameterKind.SCALE: _difference(want), ParameterKind.SHAPE: NUMBER}
    pairs = list(zip(it.parameters, nodes, strict=True))
    cores = [conversions.adopt(at, node, kinds[each.kind]) for each, node in pairs]
    right = [_fits(checking, at, each, core, shape) for (each, _), core in zip(pairs, cores, strict=True)]
    return tuple(cores) if all(right) else None


def _fits(checking: Checking, at: Elaborator, it: DistributionParameter, core: Core, shape: Shape) -> bool:
    if isinstance(core.type, Unknown):
        return False
    if TIME in core.shape:
        at.say(complaints.a_series(operand(core).words, core.span))
        return False
    if core.shape <= shape:
        return True
    if core.shape - shape - {ENTITY}:
        checking.fan_out(core)
    else:
        at.say(complaints.many(it, operand(core).words, core.span))
    return False


def _difference(want: Type) -> Type:
    """What the differences of a type's values are: those of factors are rates, those of scores numbers."""
    match want:
        case Factor(per=per):
            return Rate(per)
        case Amount(scale=scale) if scale is not None:
            return NUMBER
    return want


def _offered(checking: Checking, at: Elaborator, sign: Sign, span: Span) -> Distribution | None:
    """What is written without a name; nothing, and a finding, where no plugin offers it."""
    found = next((it for it in checking.toolbox.distributions.values() if it.sign is sign), None)
    if found is None:
        at.say(complaints.unknown(sign, span, ()))
    return found


def known_values(checking: Checking, cores: Sequence[Core | None]) -> list[float] | None:
    """The values of constants; nothing where one hangs on data, or is missing."""
    values = [None if it is None else checking.constant(it) for it in cores]
    numbers = [float(it) for it in values if isinstance(it, float | int) and not isinstance(it, bool)]
    return numbers if len(numbers) == len(values) else None
