"""Geometric sums over the timeline in their closed form.

The sum over t of c q^t is c (1 - q^n) / (1 - q), and c n where q is 1. A flow is taken apart into such
terms: products of what is steady and of powers of t, added and subtracted. What the terms were stays
in the plan for explanations.
"""

from collections.abc import Mapping
from dataclasses import replace

from worthwhile.meaning.core import TIME
from worthwhile.meaning.function import Algebra, Toolbox
from worthwhile.plan.rewrites.draft import Bench, Draft, algebra_of
from worthwhile.plan.rewrites.powers import affine
from worthwhile.plan.rewrites.terms import Power, Term, adds_up, first_of, ratio_of
from worthwhile.plan.steps import Op, Slot, Step

MOST = 4
"""Terms that a flow may have: with more, walking over the periods is no slower."""


def closed_sums(draft: Draft) -> Draft:
    """Close the sums over the timeline that are geometric, for each row."""
    bench = Bench(draft)
    told: list[Slot] = []
    for step in draft.steps:
        closed = _closed(step, bench)
        if closed is None:
            bench.put(step)
        else:
            told += step.args
            bench.put(closed)
    return bench.finished(told=tuple(told))


def _closed(step: Step, bench: Bench) -> Step | None:
    toolbox, periods = bench.draft.toolbox, bench.draft.periods
    if not adds_up(step, bench):
        return None
    terms = _terms(step.args[0], bench.by_slot, toolbox)
    if not terms or len(terms) > MOST:
        return None
    total: Slot | None = None
    for term in terms:
        value = _value(term, periods, step, bench)
        if value is None:
            return None
        if total is None:
            total = (
                value
                if not term.negative
                else bench.apply(Algebra.PRODUCT, bench.constant(-1.0, step.span), value, step.span)
            )
        else:
            algebra = Algebra.DIFFERENCE if term.negative else Algebra.SUM
            total = bench.apply(algebra, total, value, step.span)
        if total is None:
            return None
    assert total is not None  # noqa: S101 (there is a term)
    return Step(step.slot, Op.SAME, (total,), step.form, step.shape, step.span, step.name)


def _terms(slot: Slot, steps: Mapping[Slot, Step], toolbox: Toolbox) -> tuple[Term, ...]:
    """A flow as a sum of terms; nothing where it is no such sum."""
    step = steps[slot]
    if TIME not in step.shape:
        return (Term(above=(slot,)),)
    algebra = algebra_of(step, toolbox)
    if algebra is Algebra.POWER:
        base, exponent = step.args
        known = affine(exponent, steps, toolbox) if TIME not in steps[base].shape else None
        return () if known is None else (Term(powers=(Power(base, known.each, known.begin),)),)
    if algebra is None:
        return ()
    sides = [_terms(it, steps, toolbox) for it in step.args]
    if not all(sides):
        return ()
    match algebra, sides:
        case Algebra.NEGATION, [one]:
            return tuple(it.turned() for it in one)
        case Algebra.SUM, [one, other]:
            return one + other
        case Algebra.DIFFERENCE, [one, other]:
            return one + tuple(it.turned() for it in other)
        case Algebra.PRODUCT, [one, other] if len(one) * len(other) <= MOST:
            return tuple(a.times(b) for a in one for b in other)
        case Algebra.QUOTIENT, [one, (other,)]:
            return tuple(it.times(other.upside_down()) for it in one)
    return ()


def _value(term: Term, periods: int, step: Step, bench: Bench) -> Slot | None:
    """What a term adds up to: what is steady in it, times the geometric sum of what is not."""
    powers = [it for it in term.powers if it.each]
    if not powers:
        many = bench.constant(float(periods), step.span)
        return first_of(replace(term, above=(*term.above, many)), step, bench)
    ratio = ratio_of(powers, step, bench)
    if ratio is None:
        return None
    series = bench.new(Op.GEOMETRIC, (ratio,), bench.by_slot[ratio].shape, step.span, periods=periods)
    return first_of(replace(term, above=(*term.above, series)), step, bench)
