"""A run as blocks of cells: each name its place, each cell its formula; what cannot be written says why."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from worthwhile.plugin import Role, Value, core
from worthwhile_plugins.outputs.workbook import places
from worthwhile_plugins.outputs.workbook.curves import OwnRowsError
from worthwhile_plugins.outputs.workbook.formulas import FIRST_DAY, Formulas, NoSpellingError, serial
from worthwhile_plugins.outputs.workbook.places import Block, Layout, shape_of
from worthwhile_plugins.outputs.workbook.rules import TooDeepError

MISSING = "#N/A"
RESERVED = (
    places.OUTPUTS, places.SUMMARY, places.INPUTS, places.ASSUMPTIONS, places.VALUES, places.ROWS, places.TIMELINE,
    places.CURVES, places.FINDINGS,
)  # fmt: skip
UNSPOKEN = (NoSpellingError, TooDeepError, OwnRowsError)


@dataclass
class Laid:
    """All of a workbook but the file."""

    run: Any
    """A run laid open."""
    result: Any
    layout: Layout
    formulas: Formulas
    outputs: list[Block] = field(default_factory=list)

    @property
    def blocks(self) -> Iterator[Block]:
        """All blocks, each once, but for the outputs."""
        seen: set[int] = set()
        for it in (*self.layout.inputs.values(), *self.layout.blocks.values(), *self.layout.parts.values()):
            if id(it) not in seen:
                seen.add(id(it))
                yield it

    @property
    def cells(self) -> int:
        """How many cells it has."""
        each = (
            max(1, self.layout.rows.get(it.axis, 1)) * (self.layout.periods if it.timed else 1) for it in self.blocks
        )
        return sum(each)

    def values(self, block: Block, period: int) -> list[Any]:
        """The values of a block in all of its rows, as a workbook has them."""
        rows = self.layout.rows[block.axis] if block.axis else 1
        found = self._column(block.trace, block, period) if block.trace is not None else self._given(block)
        if found is None:
            return [None] * rows
        if block.where is not None:
            counts = self._plain(block.where, block, period) or [None] * rows
            found = [it if on else "" if on is False else MISSING for it, on in zip(found, counts, strict=True)]
        if block.blank:
            found = ["" if it == MISSING else it for it in found]
        return found

    def _column(self, trace: core.Traced, block: Block, period: int) -> list[Any] | None:
        found = self._plain(trace, block, period)
        return None if found is None else [told(it, block.type) for it in found]

    def _plain(self, trace: core.Traced, block: Block, period: int) -> list[Any] | None:
        run = self.run
        found: list[Any] | None = (
            run.column(trace.slot, block.axis, period) if block.axis else run.value(trace.slot, period)
        )
        if found is None and isinstance(trace.core, core.Const):
            found = [trace.core.value] * (self.layout.rows[block.axis] if block.axis else 1)
        return found

    def _given(self, block: Block) -> list[Any] | None:
        slot = next(it.slot for it in self.run.plan.inputs if it.name == block.name)
        found = self.run.column(slot, block.axis) if block.axis else self.run.value(slot)
        return None if found is None else [told(it, block.type) for it in found]


def told(value: Value, type_: object) -> Value:
    """A value as a workbook has it: days by its calendar, those before it as texts, what is missing as an error."""
    if value is None:
        return MISSING
    if isinstance(type_, core.Day):
        from datetime import date, timedelta  # noqa: PLC0415 (only where there are dates)

        try:
            return serial(float(value))
        except NoSpellingError:
            return (date(1970, 1, 1) + timedelta(days=float(value))).isoformat()
    return value


def laid(result: Any) -> Laid:  # noqa: ANN401 (a Result)
    """Lay a result out."""
    run = result.laid_open()
    meaning = run.meaning
    layout = Layout(dict(run.rows), run.plan.periods, meaning.entity is not None)
    layout._sheets |= {it.lower() for it in RESERVED}  # noqa: SLF001 (its own names)
    for name, table in meaning.tables.items():
        layout.tables[name] = layout.sheet(table.label or name)
    proven = {
        node.span.text: it.proven
        for name, it in meaning.proofs.items()
        if name in meaning.definitions
        for node in core.every(meaning.definitions[name].core)
        if isinstance(node, core.Match)
    }
    waiting: list[Block] = []

    def part(node: core.Traced, where: core.Traced | None, axis: str, timed: bool, blank: bool) -> Block:  # noqa: FBT001 (as it is told apart)
        key = (node.slot, where.slot if where is not None else None, axis, timed, blank)
        if key not in layout.parts:
            words = " ".join(node.core.span.text.split())
            name = f"part {len(layout.parts) + 1}"
            block = Block(
                name, words, unit(node.core.type), node.core.type, axis, timed, "", 0, node, where, blank=blank
            )
            block.words = words
            layout.parts[key] = layout.put(block, places.VALUES)
            waiting.append(block)
        return layout.parts[key]

    known: dict[tuple[int, str], bool] = {}

    def complete(trace: core.Traced) -> bool:
        if isinstance(trace.core.type, core.TableOf) or isinstance(trace.core, core.Clock):
            return True
        if isinstance(trace.core, core.Const):
            return trace.core.value is not None
        axis, timed = shape_of(trace.core)
        if (trace.slot, axis) not in known:
            known[trace.slot, axis] = bool(run.complete(trace.slot, axis, timed=timed))
        return known[trace.slot, axis]

    formulas = Formulas(layout, run.toolbox.functions, run.toolbox.aggregates, run.keys, part, complete, proven)
    whole = Laid(run, result, layout, formulas)
    waiting += _inputs(whole)
    waiting += _definitions(whole)
    for it in whole.blocks:
        if isinstance(it.type, core.Day):
            periods = range(layout.periods if it.timed else 1)
            it.early = any(
                isinstance(value, str) and value != MISSING for p in periods for value in whole.values(it, p)
            )
    while waiting:
        _spell(formulas, layout, waiting.pop(0))
    for slot in run.plan.outputs:
        axis, timed = shape_of(slot.trace.core)
        sheet = places.OUTPUTS if axis or not layout.entity else places.SUMMARY
        block = Block(
            slot.name, slot.label, unit(slot.type), slot.type, axis, timed, sheet, 0, slot.trace, digits=slot.digits
        )
        _spell(formulas, layout, block)
        while waiting:
            _spell(formulas, layout, waiting.pop(0))
        whole.outputs.append(block)
    return whole


def _spell(formulas: Formulas, layout: Layout, block: Block) -> None:
    """Write the formulas of a block; where there is none for it, say why."""
    if block.trace is None:
        return
    try:
        block.texts = (
            [formulas.of(block, it) for it in range(layout.periods)] if block.timed else [formulas.of(block, None)]
        )
    except UNSPOKEN as error:
        hangs = any(isinstance(it, core.Ref | core.Given | core.Clock) for it in core.every(block.trace.core))
        block.texts = []
        block.why = str(error) if hangs else ""  # of constants, as the mean of what is uncertain, a value says all


def _inputs(whole: Laid) -> Iterator[Block]:
    """What comes from outside; a default is a formula where no data came."""
    meaning, layout = whole.run.meaning, whole.layout
    for slot in whole.run.plan.inputs:
        it, declared = meaning.inputs[slot.name], meaning.declared[slot.name]
        axis = core.axis_of(it.shape)
        block = Block(it.name, it.label, unit(it.type), it.type, axis, timed=False, sheet="", place=0, given=True)
        block.source = declared.source
        if it.name not in whole.run.given.get(axis or core.ENTITY, {}) and it.default is not None:
            block.trace = untraced(it.default, slot.slot)
            block.words = " ".join(it.default.span.text.split())
        listed = places.ASSUMPTIONS if declared.role is Role.ASSUMPTION else places.INPUTS
        if axis == core.ENTITY:
            trace, block.trace = block.trace, None
            layout.inputs[it.name] = layout.put(block, listed)  # with the data, though it is the same for all
            block.trace = trace
        else:
            layout.inputs[it.name] = layout.put(block, listed)
        if block.trace is not None:
            yield block


def _definitions(whole: Laid) -> Iterator[Block]:
    """Every name that a run needs."""
    meaning, layout = whole.run.meaning, whole.layout
    for name, trace in whole.run.plan.definitions.items():
        it, declared = meaning.definitions[name], meaning.declared.get(name)
        if isinstance(it.type, core.FitOf):  # no cell holds a fit; what is read of it stands there as values
            continue
        if isinstance(trace.core, core.Given) and trace.core.name == name:
            layout.blocks[name] = layout.inputs[name]
            continue
        axis, timed = core.axis_of(it.shape), core.TIME in it.shape
        block = Block(name, it.label, unit(it.type), it.type, axis, timed, "", 0, trace)
        block.words = " ".join(trace.core.span.text.split())
        block.source = declared.source if declared is not None else ""
        block.given = declared is not None and isinstance(trace.core, core.Const)
        assumed = declared is not None and declared.role is Role.ASSUMPTION
        listed = places.ASSUMPTIONS if assumed else places.INPUTS if declared is not None else places.VALUES
        layout.blocks[name] = layout.put(block, listed)
        yield block


def untraced(node: core.Core, slot: int = -1) -> core.Traced:
    """A node that the plan has no slots for, as one that has."""
    return core.Traced(slot, node, tuple(untraced(it) for it in core.below(node)))


def unit(type_: object) -> str:
    """The unit of a value; nothing where it has none to speak of."""
    match type_:
        case core.Rate() | core.Factor():
            return str(type_)
        case core.Amount(unit=has, tag=tag) if has or tag is core.Tag.PERCENT:
            return str(type_)
        case core.Day():
            return "date"
    return ""


__all__ = ["FIRST_DAY", "MISSING", "Laid", "laid"]
