"""Rows in groups of those that are alike: k-means.

Lloyd's steps (1982) from seeds drawn by their distance (Arthur and Vassilvitskii 2007, k-means++), on the distinct rows in their
order with how often each came: whatever the order in which rows came, every sum is made in the same one. The best of
several starts is found on a sample where there are many rows, and carried through on all of them.
"""

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from worthwhile.plugin import Fitted, Unfit

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]
Tables = Mapping[str, Any]
SAMPLE = 20_000
"""Distinct rows that starts are tried on."""
STEPS = 300
AT_ONCE = 1 << 14


class KMeans:
    """The estimator: one column or more, in so many ``clusters``."""

    def __init__(self, clusters: float, scaled: float, seed: float, starts: float) -> None:
        self._clusters, self._scaled, self._seed, self._starts = int(clusters), bool(scaled), int(seed), int(starts)
        self._rows: list[Numbers] = []

    def add(self, *columns: Numbers) -> None:
        self._rows.append(np.column_stack(columns).astype(np.float64))

    def merge(self, other: Self) -> None:
        self._rows += other._rows

    def finish(self) -> Fitted:
        if not sum(map(len, self._rows)):
            raise Unfit("there are no rows to learn from", "the fit needs rows in which all its columns are known")
        rows = np.concatenate(self._rows) + 0.0  # -0 is 0
        self._fit_for_use(rows)
        points, counts = _distinct(rows)
        if len(points) < self._clusters:
            raise Unfit(
                f"{self._clusters} clusters were asked for, and there are {len(points)} different rows",
                f"ask for {len(points)} or fewer, or bring columns that vary more",
            )
        shift, scale = _scale(points, counts) if self._scaled else (np.zeros(points.shape[1]), np.ones(points.shape[1]))
        away = (points - shift) / scale
        centres = _best_start(away, counts, self._clusters, self._seed, self._starts)
        centres, labels, steps = _settled(away, counts, centres)
        order = np.lexsort(centres.T[::-1])
        centres, labels = centres[order], np.argsort(order)[labels]
        distances = _squares(away, centres, labels)
        within = float((counts * distances).sum())
        total = float((counts[:, None] * (away - _mean(away, counts)) ** 2).sum())
        return Fitted(
            {}, {}, float("nan"), len(rows),
            {
                "centres": centres * scale + shift, "away": centres, "shift": shift, "scale": scale,
                "sizes": np.bincount(labels, weights=counts, minlength=self._clusters),
                "within": np.array([within]), "explained": np.array([1 - within / total if total else np.nan]),
            },
            () if steps < STEPS else (f"after {STEPS} steps rows still change places: the centres are close to their best, not at it",),
        )  # fmt: skip

    def _fit_for_use(self, rows: Numbers) -> None:
        endless = int(np.count_nonzero(~np.isfinite(rows).all(axis=1)))
        if endless:
            raise Unfit(f"{endless:,} rows have a number without bounds", "leave them out, or look how they came about")
        still = np.flatnonzero((rows == rows[0]).all(axis=0))
        if self._scaled and len(still):
            raise Unfit(
                f"`x{still[0] + 1}` is the same in all {len(rows):,} rows, and cannot be scaled by how much it varies",
                "leave it out: it tells no two rows apart",
            )
        if np.abs(rows).max() > 1e150:  # noqa: PLR2004 (squares of such numbers are beyond float64)
            raise Unfit("numbers beyond 1e150 have no squares", "measure the column in another unit")


def _distinct(rows: Numbers) -> tuple[Numbers, Numbers]:
    """The different rows in the order of their columns, and how often each came."""
    ordered = rows[np.lexsort(rows.T[::-1])]
    new = np.concatenate([[True], (ordered[1:] != ordered[:-1]).any(axis=1)])
    begins = np.flatnonzero(new)
    return ordered[begins], np.diff(np.append(begins, len(rows))).astype(np.float64)


def _mean(points: Numbers, counts: Numbers) -> Numbers:
    found: Numbers = (counts[:, None] * points).sum(axis=0) / counts.sum()
    return found


def _scale(points: Numbers, counts: Numbers) -> tuple[Numbers, Numbers]:
    """Mean and standard deviation (of a sample: by n - 1) of each column."""
    mean = _mean(points, counts)
    squares = (counts[:, None] * (points - mean) ** 2).sum(axis=0)
    return mean, np.sqrt(squares / (counts.sum() - 1))


def _best_start(points: Numbers, counts: Numbers, clusters: int, seed: int, starts: int) -> Numbers:
    """The best centres of several starts, on all rows or on a sample of them."""
    draw = np.random.Generator(np.random.PCG64(seed))
    if len(points) > SAMPLE:
        some = np.sort(draw.choice(len(points), SAMPLE, replace=False))
        points, counts = points[some], counts[some]
    best, least = points[:clusters], np.inf
    for _ in range(starts):
        centres, labels, _steps = _settled(points, counts, _seeds(points, counts, clusters, draw))
        within = float((counts * _squares(points, centres, labels)).sum())
        if within < least * (1 - 1e-12):
            best, least = centres, within
    return best


