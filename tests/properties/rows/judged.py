"""What is true of a table, found by trying every combination of values that matters."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from properties.rows.conditions import FALSE, TRUE, UNSURE, Points, named
from properties.rows.drawn import FIRST, ONE, SUM, Table

MOST = 60_000


@dataclass(frozen=True)
class Judgement:
    """What is true of the rows, and the combinations that were tried."""

    overlap: bool
    gap: bool
    never: frozenset[int]
    """Rows that nothing falls in."""
    behind: frozenset[int]
    """Rows, behind others, that are never reached."""
    superfluous: bool
    """Whether the last resort catches nothing, not even what is out of bounds."""
    points: Points
    inside: NDArray[np.bool_]
    """The combinations within the declared bounds."""
    held: NDArray[np.int8]
    """For each row, and each combination, whether it holds."""


def judge(table: Table) -> Judgement | None:
    """Try a table; nothing where that would take too long."""
    tried = {}
    for it in table.variables:
        values = {value for row in table.rows if row.means for value in named(row.means, it)}
        tried[it.name] = np.array(it.tried(values))
    if math.prod(map(len, tried.values())) > MOST:
        return None
    grid = np.meshgrid(*tried.values(), indexing="ij")
    points = {name: it.ravel() for name, it in zip(tried, grid, strict=True)}
    count = len(grid[0].ravel())
    inside = np.ones(count, dtype=bool)
    for it in table.variables:
        allowed = np.array([it.inside(value) for value in tried[it.name]])
        inside &= allowed[np.searchsorted(tried[it.name], points[it.name])]
    held = np.stack([row_at(table, place, points, count) for place in range(len(table.rows))])
    own = [place for place, row in enumerate(table.rows) if row.means is not None]
    never = frozenset(it for it in own if not (held[it][inside] == TRUE).any())
    live = [it for it in own if it not in never]
    here = held[:, inside]
    overlap = table.policy == ONE and bool(((here[live] == TRUE).sum(axis=0) > 1).any())
    last_resort = any(it.means is None for it in table.rows)
    gap = table.policy != SUM and not last_resort and bool((here[own] == FALSE).all(axis=0).any())
    behind = frozenset(it for it in live if table.policy == FIRST and not reached(here, own, it))
    return Judgement(overlap, gap, never, behind, superfluous(table, held, own, behind), points, inside, held)


def accepts_all(table: Table, place: int) -> bool:
    """Whether a row of a decision has nothing but `any`."""
    return not table.is_segment and set(table.rows[place].text.split(" | ")) == {"any"}


def row_at(table: Table, place: int, points: Points, count: int) -> NDArray[np.int8]:
    row = table.rows[place]
    if row.means is not None:
        return np.broadcast_to(row.means.at(points), (count,))
    others = [row_at(table, it, points, count) for it, other in enumerate(table.rows) if other.means is not None]
    most = np.max(np.stack(others), axis=0) if others else np.zeros(count, dtype=np.int8)
    return (TRUE - most).astype(np.int8)


def reached(held: NDArray[np.int8], own: list[int], place: int) -> bool:
    before = [it for it in own if it < place]
    mine = held[place] == TRUE
    return bool((mine & (held[before] == FALSE).all(axis=0)).any()) if before else bool(mine.any())


def superfluous(table: Table, held: NDArray[np.int8], own: list[int], behind: frozenset[int]) -> bool:
    last = len(table.rows) - 1
    row = table.rows[last]
    if table.policy == SUM:
        return False
    if row.means is None:
        rest = own
    elif table.policy == FIRST and accepts_all(table, last) and last in behind:
        rest = [it for it in own if it != last]
    else:
        return False
    return not bool((held[rest] == FALSE).all(axis=0).any())


def outcome(table: Table, held: NDArray[np.int8], point: int) -> float | None:
    """The number that a combination comes to: 1, 2, 4, ... for the rows; nothing where it is not known."""
    states = held[:, point].tolist()
    rows = [place for place, row in enumerate(table.rows) if row.means is not None]
    rest = [place for place, row in enumerate(table.rows) if row.means is None]
    values = {place: float(2**place) for place in range(len(states))}
    if table.policy == SUM:
        if UNSURE in (states[it] for it in rows):
            return None
        return sum((values[it] for it in (*rows, *rest) if states[it] == TRUE), 0.0)
    if table.policy == FIRST:
        for it in rows:
            if states[it] != FALSE:
                return values[it] if states[it] == TRUE else None
    true = [it for it in rows if states[it] == TRUE]
    if true:
        return values[true[0]] if len(true) == 1 else None
    if UNSURE in (states[it] for it in rows) or not rest:
        return None
    return values[rest[0]]
