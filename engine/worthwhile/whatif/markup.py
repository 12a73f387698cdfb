"""A simulation for notebooks."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from worthwhile.text.markup import QUIET, element, escaped, table
from worthwhile.whatif.shown import foot, left_out, shares, tables

if TYPE_CHECKING:
    from worthwhile.whatif.simulation import Simulation

ROWS = 20


def simulation_html(simulation: "Simulation") -> str:
    """Its tables, one below the other, and what is to be said of it."""
    return element("div", "".join(_parts(simulation)))


def _parts(simulation: "Simulation") -> Iterator[str]:
    for it in tables(simulation, ROWS):
        if it.title:
            yield element("p", escaped(f"{it.title}  {it.unit}".rstrip()))
        yield table(list(it.heads), list(zip(*it.columns, strict=True)), list(it.numeric))
        if it.hidden:
            yield element("p", escaped(f"{it.hidden:,} rows are not shown"), QUIET)
    for sentence in shares(simulation):
        yield element("p", escaped(sentence))
    for name in left_out(simulation):
        yield element("p", escaped(f"{name}: a series for each row; to_arrow() has it"), QUIET)
    yield element("p", escaped(foot(simulation)), QUIET)
    for finding in simulation.diagnostics:
        yield finding._repr_html_()
