"""A kernel in the place of a block program: what hands it the columns of a block, and asks it what is odd."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from worthwhile.data.form import Form
from worthwhile.meaning.function import Toolbox
from worthwhile.plan.steps import Op, Plan, Slot, Step, Walk
from worthwhile.run.block import Store
from worthwhile.run.machine import Machine
from worthwhile.run.program.lines import Kind
from worthwhile.run.program.looks import Quick, RowByRow
from worthwhile.run.program.program import Program
from worthwhile.run.program.sheet import Argument, Script, Wanted
from worthwhile.run.rows import Tables
from worthwhile.run.rowwise.kernel import Handed, Kernel, kernel_of, mathematics
from worthwhile.run.subject.task import UnprintedError

Compiler = Callable[[str, Mapping[str, Any]], Callable[..., None]]
"""Makes machine code of the text of a function named `kernel`, and of the functions of Python that it calls."""

KINDS = {Form.NUMBER: Kind.NUMBER, Form.FLAG: Kind.BYTES, Form.LABEL: Kind.LABEL}


@dataclass(frozen=True, eq=False)
class RowProgram(Program):
    """One walk as a kernel that was compiled."""

    kernel: Callable[..., None]

    def function(
        self, machine: Machine, steps: Mapping[Slot, Step], tables: Tables, before: Store
    ) -> Callable[..., None]:
        """The function that carries out a block."""
        del machine, steps, tables, before
        handed = len(self.script.arguments)
        kernel = self.kernel

        def block(rows: int, look: Quick | RowByRow, *columns: Any) -> None:  # noqa: ANN401 (arrays)
            odd = np.zeros(rows, dtype=np.bool_)
            ready = [_ready(column, it, rows) for column, it in zip(columns, self.script.arguments, strict=False)]
            kernel(rows, odd, *ready, *columns[handed:])
            look.condition(np.logical_not(odd))

        return block


def _ready(column: Any, argument: Argument, rows: int) -> Any:  # noqa: ANN401 (arrays)
    """A column with a value for each row; of a series from elsewhere one for each period."""
    if argument.series:
        return np.array([it[0] for it in column])
    if not argument.single and len(column) == 1 != rows:
        return np.full(rows, column[0], dtype=column.dtype)
    return np.ascontiguousarray(column)


@cache
def writer(compiler: Compiler) -> Callable[..., Program | None]:
    """What writes walks as kernels, where they are ones of plain numbers."""

    def write(
        plan: Plan, walk: Walk, toolbox: Toolbox, wanted: Sequence[Slot], given: frozenset[str]
    ) -> Program | None:
        steps = {it.slot: it for it in plan.steps}
        stand = [it for it in wanted if steps[it].op is Op.INPUT and steps[it].name in given]
        made = [it for it in dict.fromkeys(wanted) if it not in stand]
        try:
            kernel = kernel_of(plan, walk, toolbox, made, given)
        except UnprintedError:
            return None
        space = {name: mathematics(name) for name in kernel.printed.mathematics} | dict(kernel.printed.calls)
        found = compiler(kernel.printed.text, space)
        return RowProgram(_script(kernel, steps), {}, kernel.printed.text, plan.periods, found)

    return write


def _script(kernel: Kernel, steps: Mapping[Slot, Step]) -> Script:
    wanted = [Wanted(f"out_{it}", it, steps[it].form) for it in kernel.wanted]
    return Script(arguments=[_argument(it) for it in kernel.handed], wanted=wanted, looked_at=kernel.looked_at)


def _argument(it: Handed) -> Argument:
    return Argument(it.name, it.slot, KINDS[it.form], it.input, series=it.series, single=it.single)
