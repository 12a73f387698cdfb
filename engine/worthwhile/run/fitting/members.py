"""What formulas read of a fit, over columns."""

from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worthwhile.meaning.fitting import Estimate, Fit, Member
from worthwhile.meaning.function import Value

Numbers = NDArray[np.float64]
TRUE, UNSURE = 2, 1
"""Flags as columns have them."""


class MemberKernel:
    """A member over columns: its own arguments, the row's data, the estimates, and what was found where it asks."""

    def __init__(self, fit: Fit, member: Member) -> None:
        self._fit, self._member = fit, member
        self._kernel = _resolved(member)
        self._names = _names(fit.estimates) if isinstance(fit.estimates, tuple) else None
        self._looks_up = member.tables or self._names is None
        self._own = None if any(it.many for it in member.arguments) else len(member.arguments)

    def __call__(self, *args: Any) -> Numbers:  # noqa: ANN401 (columns)
        found: Any = args[-1][0] if self._looks_up else None
        columns = [_numbers(it) for it in (args[:-1] if self._looks_up else args)]
        if self._looks_up and found is None:
            return np.full(max((len(it) for it in columns), default=1), np.nan)
        if self._names is None:
            estimates = dict(found.fitted.estimates)
        else:
            first = len(columns) - len(self._names)
            estimates = {name: float(it[0]) for name, it in zip(self._names, columns[first:], strict=True)}
            del columns[first:]
        own = len(columns) - len(self._member.columns) if self._own is None else self._own
        tables = found.fitted.tables if self._member.tables else {}
        made = self._kernel(*columns[:own], estimates=estimates, columns=tuple(columns[own:]), tables=tables)
        result = np.atleast_1d(np.asarray(made, dtype=np.float64))
        return _where_known(result, columns)

    def one(self, *values: Value) -> Value:
        """The member for plain values; None where there is none."""
        with np.errstate(all="ignore"):
            return float(self(*(np.array([float(it or 0.0)]) for it in values))[0])


def _where_known(result: Numbers, columns: list[Numbers]) -> Numbers:
    """The result where nothing that it takes is missing."""
    gone = np.zeros(1, dtype=bool)
    for it in columns:
        gone = gone | np.isnan(it)
    return np.where(gone, np.nan, result) if gone.any() else result


def _resolved(member: Member) -> Any:  # noqa: ANN401 (the kernel of a plugin)
    if not isinstance(member.kernel, str):
        return member.kernel
    module, _, name = member.kernel.partition(":")
    return getattr(import_module(module), name)


def _names(estimates: tuple[Estimate, ...]) -> tuple[str, ...]:
    return tuple(it.name for it in estimates)


def _numbers(column: Any) -> Numbers:  # noqa: ANN401 (a column of numbers or flags)
    if column.dtype == np.uint8:
        return np.where(column == UNSURE, np.nan, (column == TRUE).astype(np.float64))
    found: Numbers = column.astype(np.float64, copy=False)
    return found
