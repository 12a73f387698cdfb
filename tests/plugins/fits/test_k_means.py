"""k-means: the best of all partitions where they can be counted, and scipy's from the same centres where they cannot."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from worthwhile.plugin import Unfit
from worthwhile_plugins.kernels.fits import k_means


def fitted(columns: Any, clusters: int, scaled: int = 0, seed: int = 1, starts: int = 10) -> Any:
    made = k_means.KMeans(clusters, scaled, seed, starts)
    made.add(*(np.asarray(it, dtype=float) for it in columns))
    return made.finish()


def best_of_all(points: Any, clusters: int) -> float:
    """The least sum of squares among all ways to put rows in so many groups."""
    least = np.inf
    for labels in product(range(clusters), repeat=len(points)):
        chosen = np.array(labels)
        parts = [points[chosen == it] for it in range(clusters)]
        if all(len(it) for it in parts):
            least = min(least, sum(float(((it - it.mean(axis=0)) ** 2).sum()) for it in parts))
    return least


@pytest.mark.parametrize("clusters", [1, 2, 3])
def test_the_best_of_all_partitions(clusters: int) -> None:
    rng = np.random.default_rng(clusters)
    for _ in range(3):
        points = rng.normal(size=(8, 2))
        found = fitted(points.T, clusters)
        assert found.tables["within"][0] == pytest.approx(best_of_all(points, clusters), rel=1e-12)
        assert found.tables["sizes"].sum() == 8


def test_rows_that_came_more_than_once_count_so_often() -> None:
    points = np.array([[0.0], [0], [0], [1], [5], [6], [6]])
    found = fitted(points.T, 2)
    assert found.tables["centres"][:, 0].tolist() == pytest.approx([1 / 4, 17 / 3])
    assert found.tables["within"][0] == pytest.approx(best_of_all(points, 2))
    assert found.tables["sizes"].tolist() == [4, 3]


def test_a_fixed_point_of_scipy_too() -> None:
    """Ours are centres that scipy's steps leave where they are, and three groups that were made are found."""
    vq = pytest.importorskip("scipy.cluster.vq")
    rng = np.random.default_rng(6)
    truth = np.array([[0.0, 0], [5, 0], [0, 7]])
    points = (truth[:, None, :] + rng.normal(size=(3, 400, 2))).reshape(-1, 2)
    found = fitted(points.T, 3)
    again, labels = vq.kmeans2(points, found.tables["centres"], iter=1, minit="matrix")
    np.testing.assert_allclose(again, found.tables["centres"], rtol=1e-12)
    ours = k_means.cluster(columns=tuple(points.T), tables=found.tables)
    assert (ours - 1).tolist() == labels.tolist()
    assert [ours[start : start + 400].mean() for start in (0, 400, 800)] == pytest.approx([1, 3, 2], abs=0.2)
    near = np.sqrt(((points - found.tables["centres"][labels]) ** 2).sum(axis=1))
    np.testing.assert_allclose(k_means.distance(columns=tuple(points.T), tables=found.tables), near, rtol=1e-9)


def test_scaled_columns_count_alike_in_any_unit() -> None:
    rng = np.random.default_rng(9)
    points = np.concatenate([rng.normal(0, 1, (200, 2)), rng.normal(4, 1, (200, 2))])
    one, other = fitted(points.T, 2, scaled=1), fitted((points * [1024.0, 1.0]).T, 2, scaled=1)
    labels = [
        k_means.cluster(columns=tuple(it.T), tables=found.tables)
        for it, found in ((points, one), (points * [1024.0, 1.0], other))
    ]
    assert labels[0].tolist() == labels[1].tolist()
    assert other.tables["centres"][:, 0].tolist() == (one.tables["centres"][:, 0] * 1024).tolist()
    spread = points / points.std(axis=0, ddof=1)
    parts = [spread[labels[0] == it] for it in (1, 2)]
    within = sum(float(((it - it.mean(axis=0)) ** 2).sum()) for it in parts)
    assert k_means.within(tables=one.tables) == pytest.approx(within)
    total = float(((spread - spread.mean(axis=0)) ** 2).sum())
    assert k_means.explained(tables=one.tables) == pytest.approx(1 - within / total)


def test_any_order_and_any_blocks() -> None:
    """More rows than starts are tried on, so that the sample is the same too."""
    rng = np.random.default_rng(1)
    points = np.round(rng.normal(size=(25_000, 2)), 4)
    whole = fitted(points.T, 4, scaled=1, starts=2)
    mixed = rng.permutation(len(points))
    one, other = (k_means.KMeans(4, 1, 1, 2) for _ in range(2))
    one.add(*points[mixed[:9000]].T)
    other.add(*points[mixed[9000:]].T)
    one.merge(other)
    found = one.finish()
    for name, table in whole.tables.items():
        np.testing.assert_array_equal(found.tables[name], table)
    assert found.rows == 25_000


def test_members_of_clusters() -> None:
    found = fitted([[0, 0, 8, 9], [1, 3, 5, 5]], 2)
    asked = np.array([1.0, 2, 3, 1.5, np.nan])
    assert k_means.size(asked, tables=found.tables).tolist()[:2] == [2, 2]
    assert np.isnan(k_means.size(asked, tables=found.tables)[2:]).all()
    assert found.tables["centres"].tolist() == [[0, 2], [8.5, 5]]
    gone = (np.array([np.nan, 1.0]), np.array([1.0, 1.0]))
    assert np.isnan(k_means.cluster(columns=gone, tables=found.tables)).tolist() == [True, False]


@pytest.mark.parametrize(
    ("columns", "clusters", "scaled", "why"),
    [
        ([[1, 1, 2]], 3, 0, "3 clusters were asked for, and there are 2 different rows"),
        ([[1, 2, 3], [4, 4, 4]], 2, 1, "`x2` is the same in all 3 rows"),
        ([[1, np.inf]], 1, 0, "1 rows have a number without bounds"),
        ([[1, 1e200]], 1, 0, "have no squares"),
    ],
)
def test_unfit_data_is_refused(columns: Any, clusters: int, scaled: int, why: str) -> None:
    with pytest.raises(Unfit, match=why):
        fitted(columns, clusters, scaled)
