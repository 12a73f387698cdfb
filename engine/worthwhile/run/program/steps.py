"""Each kind of step as lines of a program, true to the interpreter where every value is there."""

import numpy as np

from worthwhile.data.columns import NO_LABEL
from worthwhile.data.form import Form
from worthwhile.plan.steps import Op, Slot, Step
from worthwhile.run.program.grid import TextsByCell, grid_of
from worthwhile.run.program.lines import Kind, Line
from worthwhile.run.program.sheet import Argument, NotThisWayError, Sheet

NUMPY = "numpy:"


def write(step: Step, sheet: Sheet) -> None:
    """Write one step. Raises `NotThisWayError` where only the interpreter can do it."""
    if step.op is not Op.RECUR and any(it in sheet.missing for it in step.needs):
        sheet.missing.add(step.slot)
        return
    sheet.missing.discard(step.slot)
    match step.op:
        case Op.CONSTANT:
            sheet.reads[step.slot] = literal(step)
        case Op.INPUT:
            _input(step, sheet)
        case Op.CLOCK:
            sheet.reads[step.slot] = "float(t)"
        case Op.APPLY:
            _apply(step, sheet)
        case Op.CHOOSE:
            _choose(step, sheet)
        case Op.SAME:
            sheet.reads[step.slot] = sheet.read(step.args[0])
        case Op.INSTEAD:
            _instead(step, sheet)
        case Op.IS_MISSING:
            _is_missing(step, sheet)
        case Op.RECUR:
            _recur(step, sheet)
        case Op.LAG:
            _lag(step, sheet)
        case Op.SCAN:
            total, x = sheet.lasting[step.slot], sheet.read(step.args[0])
            code = f"np.add({total}, {x}, out={total})"
            sheet.lines.append(Line(code, reads=(total, x), carries=(x,), keeps=total))
            sheet.reads[step.slot] = total
        case Op.COMPOUND:
            sheet.reads[step.slot] = sheet.lasting[step.slot]
        case Op.WHOLE_POWER:
            base = sheet.read(step.args[0])
            sheet.make(step, f"whole_power({base}, {step.periods}, out={{out}})", (base,), carries=(base,))
        case Op.TIMED_POWER:
            _, exponent, shared, less = (sheet.read(it) for it in step.args)
            log = f"np.subtract(np.multiply({exponent}, np.log({shared}), out={{out}}), {less}, out={{out}})"
            sheet.make(step, f"np.exp({log}, out={{out}})", (exponent, less, shared))
        case Op.GEOMETRIC:
            _geometric(step, sheet)
        case Op.MATCH:
            _match(step, sheet)
        case Op.PICK:
            _pick(step, sheet)
        case Op.READ | Op.FOLD | Op.REDUCE:
            raise NotThisWayError(step.op)
        case Op.INTERPOLATE | Op.FIND | Op.FETCH | Op.ADD_UP:
            _by_reference(step, sheet)


def _geometric(step: Step, sheet: Sheet) -> None:
    ratio = sheet.read(step.args[0])
    code = f"geometric({ratio}, {step.periods}, out={{out}}, apart={{beside}})"
    sheet.make(step, code, (ratio,), carries=(ratio,))


def literal(step: Step) -> str:
    """A constant as Python writes it. Raises `NotThisWayError` for what a program has no word for."""
    match step.form, step.value:
        case Form.NUMBER, float(value):
            return repr(value)
        case Form.FLAG, bool(value):
            return repr(value)
        case Form.LABEL, str(value):
            return f"np.int32({step.labels.index(value)})"
    raise NotThisWayError(step.op)


def _input(step: Step, sheet: Sheet) -> None:
    if step.name not in sheet.given:
        if not step.args:
            raise NotThisWayError(step.name)
        sheet.reads[step.slot] = sheet.read(step.args[0])
        return
    name = sheet.name(step)
    take_in(step, Argument(name, step.slot, _kind(step), step.name), sheet)


