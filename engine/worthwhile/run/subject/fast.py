"""The fast function: everything is there and regular, or it raises.

A branch is computed only where it is asked for, a condition stops at its first answer. What may hide a number
that is not finite is looked at where `Finite` says so, all at once at the end where that will do.
"""

from worthwhile.data.form import Form
from worthwhile.meaning.core import TIME, Policy
from worthwhile.meaning.function import Toolbox
from worthwhile.meaning.meaning import Input
from worthwhile.meaning.shown import day_text
from worthwhile.plan.steps import CheckSlot, Loop, Op, OutputSlot, Slot, Step
from worthwhile.run.subject.finite import LARGEST_SQUARE, Finite
from worthwhile.run.subject.given import taking
from worthwhile.run.subject.layout import Layout
from worthwhile.run.subject.pieces import PIECES, curve, strict
from worthwhile.run.subject.printer import Printer
from worthwhile.run.subject.task import Task, UnprintedError
from worthwhile.run.subject.terms import ATOM, CHOICE, Term, literal, written
from worthwhile.units import Amount, Category, Day, Tag

AND = 3


class Fast(Printer):
    """Prints a function that takes everything to be regular."""

    inputs_are_regular = True
    """Whether inputs are looked at before, and what has no answer raises."""

    def __init__(self, task: Task, toolbox: Toolbox) -> None:
        layout = Layout(task, inside=True)
        super().__init__(task, toolbox, layout, PIECES)
        self._finite = Finite(task, toolbox, layout, regular=self.inputs_are_regular)
        self._lists_of: dict[Slot, list[str]] = {}
        self._counts: list[str] = []

    # ---- what is given
    def take_in(self) -> None:
        """One line an input, then a look at all of them: kinds, size, and that nothing else is given."""
        slots = {step.name: step.slot for step in self.steps.values() if step.op is Op.INPUT}
        numbers: list[str] = []
        surely, maybe = 0, list[str]()
        for it in self.task.inputs:
            if not it.column:  # set from outside: what is given is not looked at
                continue
            variable = self.variable(slots[it.name]) if it.name in slots else self.names.new(it.name)
            value = self._taken(it, f"given[{it.name!r}]")
            if it.default is None:  # what is optional may be missing, which is not regular
                surely += 1
                self.lines.add(f"{variable} = {value}")
            else:
                maybe.append(it.name)
                self.lines.add(f"{variable} = {value} if {it.name!r} in given else {self._stand_in(it)}")
            self._kind(it, variable)
            if taking(it.type).name == "number":
                numbers.append(variable)
        count = " + ".join([str(surely), *(f"({it!r} in given)" for it in maybe)])
        self.lines.add(f"if len(given) != ({count}):" if maybe else f"if len(given) != {count}:")
        self._refuse("something else is given, too")
        self._plain(numbers)

    def _taken(self, it: Input, value: str) -> str:
        """Whole numbers and dates are brought into their form at once."""
        taken = taking(it.type)
        if taken.name not in ("whole", "day"):
            return value
        self.calls[taken.name] = taken.take
        return f"{taken.name}({value})"

    def _stand_in(self, it: Input) -> Term:
        """A default that is a constant; for one that is computed something of its kind, until then."""
        slot = self.task.defaults.get(it.name)
        step = self.steps.get(slot) if slot is not None else None
        if step is not None and step.op is Op.CONSTANT:
            return self.nothing() if step.value is None else literal(step.value)
        if isinstance(it.type, Category):
            return literal(it.type.labels[0])
        return Term({"flag": "False", "text": "''"}.get(taking(it.type).name, "0.0"))

    def _kind(self, it: Input, variable: str) -> None:
        """A look at the kind of what is no number; numbers are looked at together."""
        match taking(it.type).name:
            case "whole":
                self._counts.append(variable)
            case "flag":
                self.calls["flag"] = taking(it.type).take
                self.lines.add(f"if type({variable}) is not bool:")
                self.lines.add(f"    {variable} = flag({variable})")
            case "label":
                labels = it.type.labels if isinstance(it.type, Category) else ()
                self.lines.add(f"if type({variable}) is not str or {variable} not in {tuple(labels)!r}:")
                self._refuse(f"{it.name} is no label")
            case "text":
                self.lines.add(f"if type({variable}) is not str:")
                self._refuse(f"{it.name} is no text")

    def _plain(self, numbers: list[str]) -> None:
        """Numbers are floats, and none is missing, infinite or so large that a product of them could be."""
        if numbers:
            self.calls["number"] = taking(Amount()).take
            kinds = " is ".join(f"type({it})" for it in numbers)
            self.lines.add(f"if not ({kinds} is float):" if len(numbers) > 1 else f"if {kinds} is not float:")
            for it in numbers:
                self.lines.add(f"    {it} = number({it})")
        looked = [*numbers, *self._counts]
        if looked:
            squares = " + ".join(f"{it} * {it}" for it in looked)
            self.lines.add(f"if not ({squares}) < {LARGEST_SQUARE!r}:")
            self._refuse("a number is missing or too large")

    def default(self, step: Step) -> None:
        """A default that has to be computed, where nothing is given."""
        if step.args and self.steps[step.args[0]].op is not Op.CONSTANT:
            variable = self.variable(step.slot)
            self.lines.add(f"if {step.name!r} not in given:")
            self.lines.add(f"    {variable} = {self.read(step.args[0]).floating}")

    def _refuse(self, why: str) -> None:
        self.lines.add(f"    raise ValueError({why!r})")

    # ---- steps
    def clock(self) -> Term:
        """The period, an int."""
        return Term("t", whole=True)

    def nothing(self) -> Term:
        """A missing value: where it is asked for, nothing is regular."""
        return Term(f"{self.piece('odd')}()")

    def none(self, step: Step) -> str:
        """A number that is none carries on; of another form there is nothing."""
        if step.form is Form.NUMBER:
            self.mathematics.add("nan")
            return "nan"
        return f"{self.piece('odd')}()" if step.op is Op.LAG else "None"

    def lagged(self, step: Step) -> Term:
        """A series some periods back; what is no number must not be asked for too early."""
        term = super().lagged(step)
        if step.form is Form.NUMBER or term.binds == CHOICE:
            return term
        return Term(f"{term} if t >= {step.periods} else {self.piece('odd')}()", CHOICE)

    def arg(self, slot: Slot) -> Term:
        """An argument, looked at where nothing else does."""
        term = self.read(slot).floating if slot in self._finite.arguments else self.read(slot)
        return Term(f"{self.piece('finite')}({term})") if slot in self._finite.arguments else term

    def write(self, step: Step) -> Term:
        """What a step computes."""
        self.labels(step, *(step.args if step.op in (Op.CHOOSE, Op.INSTEAD, Op.SAME, Op.RECUR, Op.INTERPOLATE) else ()))
        match step.op:
            case Op.APPLY:
                return self._apply(step)
            case Op.CHOOSE:
                condition, then, otherwise = (self.arg(it).floating for it in step.args)
                return Term(f"{then:2} if {condition:2} else {otherwise:1}", CHOICE)
            case Op.INSTEAD:
                return self._instead(step)
            case Op.IS_MISSING:
                return self._is_missing(step)
            case Op.SAME:
                return self.arg(step.args[0]).floating
            case Op.RECUR:
                first, then = (self.arg(it).floating for it in step.args)
                return Term(f"{first:2} if t == 0 else {then:1}", CHOICE)
            case Op.COMPOUND:
                _, start, factor = (self.arg(it).floating for it in step.args)
                return Term(f"{start:2} if t == 0 else {self.variable(step.slot)} * {factor:8}", CHOICE)
            case Op.WHOLE_POWER:
                return self._whole_power(step)
            case Op.TIMED_POWER:
                called = ", ".join(str(self.arg(it)) for it in step.args)
                return Term(f"{self.piece('there')}({self.piece('timed_power')}({called}))")
            case Op.GEOMETRIC:
                return Term(f"{self.piece('geometric_sum')}({self.arg(step.args[0])}, {step.periods})")
            case Op.READ:
                series, place = step.args
                call = f"{self.piece('at')}({self.series(series)}, {self.arg(place).floating})"
                return Term(f"{self.piece('there')}({call})")
            case Op.INTERPOLATE:
                name = self.calling(("curve", step.slot), f"{step.name} at", lambda: curve(step))
                args = ", ".join(format(self.arg(it).floating) for it in step.args)
                return Term(f"{self.piece('there')}({name}({args}))")
            case Op.REDUCE:
                return self._reduce(step)
            case Op.MATCH:
                return self._match(step)
            case Op.PICK:
                return self._pick(step)
            case Op.ADD_UP:
                return self._add_up(step)
        raise UnprintedError(step.op)

    def _apply(self, step: Step) -> Term:
        function = self.function(step)
        kinds = [self.steps[it] for it in step.args]
        if any(it.form is Form.LABEL for it in kinds) and function.kernel is not None:
            self.labels(kinds[0], *step.args)
        args = [self.arg(it) for it in step.args]
        python = function.python
        if python is not None:
            self.mathematics.update(python.uses)
            return written(python, args)
        name = self.calling(("function", step.name, step.form, step.labels), step.name, lambda: _strict(self, step))
        return Term(f"{name}({', '.join(format(it.floating) for it in args)})")

    def _whole_power(self, step: Step) -> Term:
        """A power by repeated squaring, in the order in which columns are multiplied."""
        base, bits = self.arg(step.args[0]).floating, bin(step.periods)[3:]
        if base.binds < ATOM or not base.text.isidentifier():
            base = self._part(step, base)
        found = Term(f"{base} * {base}", 7) if bits else Term(f"{base} * 1.0", 7)
        if bits[:1] == "1":
            found = Term(f"{found} * {base}", 7)
        for bit in bits[1:]:
            square = self._part(step, found)
            found = Term(f"{square} * {square}" + (f" * {base}" if bit == "1" else ""), 7)
        return found

    def _part(self, step: Step, term: Term) -> Term:
        """A variable for a part of a step."""
        name = self.names.new(f"{self.told(step.slot)}_part")
        self.lines.add(f"{name} = {term}")
        return Term(name)

    def _instead(self, step: Step) -> Term:
        value, other = step.args
        lag = self.steps[value]
        if lag.op is Op.LAG:
            term = Printer.lagged(self, lag)
            known = term.text.partition(" if ")[0] if term.binds == CHOICE else term.text
            return Term(f"{known} if t >= {lag.periods} else {self.arg(other).floating:1}", CHOICE)
        return self.arg(value).floating

    def _is_missing(self, step: Step) -> Term:
        """What is asked has been computed: it is there, or the function has raised."""
        asked = self.steps[step.args[0]]
        if asked.op is Op.LAG:
            return Term(f"t < {asked.periods}", 5)
        if asked.op is Op.CONSTANT:
            return literal(asked.value is None)
        return literal(False)

    def _reduce(self, step: Step) -> Term:
        aggregate = self.aggregate(step)
        if aggregate.scalar is None:
            raise UnprintedError(step.name)
        name = self.gathering(step, aggregate)
        args = [self.arg(it).floating for it in step.args]
        if step.by is not None and aggregate.needs_order:
            args.append(self.arg(step.by).floating)
        if step.where is None:
            lists = ", ".join(f"[{it}]" for it in args)
        else:
            where = self.arg(step.where)
            lists = ", ".join(f"[{it}] if {where:2} else []" for it in args)
        return Term(f"{self.piece('there')}({name}({lists}))")

    def _match(self, step: Step) -> Term:
        rows, rest = self.rows(step)
        tests = [(name, self._all(row)) for name, row in rows]
        assert step.rules is not None  # noqa: S101 (the compiler gives them)
        match step.rules.policy:
            case Policy.FIRST:
                last = literal(rest) if rest is not None else self.nothing()
                chain = "".join(f"{name!r} if {test:2} else " for name, test in tests)
                return Term(f"{chain}{last}", CHOICE)
            case Policy.ONE:
                labels = tuple(name for name, _ in tests)
                holds = ", ".join(format(it) for _, it in tests)
                only = f"{self.piece('only_of')}({labels!r}, {rest!r}, {holds})"
                return Term(f"{self.piece('there')}({only})")
            case Policy.COUNT:
                return Term(f"float({' + '.join(f'{it:7}' for _, it in tests)})" if tests else "0.0")

    def _all(self, tests: list[Slot]) -> Term:
        """Whether all tests of a row hold."""
        terms = [self.arg(it) for it in tests]
        if len(terms) == 1:
            return terms[0]
        return Term(" and ".join(f"{it:4}" for it in terms), AND) if terms else literal(True)

    def _pick(self, step: Step) -> Term:
        which, *values = step.args
        self.labels(step, *values)
        names = self.steps[which].labels
        if len(names) != len(values):
            raise UnprintedError("rows of one name")
        asked = self.arg(which)
        terms = [self.arg(it).floating for it in values]
        chain = "".join(f"{it:2} if {asked:6} == {name!r} else " for name, it in zip(names, terms[:-1], strict=False))
        return Term(f"{chain}{terms[-1]:1}", CHOICE) if chain else terms[-1]

    def _add_up(self, step: Step) -> Term:
        rules = step.rules
        assert rules is not None  # noqa: S101 (the compiler gives them)
        values = step.args[rules.tests :]
        held = []
        for row, value in zip(rules.rows, values, strict=True):
            if row is not None:
                test = self._all([step.args[it] for it in row])
                held.append((test, self.arg(value).floating))
        if None in rules.rows:
            rest = self.arg(values[rules.rows.index(None)]).floating
            rows = "".join(f", ({it}, {value:2} if {it:2} else 0.0)" for it, value in held)
            return Term(f"{self.piece('there')}({self.piece('added_up')}({rest}{rows}))")
        terms = [f"({value:2} if {it:2} else 0.0)" for it, value in held]
        return Term(" + ".join(terms), 6) if terms else literal(0.0)

    # ---- the timeline
    def scan(self, step: Step) -> None:
        """A running sum."""
        self.lines.add(f"{self.variable(step.slot)} += {self.arg(step.args[0])}")

    def begin(self, step: Step) -> None:
        """What has to be there before a walk."""
        if step.op is Op.SCAN:
            self.lines.add(f"{self.variable(step.slot)} = 0.0")
        if step.op is not Op.FOLD:
            return
        aggregate = self.aggregate(step)
        if aggregate.running is not None:
            self.lines.add(f"{self.variable(step.slot)} = {aggregate.running.start}")
            return
        told = self.variable(step.slot)
        lists = [self.names.new(f"{told}_of") for _ in step.args]
        self._lists_of[step.slot] = lists
        for it in lists:
            self.lines.add(f"{it} = []")

    def take(self, step: Step) -> None:
        """What an aggregate does in each period."""
        aggregate = self.aggregate(step)
        args = [self.arg(it) for it in step.args]
        if step.where is not None:
            self.lines.add(f"if {self.arg(step.where)}:")
            self.lines.depth += 1
        if aggregate.running is not None:
            variable = Term(self.variable(step.slot))
            said = aggregate.running.step.format(variable, *args, t="t")
            grown = said.removeprefix(f"{variable} + ")
            self.lines.add(f"{variable} += {grown}" if grown != said else f"{variable} = {said}")
        else:
            for name, it in zip(self._lists_of[step.slot], args, strict=True):
                self.lines.add(f"{name}.append({it.floating})")
        if step.where is not None:
            self.lines.depth -= 1

    def finish(self, step: Step) -> Term:
        """What an aggregate gives."""
        aggregate = self.aggregate(step)
        variable = self.variable(step.slot)
        if aggregate.running is None:
            name = self.gathering(step, aggregate)
            lists = ", ".join(self._lists_of[step.slot])
            self.lines.add(f"{variable} = {self.piece('there')}({name}({lists}))")
        elif aggregate.running.start == "None" and not self._is_just_shown(step):
            self.lines.add(f"if {variable} is None:")
            self._refuse("there is no such period")
        return Term(variable)

    def _is_just_shown(self, step: Step) -> bool:
        """Whether a value is an output and nothing more: that may be missing."""
        shown = [it for it in self.task.outputs if it.slot == step.slot]
        return self.layout.uses[step.slot] == len(shown) and not any(self._is_formed(it) for it in shown)

    # ---- conditions and numbers
    def check(self, check: CheckSlot) -> None:
        """A condition that has to hold."""
        self.lines.add(f"if not {self.arg(check.slot):5}:")
        self._refuse(" ".join(check.trace.core.span.text.split()))

    def check_in_loop(self, loop: Loop) -> None:
        """The numbers of a period that nothing after the loop tells of."""
        for step in loop.steps:
            if step.slot in self._finite.variables:
                name = self.read(step.slot)
                self.lines.add(f"if {name} - {name}:")
                self._refuse("no number")

    def check_at_end(self) -> None:
        """All other numbers: their sum is one if they all are."""
        steps = self.steps
        found = [self.variable(it) for it in self._finite.variables if TIME not in steps[it].shape]
        found.sort(key=str)
        if len(found) == 1:
            self.lines.add(f"if {found[0]} - {found[0]}:")
            self._refuse("no number")
        elif found:
            total = self.names.new("all of them")
            self.lines.add(f"{total} = {' + '.join(found)}")
            self.lines.add(f"if {total} - {total}:")
            self._refuse("no number")

    def give_back(self) -> None:
        """The values of the outputs."""
        self.lines.add(f"return {self.result()}")

    def shown(self, output: OutputSlot) -> Term:
        """The value of an output: of a series a list."""
        if TIME in output.shape:
            series = self.series(output.slot)
            each = self._plain_value(output, Term("it"))
            return Term(series if each.text == "it" else f"[{each} for it in {series}]")
        return self._plain_value(output, self.arg(output.slot).floating)

    def _is_formed(self, output: OutputSlot) -> bool:
        return self._plain_value(output, Term("it")).text != "it"

    def _plain_value(self, output: OutputSlot, term: Term) -> Term:
        if isinstance(output.type, Day):
            self.calls["day_text"] = day_text
            return Term(f"day_text({term})")
        if isinstance(output.type, Amount) and output.type.tag is Tag.COUNT and not output.type.unit:
            return Term(f"int({term}) if {term:10}.is_integer() else {term:1}", CHOICE)
        return term


def _strict(printer: Printer, step: Step):  # type: ignore[no-untyped-def]  # noqa: ANN202 (a function of plain values)
    scalar = printer.function(step).scalar
    assert scalar is not None  # noqa: S101 (it was looked at)
    return strict(scalar, step)
