"""What grows in a flow as one running product: the powers of t in it, with all that is steady beside them.

A flow of retention to t, over a discount to t, times a margin, is one multiplication a period; what is no
power of t stays beside it. It is done to sums that no closed form was found for.
"""

from worthwhile.meaning.core import TIME, axis_of
from worthwhile.meaning.function import Algebra
from worthwhile.plan.rewrites.draft import Bench, Draft, algebra_of
from worthwhile.plan.rewrites.powers import affine
from worthwhile.plan.rewrites.terms import Power, Term, adds_up, first_of, fraction, ratio_of
from worthwhile.plan.steps import Op, Slot, Step


def drawn_together(draft: Draft) -> Draft:
    """Draw together what grows in the sums over the timeline, for each row."""
    bench = Bench(draft)
    told: list[Slot] = []
    for step in draft.steps:
        drawn = _drawn_together(step, bench)
        bench.put(drawn or step)
        told += step.args if drawn else ()
    return bench.finished(told=tuple(told))


def _drawn_together(step: Step, bench: Bench) -> Step | None:
    """A sum whose flow has a running product for all that is steady or a power of t in it."""
    if not adds_up(step, bench):
        return None
    term = _factors(step.args[0], bench)
    powers = [it for it in term.powers if it.each]
    rows = [it for it in powers if axis_of(bench.by_slot[it.base].shape)]
    if not rows or len(powers) + len(term.above) + len(term.below) < 2:  # noqa: PLR2004 (nothing to draw together)
        return None
    ratio, first = ratio_of(powers, step, bench), first_of(term, step, bench)
    if ratio is None or first is None:
        return None
    if term.negative:
        first = bench.apply(Algebra.PRODUCT, bench.constant(-1.0, step.span), first, step.span)
        if first is None:
            return None
    shape = bench.by_slot[ratio].shape | bench.by_slot[first].shape | {TIME}
    grown = bench.new(Op.COMPOUND, (ratio, first, ratio), shape, step.span)
    flow = fraction([grown, *term.others], list(term.divisors), step, bench)
    if flow is None:
        return None
    return Step(step.slot, step.op, (flow,), step.form, step.shape, step.span, step.name)


def _factors(slot: Slot, bench: Bench) -> Term:
    """A flow as one product: what is steady, powers of t, other series."""
    step, toolbox = bench.by_slot[slot], bench.draft.toolbox
    if TIME not in step.shape:
        return Term(above=(slot,))
    algebra = algebra_of(step, toolbox)
    if algebra is Algebra.POWER:
        base, exponent = step.args
        known = affine(exponent, bench.by_slot, toolbox) if TIME not in bench.by_slot[base].shape else None
        if known is not None:
            return Term(powers=(Power(base, known.each, known.begin),))
    match algebra:
        case Algebra.PRODUCT:
            return _factors(step.args[0], bench).times(_factors(step.args[1], bench))
        case Algebra.QUOTIENT:
            return _factors(step.args[0], bench).times(_factors(step.args[1], bench).upside_down())
        case Algebra.NEGATION:
            return _factors(step.args[0], bench).turned()
    return Term(others=(slot,))
