"""A result for notebooks: its rows, its single values, and what is to be said of them."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from worthwhile.meaning.cells import cell, is_numeric, unit_in_head
from worthwhile.text.markup import QUIET, element, escaped, table

if TYPE_CHECKING:
    from worthwhile.answer.result import Result

ROWS = 20
PERIODS = 3
"""Periods of a series that are shown, and the last."""


def result_html(result: "Result") -> str:
    """The first rows of a result in a table, its single values in another."""
    return element("div", "".join(_parts(result)))


def _parts(result: "Result") -> Iterator[str]:
    of_rows = [it for it in result if result.entity is not None and not result.is_single(it)]
    single = [it for it in result if it not in of_rows]
    if of_rows:
        yield _rows(result, of_rows)
    if single:
        told = [_told(result, it, 1)[0] for it in single]
        outputs = [result.output(it) for it in single]
        rows = [(it.label or it.name, value, unit_in_head(it.type)) for it, value in zip(outputs, told, strict=True)]
        yield table(["", "", ""], rows, [False, True])
    for finding in result.diagnostics:
        yield finding._repr_html_()


def _rows(result: "Result", names: Sequence[str]) -> str:
    keys = result.keys or ()
    shown = min(result.rows, ROWS)
    outputs = [result.output(it) for it in names]
    heads = [
        result.entity.key if result.entity else "",
        *(f"{it.label or it.name}\n{unit_in_head(it.type)}" for it in outputs),
    ]
    columns = [list(map(str, keys[:shown])), *(_told(result, it, shown) for it in names)]
    right = [False, *(is_numeric(it.type) for it in outputs)]
    drawn = table(heads, list(zip(*columns, strict=True)), right)
    if shown < result.rows:
        drawn += element("p", escaped(f"{result.rows - shown:,} of {result.rows:,} rows are not shown"), QUIET)
    return drawn


def _told(result: "Result", name: str, rows: int) -> list[str]:
    output, values = result.output(name), list[Any](result.values(name)[:rows])
    if not result.is_series(name):
        return [cell(it, output.type, output.digits) for it in values]
    every = ([cell(each, output.type, output.digits) for each in it] for it in values)
    return ["  ".join(it if len(it) <= PERIODS + 1 else [*it[:PERIODS], "...", it[-1]]) for it in every]
