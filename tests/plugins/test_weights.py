"""Weights from comparisons two by two: a published matrix, numpy's eigenvectors, and one value as columns."""

import math

import numpy as np
import pytest

import worthwhile as ww
from worthwhile_plugins.functions import weights
from worthwhile_plugins.kernels import pairs

# Drinks in the United States, as compared by a class (Saaty 2008): coffee, wine, tea, beer, soda, milk, water.
DRINKS = [
    9,
    5,
    2,
    1,
    1,
    1 / 2,
    1 / 3,
    1 / 9,
    1 / 9,
    1 / 9,
    1 / 9,
    1 / 3,
    1 / 4,
    1 / 3,
    1 / 9,
    1 / 2,
    1,
    1 / 3,
    2,
    1 / 2,
    1 / 3,
]
PRINTED = [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327]


def test_drinks_as_printed() -> None:
    found = [weights.weight(place, *DRINKS) for place in range(1, 8)]
    assert found == pytest.approx(PRINTED, abs=6e-4)
    assert weights.consistency(*DRINKS) == pytest.approx(0.022, abs=5e-4)


def test_drinks_as_an_eigenvector() -> None:
    every = np.array(weights.matrix(DRINKS))
    values, vectors = np.linalg.eig(every)
    place = values.real.argmax()
    expected = vectors[:, place].real / vectors[:, place].real.sum()
    assert [weights.weight(it, *DRINKS) for it in range(1, 8)] == pytest.approx(expected.tolist(), rel=1e-12)
    assert weights.index(*DRINKS) == pytest.approx((values[place].real - 7) / 6, rel=1e-10)
    means = np.prod(every, axis=1) ** (1 / 7)
    assert [weights.geometric(it, *DRINKS) for it in range(1, 8)] == pytest.approx((means / means.sum()).tolist())


def test_judgements_that_agree_give_their_ratios() -> None:
    truth = [0.1, 0.2, 0.3, 0.4]
    ratios = [truth[i] / truth[j] for i in range(4) for j in range(i + 1, 4)]
    for place, it in enumerate(truth, 1):
        assert weights.weight(place, *ratios) == pytest.approx(it)
        assert weights.geometric(place, *ratios) == pytest.approx(it)
    assert weights.consistency(*ratios) == pytest.approx(0, abs=1e-14)


def test_columns_give_the_bits_of_one_value() -> None:
    rng = np.random.default_rng(1)
    columns = [np.exp(it) for it in rng.normal(size=(10, 40))]
    columns[3][5], columns[2][6] = -1.0, math.inf
    which = rng.integers(0, 7, 40).astype(float)
    for kernel, scalar, exact in (
        (pairs.weight, weights.weight, True),
        (pairs.geometric, weights.geometric, False),  # logarithms of numpy and of libm differ in the last bit
    ):
        got = kernel(which, *columns).tolist()
        one = [scalar(which[row], *(it[row] for it in columns)) for row in range(40)]
        expected = [math.nan if it is None else it for it in one]
        assert got == pytest.approx(expected, rel=0 if exact else 1e-14, abs=0, nan_ok=True)
    rows = range(40)
    indices = [weights.index(*(it[row] for it in columns)) for row in rows]
    ratios = [weights.consistency(*(it[row] for it in columns)) for row in rows]
    assert [None if math.isnan(it) else it for it in pairs.index(*columns)] == indices
    assert [None if math.isnan(it) else it for it in pairs.consistency(*columns)] == ratios


def test_what_compares_nothing_is_told() -> None:
    with pytest.raises(ww.ModelError, match="2 ratios compare no number of criteria"):
        ww.parse("a = ahp_weight(1, 2, 3)\n")
    with pytest.raises(ww.ModelError, match="2 or more arguments, not 1"):
        ww.parse("a = ahp_weight(1)\n")
    with pytest.raises(ww.ModelError):
        ww.parse("currency USD\na = ahp_weight(1, $2)\n")


def test_each_row_of_a_table_has_judgements_of_its_own() -> None:
    model = ww.parse(
        "entity person key id\ninputs:\n    price : number\n    time : number\n    both : number\n"
        "w : percent = ahp_weight(2, price, time, both)\nc = ahp_consistency(price, time, both)\n"
        'ensure c <= 10% else "the judgements of this person do not agree"\n'
    )
    found = model.run({"id": [1, 2], "price": [2.0, 1.0], "time": [6.0, 1.0], "both": [3.0, 1.0]})
    assert found.values("w") == pytest.approx([0.3, 1 / 3])
    assert found.values("c") == pytest.approx([0, 0], abs=1e-14)
