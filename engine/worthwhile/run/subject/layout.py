"""Which steps get a variable of their own, and which stand inside the one line that reads them."""

from collections import Counter

from worthwhile.meaning.core import TIME
from worthwhile.plan.steps import Op, Slot, Step
from worthwhile.run.subject.task import Task

ATOMS = (Op.CONSTANT, Op.INPUT, Op.CLOCK, Op.LAG)
"""Steps that need no line: they are there already."""
STATED = (Op.FOLD, Op.SCAN, Op.COMPOUND)
"""Steps that grow from period to period."""


class Layout:
    """Where each step of a task stands."""

    def __init__(self, task: Task, *, inside: bool) -> None:
        """``inside`` says whether a step may stand inside the line that reads it."""
        self.steps, self._inside = task.steps, inside
        self.uses = Counter(slot for it in task.steps.values() for slot in it.reads)
        shown = [*(it.slot for it in task.outputs), *(it.slot for it in task.checks)]
        self.uses.update(shown)
        self.readers: dict[Slot, list[Step]] = {}
        for step in task.steps.values():
            for slot in step.reads:
                self.readers.setdefault(slot, []).append(step)
        kept = {slot for loop in task.loops for slot in loop.keep}
        lagged = {it.args[0] for it in task.steps.values() if it.op is Op.LAG}
        asked = {it.args[0] for it in task.steps.values() if it.op in (Op.IS_MISSING, Op.PICK)}
        self._own = {*task.names, *kept, *lagged, *asked, *shown}

    def is_variable(self, slot: Slot) -> bool:
        """Whether a step has a variable."""
        step = self.steps[slot]
        if step.op in ATOMS:
            return step.op is Op.INPUT
        if step.op in STATED or slot in self._own or self.uses[slot] != 1 or not self._inside:
            return True
        reader = self.readers[slot][0]
        return (TIME in step.shape) != (TIME in reader.shape or reader.op is Op.FOLD)

    def is_in_a_branch(self, slot: Slot) -> bool:
        """Whether a step that stands inside another is computed only where that asks for it."""
        reader = self.readers[slot][0] if self.readers.get(slot) else None
        return reader is not None and reader.op in (Op.CHOOSE, Op.RECUR, Op.PICK, Op.ADD_UP, Op.INSTEAD)