def take_in(step: Step, argument: Argument, sheet: Sheet) -> None:
    """A column that a program is handed; flags become true and false."""
    sheet.script.arguments.append(argument)
    if step.form is Form.FLAG and not argument.single:
        holds = sheet.names.new(f"{argument.name}_holds")
        sheet.lines.append(Line(f"np.equal({argument.name}, 2, out={{out}})", holds, Kind.FLAG, (argument.name,)))
        sheet.reads[step.slot] = holds


def _kind(step: Step) -> Kind:
    return {Form.NUMBER: Kind.NUMBER, Form.FLAG: Kind.BYTES, Form.LABEL: Kind.LABEL, Form.TEXT: Kind.TEXT}[step.form]


def _apply(step: Step, sheet: Sheet) -> None:
    function = sheet.toolbox.functions[step.name]
    texts = step.form is Form.TEXT or any(sheet.steps[it].form is Form.TEXT for it in step.args)
    if texts or function.kernel is None:
        _by_reference(step, sheet)
        return
    args = [sheet.read(it) for it in step.args]
    carried = tuple(args[: function.carries])
    ufunc = function.elementary
    if not ufunc.startswith(NUMPY):
        _by_reference(step, sheet, carried)
        return
    known = getattr(np, ufunc.removeprefix(NUMPY), None)
    if not isinstance(known, np.ufunc):  # the interpreter says whose it is
        _by_reference(step, sheet, carried)
        return
    takes = known.nin
    ufunc = f"np.{ufunc.removeprefix(NUMPY)}"
    if len(args) < takes:  # the total of one line is the line
        sheet.reads[step.slot] = args[0]
        return
    if len(args) == 1:
        sheet.make(step, f"{ufunc}({args[0]}, out={{out}})", tuple(args), over=tuple(args), carries=carried)
        return
    first, second, *more = args
    over = tuple(it for it in (first, second) if it not in more)
    if not more:
        sheet.make(step, f"{ufunc}({first}, {second}, out={{out}})", (first, second), over=over, carries=carried)
        return
    partial = "{out}"
    code = f"{ufunc}({first}, {second}, out={partial})"
    for it in more:
        code = f"{ufunc}({code}, {it}, out={partial})"
    sheet.make(step, code, tuple(args), over=over, carries=carried)


def _as_array(value: str) -> str:
    """A literal as an array of one: kernels take nothing else."""
    named = value.isidentifier() and value not in ("True", "False")
    return value if named or value.endswith("[t]") else f"one({value})"


def _choose(step: Step, sheet: Sheet) -> None:
    condition, then, otherwise = (sheet.read(it) for it in step.args)
    if step.form is Form.TEXT:
        _by_reference(step, sheet)
        return
    taken = tuple(
        sheet.read(it) for it in step.args[1:] if not sheet.is_definition(it)
    )  # what has a name is looked at whether it is taken or not
    sheet.make(step, f"np.where({condition}, {then}, {otherwise})", (condition, then, otherwise), absorbs=taken)


def _instead(step: Step, sheet: Sheet) -> None:
    """The left; where it comes from the data, which may have none, the right in those rows."""
    value, other = (sheet.read(it) for it in step.args)
    if _may_be_missing(step.args[0], sheet):
        taken = () if sheet.is_definition(step.args[1]) else (other,)
        code = f"np.where(np.isfinite({value}), {value}, {other})"
        sheet.make(step, code, (value, other), absorbs=(value, *taken))
    else:
        sheet.reads[step.slot] = value


def _is_missing(step: Step, sheet: Sheet) -> None:
    """False, but for columns of the data that may have no value."""
    value = sheet.read(step.args[0])
    if _may_be_missing(step.args[0], sheet):
        code = f"np.logical_not(np.isfinite({value}), out={{out}})"
        sheet.make(step, code, (value,), absorbs=(value,))
    else:
        sheet.reads[step.slot] = "False"
        sheet.lines.append(Line("", reads=(value,)))  # it has to be there to be so


