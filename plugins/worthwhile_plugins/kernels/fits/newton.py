"""The highest place of a log-likelihood, by Newton's steps with what keeps them going up."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Slopes = Callable[[Numbers], tuple[float, Numbers, Numbers]]
STEPS = 200
FURTHEST = 2.0
"""No step goes further than this in the logarithm of a parameter."""
ENOUGH = 1e-14
"""How little is left to climb, beside the height, where it is over."""


def climb(slopes: Slopes, start: Numbers) -> Numbers:
    """Where the gradient is 0 and the surface bends down, from a start.

    ``slopes`` gives value, gradient and Hessian. Where it does not bend down a step follows the gradient, bent by what
    makes it a step upwards (Levenberg); a step that does not climb is halved. Two steps after
    nothing is left to gain the parameters are as good as float64 lets them be.
    """
    here = start
    value, gradient, bends = slopes(here)
    settled = 0
    for _ in range(STEPS):
        step = _upwards(gradient, bends)
        gain = float(gradient @ step) / 2
        settled += abs(gain) <= ENOUGH * max(abs(value), 1.0)
        if settled > 2:  # noqa: PLR2004 (as the docstring says)
            break
        found = _stepped(slopes, here, value, step)
        if found is None:
            break
        here, value, gradient, bends = found
    return here


def _upwards(gradient: Numbers, bends: Numbers) -> Numbers:
    """Newton's step, or one bent towards the gradient until it climbs."""
    size = float(np.abs(bends).max()) or 1.0
    more = 0.0
    while True:
        down = np.diag(np.full(len(gradient), more * size)) - bends
        try:
            np.linalg.cholesky(down)
        except np.linalg.LinAlgError:
            more = max(more * 4, 1e-6)
            continue
        step: Numbers = np.linalg.solve(down, gradient).astype(np.float64)
        furthest = float(np.abs(step).max())
        return step if furthest <= FURTHEST else step * (FURTHEST / furthest)


def _stepped(
    slopes: Slopes, here: Numbers, value: float, step: Numbers
) -> tuple[Numbers, float, Numbers, Numbers] | None:
    """The first of a step, its half, its quarter ... that does not go down; none where rounding is all that is left."""
    allowed = ENOUGH * max(abs(value), 1.0)
    for _ in range(40):
        there = here + step
        found = slopes(there)
        if found[0] >= value - allowed:
            return there, *found
        step = step / 2
    return None
