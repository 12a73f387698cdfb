"""A factor that products have in common is taken once: a k + b k is (a + b) k.

It rounds less often than what was written; only where a + b, or a k, leaves the range of numbers (beyond 10^308) has one of both a
value and the other none. What has a name, or is read elsewhere, stays as it is.
"""

from collections import Counter

from worthwhile.meaning.function import Algebra
from worthwhile.plan.rewrites.draft import Bench, Draft, algebra_of, named
from worthwhile.plan.steps import Op, Slot, Step


def common_factors(draft: Draft) -> Draft:
    """Take factors out of sums and differences."""
    bench = Bench(draft)
    product = named(draft.toolbox, Algebra.PRODUCT)
    read = Counter(slot for step in draft.steps for slot in step.reads) + Counter(draft.roots)
    told: list[Slot] = []
    for step in draft.steps:
        factored = _factored(step, bench, read) if product else None
        if product and factored:
            told += step.args
            bench.put(Step(step.slot, Op.APPLY, factored, step.form, step.shape, step.span, product.name))
        else:
            bench.put(step)
    return bench.finished(told=tuple(told))


def _factored(step: Step, bench: Bench, read: Counter[Slot]) -> tuple[Slot, ...] | None:
    """What a sum of products is a product of."""
    toolbox = bench.draft.toolbox
    algebra = algebra_of(step, toolbox)
    if algebra not in (Algebra.SUM, Algebra.DIFFERENCE) or any(read[it] > 1 for it in step.args):
        return None
    sides = [bench.by_slot[it] for it in step.args]
    if any(algebra_of(it, toolbox) is not Algebra.PRODUCT for it in sides):
        return None
    one, other = (it.args for it in sides)
    common = next((it for it in one if it in other), None)
    if common is None:
        return None
    left, right = _other(one, common), _other(other, common)
    total = bench.apply(algebra, left, right, step.span)
    return None if total is None else (total, common)


def _other(pair: tuple[Slot, ...], one: Slot) -> Slot:
    """The other of two."""
    return pair[1] if pair[0] == one else pair[0]
