"""Whatever stands after `~`: it is understood, and then it runs and is drawn within its bounds; or it is told what is wrong."""

import math

import numpy as np
from hypothesis import event, given, settings
from hypothesis import strategies as st

from worthwhile import ModelError
from worthwhile.meaning.core import ENTITY
from worthwhile.meaning.uncertain.drawing import drawn
from worthwhile.model import Model, parse_model
from worthwhile.plan.compile import compile_plan
from worthwhile.run.execute import execute
from worthwhile.run.machine import Machine
from worthwhile.run.pace import pace_of
from worthwhile.run.rows import Rows

TYPES = ("number", "count", "percent", "USD", "hours", "USD per month", "percent per month", "factor per month",
         "score 0..10", "date", "text", "flag", "one of gold, silver")  # fmt: skip
VALUES = ("0", "1", "2.5", "-3", "8%", "120%", "$5", "2 hours", "2026-01-01", "other", "2 * other", "x", "missing",
          "t", "row", "1/0", "1e308", "-1e308", "1e-300", "(if true then 1 else 2)")  # fmt: skip
TAME = st.sampled_from(["1", "2.5", "0.5", "7", "other"])
VALUE = st.one_of(TAME, TAME, st.sampled_from(VALUES))
COUNTS = {"normal": 2, "lognormal": 2, "uniform": 2, "triangular": 3, "pert": 3, "beta": 2, "gamma": 2, "abs": 1}
"""How many parameters each takes; the last two are no distributions."""


@st.composite
def calls(draw: st.DrawFn) -> str:
    name = draw(st.sampled_from(list(COUNTS)))
    count = COUNTS[name] if draw(st.integers(0, 4)) else draw(st.integers(0, 4))
    named = ("p5: ", "p95: ", "mean: ", "mu: ", "sigma: ") if not draw(st.integers(0, 4)) else ("",)
    return f"{name}({', '.join(draw(st.sampled_from(named)) + draw(VALUE) for _ in range(count))})"


SPREADS = st.one_of(calls(), st.tuples(VALUE, st.sampled_from([" to ", " +- "]), VALUE).map("".join))
BOUNDS = st.one_of(
    st.just(""),
    st.tuples(st.sampled_from([*VALUES, ""]), st.sampled_from(["..", "..<"]), VALUE).map(
        lambda it: f" in {''.join(it)}"
    ),
    st.sampled_from([" in 0..", " in ..5", " in 0%..100%", " in {1, 2}"]),
)
DEFAULT = st.one_of(st.just(""), VALUE.map(lambda it: f" = {it}"))


@settings(max_examples=300)
@given(st.sampled_from(TYPES), DEFAULT, BOUNDS, SPREADS, st.sampled_from(["assumptions", "inputs"]))
def test_it_is_understood_or_told(type_: str, default: str, bounds: str, spread: str, block: str) -> None:
    line = f"    x : {type_}{default}{bounds} ~ {spread}\n"
    text = (
        f"entity row_of key id\ntimeline 3 months paid end\nassumptions:\n    other : number = 2\n{line if block == 'assumptions' else ''}"
        f"inputs:\n    row : number = 1\n{line if block == 'inputs' else ''}outputs:\n    x\n"
    )
    try:
        model = parse_model(text)
    except ModelError as error:
        event("told")
        nowhere = [it for it in error.findings if it.span is None]
        if nowhere:
            raise
        return
    event("understood")
    model.run({"id": [1, 2]})
    it = model.meaning.uncertain["x"]
    for value in values_of(model, 2 if it.shape else 1):
        assert math.isnan(value) or math.isfinite(value)
    assert str(parse_model(str(model))) == str(model)


def values_of(model: Model, rows: int) -> list[float]:
    plan = compile_plan(drawn(model.meaning), model.registry.toolbox)
    table = Rows(2)
    table.columns["~x"] = np.linspace(0.25, 0.75, rows)
    filled = execute(plan, Machine(model.registry.toolbox), {ENTITY: table}, pace_of())
    (found,) = filled.outputs
    assert isinstance(found, np.ndarray)
    assert len(found) == rows
    broken = {plan.checks[place].kind for place in filled.broken}
    assert not broken
    return [float(it) for it in found]
