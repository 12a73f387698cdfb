"""The top of a likelihood, by Newton's steps in the logarithms of the parameters.

All parameters are positive, and in their logarithms likelihoods of this kind are nearly parabolas. Steps are
kept within a radius that grows where the likelihood rises and shrinks where it does not (Nocedal and Wright
2006, chapter 4); where it bends upwards a step goes up all the same, by the size of the bend.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from worthwhile.plugin import Fitted, Unfit

Vector = NDArray[np.float64]
Bend = tuple[float, Vector, Vector]
"""A likelihood, its slope, and how it bends, in the parameters themselves."""

STEPS = 200
NEAR = 1e-7
"""The last step may be so long: what is left after it is its square."""
FLAT = 1e-14
"""A bend of so small a part of the largest tells nothing."""
AWAY = 16.0
"""A logarithm so far from where it is measured from (a factor of nine millions) has run away."""


@dataclass(frozen=True, slots=True)
class Peak:
    """Where a likelihood is highest."""

    parameters: Vector
    value: float
    curvature: Vector
    """The negative second derivatives in the logarithms: the observed information."""
    slope: float
    """The largest slope in a logarithm, each row's share of it: nothing at a maximum."""
    steps: int
    away: dict[int, bool] = field(default_factory=dict)
    """The parameters that ran away, and whether upwards."""

    @property
    def errors(self) -> Vector:
        """Standard errors of the parameters; NaN where the data does not tell them."""
        bends, directions = np.linalg.eigh(self.curvature)
        if not bends[0] > FLAT * bends[-1]:
            return np.full(len(bends), np.nan)
        return self.parameters * np.sqrt(((directions**2) / bends).sum(axis=1))

    def fitted(self, names: Sequence[str], rows: int, remarks: Sequence[str] = ()) -> Fitted:
        """As it is told."""
        errors = self.errors
        vague = [name for name, one, error in zip(names, self.parameters, errors, strict=True) if not error < one]
        said = [f"The data hardly tells {name}: its standard error is as large as itself." for name in vague]
        return Fitted(
            dict(zip(names, map(float, self.parameters), strict=True)),
            dict(zip(names, map(float, errors), strict=True)),
            float(self.value),
            rows,
            {},
            (*remarks, *said),
        )


def highest(bend: Callable[[Vector], Bend], start: Vector, scale: Vector, rows: float) -> Peak:
    """Go up from a start; a parameter runs away where it leaves its scale far behind."""
    centre = np.log(scale)
    here = np.log(start)
    value, slope, curvature = _in_logarithms(bend, here)
    radius = 2.0
    for steps in range(1, STEPS + 1):
        bends, directions = np.linalg.eigh(curvature)
        size = np.maximum(np.abs(bends), FLAT * np.abs(bends).max() + np.finfo(float).tiny)
        step = directions @ ((directions.T @ slope) / size)
        length = float(np.abs(step).max())
        if length <= NEAR and bends[0] > 0:
            slope = slope - curvature @ step
            return Peak(np.exp(here + step), value, curvature, float(np.abs(slope).max()) / rows, steps)
        if length > radius:
            step *= radius / length
        there = here + step
        new_value, new_slope, new_curvature = _in_logarithms(bend, there)
        level = 1e-13 * abs(value)
        if not new_value >= value - level:
            radius = min(radius, length) / 4
            if radius < NEAR**2:
                break
            continue
        radius = max(radius, 2 * min(length, radius)) if radius < 4 else radius
        here, value, slope, curvature = there, new_value, new_slope, new_curvature
        away = here - centre
        if np.abs(away).max() > AWAY:
            gone = {int(it): bool(away[it] > 0) for it in np.flatnonzero(np.abs(away) > AWAY / 2)}
            return Peak(np.exp(here), value, curvature, float(np.abs(slope).max()) / rows, steps, gone)
    raise Unfit(
        f"the likelihood has no maximum that could be found: after {STEPS} steps its slope is still "
        f"{float(np.abs(slope).max()) / rows:.1e} for each row",
        "look for rows that do not belong together, or give the parameters with `with`",
    )


def _in_logarithms(bend: Callable[[Vector], Bend], here: Vector) -> Bend:
    """A likelihood with its slope and its negative bend, by the logarithms of the parameters."""
    parameters = np.exp(here)
    with np.errstate(all="ignore"):
        value, slope, bends = bend(parameters)
        slope = parameters * slope
        curvature = -(bends * parameters * parameters[:, None] + np.diag(slope))
    if not (np.isfinite(value) and np.isfinite(slope).all() and np.isfinite(curvature).all()):
        return -np.inf, slope, curvature
    return float(value), slope, curvature


def refused(peak: Peak, names: Sequence[str], why: Mapping[tuple[str, bool], str], hint: str) -> None:
    """Refuse data on which parameters run away: what that says of the data."""
    if not peak.away:
        return
    gone = [(names[place], up) for place, up in peak.away.items()]
    reasons = list(dict.fromkeys(why[it] for it in gone if it in why))
    ways = " and ".join(f"{name} {'grows without end' if up else 'goes to zero'}" for name, up in gone)
    raise Unfit(f"{reasons[0] + ': ' if reasons else 'the likelihood has no maximum: '}{ways}", hint)