def _seeds(points: Numbers, counts: Numbers, clusters: int, draw: np.random.Generator) -> Numbers:
    """Rows drawn one after the other, each with a chance by its squared distance from those that were drawn."""
    chosen = [_drawn(counts, draw)]
    near = ((points - points[chosen[0]]) ** 2).sum(axis=1)
    for _ in range(clusters - 1):
        chosen.append(_drawn(counts * near, draw))
        near = np.minimum(near, ((points - points[chosen[-1]]) ** 2).sum(axis=1))
    return points[chosen]


def _drawn(weights: Numbers, draw: np.random.Generator) -> int:
    sums = np.cumsum(weights)
    if not sums[-1] > 0:  # squares too small to count: any of the rows that are left
        return int(draw.integers(len(weights)))
    return int(min(np.searchsorted(sums, draw.random() * sums[-1], side="right"), len(weights) - 1))


def _settled(points: Numbers, counts: Numbers, centres: Numbers) -> tuple[Numbers, Places, int]:
    """Lloyd's steps until no row changes places: centres, the place of each row, how many steps it took."""
    labels = _nearest(points, centres)
    for step in range(STEPS):
        centres = _centred(points, counts, labels, centres)
        moved = _nearest(points, centres)
        if np.array_equal(moved, labels):
            return centres, labels, step
        labels = moved
    return centres, labels, STEPS


def _centred(points: Numbers, counts: Numbers, labels: Places, before: Numbers) -> Numbers:
    """The mean of each cluster; one that has no rows takes the row that lies furthest from its own centre."""
    clusters = len(before)
    sizes = np.bincount(labels, weights=counts, minlength=clusters)
    sums = np.stack([np.bincount(labels, weights=counts * it, minlength=clusters) for it in points.T], axis=1)
    found = sums / np.where(sizes, sizes, 1.0)[:, None]
    empty = np.flatnonzero(sizes == 0)
    if len(empty):
        far = np.argsort(-_squares(points, before, labels), kind="stable")
        found[empty] = points[far[: len(empty)]]
    return found


def _squares(points: Numbers, centres: Numbers, labels: Places) -> Numbers:
    found: Numbers = ((points - centres[labels]) ** 2).sum(axis=1)
    return found


def _nearest(points: Numbers, centres: Numbers) -> Places:
    """The centre that each row is nearest to; of two that are as near, the first."""
    found = np.empty(len(points), dtype=np.intp)
    for start in range(0, len(points), AT_ONCE):
        block = np.ascontiguousarray(points[start : start + AT_ONCE].T)
        found[start : start + AT_ONCE] = _distances(block, centres).argmin(axis=0)
    return found


def _distances(columns: Numbers, centres: Numbers) -> Numbers:
    """Squared distances: a row for each centre, of columns by rows."""
    found = np.zeros((len(centres), columns.shape[1]))
    for column, values in zip(columns, centres.T, strict=True):
        apart = column - values[:, None]
        found += np.multiply(apart, apart, out=apart)
    return found


# ── Members ──────────────────────────────────────────────────────────────────


def _of_rows(columns: tuple[Numbers, ...], tables: Tables) -> tuple[Numbers, tuple[int, ...]]:
    """Squared distances from all centres, as in the estimate."""
    spread = np.broadcast_arrays(*(np.asarray(it, dtype=np.float64) for it in columns))
    shape = spread[0].shape
    away = np.stack([(it.ravel() - a) / b for it, a, b in zip(spread, tables["shift"], tables["scale"], strict=True)])
    return _distances(away, np.asarray(tables["away"])), shape


def cluster(*, columns: tuple[Numbers, ...], tables: Tables, **_: object) -> Numbers:
    """The number of the cluster that a row is nearest to: 1 has the least mean of the first column."""
    squares, shape = _of_rows(columns, tables)
    found = squares.argmin(axis=0) + 1.0
    return np.where(np.isnan(squares[0]), np.nan, found).reshape(shape)


def distance(*, columns: tuple[Numbers, ...], tables: Tables, **_: object) -> Numbers:
    """How far a row is from the centre of its cluster, in standard deviations where columns are scaled."""
    squares, shape = _of_rows(columns, tables)
    found: Numbers = np.sqrt(squares.min(axis=0)).reshape(shape)
    return found


def size(number: Numbers, *, tables: Tables, **_: object) -> Numbers:
    """How many rows a cluster has."""
    sizes, asked = np.asarray(tables["sizes"]), np.asarray(number, dtype=np.float64)
    known = (asked >= 1) & (asked <= len(sizes)) & (asked == np.floor(asked))
    return np.where(known, sizes[np.where(known, asked - 1, 0).astype(np.intp)], np.nan)


def within(*, tables: Tables, **_: object) -> Numbers:
    """The sum of squared distances of all rows from their centres."""
    return np.asarray(tables["within"][0])


def explained(*, tables: Tables, **_: object) -> Numbers:
    """The share of the squared distances from the common centre that the clusters account for."""
    return np.asarray(tables["explained"][0])
