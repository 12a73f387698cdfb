"""Distributions as the plan knows them: functions for what a draw is computed by, and for the mean.

Their names are no names of the language, so no formula can call them. What a name's bounds cut off stands in the
name of the function: the ends come before the parameters.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cached_property
from importlib import import_module
from typing import Any

from worthwhile.meaning.function import Function, Parameter, Value
from worthwhile.meaning.uncertain.distribution import Distribution
from worthwhile.units import NUMBER, Operand, Ruling, Setting

KERNEL = "worthwhile.run.cut_off:CutOff"
"""What computes them, named as kernels of plugins are: a run reads it."""
MARK = "~"
"""How the names begin of what no model can write."""


class Ends(StrEnum):
    """What bounds leave of a distribution."""

    ALL = ""
    ABOVE = " above"
    BELOW = " below"
    BETWEEN = " between"

    @property
    def low(self) -> bool:
        """Whether it has a lower end."""
        return self in (Ends.ABOVE, Ends.BETWEEN)

    @property
    def high(self) -> bool:
        """Whether it has an upper end."""
        return self in (Ends.BELOW, Ends.BETWEEN)

    @classmethod
    def of(cls, *, low: bool, high: bool) -> "Ends":
        """What there is with these bounds."""
        return {(False, False): cls.ALL, (True, False): cls.ABOVE, (False, True): cls.BELOW}.get(
            (low, high), cls.BETWEEN
        )


def quantile_of(it: Distribution, ends: Ends = Ends.ALL) -> str:
    """The name of the function that gives a draw: of a uniform, the ends, the parameters."""
    return f"{MARK}{it.name}.quantile{ends}"


def mean_of(it: Distribution, ends: Ends = Ends.ALL) -> str:
    """The name of the function that gives the mean: of the ends and the parameters."""
    return f"{MARK}{it.name}.mean{ends}"


class _Late:
    """A kernel made when it is first called: only a run reads numpy."""

    def __init__(self, distribution: Distribution, ends: Ends, *, draws: bool) -> None:
        self._distribution, self._ends, self._draws = distribution, ends, draws

    @cached_property
    def _kernel(self) -> Any:  # noqa: ANN401 (what the run has)
        """The kernel. Raises `ImportError` where a library is not installed."""
        module, _, name = KERNEL.partition(":")
        made = getattr(import_module(module), name)(self._distribution, low=self._ends.low, high=self._ends.high)
        return made.drawn if self._draws else made.middle

    def __call__(self, *columns: Any) -> Any:  # noqa: ANN401 (columns)
        return self._kernel(*columns)

    def one(self, *values: Value) -> Value:
        """Of plain values."""
        found: float = self._kernel(*values).item()
        return found


def functions_of(distributions: Iterable[Distribution]) -> Iterator[Function]:
    """The functions of each distribution: its draw and its mean, whole and cut off."""
    for it in distributions:
        for ends in Ends:
            cut = tuple(Parameter(name) for name, there in (("from", ends.low), ("to", ends.high)) if there)
            own = (*cut, *(Parameter(each.name) for each in it.parameters))
            fails = f"{it.fails}, or the bounds leave nothing of it" if cut else it.fails
            draw, mean = _Late(it, ends, draws=True), _Late(it, ends, draws=False)
            yield Function(
                quantile_of(it, ends), (Parameter("u"), *own), _plain, it.help, (), draw, draw.one,
                fails=fails, source=it.source, distribution=it,
            )  # fmt: skip
            yield Function(
                mean_of(it, ends), own, _plain, it.help, (), mean, mean.one,
                fails=fails, source=it.source, distribution=it,
            )  # fmt: skip


def _plain(setting: Setting, *operands: Operand) -> Ruling:
    del setting, operands
    return Ruling(NUMBER)
