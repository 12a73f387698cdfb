"""A fit as an accumulator: an estimator fed with the rows that are there, and what it has found."""

import hashlib
from importlib import import_module
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from worthwhile.data.columns import TRUE, Array
from worthwhile.meaning.complaints import plugin_failed
from worthwhile.meaning.fitting import Fit, Fitted, Unfit
from worthwhile.run.fitting import complaints
from worthwhile.text import ModelError, Span
from worthwhile.text.frozen import frozen

ONE, MIX, SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(31)


@frozen
class Found:
    """What was estimated, and a fingerprint of the rows that it was estimated from."""

    fitted: Fitted
    data: str
    saved: str = ""
    """Of what was taken in from a file: the fingerprint there."""
    rows: int = 0
    """How many rows there are here."""


class Estimating:
    """Feeds an estimator, and remembers which rows it was fed with. It can be merged and pickled."""

    heavy = True

    def __init__(self, fit: Fit, options: tuple[float, ...], span: Span, owner: str = "") -> None:
        self._name, self._extra, self._span, self._owner = fit.name, fit.extra, span, owner
        self._rows = 0
        self._print = np.uint64(0)
        self._estimator = self._guarded(lambda: _class_of(fit)(*options))

    def add(self, groups: Array, *columns: Array) -> None:
        """Take in rows that are all there."""
        del groups
        numbers = [as_numbers(it) for it in columns]
        if not len(numbers[0]):
            return
        self._rows += len(numbers[0])
        self._print = _added(self._print, fingerprints(numbers))
        self._guarded(lambda: self._estimator.add(*numbers))

    def merge(self, other: Self) -> None:
        """Take in what another has seen."""
        self._rows += other._rows
        self._print = _added(self._print, np.array([other._print]))
        self._guarded(lambda: self._estimator.merge(other._estimator))

    def finish(self, size: int) -> NDArray[np.object_]:
        """Estimate. Raises `ModelError` where the data cannot carry it."""
        del size
        if not self._rows:
            raise ModelError([complaints.nobody(self._name, self._span)])
        fitted = self._guarded(self._estimator.finish)
        if not isinstance(fitted, Fitted):
            found = f"gave `{type(fitted).__name__}`, where `Fitted` was expected"
            raise ModelError([plugin_failed(f"the fit `{self._name}`", found, self._span, self._owner)])
        return as_column(Found(fitted, printed(self._rows, self._print), rows=self._rows))

    def _guarded(self, do: Any) -> Any:  # noqa: ANN401 (whatever the estimator gives)
        try:
            return do()
        except Unfit as unfit:
            raise ModelError([complaints.unfit(self._name, unfit.why, self._span, unfit.hint)]) from None
        except ImportError as error:
            raise ModelError(
                [complaints.lacks(self._name, error.name or str(error), self._extra, self._span)]
            ) from error
        except (MemoryError, ModelError):
            raise
        except Exception as error:
            raise ModelError([plugin_failed(f"the fit `{self._name}`", error, self._span, self._owner)]) from error


class Printing:
    """Stands for the estimator where a fit was taken in from a file: looks which rows there are here."""

    def __init__(self, saved: Found) -> None:
        self._saved, self._rows, self._print = saved, 0, np.uint64(0)

    def add(self, groups: Array, *columns: Array) -> None:
        """Take in rows that are all there."""
        del groups
        self._rows += len(columns[0])
        self._print = _added(self._print, fingerprints([as_numbers(it) for it in columns]))

    def merge(self, other: Self) -> None:
        """Take in what another has seen."""
        self._rows += other._rows
        self._print = _added(self._print, np.array([other._print]))

    def finish(self, size: int) -> NDArray[np.object_]:
        """What was taken in, with the fingerprint of these rows."""
        del size
        return as_column(Found(self._saved.fitted, printed(self._rows, self._print), self._saved.saved, self._rows))


def _class_of(fit: Fit) -> Any:  # noqa: ANN401 (an estimator's class)
    if not isinstance(fit.estimator, str):
        return fit.estimator
    module, _, name = fit.estimator.partition(":")
    return getattr(import_module(module), name)


def as_column(found: Found) -> NDArray[np.object_]:
    """What was found, as the single value of a slot."""
    column = np.empty(1, dtype=object)
    column[0] = found
    return column


def as_numbers(column: Array) -> NDArray[np.float64]:
    """A column as numbers: flags are 1 and 0."""
    if column.dtype == np.uint8:
        return np.equal(column, TRUE).astype(np.float64)
    return column.astype(np.float64, copy=False)


# ---- which rows


def fingerprints(columns: list[NDArray[np.float64]]) -> NDArray[np.uint64]:
    """A number for each row that hangs on all its values (mixed as in SplitMix64, Steele, Lea and Flood 2014)."""
    mixed = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        bits = np.ascontiguousarray(column + 0.0).view(np.uint64)  # -0 is 0
        mixed = (mixed ^ bits) + ONE
        mixed = (mixed ^ (mixed >> SHIFT)) * MIX
        mixed ^= mixed >> SHIFT
    return mixed


def _added(total: np.uint64, rows: NDArray[np.uint64]) -> np.uint64:
    """The sum, which does not hang on the order of rows."""
    found: np.uint64 = np.add.reduce(rows, dtype=np.uint64, initial=total)
    return found


def printed(rows: int, total: np.uint64) -> str:
    """A fingerprint in letters."""
    return hashlib.blake2b(f"{rows} {int(total)}".encode(), digest_size=12).hexdigest()
