"""Where the fast function has to look whether a number is finite.

A number that is infinite or none carries through sums, products and the upper side of a quotient: it need not be
looked at until something would hide it, a comparison, a denominator, the least of two. From the size that inputs
may have it follows which steps cannot overflow; what remains are roots, steps that may give what is not finite.
Every root that something hides is carried on to a variable that is looked at, as few of them as can be.
"""

import math
import sys
from collections.abc import Iterator

from worthwhile.data.form import Form
from worthwhile.meaning.core import TIME
from worthwhile.meaning.function import Size, Toolbox
from worthwhile.plan.steps import Op, Slot, Step
from worthwhile.run.subject.layout import Layout
from worthwhile.run.subject.task import Task

LARGEST, LARGEST_SQUARE = 1e30, 1e60
"""How large an input may be for the fast function."""


class Finite:
    """What to look at: variables, and arguments that have none."""

    def __init__(self, task: Task, toolbox: Toolbox, layout: Layout, *, regular: bool = True) -> None:
        """``regular`` says that inputs have been looked at, and that what has no answer raises."""
        self._task, self._toolbox, self._layout, self._regular = task, toolbox, layout, regular
        self._doubtful: dict[Slot, bool] = {}
        """Whether a step may give what is not finite."""
        self._roots: set[Slot] = set()
        """Steps that may, though all that they read is finite."""
        self._carried: dict[Slot, tuple[Slot, ...]] = {}
        self._size: dict[Slot, Size] = {}
        self._uses: list[Slot] = []
        """Slots that have to be finite where they are read."""
        self._place = {slot: number for number, slot in enumerate(task.steps)}
        self._onward: dict[Slot, list[Slot]] = {}
        """Where what is not finite carries to."""
        self._back: dict[Slot, tuple[Slot, ...]] = {}
        """The same the other way round."""
        for step in task.steps.values():
            self._take(step)
        for step in task.steps.values():
            if step.op is Op.INSTEAD and task.steps[step.args[0]].op is Op.LAG:
                self._need(task.steps[step.args[0]].args[0])
        for output in task.outputs:
            self._need(output.slot)
        self.variables: set[Slot] = set()
        self.arguments: set[Slot] = set()
        self.sure: set[Slot] = set()
        """Steps that are seen to be finite in what is looked at."""
        self._furthest = self._furthest_seen()
        for slot in sorted(set(self._uses), key=self._place.__getitem__, reverse=True):
            if not self._is_told(slot):
                self.arguments.add(slot)

    # ---- what each step does
    def _take(self, step: Step) -> None:
        if step.form is not Form.NUMBER:
            for slot in self._hidden(step):
                self._need(slot)
            self._doubtful[step.slot], self._size[step.slot] = False, (0.0, 0.0)
            return
        carried, size, safe = self._of(step)
        for slot in self._hidden(step):
            if slot not in carried:
                self._need(slot)
        self._back[step.slot] = self._carrying(step, carried)
        for it in self._back[step.slot]:
            self._onward.setdefault(it, []).append(step.slot)
        self._carried[step.slot], self._size[step.slot] = carried, size
        if not safe:
            self._roots.add(step.slot)
        self._doubtful[step.slot] = not safe or any(self._doubtful.get(it, True) for it in carried)

    def _hidden(self, step: Step) -> Iterator[Slot]:
        """The numbers that a step reads here and now."""
        if step.op is Op.LAG or (step.op is Op.INSTEAD and self._task.steps[step.args[0]].op is Op.LAG):
            return
        reads = step.args[1:] if step.op is Op.READ else step.reads
        yield from (it for it in reads if self._task.steps[it].form is Form.NUMBER)

    def _carrying(self, step: Step, carried: tuple[Slot, ...]) -> tuple[Slot, ...]:
        """The arguments that are sure to be seen in the result: not those of branches."""
        if step.op in (Op.APPLY, Op.SAME, Op.SCAN, Op.WHOLE_POWER, Op.GEOMETRIC) or (
            step.op is Op.FOLD and step.where is None
        ):
            return carried
        return ()

    def _of(self, step: Step) -> tuple[tuple[Slot, ...], Size, bool]:
        """What is carried on, how large the result can be, whether it is finite where all that it reads is."""
        args = step.args
        sizes = [self._size.get(it, (0.0, math.inf)) for it in args]
        largest = (0.0, max((it[1] for it in sizes), default=0.0))
        match step.op:
            case Op.CONSTANT:
                size = abs(step.value) if isinstance(step.value, float | int) else 0.0
                return (), (size, size), True
            case Op.INPUT if not self._regular:
                return (), (0.0, math.inf), False
            case Op.INPUT:
                return args, (0.0, max(LARGEST, largest[1])), True
            case Op.CLOCK:
                return (), (0.0, float(self._task.periods)), True
            case Op.APPLY:
                return self._applied(step, sizes)
            case Op.CHOOSE:
                return args[1:], largest, True
            case Op.INSTEAD:
                return args[1:], largest, True
            case Op.SAME | Op.RECUR:
                known = all(it in self._doubtful for it in args)
                return args, largest if known else (0.0, math.inf), known
            case Op.COMPOUND:
                return args[1:], (0.0, math.inf), False
            case Op.WHOLE_POWER:
                return args, (0.0, _power(largest[1], step.periods)), _power(largest[1], step.periods) < math.inf
            case Op.TIMED_POWER:
                return (), (0.0, math.inf), True
            case Op.GEOMETRIC:
                return args, (0.0, math.inf), False
            case Op.PICK:
                return args[1:], largest, True
            case Op.ADD_UP:
                rules = step.rules
                assert rules is not None  # noqa: S101 (the compiler gives them)
                total = sum(it[1] for it in sizes[rules.tests :])
                return args[rules.tests :], (0.0, total), total < math.inf
            case Op.SCAN:
                total = self._task.periods * largest[1]
                return args, (0.0, total), total < math.inf
            case Op.FOLD:
                running = self._toolbox.aggregates[step.name].running
                carries = running is not None and running.carries
                return args if carries else (), (0.0, math.inf), not carries
            case Op.LAG | Op.READ:
                return (), (0.0, math.inf), False
        return (), (0.0, math.inf), True  # the function that is called looks itself

    def _applied(self, step: Step, sizes: list[Size]) -> tuple[tuple[Slot, ...], Size, bool]:
        function = self._toolbox.functions[step.name]
        python, carried = function.python, step.args[: function.carries]
        if python is None:  # it is called, and what calls it looks itself
            return (), (0.0, math.inf), True
        if python.size is None or (python.uses and not self._regular):
            return carried, (0.0, math.inf), self._regular
        finite = [(low, min(high, sys.float_info.max)) for low, high in sizes]
        return carried, (0.0, python.size(*sizes)), python.size(*finite) < math.inf

    def _need(self, slot: Slot) -> None:
        if self._doubtful.get(slot, self._task.steps[slot].form is Form.NUMBER):
            self._uses.append(slot)

    # ---- what is looked at
    def _is_told(self, slot: Slot) -> bool:
        """See to it that a number is looked at, or all that it is made of; false where that cannot be."""
        if slot in self.sure or not self._doubtful[slot]:
            return True
        furthest = self._furthest[slot]
        if furthest is not None:
            self._look(furthest)
            return True
        return slot not in self._roots and all(map(self._is_told, self._carried[slot]))

    def _look(self, slot: Slot) -> None:
        """Look at a variable: all that carries on to it is seen there."""
        self.variables.add(slot)
        waiting = [slot]
        while waiting:
            here = waiting.pop()
            if here not in self.sure:
                self.sure.add(here)
                waiting.extend(self._back.get(here, ()))

    def _furthest_seen(self) -> dict[Slot, Slot | None]:
        """Of each step the last variable that it carries on to: after the timeline, if there is one."""
        steps, found = self._task.steps, dict[Slot, Slot | None]()

        def rank(slot: Slot) -> tuple[bool, int]:
            return TIME not in steps[slot].shape, self._place[slot]

        for slot in reversed(list(steps)):
            reached = [it for onward in self._onward.get(slot, ()) if (it := found.get(onward)) is not None]
            found[slot] = max([*reached, *([slot] if self._is_seen(slot) else [])], key=rank, default=None)
        return found

    def _is_seen(self, slot: Slot) -> bool:
        step = self._task.steps[slot]
        if step.op is Op.INPUT:
            return not self._regular and TIME not in step.shape
        return self._layout.is_variable(slot)


def _power(size: float, times: int) -> float:
    try:
        return size**times
    except OverflowError:
        return math.inf
