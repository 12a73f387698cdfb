"""Fits as the plan knows them: an aggregate that estimates, and functions for what is read of it.

Their names are no names of the language, so no formula can call them.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from importlib import import_module
from math import nan
from typing import Any

from worthwhile.meaning.fitting import Fit, Fitted, Member
from worthwhile.meaning.function import Aggregate, Function, Parameter, Value
from worthwhile.units import NUMBER, Operand, Ruling, Setting

KERNEL = "worthwhile.run.fitting.members:MemberKernel"
"""What computes members, named as kernels of plugins are: a run reads it."""
READ = "read a fit"
"""The function that reads a number of what was estimated: a parameter, the log-likelihood."""
ERROR = "standard_error"
LIKELIHOOD, ROWS = "log_likelihood", "rows"


def estimating(fit: Fit) -> str:
    """The name of the aggregate that estimates."""
    return f"fit {fit.name}"


def reading(fit: Fit, member: Member) -> str:
    """The name of the function that a member is."""
    return f"{fit.name}.{member.name}"


def aggregates_of(fits: Iterable[Fit]) -> Iterator[Aggregate]:
    """An aggregate for each fit."""
    for fit in fits:
        parameters = tuple(Parameter(it.name, many=it.many) for it in fit.data)
        yield Aggregate(estimating(fit), parameters, _plain, fit.help, "", source=fit.source, fit=fit)


class _Late:
    """A member's kernel, made when it is first called: only a run reads numpy."""

    def __init__(self, fit: Fit, member: Member) -> None:
        self._fit, self._member = fit, member

    @cached_property
    def _kernel(self) -> Any:  # noqa: ANN401 (what the run has)
        """The kernel. Raises `ImportError` where a library is not installed."""
        module, _, name = KERNEL.partition(":")
        return getattr(import_module(module), name)(self._fit, self._member)

    def __call__(self, *columns: Any) -> Any:  # noqa: ANN401 (columns)
        return self._kernel(*columns)

    def one(self, *values: Value) -> Value:
        """Of plain values."""
        found: Value = self._kernel.one(*values)
        return found


def functions_of(fits: Iterable[Fit]) -> Iterator[Function]:
    """A function for each member of each fit, and the one that reads numbers."""
    what = (Parameter("fit"), Parameter("what"))
    yield Function(READ, what, _plain, "A number of what was estimated.", fails="the data does not tell it")
    for fit in fits:
        for it in fit.members:
            own = tuple(Parameter(each.name, many=each.many) for each in it.arguments)
            late = _Late(fit, it)
            yield Function(
                reading(fit, it), own, _plain, it.help, (), late, None if it.tables else late.one,
                fails=it.fails or "outside what the fit can tell", source=it.source or fit.source, member=(fit, it),
            )  # fmt: skip


def number_of(fitted: Fitted, what: str) -> float:
    """A number of what was estimated: a parameter, its standard error, the log-likelihood, the rows."""
    if what in fitted.estimates:
        return float(fitted.estimates[what])
    if what == LIKELIHOOD:
        return float(fitted.log_likelihood)
    if what == ROWS:
        return float(fitted.rows)
    return float(fitted.errors.get(what.removesuffix(f".{ERROR}"), nan))


def _plain(setting: Setting, *operands: Operand) -> Ruling:
    del setting, operands
    return Ruling(NUMBER)
