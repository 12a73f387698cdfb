"""Geometric sums over the timeline in their closed form.

The sum over t of c q^t is c (1 - q^n) / (1 - q), and c n where q is 1. A flow is taken apart into such
terms: products of what is steady and of powers of t, added and subtracted. What the terms were stays
in the plan for explanations.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from worthwhile.meaning.core import TIME, axis_of
from worthwhile.meaning.function import Algebra, Toolbox
from worthwhile.plan.rewrites.draft import Bench, Draft, algebra_of
from worthwhile.plan.rewrites.powers import affine, power_of
from worthwhile.plan.steps import Op, Slot, Step
from worthwhile.text.frozen import frozen

MOST = 4
"""Terms that a flow may have: with more, walking over the periods is no slower."""


@frozen
class Power:
    """A base to ``each * t + begin``, above or below the line."""

    base: Slot
    each: float
    begin: float
    below: bool = False


@frozen
class Term:
    """A product: its sign, what is steady above and below the line, and powers of t."""

    negative: bool = False
    above: tuple[Slot, ...] = ()
    below: tuple[Slot, ...] = ()
    powers: tuple[Power, ...] = ()
    others: tuple[Slot, ...] = ()
    """Series that are no powers of t, above the line."""
    divisors: tuple[Slot, ...] = ()
    """Such series below the line."""

    def turned(self) -> "Term":
        """The term with the other sign."""
        return replace(self, negative=not self.negative)

    def times(self, other: "Term") -> "Term":
        """The product of two terms."""
        return Term(
            self.negative != other.negative,
            self.above + other.above,
            self.below + other.below,
            self.powers + other.powers,
            self.others + other.others,
            self.divisors + other.divisors,
        )

    def upside_down(self) -> "Term":
        """One divided by the term."""
        powers = tuple(Power(it.base, it.each, it.begin, not it.below) for it in self.powers)
        return Term(self.negative, self.below, self.above, powers, self.divisors, self.others)


def closed_sums(draft: Draft) -> Draft:
    """Close the sums over the timeline that are geometric, for each row."""
    bench = Bench(draft)
    told: list[Slot] = []
    for step in draft.steps:
        closed = _closed(step, bench) or _drawn_together(step, bench)
        if closed is None:
            bench.put(step)
        else:
            told += step.args
            bench.put(closed)
    return bench.finished(told=tuple(told))


def _adds_up(step: Step, bench: Bench) -> bool:
    """Whether a step is the sum of a series over the timeline, for each row."""
    if step.op is not Op.FOLD or step.where is not None or step.by is not None or not axis_of(step.shape):
        return False
    return bench.draft.toolbox.aggregates[step.name].adds_up


def _closed(step: Step, bench: Bench) -> Step | None:
    toolbox, periods = bench.draft.toolbox, bench.draft.periods
    if not _adds_up(step, bench):
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


def _drawn_together(step: Step, bench: Bench) -> Step | None:
    """A sum that has no closed form: all that is steady or a power of t in its flow becomes one running product."""
    if not _adds_up(step, bench):
        return None
    term = _factors(step.args[0], bench)
    powers = [it for it in term.powers if it.each]
    rows = [it for it in powers if axis_of(bench.by_slot[it.base].shape)]
    if not rows or not term.others or len(powers) + len(term.above) + len(term.below) < 2:  # noqa: PLR2004 (nothing to draw together)
        return None
    ratio, first = _ratio(powers, step, bench), _first(term, step, bench)
    if ratio is None or first is None:
        return None
    if term.negative:
        first = bench.apply(Algebra.PRODUCT, bench.constant(-1.0, step.span), first, step.span)
        if first is None:
            return None
    shape = bench.by_slot[ratio].shape | bench.by_slot[first].shape | {TIME}
    grown = bench.new(Op.COMPOUND, (ratio, first, ratio), shape, step.span)
    flow = _fraction([grown, *term.others], list(term.divisors), step, bench)
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


def _ratio(powers: Sequence[Power], step: Step, bench: Bench) -> Slot | None:
    """What a product of powers of t grows by in each period."""
    ups = [power_of(it.base, it.each, bench, step) for it in powers if not it.below]
    downs = [power_of(it.base, it.each, bench, step) for it in powers if it.below]
    if None in ups or None in downs:
        return None
    return _fraction(list(_known(ups)), list(_known(downs)), step, bench)


def _first(term: Term, step: Step, bench: Bench) -> Slot | None:
    """What is steady in a term, with what its powers are in the first period."""
    above, below = list(term.above), list(term.below)
    for it in term.powers:
        first = power_of(it.base, it.begin, bench, step)
        if first is None:
            return None
        if it.begin:
            (below if it.below else above).append(first)
    return _fraction(above, below, step, bench)


def _value(term: Term, periods: int, step: Step, bench: Bench) -> Slot | None:
    """What a term adds up to: what is steady in it, times the geometric sum of what is not."""
    powers = [it for it in term.powers if it.each]
    if not powers:
        many = bench.constant(float(periods), step.span)
        return _first(replace(term, above=(*term.above, many)), step, bench)
    ratio = _ratio(powers, step, bench)
    if ratio is None:
        return None
    series = bench.new(Op.GEOMETRIC, (ratio,), bench.by_slot[ratio].shape, step.span, periods=periods)
    return _first(replace(term, above=(*term.above, series)), step, bench)


def _known(slots: list[Slot | None]) -> Iterator[Slot]:
    return (it for it in slots if it is not None)


def _fraction(above: list[Slot], below: list[Slot], step: Step, bench: Bench) -> Slot | None:
    """Some slots multiplied, divided by others."""
    top = _product(above, step, bench) if above else bench.constant(1.0, step.span)
    if not below or top is None:
        return top
    bottom = _product(below, step, bench)
    return None if bottom is None else bench.apply(Algebra.QUOTIENT, top, bottom, step.span)


def _product(slots: list[Slot], step: Step, bench: Bench) -> Slot | None:
    found: Slot | None = slots[0]
    for it in slots[1:]:
        found = None if found is None else bench.apply(Algebra.PRODUCT, found, it, step.span)
    return found
