"""A walk as the lines of a block program: one line for each step, in the words of the model."""

from collections.abc import Iterator, Sequence

from worthwhile.data.form import Form
from worthwhile.meaning.core import TIME, axis_of
from worthwhile.meaning.function import Toolbox
from worthwhile.plan.steps import Loop as Timeline
from worthwhile.plan.steps import Op, Plan, Slot, Step, Walk
from worthwhile.run.program.lines import KINDS, Kind, Last, Line, Loop, Role
from worthwhile.run.program.sheet import Argument, NotThisWayError, Script, Sheet, Wanted
from worthwhile.run.program.steps import literal, take_in, write


def written(plan: Plan, walk: Walk, toolbox: Toolbox, wanted: Sequence[Slot], given: frozenset[str]) -> Script:
    """Write a walk out, for the slots that are wanted of all rows; ``given`` are the inputs with a column.

    Raises `NotThisWayError`.
    """
    sheet = Sheet(plan, toolbox, given)
    wanted = list(dict.fromkeys(wanted))
    for step in _outside(sheet, walk, wanted):
        _argument(step, sheet)
    series = {it for it in wanted if TIME in sheet.steps[it].shape}
    for phase in walk.phases:
        for step in phase.steps:
            write(step, sheet)
            _condition(step, sheet, walk)
        sheet.script.body += sheet.close()
        if phase.loop:
            if phase.loop.reductions:
                raise NotThisWayError("a series over rows")
            _timeline(phase.loop, sheet, walk, series)
    _write_out([it for it in wanted if it not in series], sheet)
    sheet.script.body += sheet.close()
    return sheet.script


# ---- what comes in and goes out


def _outside(sheet: Sheet, walk: Walk, wanted: Sequence[Slot]) -> list[Step]:
    """What is read, and known before the walk."""
    inside = {it.slot for phase in walk.phases for it in _all(phase.steps, phase.loop)}
    reads = [slot for phase in walk.phases for it in _all(phase.steps, phase.loop) for slot in it.reads]
    return [sheet.steps[it] for it in dict.fromkeys([*reads, *wanted]) if it not in inside]


def _all(steps: Sequence[Step], loop: Timeline | None) -> Iterator[Step]:
    yield from steps
    if loop:
        yield from loop.steps
        yield from loop.folds


def _argument(step: Step, sheet: Sheet) -> None:
    """A value that is known before the walk: single, or a column of these rows."""
    if step.op is Op.CONSTANT:
        sheet.reads[step.slot] = literal(step)
        return
    series, single = TIME in step.shape, not axis_of(step.shape)
    if step.form in (Form.TEXT, Form.FITTED) or (series and (not single or step.form is not Form.NUMBER)):
        raise NotThisWayError(step.op)
    name = sheet.name(step)
    kind = KINDS[step.form] if single or step.form is not Form.FLAG else Kind.BYTES
    take_in(step, Argument(name, step.slot, kind, series=series, single=single), sheet)
    if series:
        sheet.reads[step.slot] = f"{name}[t]"


def _write_out(wanted: Sequence[Slot], sheet: Sheet) -> None:
    """The values that are wanted, each into its place."""
    placed: dict[str, Slot] = {}
    for slot in wanted:
        step = sheet.steps[slot]
        if step.op is Op.INPUT and step.name in sheet.given:
            sheet.script.columns[slot] = step.name
            continue
        words = sheet.words.get(slot)
        if step.form is Form.TEXT and words is None:
            raise NotThisWayError(step.op)
        value = sheet.read(slot)
        if value in placed and words is None:
            sheet.script.same[slot] = placed[value]
            continue
        placed[value] = slot
        out = sheet.names.new(f"{sheet.called(slot)}_out")
        sheet.script.wanted.append(Wanted(out, slot, step.form, words=words))
        made = step.form not in (Form.FLAG, Form.TEXT) and any(
            isinstance(it, Line) and it.makes == value and it.takes_room for it in [*sheet.script.body, *sheet.lines]
        )
        if made:  # it is computed where it belongs
            sheet.script.placed[value] = out
            sheet.lines.append(Line("", reads=(value,)))
        else:
            sheet.lines.append(_stored(out, value, step.form))


def _stored(out: str, value: str, form: Form) -> Line:
    match form:
        case Form.FLAG:
            code = f"np.multiply({value}, 2, out={out}, casting='unsafe')"
        case Form.TEXT:
            code = f"{out}[:] = {value}.codes"
        case _:
            code = f"{out}[:] = {value}"
    return Line(code, reads=(value,))


def _condition(step: Step, sheet: Sheet, walk: Walk) -> None:
    """A row in which a condition does not hold is odd."""
    if step.slot in walk.watch and any(it.slot == step.slot for it in sheet.plan.checks):
        value = sheet.read(step.slot)
        sheet.lines.append(Line(f"look.condition({value})", reads=(value,)))


# ---- the timeline


