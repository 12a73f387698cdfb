"""Straight lines through points, by least squares."""

import numpy as np

from worthwhile_plugins.kernels.accumulate.gathered import FromAll
from worthwhile_plugins.kernels.accumulate.kinds import Column, Groups
from worthwhile_plugins.kernels.exact import exact_sums


class _Line(FromAll):
    """A straight line through points (least squares), or how close they are to one."""

    def moments(self, groups: Groups, size: int, y: Column, x: Column) -> tuple[Column, ...]:
        counts = np.bincount(groups, minlength=size)
        some, most = np.maximum(counts, 1), int(counts.max(initial=0))
        mean_x, mean_y = (exact_sums(groups, it, size, most) / some for it in (x, y))
        dx, dy = x - mean_x[groups], y - mean_y[groups]
        return mean_x, mean_y, *(exact_sums(groups, it, size, most) for it in (dx * dx, dx * dy, dy * dy))


class Slope(_Line):
    """slope: of y for each unit of x."""

    def of(self, groups: Groups, size: int, *values: Column) -> Column:
        _, _, xx, xy, _ = self.moments(groups, size, *values[:2])
        return np.where(xx == 0, np.nan, xy / np.where(xx == 0, 1, xx))


class Intercept(_Line):
    """intercept: y where x is 0."""

    def of(self, groups: Groups, size: int, *values: Column) -> Column:
        mean_x, mean_y, xx, xy, _ = self.moments(groups, size, *values[:2])
        return np.where(xx == 0, np.nan, mean_y - xy / np.where(xx == 0, 1, xx) * mean_x)


class Correlation(_Line):
    """correlation: Pearson's."""

    def of(self, groups: Groups, size: int, *values: Column) -> Column:
        _, _, xx, xy, yy = self.moments(groups, size, *values[:2])
        both = np.sqrt(xx) * np.sqrt(yy)
        return np.where(both == 0, np.nan, xy / np.where(both == 0, 1, both))
