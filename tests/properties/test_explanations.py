"""What explains a number gives that number: every value recomputed from those beneath it."""

from hypothesis import event, given

from properties.agreeing import agrees
from properties.asking import run
from properties.generator import Drawn, models
from properties.oracle import Undecided, World
from properties.oracle.told import Told, explained


@given(models(functions=False))  # an aggregate given to a function is told under the parameter's name
def test_every_explained_value_is_made_of_what_lies_beneath(drawn: Drawn) -> None:
    result, world = run(drawn), World(drawn)
    keys = result.keys or (None,)
    for name in result:
        root = result.explain(name, keys[-1])
        values = result.values(name)
        assert root.value == values[0 if result.is_single(name) else -1]
        for it in explained(root):
            told = Told(it, world.periods, world.period, world.offset)
            series = it.value if isinstance(it.value, list) else [it.value]
            for t, value in enumerate(series):
                try:
                    again = told.again(t)
                except Undecided:
                    event("decided by rounding")
                    continue
                assert agrees(value, again, it.unit), (it.name, it.formula, t, value, again)
