"""The engine against plain recursion: each row, each period, each formula."""

from hypothesis import event, given

from properties.agreeing import agrees
from properties.asking import run
from properties.generator import Drawn, models
from properties.oracle import Undecided, World


@given(models())
def test_a_run_gives_what_plain_recursion_gives(drawn: Drawn) -> None:
    result, world = run(drawn), World(drawn)
    undecided, seen = 0, 0
    for name in result:
        unit = str(result.output(name).type)
        values = result.values(name)
        for row, found in enumerate(values):
            series = found if result.is_series(name) else [found]
            assert isinstance(series, list)
            for t, engine in enumerate(series):
                seen += 1
                try:
                    mine = world.name(name, row, t)
                except Undecided:
                    undecided += 1
                    continue
                assert agrees(engine, mine, unit), (name, row, t, engine, mine)
    event("of the values rounding decides", "none" if not undecided else "some" if undecided < seen else "all")
