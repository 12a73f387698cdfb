"""The careful function: missing values are None, and mean what they mean in columns. One line a step.

It raises where something is due to be said, and where the plain form of a function may not be that for columns.
"""

from collections.abc import Callable
from typing import Any

from worthwhile.data.form import Form
from worthwhile.meaning.core import TIME, Policy
from worthwhile.meaning.function import Toolbox
from worthwhile.meaning.shown import day_text
from worthwhile.plan.steps import CheckSlot, Op, OutputSlot, Slot, Step
from worthwhile.run.subject import pieces
from worthwhile.run.subject.given import careful
from worthwhile.run.subject.layout import Layout
from worthwhile.run.subject.printer import Printer
from worthwhile.run.subject.task import Task, UnprintedError
from worthwhile.run.subject.terms import CHOICE, Term, literal
from worthwhile.units import Amount, Day, Tag


class Careful(Printer):
    """Prints a function that carries missing values."""

    def __init__(self, task: Task, toolbox: Toolbox) -> None:
        super().__init__(task, toolbox, Layout(task, inside=False), pieces.PIECES)
        self._lists_of: dict[Slot, list[str]] = {}
        self._left_out: dict[Slot, str] = {}

    # ---- what is given
    def take_in(self) -> None:
        """One line an input; what is not given is its default, or missing where that may be."""
        slots = {step.name: step.slot for step in self.steps.values() if step.op is Op.INPUT}
        names = [it.name for it in self.task.inputs if it.column]
        self.lines.add(f"if not given.keys() <= {{{', '.join(map(repr, names))}}}:" if names else "if given:")
        self.lines.add("    raise ValueError('something else is given, too')")
        for it in self.task.inputs:
            if not it.column:
                continue
            variable = self.variable(slots[it.name]) if it.name in slots else self.names.new(it.name)
            take = self.calling(("input", it.name), f"taken as {it.name}", _taking(it.type))
            value = f"{take}(given[{it.name!r}])"
            if it.default is not None or it.optional:
                value = f"{value} if {it.name!r} in given else {self._stand_in(it.name)}"
            self.lines.add(f"{variable} = {value}")

    def _stand_in(self, name: str) -> Term:
        slot = self.task.defaults.get(name)
        step = self.steps.get(slot) if slot is not None else None
        return self.read(step.slot) if step is not None and step.op is Op.CONSTANT else self.nothing()

    def default(self, step: Step) -> None:
        """A default that has to be computed, where nothing is given."""
        if step.args and self.steps[step.args[0]].op is not Op.CONSTANT:
            self.lines.add(f"if {step.name!r} not in given:")
            self.lines.add(f"    {self.variable(step.slot)} = {self.read(step.args[0])}")

    # ---- steps
    def gone(self, slot: Slot) -> str:
        """Whether a value is missing; of a constant that is known."""
        step = self.steps[slot]
        if step.op in (Op.CONSTANT, Op.CLOCK):
            return str(step.op is Op.CONSTANT and step.value is None)
        return f"{self.read(slot):6} is None"

    def clock(self) -> Term:
        """The period, as a float."""
        return Term("float(t)")

    def nothing(self) -> Term:
        """A missing value."""
        return Term("None")

    def none(self, step: Step) -> str:
        """Before its first value a series is missing."""
        del step
        return "None"

    def write(self, step: Step) -> Term:
        """What a step computes."""
        same = (Op.CHOOSE, Op.INSTEAD, Op.SAME, Op.RECUR, Op.INTERPOLATE)
        self.labels(step, *(step.args if step.op in same else ()))
        args = [self.read(it) for it in step.args] if step.op is not Op.READ else []
        match step.op:
            case Op.APPLY:
                return self._apply(step, args)
            case Op.CHOOSE:
                condition, then, otherwise = args
                held = f"{then:2} if {condition:2} else {otherwise:1}"
                return Term(f"None if {self.gone(step.args[0])} else {held}", CHOICE)
            case Op.INSTEAD:
                value, other = args
                return Term(f"{other:2} if {self.gone(step.args[0])} else {value:1}", CHOICE)
            case Op.IS_MISSING:
                return Term(self.gone(step.args[0]), 5)
            case Op.SAME:
                return args[0]
            case Op.RECUR:
                first, then = args
                return Term(f"{first:2} if t == 0 else {then:1}", CHOICE)
            case Op.COMPOUND:
                start = f"None if {self.gone(step.args[0])} else {args[1]:1}"
                grown = f"{self.piece('grown')}({self.variable(step.slot)}, {args[2]})"
                return Term(f"({start}) if t == 0 else {grown}", CHOICE)
            case Op.WHOLE_POWER:
                return Term(f"{self.piece('whole_power')}({args[0]}, {step.periods})")
            case Op.TIMED_POWER:
                return Term(f"{self.piece('timed_power')}({', '.join(map(str, args))})")
            case Op.GEOMETRIC:
                return Term(f"{self.piece('known_sum')}({args[0]}, {step.periods})")
            case Op.READ:
                series, place = step.args
                return Term(f"{self.piece('at')}({self.series(series)}, {self.read(place)})")
            case Op.INTERPOLATE:
                name = self.calling(("curve", step.slot), f"{step.name} at", lambda: pieces.curve(step))
                return Term(f"{name}({', '.join(map(str, args))})")
            case Op.REDUCE:
                return self._reduce(step)
            case Op.MATCH:
                return self._match(step)
            case Op.PICK:
                return self._pick(step)
            case Op.ADD_UP:
                return self._add_up(step)
        raise UnprintedError(step.op)

    def _apply(self, step: Step, args: list[Term]) -> Term:
        function = self.function(step)
        if function.kernel is not None and self.steps[step.args[0]].form is Form.LABEL:
            self.labels(self.steps[step.args[0]], *step.args)
        key = ("function", step.name, step.form, step.labels)
        name = self.calling(key, step.name, lambda: pieces.careful(function, step))
        return Term(f"{name}({', '.join(map(str, args))})")

    def _all(self, tests: list[Slot]) -> str:
        if len(tests) == 1:
            return str(self.read(tests[0]))
        return f"{self.piece('all_of')}({', '.join(str(self.read(it)) for it in tests)})" if tests else "True"

    def _match(self, step: Step) -> Term:
        rows, rest = self.rows(step)
        assert step.rules is not None  # noqa: S101 (the compiler gives them)
        holds = ", ".join(self._all(row) for _, row in rows)
        if step.rules.policy is Policy.COUNT:
            return Term(f"{self.piece('how_many')}({holds})")
        name = self.piece("first_of" if step.rules.policy is Policy.FIRST else "only_of")
        return Term(f"{name}({tuple(name for name, _ in rows)!r}, {rest!r}, {holds})")

    def _pick(self, step: Step) -> Term:
        which, *values = step.args
        self.labels(step, *values)
        names = self.steps[which].labels
        if len(names) != len(values):
            raise UnprintedError("rows of one name")
        chain = "".join(
            f"{self.read(it):2} if {self.read(which):6} == {name!r} else "
            for name, it in zip(names, values, strict=True)
        )
        return Term(f"{chain}None", CHOICE)

    def _add_up(self, step: Step) -> Term:
        rules = step.rules
        assert rules is not None  # noqa: S101 (the compiler gives them)
        values = [self.read(it) for it in step.args[rules.tests :]]
        rest = values[rules.rows.index(None)] if None in rules.rows else literal(0.0)
        rows = [
            f"({self._all([step.args[it] for it in row])}, {value})"
            for row, value in zip(rules.rows, values, strict=True)
            if row is not None
        ]
        return Term(f"{self.piece('added_up')}({', '.join([str(rest), *rows])})")

    def _reduce(self, step: Step) -> Term:
        aggregate = self.aggregate(step)
        if aggregate.scalar is None:
            raise UnprintedError(step.name)
        name = self.gathering(step, aggregate)
        slots = [*step.args, *([step.by] if step.by is not None and aggregate.needs_order else [])]
        args = [str(self.read(it)) for it in slots]
        counts = [f"not ({self.gone(it)})" for it in slots]
        if step.where is not None:
            counts.append(f"{self.read(step.where)} is True")
        lists = ", ".join(f"[{it}]" for it in args)
        nothing = ", ".join("[]" for _ in args)
        text = f"{name}({lists}) if {' and '.join(counts)} else {name}({nothing})"
        if step.by is not None and not aggregate.needs_order:
            text = f"None if {self.gone(step.by)} else {text}"
        return Term(text, CHOICE)

    # ---- the timeline
    def scan(self, step: Step) -> None:
        """A running sum, missing until there is something to add."""
        variable = self.variable(step.slot)
        self.lines.add(f"{variable} = {self.piece('running')}({variable}, {self.read(step.args[0])})")

    def begin(self, step: Step) -> None:
        """What has to be there before a walk."""
        if step.op is Op.SCAN:
            self.lines.add(f"{self.variable(step.slot)} = None")
        if step.op is not Op.FOLD:
            return
        aggregate = self.aggregate(step)
        told = self.variable(step.slot)
        self._left_out[step.slot] = self.names.new(f"{told}_left_out")
        self.lines.add(f"{self._left_out[step.slot]} = False")
        if aggregate.running is not None:
            self._lists_of[step.slot] = [self.names.new(f"{told}_seen")]
            self.lines.add(f"{told} = {aggregate.running.start}")
            self.lines.add(f"{self._lists_of[step.slot][0]} = False")
            return
        self._lists_of[step.slot] = [self.names.new(f"{told}_of") for _ in step.args]
        for it in self._lists_of[step.slot]:
            self.lines.add(f"{it} = []")

    def take(self, step: Step) -> None:
        """What an aggregate does in each period: a missing value is left out, and that is noted."""
        aggregate, told = self.aggregate(step), Term(self.variable(step.slot))
        args = [self.read(it) for it in step.args]
        gone = " or ".join(map(self.gone, step.args))
        where = self.read(step.where) if step.where is not None else None
        if where is not None:
            self.lines.add(f"if {where:6} is None or {where:3} and ({gone}):")
        else:
            self.lines.add(f"if {gone}:")
        self.lines.add(f"    {self._left_out[step.slot]} = True")
        self.lines.add(f"elif {where}:" if where is not None else "else:")
        self.lines.depth += 1
        if aggregate.running is not None:
            self.lines.add(f"{told} = {aggregate.running.step.format(told, *args, t='t')}")
            self.lines.add(f"{self._lists_of[step.slot][0]} = True")
        else:
            for name, it in zip(self._lists_of[step.slot], args, strict=True):
                self.lines.add(f"{name}.append({it})")
        self.lines.depth -= 1

    def finish(self, step: Step) -> Term:
        """What an aggregate gives: nothing where it has seen nothing but what was left out."""
        aggregate, told = self.aggregate(step), self.variable(step.slot)
        lists, left_out = self._lists_of[step.slot], self._left_out[step.slot]
        if aggregate.running is None:
            name = self.gathering(step, aggregate)
            gone = left_out if aggregate.needs_every else f"{left_out} and not {lists[0]}"
            self.lines.add(f"{told} = None if {gone} else {name}({', '.join(lists)})")
            return Term(told)
        self.lines.add(f"if {left_out} and not {lists[0]}:")
        self.lines.add(f"    {told} = None")
        if aggregate.running.carries:
            self.lines.add(f"elif {self.piece('finite')}({told}) is None:")
            self.lines.add("    raise ValueError('a sum too large for a number')")
        return Term(told)

    # ---- conditions, outputs
    def check(self, check: CheckSlot) -> None:
        """A condition that must not fail; what is missing does not."""
        self.lines.add(f"if {self.read(check.slot):6} is False:")
        self.lines.add(f"    raise ValueError({' '.join(check.trace.core.span.text.split())!r})")

    def give_back(self) -> None:
        """The values of the outputs."""
        self.lines.add(f"return {self.result()}")

    def shown(self, output: OutputSlot) -> Term:
        """The value of an output: of a series a list."""
        if TIME in output.shape:
            series = self.series(output.slot)
            each = self._plain_value(output, Term("it"))
            return Term(series if each.text == "it" else f"[{each} for it in {series}]")
        return self._plain_value(output, self.read(output.slot))

    def _plain_value(self, output: OutputSlot, term: Term) -> Term:
        if isinstance(output.type, Day):
            return Term(f"{self.calling('day', 'dated', lambda: _dated)}({term})")
        if isinstance(output.type, Amount) and output.type.tag is Tag.COUNT and not output.type.unit:
            return Term(f"{self.calling('count', 'counted', lambda: _counted)}({term})")
        return term


def _taking(type_: Any) -> Callable[[], Callable[[object], object]]:  # noqa: ANN401 (a type of the language)
    return lambda: careful(type_)


def _dated(days: float | None) -> str | None:
    """A date as text."""
    return None if days is None else day_text(days)


def _counted(number: float | None) -> float | int | None:
    """What counts is a whole number, where it is one."""
    return int(number) if number is not None and number.is_integer() else number
