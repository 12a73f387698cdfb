"""All that the expressions of one model may ask for."""

from collections.abc import Mapping
from dataclasses import dataclass

from worthwhile.meaning.core import Points, Shape
from worthwhile.meaning.draft import Draft
from worthwhile.meaning.fits.facts import FitFacts
from worthwhile.meaning.function import Toolbox
from worthwhile.meaning.types import TypeReader
from worthwhile.text import Span
from worthwhile.units import Setting, Type


@dataclass(slots=True)
class Facts:
    """What is known of a name: its type, how many values it has, where it is declared."""

    type: Type
    shape: Shape
    at: Span
    points: Points | None = None
    """The rows of a curve or of a dated value."""
    fit: FitFacts | None = None
    """What is known of a fit."""


@dataclass(slots=True)
class World:
    """All that the expressions of one model may ask for."""

    draft: Draft
    setting: Setting
    toolbox: Toolbox
    types: Mapping[str, TypeReader]
    """What units mean, in the model itself and in each that it takes in."""
    facts: dict[str, Facts]
    start: float | None = None
    """The day on which the timeline begins."""
