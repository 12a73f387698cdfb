"""The way through a task, step by step and period by period; what each line says is left to its two dialects."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

from worthwhile.data.form import Form
from worthwhile.meaning.core import TIME
from worthwhile.meaning.function import Aggregate, Function, Toolbox
from worthwhile.plan.steps import CheckSlot, Loop, Op, OutputSlot, Phase, Slot, Step
from worthwhile.run.subject.layout import ATOMS, Layout
from worthwhile.run.subject.names import Names
from worthwhile.run.subject.pieces import gathered
from worthwhile.run.subject.task import Task, UnprintedError
from worthwhile.run.subject.terms import CHOICE, Lines, Term, literal
from worthwhile.text.frozen import frozen

LONGEST = 100
"""A line that grows longer is parted, where that changes nothing."""


@frozen
class Printed:
    """A function as text, and what it calls by name beside Python's own."""

    name: str
    text: str
    calls: Mapping[str, Callable[..., Any]]
    mathematics: tuple[str, ...]
    """What it takes from `math`."""


class Printer(ABC):
    """Prints a task; a dialect says how each step is written."""

    def __init__(self, task: Task, toolbox: Toolbox, layout: Layout, pieces: Mapping[str, Callable[..., Any]]) -> None:
        self.task, self.toolbox, self.layout, self.steps = task, toolbox, layout, task.steps
        self.names = Names(pieces)
        self.lines = Lines()
        self.calls: dict[str, Callable[..., Any]] = {}
        self.mathematics: set[str] = set()
        self._pieces, self._known = pieces, dict[object, str]()
        self._variables: dict[Slot, str] = {}
        self._lists: dict[Slot, str] = {}
        self._before: dict[Slot, str] = {}
        self._terms: dict[Slot, Term] = {}
        self._walked: set[Slot] = set()
        """The series that the loop walks that is being printed."""
        self._one_back: set[Slot] = set()
        for slot, name in task.names.items():
            self._variables[slot] = self.names.new(name)

    # ---- names
    def variable(self, slot: Slot) -> str:
        """The variable of a step; one without a name is called after the definition that it belongs to."""
        if slot not in self._variables:
            self._variables[slot] = self.names.new(f"{self.told(slot)}_part")
        return self._variables[slot]

    def told(self, slot: Slot) -> str:
        """The definition that a step belongs to."""
        seen = {slot}
        waiting = [slot]
        for here in waiting:
            if here in self.task.names:
                return self.task.names[here]
            for reader in self.layout.readers.get(here, ()):
                if reader.slot not in seen:
                    seen.add(reader.slot)
                    waiting.append(reader.slot)
        return "condition"

    def series(self, slot: Slot) -> str:
        """The list that has a series whole."""
        if slot not in self._lists:
            self._lists[slot] = self.names.new(f"{self.variable(slot)}_over_t")
        return self._lists[slot]

    def before(self, slot: Slot) -> str:
        """The value of a series one period earlier."""
        if slot not in self._before:
            self._before[slot] = self.names.new(f"{self.variable(slot)}_before")
        return self._before[slot]

    def piece(self, name: str) -> str:
        """One of the pieces that every printed function may call."""
        self.calls[name] = self._pieces[name]
        return name

    def calling(self, key: object, name: str, make: Callable[[], Callable[..., Any]]) -> str:
        """A function that is handed to the printed one, by a name of its own."""
        if key not in self._known:
            self._known[key] = self.names.new(name)
            self.calls[self._known[key]] = make()
        return self._known[key]

    def function(self, step: Step) -> Function:
        """The function of a step."""
        function = self.toolbox.functions[step.name]
        if function.scalar is None:
            raise UnprintedError(step.name)
        return function

    def aggregate(self, step: Step) -> Aggregate:
        """The aggregate of a step."""
        aggregate = self.toolbox.aggregates[step.name]
        if aggregate.scalar is None and aggregate.running is None:
            raise UnprintedError(step.name)
        if aggregate.needs_every and (step.where is not None or step.op is not Op.FOLD):
            raise UnprintedError(step.name)
        return aggregate

    def gathering(self, step: Step, aggregate: Aggregate) -> str:
        """The name of an aggregate of lists."""
        key = ("aggregate", step.name, step.form, step.labels)
        return self.calling(key, f"{step.name} of", lambda: gathered(aggregate, step))

    # ---- the way
    def printed(self) -> Printed:
        """The whole function."""
        told = self.task.meaning.name
        name = self.names.first_free(told or "model", f"{told} of one")
        self.lines.add(f'"""{self._title()}"""')
        self.take_in()
        for phase in self.task.phases:
            self._phase(phase)
        self.check_at_end()
        self.give_back()
        return Printed(name, f"def {name}(given):\n{self.lines}", dict(self.calls), tuple(sorted(self.mathematics)))

    def _title(self) -> str:
        words = " ".join((self.task.meaning.label or self.task.meaning.name or "One subject").split())
        return words.replace("\\", "\\\\").replace('"', "'") + ("" if words.endswith((".", "?", "!")) else ".")

    def _phase(self, phase: Phase) -> None:
        for step in phase.steps:
            self._fill(step)
        for check in self._checks(phase.steps):
            if self.steps[check.slot].value is not True:  # a constant that holds
                self.check(check)
        if phase.loop is not None:
            self._loop(phase.loop)

    def _checks(self, steps: tuple[Step, ...]) -> list[CheckSlot]:
        filled = {it.slot for it in steps}
        return [it for it in self.task.checks if it.slot in filled]

    def _loop(self, loop: Loop) -> None:
        keep = [it for it in loop.keep if it not in self._lists]
        for step in (*loop.steps, *loop.folds):
            self.begin(step)
        further = {slot: back for slot, back in loop.history.items() if back > 1 and slot not in keep}
        for slot in (*keep, *further):
            self.lines.add(f"{self.series(slot)} = []")
        self._one_back = {slot for slot, back in loop.history.items() if back == 1}
        for slot in sorted(self._one_back):
            self.lines.add(f"{self.before(slot)} = {self.none(self.steps[slot])}")
        self.lines.add(f"for t in range({self.task.periods}):")
        self.lines.depth += 1
        self._walked = {it.slot for it in loop.steps}
        for step in loop.steps:
            self._fill(step)
        for check in self._checks(loop.steps):
            if check.slot in loop.watch:
                self.check(check)
        for step in loop.folds:
            self.take(step)
        self.check_in_loop(loop)
        for slot in (*keep, *further):
            self.lines.add(f"{self.series(slot)}.append({self.arg(slot).floating})")
        for slot in sorted(self._one_back):
            self.lines.add(f"{self.before(slot)} = {self.read(slot).floating}")
        self._walked = set()
        self.lines.depth -= 1
        for step in loop.folds:
            self._terms[step.slot] = self.finish(step)
        for check in self._checks(loop.folds):
            self.check(check)

    def _fill(self, step: Step) -> None:
        if step.op is Op.INPUT:
            self.default(step)
        if step.op in ATOMS:
            return
        if step.op is Op.SCAN:
            self.scan(step)
            self._terms[step.slot] = Term(self.variable(step.slot))
            return
        term = self.write(step)
        apart = len(term.text) > LONGEST and not self.layout.is_in_a_branch(step.slot)
        if self.layout.is_variable(step.slot) or apart:
            self.lines.add(f"{self.variable(step.slot)} = {term.floating}")
            self._terms[step.slot] = Term(self.variable(step.slot))
        else:
            self._terms[step.slot] = term

    # ---- reading what is there
    def read(self, slot: Slot) -> Term:
        """The value of a step where it is needed."""
        step = self.steps[slot]
        match step.op:
            case Op.CONSTANT if step.value is None:
                return self.nothing()
            case Op.CONSTANT:
                return literal(step.value)  # type: ignore[arg-type]  # the case before takes None
            case Op.CLOCK:
                return self.clock()
            case Op.LAG:
                return self.lagged(step)
            case Op.INPUT:
                return Term(self.variable(slot))
        if TIME in step.shape and slot not in self._walked and slot in self._lists:
            return Term(f"{self._lists[slot]}[t]")
        return self._terms[slot]

    def arg(self, slot: Slot) -> Term:
        """The value of a step that another reads."""
        return self.read(slot)

    def lagged(self, step: Step) -> Term:
        """A series some periods back, in a loop that walks it or after one."""
        slot, back = step.args[0], step.periods
        if back == 1 and slot in self._one_back:
            return Term(self.before(slot))
        return Term(f"{self.series(slot)}[t - {back}] if t >= {back} else {self.none(step)}", CHOICE)

    def labels(self, step: Step, *slots: Slot) -> None:
        """Labels are told by their texts: what meets has to have the same ones."""
        for slot in slots:
            other = self.steps[slot]
            if other.form is Form.LABEL and step.form is Form.LABEL and other.labels != step.labels:
                raise UnprintedError("labels of two categories")

    def rows(self, step: Step) -> tuple[list[tuple[str, list[Slot]]], str | None]:
        """The rows of tests with their labels, and the label of the rest."""
        assert step.rules is not None  # noqa: S101 (the compiler gives them)
        if step.form is Form.LABEL and len(step.labels) != len(step.rules.rows):
            raise UnprintedError("rows of one name")
        names = step.labels if step.form is Form.LABEL else ("",) * len(step.rules.rows)
        told = [
            (name, [step.args[it] for it in row])
            for name, row in zip(names, step.rules.rows, strict=True)
            if row is not None
        ]
        rest = next((name for name, row in zip(names, step.rules.rows, strict=True) if row is None), None)
        return told, rest

    # ---- what dialects say
    @abstractmethod
    def take_in(self) -> None:
        """Take in what is given."""

    @abstractmethod
    def default(self, step: Step) -> None:
        """Put a default that has to be computed in place of what is not given."""

    @abstractmethod
    def write(self, step: Step) -> Term:
        """What a step computes."""

    @abstractmethod
    def scan(self, step: Step) -> None:
        """A running sum."""

    @abstractmethod
    def begin(self, step: Step) -> None:
        """What has to be there before a walk."""

    @abstractmethod
    def take(self, step: Step) -> None:
        """What an aggregate does in each period."""

    @abstractmethod
    def finish(self, step: Step) -> Term:
        """What an aggregate gives."""

    @abstractmethod
    def check(self, check: CheckSlot) -> None:
        """Look at a condition that has to hold."""

    def check_in_loop(self, loop: Loop) -> None:  # noqa: B027 (where missing values are carried there is nothing to look at)
        """Look at the numbers of a period."""

    def check_at_end(self) -> None:  # noqa: B027 (the same)
        """Look at all other numbers."""

    @abstractmethod
    def give_back(self) -> None:
        """Give the values of the outputs."""

    @abstractmethod
    def clock(self) -> Term:
        """The period."""

    @abstractmethod
    def nothing(self) -> Term:
        """A missing value."""

    @abstractmethod
    def none(self, step: Step) -> str:
        """What stands for the value of a series before its first."""

    @abstractmethod
    def shown(self, output: OutputSlot) -> Term:
        """The value of an output as a host gets it."""

    def result(self) -> str:
        """All outputs as a dict."""
        pairs = ", ".join(f"{it.name!r}: {self.shown(it)}" for it in self.task.outputs)
        return f"{{{pairs}}}"
