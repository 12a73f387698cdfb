"""Flows taken apart into products: what is steady, powers of t, other series; and put together again."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from worthwhile.meaning.core import axis_of
from worthwhile.meaning.function import Algebra
from worthwhile.plan.rewrites.draft import Bench
from worthwhile.plan.rewrites.powers import power_of
from worthwhile.plan.steps import Op, Slot, Step
from worthwhile.text.frozen import frozen


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


def adds_up(step: Step, bench: Bench) -> bool:
    """Whether a step is the sum of a series over the timeline, for each row."""
    if step.op is not Op.FOLD or step.where is not None or step.by is not None or not axis_of(step.shape):
        return False
    return bench.draft.toolbox.aggregates[step.name].adds_up


def ratio_of(powers: Sequence[Power], step: Step, bench: Bench) -> Slot | None:
    """What a product of powers of t grows by in each period."""
    ups = [power_of(it.base, it.each, bench, step) for it in powers if not it.below]
    downs = [power_of(it.base, it.each, bench, step) for it in powers if it.below]
    if None in ups or None in downs:
        return None
    return fraction(list(_known(ups)), list(_known(downs)), step, bench)


def first_of(term: Term, step: Step, bench: Bench) -> Slot | None:
    """What is steady in a term, with what its powers are in the first period."""
    above, below = list(term.above), list(term.below)
    for it in term.powers:
        first = power_of(it.base, it.begin, bench, step)
        if first is None:
            return None
        if it.begin:
            (below if it.below else above).append(first)
    return fraction(above, below, step, bench)


def fraction(above: list[Slot], below: list[Slot], step: Step, bench: Bench) -> Slot | None:
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


def _known(slots: list[Slot | None]) -> Iterator[Slot]:
    return (it for it in slots if it is not None)
