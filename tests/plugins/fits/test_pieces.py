"""Pieces of polynomials: as good as what they are made of, whoever asks first, and from many threads."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from scipy.special import gammaincc

from worthwhile_plugins.kernels.fits.pieces import LISTED, Pieces


def smooth(x: float, y: Any) -> Any:
    """Analytic in y for an imaginary part within pi/2, as what is asked of a piece is."""
    return 1 / (1 + x * np.exp(y))


@pytest.mark.parametrize("x", [0.0, 1.0, 30.0, LISTED - 1.0, LISTED, 5e6])
def test_as_good_as_what_they_are_made_of(x: float) -> None:
    y = np.linspace(-30, 30, 4001)
    assert Pieces(smooth)(np.full(len(y), x), y) == pytest.approx(smooth(x, y), rel=1e-13)


def test_each_piece_is_made_once() -> None:
    made: list[tuple[float, int]] = []

    def count(x: float, y: Any) -> Any:
        made.append((x, len(y)))
        return smooth(x, y)

    pieces = Pieces(count)
    x, y = np.repeat([0.0, 3.0, 7.0], 50), np.tile(np.linspace(0, 1.99, 50), 3)
    once = pieces(x, y)
    many = sum(count for _, count in made)
    assert np.array_equal(pieces(x, y), once)
    assert sum(count for _, count in made) == many
    assert [float(pieces(x[it : it + 1], y[it : it + 1])[0]) for it in range(150)] == once.tolist()


def test_threads_that_ask_for_different_pieces() -> None:
    """Some add pieces while others read: nobody reads a place that is not there."""
    pieces = Pieces(lambda x, y: gammaincc(x + 1, np.exp(y)))
    together = threading.Barrier(8)

    def ask(seed: int) -> bool:
        rng = np.random.default_rng(seed)
        together.wait()
        for _ in range(40):
            x, y = rng.integers(0, 60, 300).astype(float), rng.uniform(-3, 1, 300)
            if not np.allclose(pieces(x, y), gammaincc(x + 1, np.exp(y)), rtol=1e-10, atol=0):
                return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(8)))
