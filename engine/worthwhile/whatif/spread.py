"""What many draws of a value come to: its mean, its spread, its quantiles; the shares of what is no number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worthwhile.answer.values import as_plain
from worthwhile.data.columns import NO_LABEL, TRUE, UNSURE, Array, Column, Texts
from worthwhile.data.form import Form, form_of
from worthwhile.run.drawing import Values
from worthwhile.units import Day, Type
from worthwhile.whatif.quantiles import quantiles

Numbers = NDArray[np.float64]


@dataclass(slots=True)
class Spread:
    """What the draws of one output come to.

    Arrays have the rows of the run, of a single value one, and for a series a column for each period.
    Draws without a value are left out and counted.
    """

    type: Type
    draws: int
    mean: Numbers
    """NaN where no draw has a value, and for texts and categories; of flags the share that is true."""
    sd: Numbers
    """With n - 1 below the line."""
    quantiles: dict[float, Numbers]
    """By the probability, linear between two draws (Hyndman and Fan 1996, definition 7)."""
    missing: NDArray[np.int64]
    """How many draws have no value."""
    shares: dict[str, Numbers] = field(default_factory=dict)
    """Of texts and categories: the share of the draws that have each, among those that have one."""

    @property
    def error(self) -> Numbers:
        """The standard error of the mean, as of independent draws; stratified ones are nearer."""
        found: Numbers = self.sd / np.sqrt(np.maximum(self.draws - self.missing, 1))
        return found


def empty(type_: Type, draws: int, shape: tuple[int, ...], quantiles: Sequence[float]) -> Spread:
    """A spread that is to be filled row by row."""
    numbers = {it: np.full(shape, np.nan) for it in (quantiles if form_of(type_) is Form.NUMBER else ())}
    gone = np.zeros(shape, dtype=np.int64)
    return Spread(type_, draws, np.full(shape, np.nan), np.full(shape, np.nan), numbers, gone)


def fill(spread: Spread, row: int, values: Values, work: Numbers) -> None:
    """Fill one row; ``work`` is room for a value of each draw."""
    with np.errstate(all="ignore"):
        if not isinstance(values, list):
            _fill(spread, (row,), values, work)
            return
        for period, column in enumerate(values):
            _fill(spread, (row, period), column, work)


def _fill(spread: Spread, at: tuple[int, ...], column: Column, work: Numbers) -> None:
    if isinstance(column, Texts):
        _shares(spread, at, column.codes, column.words.tolist())
        return
    match form_of(spread.type):
        case Form.FLAG:
            _flags(spread, at, column)
        case Form.LABEL:
            _shares(spread, at, column, getattr(spread.type, "labels", ()))
        case _:
            _numbers(spread, at, column, work)


def _numbers(spread: Spread, at: tuple[int, ...], column: Array, work: Numbers) -> None:
    values = work[: spread.draws]
    values[:] = column
    total = np.add.reduce(values)
    if not np.isfinite(total):  # a sum is finite only where every part is
        there = np.isfinite(values)
        spread.missing[at] = spread.draws - np.count_nonzero(there)
        values = values[there]
        total = np.add.reduce(values)
    count = len(values)
    if not count:
        return
    mean = total / count
    spread.mean[at] = mean
    for probability, value in zip(spread.quantiles, quantiles(values, tuple(spread.quantiles)), strict=True):
        spread.quantiles[probability][at] = value
    if count > 1:
        apart = np.subtract(values, mean, out=values)
        spread.sd[at] = np.sqrt(np.add.reduce(np.multiply(apart, apart, out=apart)) / (count - 1))


def _flags(spread: Spread, at: tuple[int, ...], column: Array) -> None:
    whole = np.broadcast_to(column, (spread.draws,))
    gone, true = np.count_nonzero(whole == UNSURE), np.count_nonzero(whole == TRUE)
    spread.missing[at] = gone
    if gone < spread.draws:
        spread.mean[at] = true / (spread.draws - gone)


def _shares(spread: Spread, at: tuple[int, ...], codes: Array, words: Sequence[str]) -> None:
    whole = np.broadcast_to(codes, (spread.draws,))
    counts = np.bincount(whole[whole != NO_LABEL], minlength=len(words))
    there = int(counts.sum())
    spread.missing[at] = spread.draws - there
    for word, count in zip(words, counts.tolist(), strict=True):
        if there and word not in spread.shares:
            spread.shares.setdefault(word, np.zeros(spread.mean.shape))
        if there:
            spread.shares[word][at] = count / there


def told(spread: Spread) -> Mapping[str, Numbers]:
    """The numbers of a spread, by what they are called in a table."""
    found: dict[str, Numbers] = {}
    match form_of(spread.type):
        case Form.NUMBER:
            found = {MEAN: spread.mean, SD: spread.sd}
            found |= {probability_text(it): values for it, values in spread.quantiles.items()}
        case Form.FLAG:
            found = {"true": spread.mean}
        case _:
            found = dict(sorted(spread.shares.items()))
    if spread.missing.any():
        gone = NO_VALUE if NO_VALUE not in found else f"({NO_VALUE})"
        found[gone] = spread.missing / spread.draws
    return found


MEAN, SD, NO_VALUE = "mean", "sd", "no value"


def shares_draws(spread: Spread, head: str) -> bool:
    """Whether what stands under a head is a share of the draws, and no value of the output."""
    return form_of(spread.type) is not Form.NUMBER or head == NO_VALUE


def plain_values(spread: Spread, head: str, values: NDArray[Any]) -> list[Any]:
    """What stands under a head as plain values, dates in their form, None where there is none."""
    if values.ndim > 1:
        return [plain_values(spread, head, it) for it in values]
    if isinstance(spread.type, Day) and head != SD and not shares_draws(spread, head):
        return list(as_plain(np.floor(values), spread.type))
    return [it if isfinite(it) else None for it in values.tolist()]


def probability_text(probability: float) -> str:
    """A quantile as it is called: ``5%``."""
    return f"{100 * probability:.12g}%"