def _may_be_missing(slot: Slot, sheet: Sheet) -> bool:
    """Whether a slot is a column of numbers as the data has it."""
    step = sheet.steps[slot]
    return step.op is Op.INPUT and step.form is Form.NUMBER and step.name in sheet.given


def _recur(step: Step, sheet: Sheet) -> None:
    """What it begins with in the first period, what follows in the others."""
    source = step.args[0 if sheet.first else 1]
    if source in sheet.missing:
        raise NotThisWayError(step.op)
    sheet.reads[step.slot] = sheet.read(source)


def _lag(step: Step, sheet: Sheet) -> None:
    if step.periods != 1 or step.args[0] not in sheet.before:
        raise NotThisWayError(step.op)
    if sheet.first:
        sheet.missing.add(step.slot)
    else:
        sheet.reads[step.slot] = sheet.before[step.args[0]]


def _match(step: Step, sheet: Sheet) -> None:
    grid = grid_of(step, sheet.steps, sheet.toolbox.functions)
    if grid is None:
        _by_reference(step, sheet)
        return
    called = sheet.names.new(f"grid_{step.slot}")
    sheet.script.grids[called] = grid
    columns = tuple(sheet.read(it) for it in grid.slots)
    place = sheet.names.new(f"{sheet.called(step.slot)}_cell")
    sheet.lines.append(Line(f"{called}.cells({', '.join(map(_as_array, columns))})", place, Kind.CELL, columns))
    sheet.cells[step.slot] = called, place
    value = f"{called}.rows.take({place})"
    if step.form is Form.NUMBER:
        value = f"{called}.rows.take({place}).astype(float)"
    sheet.make(step, value, (place,), sure=grid.full)


def _pick(step: Step, sheet: Sheet) -> None:
    """A value for each row of a grid, looked up by its cell; or what the interpreter finds."""
    cell = sheet.cells.get(step.args[0])
    values = [sheet.steps[it] for it in step.args[1:]]
    if cell is None or not all(it.op is Op.CONSTANT and it.value is not None for it in values):
        _by_reference(step, sheet)
        return
    called, place = cell
    grid = sheet.script.grids[called]
    table = sheet.names.new(f"{sheet.called(step.slot)}_by_cell")
    match step.form:
        case Form.NUMBER:
            numbers = np.array([float(it.value or 0.0) for it in values])
            sheet.script.tables[table] = grid.by_cell(numbers, np.nan)
        case Form.LABEL:
            places = np.array([step.labels.index(str(it.value)) for it in values], dtype=np.int32)
            sheet.script.tables[table] = grid.by_cell(places, NO_LABEL)
        case Form.TEXT:
            sheet.script.texts[table] = found = TextsByCell([str(it.value) for it in values], grid.rows)
            sheet.words[step.slot] = found.words
            sheet.make(step, f"{table}.at({place})", (place,), sure=grid.full)
            return
        case Form.FLAG:
            _by_reference(step, sheet)
            return
    sheet.make(step, f"{table}.take({place}, out={{out}}, mode='clip')", (place,), sure=grid.full)


def _by_reference(step: Step, sheet: Sheet, carried: tuple[str, ...] = ()) -> None:
    """What the interpreter does for a step, of these values."""
    called = sheet.names.new(f"{step.name or step.op}_{step.slot}")
    sheet.script.reference[called] = step
    args = tuple(sheet.read(it) for it in _handed(step))
    name = sheet.name(step)
    code = f"{called}({', '.join(map(_as_array, args))})"
    if step.form is Form.FLAG:
        raw = sheet.names.new(f"{name}_raw")
        sheet.lines.append(Line(code, raw, Kind.BYTES, args))
        sheet.lines.append(Line(f"np.equal({raw}, 2, out={{out}})", name, Kind.FLAG, (raw,)))
        return
    sheet.make(step, code, args, carries=carried)


def _handed(step: Step) -> tuple[Slot, ...]:
    return step.args[:1] if step.op is Op.FETCH else step.args
