"""What is known of an uncertain name, and of two that move together."""

from worthwhile.meaning.core import Core, Shape
from worthwhile.meaning.uncertain.distribution import Distribution
from worthwhile.text import Span
from worthwhile.text.frozen import frozen
from worthwhile.units import Type


@frozen
class Uncertain:
    """An assumption or an input whose value is drawn when a model is simulated."""

    name: str
    distribution: Distribution
    args: tuple[Core, ...]
    """Its parameters, in the unit of the name."""
    low: Core | None
    high: Core | None
    """Where its bounds cut it off."""
    type: Type
    shape: Shape
    """One value: drawn once per draw. One for each row of the entity: drawn once per row and draw."""
    says: str
    """What it is, for people: ``log-normal, 90% from $1 to $5``."""
    at: Span
    """Where `~` and what follows it stands."""
    core: Core
    """The name's value when it is drawn: it reads `uniform_of` the name, and what scenarios do to it comes after."""


@frozen
class Correlation:
    """Two uncertain names that move together: Spearman's rank correlation."""

    one: str
    other: str
    at: float
    span: Span


def uniform_of(name: str) -> str:
    """The input from which a name is drawn: uniform between 0 and 1. No model can write it."""
    return f"~{name}"
