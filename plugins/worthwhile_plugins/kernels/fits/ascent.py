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
ROUNDING = 1e-14
"""What a sum of so many logarithms may be off by, of itself."""
HIDDEN, LONG = 10.0, 0.1
"""A step of such a length that gains less than so many roundings goes along a ridge without an end."""
BLIND, ALMOST = 3, 1e-5
"""After so many steps that the height no longer tells apart, one so short is the last."""
NEAR = 1e-8
"""The last step may be so long: what is left after it is its square."""
WIDEST = 4.0
"""No step goes further than this in the logarithm of a parameter."""
FLAT = 1e-14
"""A bend of so small a part of the largest tells nothing."""
STEEP = 1e-9
"""A slope, for each row and by the logarithm of a parameter, that is told."""
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
        found: Vector = self.parameters * np.sqrt(((directions**2) / bends).sum(axis=1))
        return found

    def fitted(self, names: Sequence[str], rows: int, remarks: Sequence[str] = ()) -> Fitted:
        """As it is told."""
        errors = self.errors
        vague = [name for name, one, error in zip(names, self.parameters, errors, strict=True) if not error < one]
        said = [*remarks]
        if vague:
            said.append(f"The data hardly tells {' and '.join(vague)}: the standard error is as large as the estimate.")
        if self.slope > STEEP:
            said.append(f"Where the search ended the likelihood still rises by {self.slope:.1e} for each row.")
        return Fitted(
            dict(zip(names, map(float, self.parameters), strict=True)),
            dict(zip(names, map(float, errors), strict=True)),
            float(self.value),
            rows,
            {},
            tuple(said),
        )


def highest(bend: Callable[[Vector], Bend], start: Vector, scale: Vector, rows: float) -> Peak:
    """Go up from a start; a parameter runs away where it leaves its scale far behind, or nothing holds it."""
    here, centre = np.log(start), np.log(scale)
    value, slope, curvature = _in_logarithms(bend, here)
    radius, blind = 2.0, 0
    for steps in range(1, STEPS + 1):
        bends, directions = np.linalg.eigh(curvature)
        size = np.maximum(np.abs(bends), FLAT * np.abs(bends).max() + np.finfo(float).tiny)
        step = directions @ ((directions.T @ slope) / size)
        length = float(np.abs(step).max())
        if bends[0] > 0 and (length <= NEAR or (blind > BLIND and length <= ALMOST)):
            steepest = float(np.abs(slope - curvature @ step).max()) / rows
            return Peak(np.exp(here + step), value, curvature, steepest, steps)
        if length > radius:
            step *= radius / length
        there = here + step
        found = _in_logarithms(bend, there)
        level = ROUNDING * abs(value)
        if not found[0] >= value - level:
            hidden = float(slope @ step) < HIDDEN * level  # what is to be gained is less than what sums are off by
            if hidden and length > LONG:
                gone = {it: bool(here[it] > centre[it]) for it in _going(step)}
                return Peak(np.exp(here), value, curvature, float(np.abs(slope).max()) / rows, steps, gone)
            if not hidden or not np.isfinite(found[0]):
                radius = min(radius, length) / 4
                if radius < NEAR**2:
                    break
                continue
            blind += 1
        radius = min(max(radius, 2 * min(length, radius)), WIDEST)
        here, (value, slope, curvature) = there, found
        if np.abs(here - centre).max() > AWAY:
            gone = _going(here - centre)
            return Peak(np.exp(here), value, curvature, float(np.abs(slope).max()) / rows, steps, gone)
    raise Unfit(
        "the likelihood has no maximum that could be found: where the search ended it still rises by "
        f"{float(np.abs(slope).max()) / rows:.1e} for each row",
        "look for rows that do not belong together, or give the parameters with `with`",
    )


def _going(way: Vector) -> dict[int, bool]:
    """The parameters that a way leads far off, and whether upwards."""
    return {int(it): bool(way[it] > 0) for it in np.flatnonzero(np.abs(way) > np.abs(way).max() / 2)}


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
    reasons = [why[it] for it in gone if it in why]
    ways = [
        f"{' and '.join(them)} {verb if len(them) > 1 else one}"
        for them, verb, one in (
            ([name for name, up in gone if up], "grow without end", "grows without end"),
            ([name for name, up in gone if not up], "go to zero", "goes to zero"),
        )
        if them
    ]
    raise Unfit(f"{reasons[0] if reasons else 'the likelihood has no maximum'}: {', '.join(ways)}", hint)
