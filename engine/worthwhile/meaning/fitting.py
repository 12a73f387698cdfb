"""What an estimator gives back, and how it says that data is not fit for it.

An estimator is a class like an accumulator: its objects take rows (``add``), take in others of their
kind (``merge``) and estimate when all have been seen (``finish``). Blocks, threads and clusters
agree because what it keeps does not hang on the order in which rows came.
"""

from collections.abc import Mapping
from typing import Any, Protocol, Self

from worthwhile.text.frozen import frozen


class Unfit(Exception):  # noqa: N818 (it is the data that falls short)
    """The data cannot be used: why, in words for whoever has to mend it, and what would help."""

    def __init__(self, why: str, hint: str = "") -> None:
        super().__init__(why)
        self.why, self.hint = why, hint

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.why, self.hint)


@frozen
class Fitted:
    """What was estimated, in the units that the columns came in."""

    estimates: Mapping[str, float]
    """Each parameter by its name."""
    errors: Mapping[str, float]
    """Its standard error; NaN where the data does not tell."""
    log_likelihood: float
    """NaN where there is no likelihood."""
    rows: int
    """How many rows were counted."""
    tables: Mapping[str, Any]
    """What members look up besides: the steps of a survival curve, the centres of clusters; arrays."""
    remarks: tuple[str, ...] = ()
    """What whoever reads it should know: a parameter at its bound, an order that was not reached."""


class Estimator(Protocol):
    """What a fit's class does; columns are float64, complete and in one unit of time."""

    def add(self, *columns: Any) -> None:  # noqa: ANN401 (numpy arrays, which this floor does not read)
        """Take in rows: one array for each argument of the fit, all of one length, none missing."""
        ...

    def merge(self, other: Self) -> None:
        """Take in what another has seen."""
        ...

    def finish(self) -> Fitted:
        """Estimate. Raises `Unfit` where the data cannot carry it."""
        ...
