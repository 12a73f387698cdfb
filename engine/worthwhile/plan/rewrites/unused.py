"""What nothing needs is left out."""

from worthwhile.plan.rewrites.draft import Draft
from worthwhile.plan.steps import Op, Slot, Step


def drop_unused(draft: Draft) -> Draft:
    """Leave out what nothing needs; constants stay, for those who ask where a value comes from."""
    needed = reached({it.slot: it for it in draft.steps}, (*draft.roots, *draft.told))
    kept = tuple(it for it in draft.steps if it.slot in needed or it.op is Op.CONSTANT)
    return Draft(kept, draft.roots, draft.toolbox, draft.periods, draft.told)


def reached(by_slot: dict[Slot, Step], roots: tuple[Slot, ...]) -> set[Slot]:
    """The slots that some slots need, themselves among them."""
    needed, waiting = set(roots), list(roots)
    while waiting:
        for slot in by_slot[waiting.pop()].reads:
            if slot not in needed:
                needed.add(slot)
                waiting.append(slot)
    return needed