def _timeline(timeline: Timeline, sheet: Sheet, walk: Walk, series: set[Slot]) -> None:
    """The lines of every period, those of the first apart where something looks back."""
    loop = Loop()
    kept = [it for it in timeline.keep if it in series]
    if len(kept) != len(timeline.keep):
        raise NotThisWayError("a series that is read ahead")
    _lasting(timeline, sheet, loop)
    for slot in kept:
        step = sheet.steps[slot]
        sheet.script.wanted.append(Wanted(sheet.names.new(f"{sheet.called(slot)}_out"), slot, step.form, series=True))
    sheet.script.body.append(loop)
    for step in timeline.folds:
        _begin(step, sheet, loop)
    if any(it.op in (Op.LAG, Op.RECUR) for it in timeline.steps):
        sheet.first = True
        loop.first = _period(timeline, sheet, walk, kept)
        sheet.first = False
    if loop.first is None or sheet.plan.periods > 1:
        loop.each = _period(timeline, sheet, walk, kept)
    for step in timeline.folds:
        _end(step, sheet)
    sheet.script.body += sheet.close()


def _lasting(timeline: Timeline, sheet: Sheet, loop: Loop) -> None:
    """What lasts from one period to the next, and what it begins with."""
    for step in timeline.steps:
        match step.op:
            case Op.SCAN:
                name = sheet.names.new(f"{sheet.called(step.slot)}_so_far")
                _last(step.slot, name, Role.SO_FAR, Line(f"{name}.fill(0.0)", keeps=name), sheet, loop)
            case Op.COMPOUND:
                base, start, _ = (sheet.read(it) for it in step.args)
                name = sheet.names.new(sheet.called(step.slot))
                begin = Line(f"np.copyto({name}, {start})", reads=(start, base), keeps=name)
                _last(step.slot, name, Role.GROWING, begin, sheet, loop)
    for slot, back in timeline.history.items():
        step = sheet.steps[slot]
        if back != 1 or step.form is Form.TEXT:
            raise NotThisWayError("a look further back")
        sheet.before[slot] = sheet.names.new(f"{sheet.called(slot)}_before")
        loop.lasting.append(Last(sheet.before[slot], KINDS[step.form], Role.BEFORE))


def _last(slot: Slot, name: str, role: Role, begin: Line, sheet: Sheet, loop: Loop) -> None:
    sheet.lasting[slot] = name
    loop.lasting.append(Last(name, Kind.NUMBER, role))
    loop.before.append(begin)


def _begin(step: Step, sheet: Sheet, loop: Loop) -> None:
    """An aggregate over the timeline before the first period: a sum in a buffer, others in their accumulator."""
    aggregate = sheet.toolbox.aggregates[step.name]
    name = sheet.name(step)
    if aggregate.ufunc.startswith("numpy:") and (step.where is None or aggregate.adds_up):
        loop.lasting.append(Last(name, Kind.NUMBER, Role.TOTAL))
        loop.before.append(Line(f"{name}.fill({aggregate.start!r})", keeps=name))
    else:
        sheet.script.accumulators[name] = step


def _period(timeline: Timeline, sheet: Sheet, walk: Walk, kept: Sequence[Slot]) -> list[Line]:
    """The lines of one period."""
    for step in timeline.steps:
        write(step, sheet)
        if step.slot not in sheet.missing:
            _condition(step, sheet, walk)
    for step in timeline.folds:
        _fold(step, sheet)
    for slot in kept:
        value, out = _there(slot, sheet), next(it for it in sheet.script.wanted if it.slot == slot)
        sheet.lines.append(_stored(f"{out.name}[t]", value, out.form))
    for slot, before in sheet.before.items():
        if slot in timeline.history:
            value = _there(slot, sheet)
            sheet.lines.append(Line(f"np.copyto({before}, {value})", reads=(value,), carries=(value,), keeps=before))
    for step in timeline.steps:
        if step.op is Op.COMPOUND:
            name, factor = sheet.lasting[step.slot], sheet.read(step.args[2])
            code = f"np.multiply({name}, {factor}, out={name})"
            sheet.lines.append(Line(code, reads=(name, factor), carries=(factor,), keeps=name))
    return sheet.close()


def _there(slot: Slot, sheet: Sheet) -> str:
    """How a slot is read that has to have a value in every period."""
    if slot in sheet.missing:
        raise NotThisWayError("a series without a first value")
    return sheet.read(slot)


def _fold(step: Step, sheet: Sheet) -> None:
    """One period of an aggregate over the timeline."""
    name, args = sheet.name(step), tuple(_there(it, sheet) for it in step.args)
    where = () if step.where is None else (_there(step.where, sheet),)
    aggregate = sheet.toolbox.aggregates[step.name]
    if name in sheet.script.accumulators:
        counted = where[0] if where else "None"
        sheet.lines.append(Line(f"{name}.each(t, {counted}, {', '.join(args)})", reads=(*args, *where), keeps=name))
        return
    value = args[0]
    if where:
        value = sheet.names.new(f"{name}_part")
        code = f"np.multiply({args[0]}, {where[0]}, out={{out}})"
        sheet.lines.append(Line(code, value, reads=(*args, *where), over=args, carries=args))
    code = f"np.{aggregate.ufunc.removeprefix('numpy:')}({name}, {value}, out={name})"
    sheet.lines.append(Line(code, reads=(name, value), carries=(value,), keeps=name))


def _end(step: Step, sheet: Sheet) -> None:
    """What an aggregate over the timeline has come to."""
    name = sheet.name(step)
    if name not in sheet.script.accumulators:
        return
    found = sheet.names.new(f"{name}_found")
    sheet.lines.append(Line(f"{name}.finish()", found, KINDS[step.form], (name,)))
    sheet.reads[step.slot] = found
