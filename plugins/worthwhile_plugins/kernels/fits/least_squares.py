"""Least squares with a constant: coefficients, errors, and what an interval needs."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worthwhile.plugin import Unfit
from worthwhile_plugins.kernels.fits.moments import Moments, solved

Numbers = NDArray[np.float64]
ROUNDING = 10**26
"""Columns whose variance inflation is beyond this differ from a combination of others by rounding alone."""
SURE = 0.975
"""A quantile that leaves 2.5% on one side: 95% in between."""


@dataclass(frozen=True)
class Line:
    """What least squares gives of a column y and others, x1, x2, ..."""

    rows: int
    coefficients: tuple[float, ...]
    """The constant, and one for each x."""
    errors: tuple[float, ...]
    """Their standard errors; NaN where there are no more rows than coefficients."""
    r2: float
    sigma: float
    """The standard error of a single y about the line."""
    log_likelihood: float
    means: Numbers
    """Of each x."""
    inverse: Numbers
    """Of the sums of products of the x about their means."""
    quantile: float
    """Of Student's t: so many standard errors make an interval of 95%."""


def least_squares(seen: Moments, names: tuple[str, ...]) -> Line:
    """Least squares of the first column on the others, by the exact normal equations.

    ``names`` are the others', for what is said of them. Raises `Unfit` where they do not determine the line.
    """
    sums, products = seen.finish()
    rows, size = seen.rows, len(sums)
    if rows < size:
        raise Unfit(
            f"{rows:,} rows are not enough for {size} coefficients",
            f"at least {size + 1} rows are needed, and many more to be sure",
        )
    matrix = [[Fraction(rows), *sums[1:]], *([sums[place], *products[place][1:]] for place in range(1, size))]
    unit = [[Fraction(int(row == side)) for row in range(size)] for side in range(size)]
    side = [sums[0], *products[0][1:]]
    found = solved(matrix, [side, *unit])
    if isinstance(found, int):
        raise _dependent(found, names, sums, products, rows)
    best, *inverse = found
    for place in range(1, size):
        about = products[place][place] - sums[place] ** 2 / rows
        if inverse[place][place] * about > ROUNDING:
            raise _dependent(place, names, sums, products, rows)
    total = products[0][0] - sums[0] ** 2 / rows
    left = products[0][0] - sum((a * b for a, b in zip(best, side, strict=True)), Fraction(0))
    spare = rows - size
    variance = left / spare if spare else None
    return Line(
        rows,
        tuple(float(it) for it in best),
        tuple(_root(variance * inverse[it][it]) if variance is not None else math.nan for it in range(size)),
        float(1 - left / total) if total else math.nan,
        _root(variance) if variance is not None else math.nan,
        -rows / 2 * (math.log(2 * math.pi * float(left / rows)) + 1) if left else math.nan,
        np.array([float(it / rows) for it in sums[1:]]),
        np.array([[float(inverse[a][b]) for b in range(1, size)] for a in range(1, size)]).reshape(size - 1, size - 1),
        _quantile(spare) if spare else math.nan,
    )


def _dependent(
    place: int, names: tuple[str, ...], sums: list[Fraction], products: list[list[Fraction]], rows: int
) -> Unfit:
    name = names[place - 1]
    if products[place][place] * rows == sums[place] ** 2:
        return Unfit(f"`{name}` is the same in all {rows:,} rows", "leave it out: the constant stands for it")
    return Unfit(f"`{name}` can be told from the other columns: it is a combination of them", "leave one of them out")


def _root(value: Fraction) -> float:
    """The root of a fraction, which may be smaller than float64s are."""
    return math.sqrt(value) if value > 0 else 0.0


def _quantile(spare: int) -> float:
    """The 97.5% quantile of Student's t."""
    from scipy.special import stdtrit  # noqa: PLC0415 (an extra, read only where an interval is made)

    return float(stdtrit(spare, SURE))


def spread_of_line(tables: Mapping[str, Any], apart: Numbers) -> Numbers:
    """The variance of the line at a place, beside that of a single y: 1/n + d' inverse d, d = x - mean."""
    found: Numbers = 1 / tables["rows"][0] + np.einsum("i...,ij,j...->...", apart, tables["inverse"], apart)
    return found
