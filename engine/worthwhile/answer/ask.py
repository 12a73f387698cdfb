"""Ask a plan about data: bind it, execute it, give the result."""

from collections.abc import Callable, Iterable, Mapping
from math import inf
from typing import Any

from worthwhile.answer.diagnostics import Scene
from worthwhile.answer.result import Result
from worthwhile.data.columns import Column
from worthwhile.data.form import Form
from worthwhile.data.frame import Frame
from worthwhile.meaning.core import ENTITY, TIME
from worthwhile.meaning.function import Toolbox
from worthwhile.meaning.meaning import Meaning
from worthwhile.plan.steps import Op, Plan
from worthwhile.run import complaints
from worthwhile.run.bind import bind
from worthwhile.run.execute import execute
from worthwhile.run.fitting import complaints as fit_complaints
from worthwhile.run.footprint import footprint
from worthwhile.run.machine import Machine
from worthwhile.run.pace import Pace, pace_of
from worthwhile.run.threads import at_most
from worthwhile.text import Level, ModelError, errors
from worthwhile.text.limits import LIMITS, Limits


def ask(
    meaning: Meaning,
    plan: Plan,
    toolbox: Toolbox,
    tables: Mapping[str, Frame],
    *,
    strict: bool = False,
    block: int | None = None,
    threads: int | None = None,
    limits: Limits = LIMITS,
    known: Mapping[str, Column] | None = None,
    whole: Callable[[], Scene] | None = None,
    machine: Machine | None = None,
) -> Result:
    """Run a plan on tables, by their names; that of a model about one thing is nameless.

    ``known`` are columns of the entity's rows that are there already, ``whole`` gives the run with all rows
    to whoever asks for reasons. Raises `ModelError` where the data cannot be taken in, or what must hold
    does not.
    """
    unknown_tables(meaning, tables)
    scene = answered(
        meaning, plan, toolbox, tables, block=block, threads=threads, limits=limits, known=known, machine=machine
    )
    result = Result(scene, strict=strict, whole=whole)
    stopping = errors(result.diagnostics)
    if stopping:
        raise ModelError(stopping, result=result)
    return result


def unknown_tables(meaning: Meaning, tables: Iterable[str]) -> None:
    """Raise `ModelError` for data of tables that the model does not have."""
    known = [meaning.entity.name if meaning.entity else "", *meaning.tables]
    known += [it for it in map(meaning.plain_name, meaning.tables.values()) if it not in known]
    unknown = [it for it in tables if it not in known]
    if unknown:
        raise ModelError([complaints.unknown_table(it, list(filter(None, known))) for it in unknown])


def answered(
    meaning: Meaning,
    plan: Plan,
    toolbox: Toolbox,
    frames: Mapping[str, Frame],
    *,
    one: bool = False,
    lenient: bool = False,
    block: int | None = None,
    threads: int | None = None,
    limits: Limits = LIMITS,
    known: Mapping[str, Column] | None = None,
    machine: Machine | None = None,
) -> Scene:
    """Bind and execute; what is wrong with single rows stays in the findings of the scene."""
    with at_most(threads):
        return _answered(
            meaning, plan, machine or Machine(toolbox), frames, pace_of(block), limits, known, one=one, lenient=lenient
        )


def _answered(
    meaning: Meaning,
    plan: Plan,
    machine: Machine,
    frames: Mapping[str, Frame],
    pace: Pace,
    limits: Limits,
    known: Mapping[str, Column] | None,
    *,
    one: bool,
    lenient: bool,
) -> Scene:
    bound = bind(meaning, plan, frames, one=one)
    bound.main.rows.columns |= known or {}
    stopping = () if lenient else errors(bound.findings)
    if stopping:
        raise ModelError(bound.findings)
    cells = bound.main.rows.count * plan.periods * sum({ENTITY, TIME} <= it.shape for it in plan.outputs)
    if cells > limits.cells:
        raise ModelError([complaints.too_many_cells(cells, limits.cells)])
    if limits.memory < inf:
        takes = footprint(plan, bound.tables, pace)
        if takes > limits.memory:
            raise ModelError([complaints.too_much_memory(takes, limits.memory)])
    filled = execute(plan, machine, bound.tables, pace)
    bound.settle()
    return Scene(meaning, plan, machine, bound, filled)


def ask_one(
    meaning: Meaning,
    plan: Plan,
    toolbox: Toolbox,
    values: Mapping[str, Any],
    tables: Mapping[str, Frame],
    limits: Limits = LIMITS,
) -> Result:
    """Ask about one subject, and the records that are its own.

    Raises `ModelError` where a value is no such thing, is missing, or what must hold does not.
    """
    alone = [it for it in plan.steps if it.op is Op.REDUCE and it.form is Form.FITTED and it.value is None]
    if alone:
        names = [name for name, slot in plan.fits.items() if slot == alone[0].slot]
        raise ModelError([fit_complaints.of_one(names[0] if names else alone[0].name, alone[0].span)])
    heads = {meaning.inputs[name].column or name: [it] for name, it in values.items()}
    entity = meaning.entity.name if meaning.entity else ""
    scene = answered(meaning, plan, toolbox, {**tables, entity: one_frame(heads)}, one=True, limits=limits)
    result = Result(scene)
    # There is nobody to read diagnostics: a value of the wrong kind must not pass for a missing one.
    stopping = [
        it.at(Level.ERROR) for it in result.diagnostics if it.level is Level.ERROR or it.code == complaints.WRONG_KIND
    ]
    if stopping:
        raise ModelError(stopping, result=result)
    return result


def one_frame(heads: Mapping[str, list[Any]]) -> Frame:
    """A table of one row; it has one even where no column is given."""
    name = "the subject"
    try:
        return Frame.of(heads or {**heads, "": [None]}, name)
    except Exception as error:  # noqa: BLE001 (whatever a host hands over)
        raise ModelError([complaints.not_a_table(name, str(error).splitlines()[0])]) from None
