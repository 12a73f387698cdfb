"""The text of a kernel: what is handed to it, a loop over rows, and what it leaves in columns."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from worthwhile.data.form import Form
from worthwhile.meaning.core import TIME, Policy, axis_of
from worthwhile.meaning.function import Toolbox
from worthwhile.plan.steps import CheckSlot, Loop, Op, OutputSlot, Phase, Plan, Slot, Step, Walk
from worthwhile.run.powers import MOST, NEAR
from worthwhile.run.subject.fast import Fast
from worthwhile.run.subject.printer import Printed
from worthwhile.run.subject.task import Task, UnprintedError
from worthwhile.run.subject.terms import CHOICE, Term, literal
from worthwhile.text.frozen import frozen
from worthwhile.units import NUMBER


def mathematics(name: str) -> Any:  # noqa: ANN401 (a function of numpy's or of `math`, or a number)
    """What kernels call by a name: numpy's, none of which raises, or what only `math` has."""
    return getattr(np, name) if hasattr(np, name) else getattr(math, name)


@frozen
class Handed:
    """A value that is known before the walk: a column of the rows, or what is single."""

    name: str
    slot: Slot
    form: Form
    input: str = ""
    """Of a column of the data: the input's name."""
    single: bool = False
    series: bool = False


@frozen
class Kernel:
    """The text of a kernel, and what it is handed and gives."""

    printed: Printed
    handed: tuple[Handed, ...]
    wanted: tuple[Slot, ...]
    looked_at: frozenset[str]
    """Inputs of which every row is odd in which they are no finite number."""


def geometric_sum(ratio: float, terms: int) -> float:
    """1 + q + q^2 + ..., so many terms, in the order in which columns are computed (`worthwhile.run.powers`)."""
    apart = 1.0 - ratio
    if abs(apart) < NEAR:
        by = -apart
        return math.expm1(terms * math.log1p(by)) / by if by != 0.0 else float(terms)
    if terms > MOST:
        return (1.0 - math.pow(ratio, float(terms))) / apart
    bit = 1
    while bit * 2 <= terms:
        bit *= 2
    power = ratio
    bit //= 2
    while bit > 0:
        power = power * power
        if terms & bit:
            power = power * ratio
        bit //= 2
    return (1.0 - power) / apart


def kernel_of(plan: Plan, walk: Walk, toolbox: Toolbox, wanted: Sequence[Slot], given: frozenset[str]) -> Kernel:
    """Print the kernel of a walk. Raises `UnprintedError` where it is not one of plain numbers."""
    task, handed = _task(plan, walk, wanted, given)
    return _Rows(task, toolbox, handed).kernel()


def _task(plan: Plan, walk: Walk, wanted: Sequence[Slot], given: frozenset[str]) -> tuple[Task, Mapping[Slot, Handed]]:
    """The steps of a walk, what comes from outside as inputs of it."""
    known = {it.slot: it for it in plan.steps}
    inside: dict[Slot, Step] = {}
    for phase in walk.phases:
        steps = [*phase.steps, *((*phase.loop.steps, *phase.loop.folds) if phase.loop else ())]
        if phase.loop and (phase.loop.reductions or phase.loop.keep):
            raise UnprintedError("a series that is kept")
        inside |= {it.slot: it for it in steps}
    steps_, handed = dict[Slot, Step](), dict[Slot, Handed]()
    read = [slot for it in inside.values() for slot in it.reads]
    for slot in sorted({*read, *inside, *wanted}):
        step = known[slot]
        if step.form is Form.TEXT:
            raise UnprintedError(Form.TEXT)
        if slot in inside and not (step.op is Op.INPUT and step.name in given):
            if step.op is Op.INPUT and step.args:
                step = Step(slot, Op.SAME, step.args, step.form, step.shape, step.span, step.name, labels=step.labels)
            elif step.op is Op.INPUT:
                raise UnprintedError("an input without a column")
            steps_[slot] = step
        elif step.op is Op.CONSTANT:
            steps_[slot] = step
        else:
            single, series = not axis_of(step.shape), TIME in step.shape
            if series and (not single or step.form is not Form.NUMBER):
                raise UnprintedError("a series from elsewhere")
            name = step.name if step.op is Op.INPUT and slot in inside else ""
            handed[slot] = Handed("", slot, step.form, name, single, series)
            steps_[slot] = Step(slot, Op.INPUT, (), step.form, step.shape, step.span, step.name, labels=step.labels)
    if any(TIME in known[it].shape for it in wanted):
        raise UnprintedError("a series that is wanted")
    order = {it.slot: place for place, it in enumerate(plan.steps)}
    ordered = dict(sorted(steps_.items(), key=lambda it: order[it[0]]))
    phases = tuple(Phase(tuple(steps_[it.slot] for it in phase.steps), phase.loop) for phase in walk.phases)
    traces = {it.slot: it for it in plan.definitions.values()}
    any_trace = next(iter(traces.values()), None)
    outputs = tuple(
        OutputSlot("", "", it, NUMBER, known[it].shape, traces.get(it, any_trace))  # type: ignore[arg-type]  # nobody looks at it
        for it in wanted
    )
    checks = tuple(it for it in plan.checks if it.slot in walk.watch and it.slot in ordered)
    names: dict[Slot, str] = {}
    for name, trace in plan.definitions.items():
        if trace.slot in ordered:
            names.setdefault(trace.slot, name)
    names |= {it.slot: it.name for it in plan.inputs if it.slot in ordered}
    return Task(None, ordered, phases, (), {}, outputs, checks, names, plan.periods), handed  # type: ignore[arg-type]  # a walk has no meaning of its own


