"""Drawn models asked: the table handed over as a host would."""

import pyarrow as pa

import worthwhile
from properties.generator import Drawn
from properties.generator.kinds import CATEGORY, FLAG
from worthwhile import Model
from worthwhile.answer.result import Result


def table_of(drawn: Drawn) -> pa.Table:
    """The data as an Arrow table: a column is what it is even where all its cells are empty."""
    kinds = {it.name: it.kind for it in drawn.inputs}
    types = {FLAG: pa.bool_(), CATEGORY: pa.string()}
    columns = {
        name: pa.array(cells, pa.string() if name == "id" else types.get(kinds[name], pa.float64()))
        for name, cells in drawn.table.items()
    }
    return pa.table(columns)


def model_of(drawn: Drawn) -> Model:
    """The model, loaded."""
    return worthwhile.parse(drawn.text)


def run(drawn: Drawn, scenario: str | None = None, block: int | None = None, threads: int | None = None) -> Result:
    """The model, run on its data."""
    data = table_of(drawn) if drawn.entity else {name: cells[0] for name, cells in drawn.table.items()}
    return model_of(drawn).run(data or None, scenario=scenario, block=block, threads=threads)


__all__ = ["model_of", "run", "table_of"]
