"""Powers as multiplications: whole exponents at once, powers of t as a product that runs with it."""

from collections.abc import Mapping

from worthwhile.meaning.core import TIME, axis_of
from worthwhile.meaning.function import Algebra, Toolbox
from worthwhile.plan.rewrites.draft import Bench, Draft, algebra_of, constant_of, named
from worthwhile.plan.steps import Op, Slot, Step
from worthwhile.text.frozen import frozen

MOST = 64
"""The largest exponent that becomes multiplications: a power is quicker, and nearer, beyond."""


@frozen
class Affine:
    """An exponent that grows with t: ``each * t + begin``."""

    each: float
    begin: float


def affine(slot: Slot, steps: Mapping[Slot, Step], toolbox: Toolbox) -> Affine | None:
    """An exponent as a constant times t plus a constant; nothing where it is another."""
    step = steps[slot]
    value = constant_of(step)
    if value is not None:
        return Affine(0.0, value)
    if step.op is Op.CLOCK:
        return Affine(1.0, 0.0)
    algebra = algebra_of(step, toolbox)
    if algebra is None:
        return None
    sides = [affine(it, steps, toolbox) for it in step.args]
    match algebra, sides:
        case Algebra.NEGATION, [Affine() as one]:
            return Affine(-one.each, -one.begin)
        case Algebra.SUM, [Affine() as one, Affine() as other]:
            return Affine(one.each + other.each, one.begin + other.begin)
        case Algebra.DIFFERENCE, [Affine() as one, Affine() as other]:
            return Affine(one.each - other.each, one.begin - other.begin)
        case Algebra.PRODUCT, [Affine() as one, Affine(each=0.0, begin=by)]:
            return Affine(one.each * by, one.begin * by)
        case Algebra.PRODUCT, [Affine(each=0.0, begin=by), Affine() as one]:
            return Affine(one.each * by, one.begin * by)
        case Algebra.QUOTIENT, [Affine() as one, Affine(each=0.0, begin=by)] if by:
            return Affine(one.each / by, one.begin / by)
    return None


def power_of(base: Slot, exponent: float, bench: Bench, step: Step) -> Slot | None:
    """A slot to a constant power; nothing where no plugin offers powers."""
    if exponent == 1:
        return base
    if exponent == 0:
        return bench.constant(1.0, step.span)
    return bench.apply(Algebra.POWER, base, bench.constant(exponent, step.span), step.span)


def running_powers(draft: Draft) -> Draft:
    """A power of t is what it was in the period before, times what it grows by.

    Only where there is one for each row: what is single is computed once, by the power itself.
    """
    bench = Bench(draft)
    told: list[Slot] = []
    for step in draft.steps:
        found = _running(step, bench)
        bench.put(found)
        told += step.args if found is not step else ()
    return bench.finished(told=tuple(told))


def _running(step: Step, bench: Bench) -> Step:
    toolbox = bench.draft.toolbox
    if algebra_of(step, toolbox) is not Algebra.POWER or TIME not in step.shape:
        return step
    base, exponent = step.args
    if axis_of(step.shape) and TIME not in bench.by_slot[exponent].shape:
        return _timed(step, bench) or step
    known = affine(exponent, bench.by_slot, toolbox)
    if known is None or not known.each or TIME in bench.by_slot[base].shape or not axis_of(step.shape):
        return step
    if named(toolbox, Algebra.POWER) is None:
        return step
    start, factor = (power_of(base, it, bench, step) for it in (known.begin, known.each))
    if start is None or factor is None:
        return step
    return Step(step.slot, Op.COMPOUND, (base, start, factor), step.form, step.shape, step.span)


def _timed(step: Step, bench: Bench) -> Step | None:
    """A power of t and what is steady, divided or multiplied, to a steady exponent that is no constant."""
    base, exponent = step.args
    form, toolbox = bench.by_slot[base], bench.draft.toolbox
    algebra = algebra_of(form, toolbox)
    if algebra not in (Algebra.PRODUCT, Algebra.QUOTIENT) or constant_of(bench.by_slot[exponent]) is not None:
        return None
    shared, own = form.args
    if algebra is Algebra.PRODUCT and not axis_of(bench.by_slot[own].shape):
        shared, own = own, shared
    shape = bench.by_slot[shared].shape
    if TIME not in shape or axis_of(shape) or TIME in bench.by_slot[own].shape:
        return None
    logarithm = named(toolbox, Algebra.LOGARITHM)
    if logarithm is None:
        return None
    log = bench.new(Op.APPLY, (own,), bench.by_slot[own].shape, step.span, logarithm.name)
    less = bench.apply(Algebra.PRODUCT, exponent, log, step.span)
    if less is not None and algebra is Algebra.PRODUCT:
        less = bench.apply(Algebra.PRODUCT, bench.constant(-1.0, step.span), less, step.span)
    if less is None:
        return None
    args = (base, exponent, shared, less)
    return Step(step.slot, Op.TIMED_POWER, args, step.form, step.shape, step.span)


def whole_powers(draft: Draft) -> Draft:
    """A power with a small whole exponent is a few multiplications."""
    bench = Bench(draft)
    for step in draft.steps:
        bench.put(_whole(step, bench))
    return bench.finished()


def _whole(step: Step, bench: Bench) -> Step:
    if algebra_of(step, bench.draft.toolbox) is not Algebra.POWER:
        return step
    exponent = constant_of(bench.by_slot[step.args[1]])
    if exponent is None or not 2 <= exponent <= MOST or not exponent.is_integer():  # noqa: PLR2004 (a square)
        return step
    return Step(step.slot, Op.WHOLE_POWER, step.args[:1], step.form, step.shape, step.span, periods=int(exponent))
