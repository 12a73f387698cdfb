"""What a plugin offers after `~`: a distribution, its parameters, and what computes it.

A `Distribution` is a description. It is read by `check`, so the files that make it import no numpy; what computes
is named as ``"module:name"`` and read when it is first asked.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum, auto
from math import inf, isfinite
from typing import Any

from worthwhile.text.frozen import frozen

Kernel = Callable[..., Any]
Ends = tuple[float, float]


class ParameterKind(StrEnum):
    """What a parameter of a distribution is measured in."""

    LOCATION = auto()
    """In the unit of the name that is uncertain: a mean, an end, a mode."""
    SCALE = auto()
    """In the unit of its differences: a standard deviation. That of a factor is a rate, that of a score a number."""
    SHAPE = auto()
    """A plain number."""


@frozen
class DistributionParameter:
    """A parameter: what it is called, what it is measured in, and what it is."""

    name: str
    kind: ParameterKind
    help: str = ""


@frozen
class Quantile:
    """An example: a distribution as a model writes it, and its value at a probability."""

    call: str
    at: float
    gives: float
    within: float = 1e-9
    """Relative; what a source has rounded is only so close."""


@frozen
class Distribution:
    """A distribution: what a model says after `~`, and the three functions that it is made of.

    All three take float64 arrays that numpy broadcasts, and give one: ``quantile(u, *parameters)`` the value
    below which a draw stays with probability u, 0 < u < 1; ``cdf(x, *parameters)`` that probability, 0 and 1 where x
    is outside of what it gives; ``mean(*parameters)``. NaN where the parameters are those of no distribution, or where
    something is missing.
    """

    name: str
    parameters: tuple[DistributionParameter, ...]
    quantile: str | Kernel
    cdf: str | Kernel
    mean: str | Kernel
    help: str
    examples: tuple[Quantile, ...] = ()
    source: str = ""
    """Where it is from: author, year, equation."""
    fault: Callable[..., str] | None = None
    """Of plain numbers: why these parameters are those of no distribution, in words; nothing where they are."""
    support: Callable[..., Ends] | None = None
    """Of plain numbers: the least and the greatest value that it gives; none: any number."""
    fails: str = "the parameters are those of no distribution"
    """Why it may give nothing, for parameters that are known only in a run."""
    word: str = ""
    """What a model says for it, where that is not its name: then its parameters are told by their names."""
    label: str = ""
    """What people call it: ``log-normal``."""
    says: str = ""
    """How it is told, its parameters in braces: ``90% from {p5} to {p95}``; nothing: by their names."""
    share: bool = False
    """Whether it gives shares between 0 and 1, so that it is no distribution of what has a unit."""
    extra: str = ""
    """The extra of this package that has the library its kernels need."""

    @property
    def called(self) -> str:
        """What a model says for it."""
        return self.word or self.name

    @property
    def title(self) -> str:
        """What people call it."""
        return self.label or self.called

    @property
    def kernels(self) -> Sequence[str | Kernel]:
        """The three functions."""
        return self.quantile, self.cdf, self.mean

    def wrong(self, values: Sequence[float]) -> str:
        """Why these parameters are those of no distribution; nothing where they are, or where it does not say."""
        if not all(map(isfinite, values)):
            return "its parameters are not all known"
        return self.fault(*values) if self.fault is not None else ""

    def ends(self, values: Sequence[float]) -> Ends:
        """The least and the greatest value that it gives."""
        return self.support(*values) if self.support is not None else (-inf, inf)


def signature(it: Distribution) -> str:
    """How a model writes it: ``normal(mean, sd)``; with its names where these have to be told."""
    return f"{it.called}({', '.join(f'{each.name}: ...' if it.word else each.name for each in it.parameters)})"
