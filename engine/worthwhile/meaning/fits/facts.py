"""What is known of a fit once it is understood: its data as they reach the estimator, its units, its parameters."""

from collections.abc import Mapping
from dataclasses import dataclass

from worthwhile.meaning.core import Core
from worthwhile.meaning.fits.units import type_told
from worthwhile.meaning.fitting import Estimate, Fit, Shown
from worthwhile.text import Span
from worthwhile.units import Type, Unit


@dataclass(slots=True)
class FitFacts:
    """A fit, understood."""

    fit: Fit
    data: Mapping[str, Core]
    """What the estimator takes, by the names of the data, all times in one unit."""
    units: Mapping[str, Unit]
    """The unit of each of the data."""
    clock: Unit | None
    """The fit's unit of time; nothing where none of its data is a time."""
    options: Mapping[str, float]
    estimates: tuple[Estimate, ...]
    given: Mapping[str, Core]
    """The parameters that are given; none: they are estimated."""
    with_at: Span
    call: str
    """How it is called, as it is laid out."""

    def type_of(self, unit: str, shown: Shown) -> Type:
        """The type of a number whose unit is told by names of the data."""
        return type_told(unit, shown, self.units)

    def columns(self, name: str) -> list[str]:
        """The names of the data that one name stands for: ``x`` for ``x1``, ``x2``, ..."""
        many = [it for it in self.fit.data if it.many and it.name == name]
        return [it for it in self.data if it.removeprefix(name).isdecimal()] if many else [name]
