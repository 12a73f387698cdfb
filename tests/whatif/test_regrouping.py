"""Products are brought into an order in which each pair of row and draw is left little to do."""

from typing import Any

import numpy as np
import pytest

import worthwhile
from worthwhile.meaning.uncertain.drawing import drawn
from worthwhile.plan.compile import compile_plan
from worthwhile.plan.layers import layers_of
from worthwhile.plan.regrouping import regrouped
from worthwhile.plan.steps import Op

HEAD = """
currency USD
entity customer key id
assumptions:
    f : number = 2
    g : number = 3
inputs:
    price    : USD
    quantity : number
"""
SAMPLES = {"f": np.array([0.5, 2.0, 1.1]), "g": np.array([3.0, 0.25, 7.0])}
ROWS: dict[str, Any] = {"id": [1, 2], "price": [10.0, 0.3], "quantity": [4.0, 1.7]}


@pytest.mark.parametrize(
    ("formula", "left"),
    [
        ("price * quantity * f * g", 1),
        ("f * price * g * quantity", 1),
        ("price * f / g", 1),
        ("price / f / quantity", 1),
        ("price * quantity * f * (g + quantity)", 3),
        ("price * f / (g + quantity) / g", 3),
        ("price * f", 1),
    ],
)
def test_what_hangs_on_one_of_both_is_drawn_together(formula: str, left: int) -> None:
    model = worthwhile.parse(f"{HEAD}v = {formula}\noutputs:\n    v\n")
    toolbox, uniforms = model.registry.toolbox, [f"~{it}" for it in SAMPLES]
    plan = regrouped(compile_plan(drawn(model.meaning, samples=SAMPLES), toolbox), toolbox, uniforms)
    layers = layers_of(plan, uniforms, [plan.outputs[0].slot])
    assert layers is not None
    assert sum(it.op is Op.APPLY for it in layers.each.plan.steps) == left
    found = model.simulate(ROWS, draws=SAMPLES)
    for row, key in enumerate(ROWS["id"]):
        values = {"price": ROWS["price"][row], "quantity": ROWS["quantity"][row], **SAMPLES}
        np.testing.assert_allclose(found.sample("v", key), eval(formula, values), rtol=1e-14)  # noqa: S307 (our own)


def test_what_others_read_is_computed_once() -> None:
    model = worthwhile.parse(
        f"{HEAD}revenue = price * f\nv = revenue * g * quantity\nw = revenue + $1\noutputs:\n    v\n    w\n"
    )
    found = model.simulate(ROWS, draws=SAMPLES)
    np.testing.assert_allclose(found.sample("w", 1), 10 * SAMPLES["f"] + 1, rtol=1e-14)
    np.testing.assert_allclose(found.sample("v", 1), 40 * SAMPLES["f"] * SAMPLES["g"], rtol=1e-14)


def test_what_is_missing_stays_missing() -> None:
    model = worthwhile.parse(f"{HEAD}v = price * f / (g - 3) * quantity\noutputs:\n    v\n")
    found = model.simulate(ROWS, draws=SAMPLES)
    assert np.isnan(found.sample("v", 2)).tolist() == [True, False, False]
