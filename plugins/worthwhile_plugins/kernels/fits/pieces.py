"""Functions that are dear to work out, as pieces of polynomials: for each whole number x a function of one variable.

What is asked for of a million customers hangs on few numbers of purchases, and for each of these it is smooth
in the logarithm of a ratio of times. So it is worked out at the Chebyshev points of the pieces that are asked
for, once, and read from there. A value hangs on its own x and y alone, not on what else was asked for.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

Array = NDArray[Any]

WIDTH = 0.5
"""How much of y one piece covers. Functions without singularities within pi/2 of the real line: 1e-14."""
POINTS = 15
ROOM = 4096
"""Pieces for each x: y from -1024 to 1024, more than a float's logarithm can be."""
LISTED = 1024
"""Below it x is looked up in a list, from there on in a dictionary."""

KNOTS = chebyshev.chebpts1(POINTS)
_SERIES = np.linalg.inv(chebyshev.chebvander(KNOTS, POINTS - 1))
"""From values at the knots to a Chebyshev series."""
_POWERS = np.array([np.pad(chebyshev.cheb2poly(it), (0, POINTS))[:POINTS] for it in np.eye(POINTS)]).T
"""From a Chebyshev series to powers, in whole numbers; in two steps, since rounded values would be blown up."""


class Pieces:
    """``make(x, y)`` works out the function of one x at an array of y."""

    def __init__(self, make: Callable[[float, Array], Array]) -> None:
        self._make = make
        self._lock = Lock()
        self._listed = np.full(1, -1, np.int32)
        self._far: dict[int, int] = {}
        self._powers = np.empty((POINTS, 0))

    def __call__(self, x: Array, y: Array) -> Array:
        """The function at rows of (x, y); x are whole, y finite."""
        scaled = y * (1 / WIDTH)
        piece = np.floor(scaled)
        key = (x * ROOM + (piece + ROOM // 2)).astype(np.int64)
        place, powers = self._found(key)
        local = 2 * (scaled - piece) - 1
        value = np.take(powers[-1], place, mode="clip")
        term = np.empty_like(value)
        for power in powers[-2::-1]:
            value *= local
            value += np.take(power, place, out=term, mode="clip")
        return value

    def _found(self, key: Array) -> tuple[Array, Array]:
        """Where the piece of each row is, and the pieces.

        Other threads may add some meanwhile: pieces come before their places, so places are read first.
        """
        if int(key.max(initial=0)) >= LISTED * ROOM:
            asked, back = np.unique(key, return_inverse=True)
            self._add([int(it) for it in asked if int(it) not in self._far])
            place = np.array([self._far[int(it)] for it in asked], np.int64)[back.reshape(-1)]
            return place, self._powers
        place = self._listed_at(key)
        missing = place < 0
        if missing.any():
            self._add([int(it) for it in np.unique(key[missing])])
            place = self._listed_at(key)
        return place, self._powers

    def _listed_at(self, key: Array) -> Array:
        """Places; -1 where there is none yet."""
        listed = self._listed
        if int(key.max(initial=0)) < len(listed):
            return np.take(listed, key, mode="clip")
        return np.where(key < len(listed), np.take(listed, key, mode="clip"), -1)

    def _add(self, keys: list[int]) -> None:
        """Work out pieces; neighbours of one x together."""
        with self._lock:
            together: dict[int, list[int]] = {}
            for key in keys:
                if key not in self._far:
                    together.setdefault(key >> 4, []).append(key)
            made: list[Array] = []
            new: list[tuple[int, int]] = []
            for them in together.values():
                x = them[0] // ROOM
                pieces = np.array([it % ROOM - ROOM // 2 for it in them], dtype=np.float64)
                values = self._make(float(x), ((pieces[:, None] + (KNOTS + 1) / 2) * WIDTH).ravel())
                series = np.einsum("ij,kj->ik", _SERIES, values.reshape(len(them), POINTS))
                made.append(np.einsum("ij,jk->ik", _POWERS, series))
                new += zip(them, range(len(self._far) + len(new), len(self._far) + len(new) + len(them)), strict=True)
            if made:
                self._powers = np.concatenate([self._powers, *made], axis=1)
            self._far |= new
            near = [(key, place) for key, place in new if key < LISTED * ROOM]
            size = (max((key for key, _ in near), default=-1) // ROOM + 1) * ROOM
            listed = self._listed
            if size > len(listed):
                listed = np.full(size, -1, np.int32)
                listed[: len(self._listed)] = self._listed
            for key, place in near:
                listed[key] = place
            self._listed = listed  # whoever reads meanwhile finds the old list, or the whole new one
