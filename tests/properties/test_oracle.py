"""The engine against plain recursion: each row, each period, each formula."""

import math

from hypothesis import event, given

from properties.asking import run
from properties.generator import Drawn, models
from properties.oracle import Quantity, Undecided, World, base_of
from properties.oracle.evaluate import Value

TOLERANCE = 1e-9


@given(models())
def test_a_run_gives_what_plain_recursion_gives(drawn: Drawn) -> None:
    result, world = run(drawn), World(drawn)
    for name in result:
        unit = str(result.output(name).type)
        values = result.values(name)
        for row, found in enumerate(values):
            series = found if result.is_series(name) else [found]
            assert isinstance(series, list)
            for t, engine in enumerate(series):
                try:
                    mine = world.name(name, row, t)
                except Undecided:
                    event("decided by rounding")
                    continue
                assert agrees(engine, mine, unit), (name, row, t, engine, mine)


def agrees(engine: object, mine: Value, unit: str) -> bool:
    if not isinstance(mine, Quantity):
        return engine == mine
    if not isinstance(engine, float):
        return False
    factor, *_ = base_of(unit)
    return math.isclose(engine * factor, mine.value, rel_tol=TOLERANCE, abs_tol=8 * mine.error)
