"""Rows that are the same, counted; and sums of rising factorials."""

import math
from collections import Counter
from typing import Any

import numpy as np
import pytest

from worthwhile_plugins.kernels.fits.counted import Counted
from worthwhile_plugins.kernels.fits.rising import MOST, Rising

RNG = np.random.default_rng(11)
COLUMNS = {
    "whole": (RNG.integers(0, 4, 900), RNG.integers(-3, 5, 900)),
    "days in weeks": (RNG.integers(0, 3, 900), RNG.integers(0, 40, 900) / 7),
    "far apart": (RNG.integers(0, 3, 900), RNG.choice([1e-300, 1.0, 1e300, 7.5], 900)),
    "on no grid": (RNG.choice(RNG.random(20), 900), RNG.choice(RNG.random(20), 900)),
    "more cells than one number holds": tuple(RNG.choice(RNG.random(900), (8, 900))),
    "not finite": (RNG.choice([1.0, math.inf, -math.inf], 900), RNG.integers(0, 3, 900)),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_as_counted_one_by_one(name: str) -> None:
    columns = [np.asarray(it, dtype=float) for it in COLUMNS[name]]
    wanted = sorted(Counter(zip(*(it.tolist() for it in columns), strict=True)).items())
    counted = Counted(len(columns))
    middle = len(columns[0]) // 3
    counted.add(*(it[:middle] for it in columns))
    other = Counted(len(columns))
    other.add(*(it[middle:] for it in columns))
    other.rows()  # counted already when it is merged
    counted.merge(other)
    *found, many = (it.tolist() for it in counted.rows())
    assert list(zip(*found, strict=True)) == [row for row, _ in wanted]
    assert many == [count for _, count in wanted]


def test_few_cells_and_many() -> None:
    """What lies beyond the cells that there is room for is sorted: three columns of a thousand values each."""
    columns = [RNG.integers(0, 1000, 5000) / 7 for _ in range(3)]
    columns = [np.concatenate([it, it[:500]]) for it in columns]
    wanted = sorted(Counter(zip(*(it.tolist() for it in columns), strict=True)).items())
    counted = Counted(3)
    counted.add(*columns)
    *found, many = (it.tolist() for it in counted.rows())
    assert (list(zip(*found, strict=True)), many) == ([it for it, _ in wanted], [it for _, it in wanted])


def test_nothing() -> None:
    counted = Counted(2)
    counted.add(np.empty(0), np.empty(0))
    assert [len(it) for it in counted.rows()] == [0, 0, 0]


@pytest.mark.parametrize("a", [1e-6, 0.3, 2.0, 1e9])
def test_rising_factorials(a: float) -> None:
    numbers, counts = np.array([0.0, 1.0, 2.0, 7.0]), np.array([5.0, 1.0, 2.0, 3.0])
    each: list[tuple[Any, Any]] = [(c, a + k) for n, c in zip(numbers, counts, strict=True) for k in range(int(n))]
    value, slope, bend = Rising(numbers, counts)(a)
    assert value == pytest.approx(math.fsum(c * math.log(it) for c, it in each), rel=1e-14)
    assert slope == pytest.approx(math.fsum(c / it for c, it in each), rel=1e-14)
    assert bend == pytest.approx(-math.fsum(c / it**2 for c, it in each), rel=1e-14)


def test_very_many_factors() -> None:
    """Beyond a million factors by gamma functions; checked by the factors one by one."""
    numbers = np.array([MOST + 7.0])
    value, slope, bend = Rising(numbers, np.ones(1))(0.4)
    factors = 0.4 + np.arange(MOST + 7)
    assert value == pytest.approx(math.fsum(np.log(factors)), rel=1e-13)
    assert slope == pytest.approx(math.fsum(1 / factors), rel=1e-13)
    assert bend == pytest.approx(-math.fsum(1 / factors**2), rel=1e-13)
