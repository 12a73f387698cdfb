"""What fits have found in a run: parameters with their errors and intervals, what they were found from."""

import math
from collections.abc import Mapping

from worthwhile.answer.diagnostics import Scene
from worthwhile.meaning.fits.facts import FitFacts
from worthwhile.meaning.fitting import Estimate
from worthwhile.meaning.shown import unit_text
from worthwhile.run.fitting.estimating import Found
from worthwhile.text.frozen import frozen

NORMAL_95 = 1.959963984540054
"""Within so many standard errors of its mean lie 95% of a normal distribution."""


@frozen
class FitResult:
    """One fit of a run."""

    name: str
    label: str
    fit: str
    """What was fitted: ``bgnbd``."""
    of: str
    """How it is called in the model."""
    estimates: Mapping[str, float]
    standard_errors: Mapping[str, float]
    """NaN where the data does not tell."""
    intervals: Mapping[str, tuple[float, float]]
    """Of 95%, from the standard errors; of a parameter that is positive on the scale of its logarithm."""
    units: Mapping[str, str | None]
    log_likelihood: float
    """NaN where there is no likelihood."""
    rows: int
    """How many rows it was fitted to."""
    left_out: int
    """Rows in which something that it takes is missing."""
    remarks: tuple[str, ...]
    data: str
    """A fingerprint of the rows that it was fitted to."""
    loaded: bool
    """Whether it was taken in from a file."""

    def to_dict(self) -> dict[str, object]:
        """The same as plain data; what is not known is None."""
        return {
            "fit": self.fit,
            "label": self.label,
            "of": self.of,
            "estimates": {name: _known(it) for name, it in self.estimates.items()},
            "standard_errors": {name: _known(it) for name, it in self.standard_errors.items()},
            "intervals": {name: [_known(it) for it in ends] for name, ends in self.intervals.items()},
            "units": dict(self.units),
            "log_likelihood": _known(self.log_likelihood),
            "rows": self.rows,
            "left_out": self.left_out,
            "remarks": list(self.remarks),
            "data": self.data,
            "loaded": self.loaded,
        }


def found_in(scene: Scene) -> dict[str, tuple[FitFacts, Found]]:
    """The fits of a run, those of models that were taken in included."""
    values = scene.filled.store.values
    found = {name: values[slot][0] for name, slot in scene.plan.fits.items() if slot in values}
    return {name: (scene.meaning.fits[name], it) for name, it in found.items() if isinstance(it, Found)}


def fits_of(scene: Scene) -> dict[str, FitResult]:
    """What the fits of a run have found."""
    return {name: _result(scene, name, *it) for name, it in found_in(scene).items()}


def _result(scene: Scene, name: str, facts: FitFacts, found: Found) -> FitResult:
    fitted, slot = found.fitted, scene.plan.fits[name]
    errors = {it.name: float(fitted.errors.get(it.name, math.nan)) for it in facts.estimates}
    estimates = {it.name: float(fitted.estimates.get(it.name, math.nan)) for it in facts.estimates}
    left_out = scene.filled.left_out.get(slot)
    return FitResult(
        name,
        scene.meaning.definitions[name].label,
        facts.fit.name,
        facts.call,
        estimates,
        errors,
        {it.name: interval(it, estimates[it.name], errors[it.name]) for it in facts.estimates},
        {it.name: unit_text(facts.type_of(it.unit, it.shown)) for it in facts.estimates},
        float(fitted.log_likelihood),
        int(fitted.rows),
        left_out.rows if left_out else 0,
        tuple(fitted.remarks),
        found.saved or found.data,
        bool(found.saved),
    )


def interval(it: Estimate, value: float, error: float) -> tuple[float, float]:
    """The interval of 95%: value +- 1.96 se, or value exp(+-1.96 se / value) where it has to be positive."""
    if it.low == 0 and value > 0:
        try:
            width = math.exp(NORMAL_95 * error / value)
        except OverflowError:
            width = math.inf
        return value / width, value * width
    return value - NORMAL_95 * error, value + NORMAL_95 * error


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None
