"""A factor that products share is taken once; the numbers are those of what was written."""

from fractions import Fraction

import numpy as np
import pytest

import worthwhile
from worthwhile import Model

HEAD = "currency USD\nentity customer key id\ninputs:\n    a : USD\n    b : USD\n    c : USD\n    k : number\n"
ROWS: dict[str, list[float]] = {
    "id": [1, 2, 3],
    "a": [0.1, 7.0, -3.3],
    "b": [0.2, 2.5, 1.1],
    "c": [9.0, 0.3, 2.2],
    "k": [1.07, 3.0, 0.1],
}


def products(model: Model) -> int:
    """How many products the program has."""
    return str(model.compile("python")).split("# Walk")[-1].count("np.multiply(")


@pytest.mark.parametrize(
    ("formula", "count"),
    [("a * k + b * k + c * k", 1), ("k * a - b * k", 1), ("a * k + b * k + 2 * c", 2), ("a * k + b * (k + 1)", 2)],
)
def test_a_common_factor_is_taken_once(formula: str, count: int) -> None:
    model = worthwhile.parse(f"{HEAD}v = {formula}\n")
    exact = [
        float(eval(formula, {name: Fraction(ROWS[name][row]) for name in "abck"}))  # noqa: S307 (our own formulas)
        for row in range(3)
    ]
    np.testing.assert_allclose(model.run(ROWS)["v"], exact, rtol=1e-14)
    assert products(model) == count


def test_what_has_a_name_stays_as_it_is() -> None:
    model = worthwhile.parse(f"{HEAD}x = a * k\ny = b * k\nv = x + y\noutputs:\n    x\n    v\n")
    assert products(model) == 2


def test_the_reasons_are_those_of_what_was_written() -> None:
    model = worthwhile.parse(f"{HEAD}v = a * k - b * k\n")
    told = str(model.run(ROWS).explain("v", key=2))
    assert "a * k - b * k" in told
    assert "13.50" in told


def test_a_row_without_a_value_is_told_of() -> None:
    model = worthwhile.parse(f"{HEAD}v = a * k + b * k\n")
    rows = {**ROWS, "b": [0.2, None, 1.1]}
    found = model.run(rows)
    assert np.isnan(found["v"][1])
    assert not np.isnan(found["v"][[0, 2]]).any()
    assert found.diagnostics