class _Rows(Fast):
    """Prints the loop over rows."""

    inputs_are_regular = False

    def __init__(self, task: Task, toolbox: Toolbox, handed: Mapping[Slot, Handed]) -> None:
        super().__init__(task, toolbox)
        self._handed = handed

    def _title(self) -> str:
        return "One row after the other."

    def kernel(self) -> Kernel:
        """The whole of it."""
        handed: list[Handed] = []
        head, each = [], list[str]()
        for slot, told in self._handed.items():
            variable = self.variable(slot)
            column = self.names.new(f"{variable}_column")
            head.append(column)
            handed.append(Handed(column, slot, told.form, told.input, told.single, told.series))
            if told.series:
                self._lists[slot] = column
            else:
                place = "0" if told.single else "row"
                each += self._cell(variable, f"{column}[{place}]", told)
        outs = [self.names.new(f"{self.variable(it.slot)}_out") for it in self.task.outputs]
        self.lines.add("for row in range(rows):")
        self.lines.depth += 1
        self.lines.add("doubt = 0.0")
        for line in each:
            self.lines.add(line)
        for phase in self.task.phases:
            self._phase(phase)
        self.check_at_end()
        for out, it in zip(outs, self.task.outputs, strict=True):
            value = self.arg(it.slot).floating
            step = self.steps[it.slot]
            self.lines.add(
                f"{out}[row] = {'2 if ' + format(value, '2') + ' else 0' if step.form is Form.FLAG else value}"
            )
        self.lines.add("if doubt != 0.0:")
        self.lines.add("    odd[row] = True")
        text = f"def kernel(rows, odd, {', '.join([*head, *outs])}):\n{self.lines}"
        printed = Printed("kernel", text, dict(self.calls), tuple(sorted(self.mathematics)))
        looked_at = frozenset(it.input for it in handed if it.input and it.slot in self._finite.sure)
        return Kernel(printed, tuple(handed), tuple(it.slot for it in self.task.outputs), looked_at)

    def _cell(self, variable: str, cell: str, it: Handed) -> list[str]:
        """One value of a row; where it is missing, the row is odd."""
        if it.form is Form.FLAG:
            return [f"if {cell} == 1:", "    odd[row] = True", f"{variable} = {cell} == 2"]
        if it.form is Form.LABEL:
            return [f"{variable} = {cell}", f"if {variable} < 0:", "    odd[row] = True"]
        return [f"{variable} = {cell}"]

    def default(self, step: Step) -> None:
        """What is given is there already."""
        del step

    def read(self, slot: Slot) -> Term:
        """Labels are their places."""
        step = self.steps[slot]
        if step.op is Op.CONSTANT and step.form is Form.LABEL and step.value is not None:
            return Term(str(step.labels.index(str(step.value))))
        if slot in self._lists and step.op is Op.INPUT:
            return Term(f"{self._lists[slot]}[t]")
        return super().read(slot)

    def arg(self, slot: Slot) -> Term:
        """An argument that something hides is looked at before."""
        term = self.read(slot)
        if slot not in self._finite.arguments:
            return term
        name = self.names.new("looked at")
        self.lines.add(f"{name} = {term.floating}")
        self.lines.add(f"doubt += {name} - {name}")
        return Term(name)

    def nothing(self) -> Term:
        """A missing value is not one of plain numbers."""
        raise UnprintedError("missing")

    def none(self, step: Step) -> str:
        """Before its first value a number is none."""
        if step.form is not Form.NUMBER:
            raise UnprintedError("a series without a first value")
        return super().none(step)

    def piece(self, name: str) -> str:
        """What has a form for machine code."""
        if name != "geometric_sum":
            raise UnprintedError(name)
        self.calls[name] = geometric_sum
        return name

    def calling(self, key: object, name: str, make: Callable[[], Callable[..., Any]]) -> str:
        """Nothing else is called."""
        del key, make
        raise UnprintedError(name)

    def begin(self, step: Step) -> None:
        """Aggregates that need no list."""
        if step.op is Op.FOLD:
            running = self.aggregate(step).running
            if running is None or running.start == "None":
                raise UnprintedError(step.name)
        if step.op is Op.COMPOUND:  # a compiler wants to know what it is before it grows
            self.lines.add(f"{self.variable(step.slot)} = 0.0")
        super().begin(step)

    def series(self, slot: Slot) -> str:
        """Nothing is kept for all periods."""
        raise UnprintedError(f"a series that is kept: {slot}")

    # ---- rows of tests
    def _match(self, step: Step) -> Term:
        rows, rest = self.rows(step)
        assert step.rules is not None  # noqa: S101 (the compiler gives them)
        tests = [
            (step.labels.index(name) if step.form is Form.LABEL else 0, self._test(step, row)) for name, row in rows
        ]
        if step.rules.policy is Policy.COUNT:
            return Term(f"float({' + '.join(str(it) for _, it in tests)})" if tests else "0.0")
        if step.rules.policy is Policy.ONE and len(tests) > 1:
            self.lines.add(f"if {' + '.join(str(it) for _, it in tests)} > 1:")
            self.lines.add("    odd[row] = True")
        last = -1 if rest is None else step.labels.index(rest)
        chain = "".join(f"{place} if {test} else " for place, test in tests)
        name = self.names.new(f"{self.told(step.slot)}_row")
        self.lines.add(f"{name} = {chain}{last}")
        if rest is None:
            self.lines.add(f"if {name} < 0:")
            self.lines.add("    odd[row] = True")
        return Term(name)

    def _test(self, step: Step, row: list[Slot]) -> Term:
        name = self.names.new(f"{self.told(step.slot)}_test")
        self.lines.add(f"{name} = {self._all(row)}")
        return Term(name)

    def _pick(self, step: Step) -> Term:
        which, *values = step.args
        self.labels(step, *values)
        asked, terms = self.arg(which), [self.arg(it).floating for it in values]
        chain = "".join(f"{it:2} if {asked:6} == {place} else " for place, it in enumerate(terms[:-1]))
        return Term(f"{chain}{terms[-1]:1}", CHOICE) if chain else terms[-1]

    def _add_up(self, step: Step) -> Term:
        rules = step.rules
        assert rules is not None  # noqa: S101 (the compiler gives them)
        values = [self.arg(it).floating for it in step.args[rules.tests :]]
        held = [
            (self._test(step, [step.args[it] for it in row]), value)
            for row, value in zip(rules.rows, values, strict=True)
            if row is not None
        ]
        total = Term(" + ".join(f"({value:2} if {it} else 0.0)" for it, value in held), 6) if held else literal(0.0)
        if None not in rules.rows:
            return total
        rest = values[rules.rows.index(None)]
        some = " or ".join(str(it) for it, _ in held) or "False"
        return Term(f"{total:2} if {some} else {rest:1}", CHOICE)

    # ---- what is looked at
    def check(self, check: CheckSlot) -> None:
        """A row in which a condition does not hold is odd."""
        self.lines.add(f"if not {self.arg(check.slot):5}:")
        self.lines.add("    odd[row] = True")

    def check_in_loop(self, loop: Loop) -> None:
        """The numbers of a period that nothing after the loop tells of."""
        for step in loop.steps:
            if step.slot in self._finite.variables:
                name = self.read(step.slot)
                self.lines.add(f"doubt += {name} - {name}")

    def check_at_end(self) -> None:
        """All other numbers."""
        found = sorted(self.variable(it) for it in self._finite.variables if TIME not in self.steps[it].shape)
        for name in found:
            self.lines.add(f"doubt += {name} - {name}")
