"""Meaning to plan: every core node a slot, the same thing never computed twice."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite

from worthwhile.data.form import form_of
from worthwhile.meaning.core import (
    TIME,
    AddUp,
    Apply,
    Choose,
    Clock,
    Const,
    Core,
    Fetch,
    Given,
    Instead,
    Interpolate,
    IsMissing,
    Lag,
    Match,
    Pick,
    Points,
    Policy,
    Read,
    Recur,
    Reduce,
    Ref,
    Scan,
    Shape,
    below,
    every,
    name_read,
)
from worthwhile.meaning.curves.reading import Reading
from worthwhile.meaning.fits.offered import READ, number_of
from worthwhile.meaning.function import Toolbox
from worthwhile.meaning.items import Kind, Role
from worthwhile.meaning.meaning import Check, Definition, Expected, Meaning, Output
from worthwhile.plan.rewrites import REWRITES, Draft, Rewrite
from worthwhile.plan.rewrites.unused import reached
from worthwhile.plan.schedule import passes_of
from worthwhile.plan.steps import (
    CheckSlot,
    ExpectSlot,
    InputSlot,
    Op,
    OutputSlot,
    Plan,
    Rules,
    Slot,
    Step,
    Told,
    Traced,
    Value,
    Watched,
)
from worthwhile.text.deadline import look_at_the_clock
from worthwhile.units import NUMBER, Category, FitOf, Table, Type

LENIENT = (Choose, Instead, IsMissing, Reduce, Lag, Read, Recur, Match, Pick, AddUp)
"""Nodes that may have a value though something below them is missing."""


def compile_plan(
    meaning: Meaning,
    toolbox: Toolbox,
    rewrites: Sequence[Rewrite] = REWRITES,
    *,
    fitted: Mapping[str, Told] | None = None,
    compared: bool = True,
) -> Plan:
    """Lay a model out as steps and passes.

    ``fitted`` is what fits have found elsewhere: they are not estimated. The rows are read for them all the
    same where it is to be said whether they are ``compared`` to be the same.
    """
    compiler = _Compiler(meaning, toolbox, fitted or {}, compared)
    needed = compiler.needed()
    for definition in meaning.definitions.values():
        if definition.name in needed:
            compiler.define(definition)
    outputs = tuple(compiler.output(it) for it in meaning.outputs)
    checks = tuple(compiler.check(it) for it in meaning.checks if compiler.reaches(it))
    expected = tuple(compiler.expect(it) for it in meaning.expected)
    watched = tuple(compiler.watched(meaning.definitions[it]) for it in compiler.definitions)
    asked = {it.slot for it in outputs} | {it.slot for it in checks}
    asked |= {it.shows.slot for it in checks if it.shows}
    asked |= {it.slot for slot in expected for it in slot_traces(slot)}
    fits = {name: it.slot for name, it in compiler.definitions.items() if isinstance(it.core.type, FitOf)}
    fits = {name: slot for name, slot in {**fits, **compiler.fits}.items() if not meaning.fits[name].given}
    asked |= set(fits.values())
    asked |= {it.default for it in compiler.inputs.values() if it.default is not None}
    roots = asked | {it.slot for it in compiler.definitions.values()}
    periods = meaning.timeline.length if meaning.timeline else 1
    draft = Draft(tuple(compiler.steps.values()), tuple(sorted(roots)), toolbox, periods)
    for rewrite in rewrites:
        draft = rewrite(draft)
    shown = frozenset(it.slot for it in outputs)
    tables = {it.name: bool(it.of) for it in meaning.tables.values()}
    whole = passes_of(draft.steps, (*draft.roots, *draft.told), shown, tables)
    lean = reached({it.slot: it for it in draft.steps}, tuple(asked))
    final = tuple(it for it in draft.roots if it in lean)
    return Plan(
        draft.steps,
        passes_of(draft.steps, final, shown, tables) if draft.told else whole,
        whole,
        tuple(compiler.inputs.values()),
        outputs,
        checks,
        watched,
        compiler.definitions,
        periods,
        expected,
        fits,
        tables,
    )


def slot_traces(slot: ExpectSlot) -> tuple[Traced, ...]:
    """All that a test looks at."""
    return tuple(it for it in (slot.whole, slot.left, slot.right, slot.within) if it is not None)


@dataclass(slots=True)
class _Compiler:
    meaning: Meaning
    toolbox: Toolbox
    fitted: Mapping[str, Told]
    compared: bool
    steps: dict[object, Step] = field(default_factory=dict)
    inputs: dict[str, InputSlot] = field(default_factory=dict)
    definitions: dict[str, Traced] = field(default_factory=dict)
    _reserved: dict[str, Slot] = field(default_factory=dict)
    fits: dict[str, Slot] = field(default_factory=dict)
    """What is to be told of fits that were made elsewhere."""
    _count: int = 0

    # ---- what is needed
    def needed(self) -> frozenset[str]:
        """The definitions that outputs and conditions reach."""
        cores: list[Core] = [it.core for it in self.meaning.outputs]
        for expected in self.meaning.expected:
            sides = (expected.whole, expected.left, expected.right, expected.within)
            cores += [it for it in sides if it is not None]
        for it in self.meaning.checks:
            if not self._about_input(it):
                cores += [it.core, *([it.shows] if it.shows else [])]
        found: set[str] = set(self.own_fits())
        cores += [self.meaning.definitions[it].core for it in found]
        while cores:
            for node in every(cores.pop()):
                name = name_read(node)
                if name in self.meaning.definitions and name not in found:
                    found.add(name)
                    cores.append(self.meaning.definitions[name].core)
        for it in self.meaning.checks:
            if self._about_input(it) and it.subject in self.meaning.inputs:
                found.add(it.subject)
                found |= {name_read(node) for node in every(it.core)} & self.meaning.definitions.keys()
        return self._closed(found)

    def own_fits(self) -> Iterator[str]:
        """The fits of the model itself: they are estimated, and told of, whoever reads them."""
        for it in self.meaning.definitions.values():
            if it.role is Role.FIT and "." not in it.name and isinstance(it.core, Reduce):
                yield it.name

    def _closed(self, found: set[str]) -> frozenset[str]:
        waiting = list(found)
        while waiting:
            for node in every(self.meaning.definitions[waiting.pop()].core):
                name = name_read(node)
                if name in self.meaning.definitions and name not in found:
                    found.add(name)
                    waiting.append(name)
        return frozenset(found)

    def _about_input(self, check: Check) -> bool:
        """Whether a condition is about a name, and looked at where that is computed."""
        about_table = check.kind in (Kind.BEFORE, Kind.BEYOND)
        return bool(check.subject) and (about_table or check.subject in self.meaning.declared)

    def reaches(self, check: Check) -> bool:
        """Whether a condition is looked at: bounds of assumptions that nothing uses are not."""
        return not self._about_input(check) or check.subject in self.definitions

    # ---- definitions
    def define(self, definition: Definition) -> None:
        """Compile one name."""
        if definition.name in self.definitions:
            return
        for group in self.meaning.recurrences:
            if definition.name in group:
                self._recurrence(group)
                return
        if definition.name in self.fitted:
            self.definitions[definition.name] = self._known_fit(definition)
            return
        self.definitions[definition.name] = self._trace(definition.core)

    def _known_fit(self, definition: Definition) -> Traced:
        """A fit that was made elsewhere: what it found, and beside it a look at the rows that there are."""
        core, told = definition.core, self.fitted[definition.name]
        slot = self._next()
        form = form_of(core.type)
        self.steps["fit", definition.name] = Step(slot, Op.CONSTANT, (), form, core.shape, core.span, value=told)
        self.fits[definition.name] = slot
        if isinstance(core, Reduce) and self.compared:
            args = [self._trace(it).slot for it in core.args]
            where = None if core.where is None else self._trace(core.where).slot
            looked = self._next()
            self.steps["fit here", definition.name] = Step(
                looked, Op.REDUCE, tuple(args), form, core.shape, core.span, core.aggregate,
                value=told, where=where, axis=core.axis, options=core.options,
            )  # fmt: skip
            self.fits[definition.name] = looked
        return Traced(slot, core)

    def _recurrence(self, group: Sequence[str]) -> None:
        """Names that read each other across periods: their slots are there before their steps."""
        members = [self.meaning.definitions[name] for name in group]
        for it in members:
            self._reserved[it.name] = self._next()
        for it in members:
            inner = self._trace(it.core)
            slot = self._reserved[it.name]
            form = form_of(it.type)
            step = Step(slot, Op.SAME, (inner.slot,), form, it.shape, it.at, it.name, labels=_labels(it.type))
            self.steps["same", it.name] = step
            self.definitions[it.name] = Traced(slot, inner.core, inner.below)

    def watched(self, definition: Definition) -> Watched:
        """What is asked of a definition whose value is missing."""
        nodes = list(every(definition.core))
        lenient = any(isinstance(it, LENIENT) for it in nodes)
        lenient = lenient or any(
            isinstance(it, Apply) and self.toolbox.functions[it.function].takes_missing for it in nodes
        )
        names = dict.fromkeys(it.name for it in nodes if isinstance(it, Ref) and it.name in self.definitions)
        mentions = tuple(self.definitions[it].slot for it in names)
        return Watched(definition.name, self.definitions[definition.name], definition.at, lenient, mentions)

    def output(self, output: Output) -> OutputSlot:
        """What a run returns."""
        trace = self._trace(output.core)
        core = output.core
        return OutputSlot(output.name, output.label, trace.slot, core.type, core.shape, trace, output.digits)

    def check(self, check: Check) -> CheckSlot:
        """A condition to look at."""
        trace = self._trace(check.core)
        shows = self._trace(check.shows) if check.shows is not None else None
        return CheckSlot(check.kind, trace.slot, trace, check.at, check.subject, check.text, check.wants, shows)

    def expect(self, expected: Expected) -> ExpectSlot:
        """What a test looks at."""
        sides = (expected.left, expected.right, expected.within)
        return ExpectSlot(self._trace(expected.whole), *(self._trace(it) if it is not None else None for it in sides))

    # ---- nodes
    def _next(self) -> Slot:
        self._count += 1
        return self._count - 1

    def _trace(self, core: Core) -> Traced:
        match core:
            case Ref(name=name) if name in self._reserved and name not in self.definitions:
                return Traced(self._reserved[name], core)
            case Ref(name=name, type=Table()):
                return Traced(self._step(core, Op.CONSTANT, (), value=1.0), core)
            case Ref(name=name):
                self.define(self.meaning.definitions[name])
                if name not in self.definitions:  # a member of the recurrence being compiled
                    return Traced(self._reserved[name], core)
                return Traced(self.definitions[name].slot, core)
            case Given(name=name):
                return self._input(core, name)
        look_at_the_clock()
        inner = tuple(map(self._trace, below(core)))
        return Traced(self._slot(core, [it.slot for it in inner]), core, inner)

    def _slot(self, core: Core, args: list[Slot]) -> Slot:
        match core:
            case Const(value=value):
                return self._step(core, Op.CONSTANT, (), value=value)
            case Clock():
                return self._step(core, Op.CLOCK, ())
            case Apply(function=function, args=(Ref(name=name), Const(value=what))) if (
                function == READ and name in self.fitted
            ):
                value = number_of(self.fitted[name].fitted, str(what))
                return self._step(core, Op.CONSTANT, (), value=value if isfinite(value) else None)
            case Apply(function=function):
                return self._step(core, Op.APPLY, args, function)
            case Choose():
                return self._step(core, Op.CHOOSE, args)
            case Instead():
                return self._step(core, Op.INSTEAD, args)
            case IsMissing():
                return self._step(core, Op.IS_MISSING, args)
            case Recur():
                return self._step(core, Op.RECUR, args)
            case Lag(periods=periods):
                return self._step(core, Op.LAG, args, periods=periods)
            case Read():
                return self._step(core, Op.READ, args)
            case Scan():
                return self._step(core, Op.SCAN, args)
            case Reduce():
                return self._reduce(core, args)
            case Fetch():
                return self._fetch(core, args)
            case Match(policy=policy):
                return self._step(core, Op.MATCH, args, rules=_rules(core, policy))
            case Pick():
                return self._step(core, Op.PICK, args)
            case AddUp():
                return self._step(core, Op.ADD_UP, args, rules=_rules(core, Policy.COUNT))
            case Interpolate(points=points):
                return self._step(core, Op.INTERPOLATE, args, points.name, keys=points.keys, reading=points.reading)
            case Ref() | Given() | Points():
                raise AssertionError(core)

    def _reduce(self, core: Reduce, args: list[Slot]) -> Slot:
        rest = args[len(core.args) :]
        where = rest.pop(0) if core.where is not None else None
        by = rest.pop(0) if core.by is not None else None
        if core.axis == TIME:
            return self._step(core, Op.FOLD, args[: len(core.args)], core.aggregate, where=where, by=by)
        return self._step(
            core, Op.REDUCE, args[: len(core.args)], core.aggregate, where=where, by=by, axis=core.axis,
            options=core.options,
        )  # fmt: skip

    def _fetch(self, core: Fetch, args: list[Slot]) -> Slot:
        """A column of a lookup: first the row, which all columns share."""
        row = self._step(replace(core, type=NUMBER), Op.FIND, args, core.table)
        column = self._trace(Ref(core.column, core.type, frozenset((core.table,)), core.span))
        return self._step(core, Op.FETCH, (row, column.slot), core.column)

    def _step(
        self,
        core: Core,
        op: Op,
        args: Sequence[Slot],
        name: str = "",
        *,
        value: Value = None,
        periods: int = 0,
        where: Slot | None = None,
        by: Slot | None = None,
        axis: str = "",
        rules: Rules | None = None,
        keys: tuple[float, ...] = (),
        reading: Reading | None = None,
        options: tuple[float, ...] = (),
    ) -> Slot:
        form, labels = form_of(core.type), _labels(core.type)
        shape: Shape = core.shape
        asked = (value, periods, where, by, axis, rules, keys, reading, options)
        key = (op, tuple(args), form, labels, name, type(value), asked, shape)
        known = self.steps.get(key)
        if known:
            return known.slot
        step = Step(
            self._next(),
            op,
            tuple(args),
            form,
            shape,
            core.span,
            name,
            value,
            labels,
            periods,
            where,
            by,
            axis,
            rules,
            keys,
            reading,
            options,
        )
        self.steps[key] = step
        return step.slot

    def _input(self, core: Given, name: str) -> Traced:
        if name in self.inputs:
            return Traced(self.inputs[name].slot, core)
        given = self.meaning.inputs.get(name)
        trace = None
        if given is not None and given.default is not None and not _is_itself(given.default, name):
            trace = self._trace(given.default)
        slot = self._step(core, Op.INPUT, () if trace is None else (trace.slot,), name)
        self.inputs[name] = InputSlot(name, slot, trace.slot if trace else None, core.type, trace)
        return Traced(slot, core)


def _is_itself(core: Core, name: str) -> bool:
    return any(isinstance(it, Given) and it.name == name for it in every(core))


def _rules(core: Match | AddUp, policy: Policy) -> Rules:
    return Rules(policy, tuple(it.tests for it in core.rows), len(core.tests))


def _labels(type_: Type) -> tuple[str, ...]:
    return type_.labels if isinstance(type_, Category) else ()
