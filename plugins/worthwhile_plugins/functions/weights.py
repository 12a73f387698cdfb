"""Weights from comparisons two by two: the analytic hierarchy process.

``ratios`` are how many times each criterion counts as much as each later one, row by row: of three the first by the
second, the first by the third, the second by the third. The other half of the matrix are their reciprocals.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from worthwhile.plugin import Example, Function, Parameter, Refusal, Ruling, Setting, Value, plugin, rules

KERNELS = "worthwhile_plugins.kernels.pairs"
RATIOS = Parameter("ratios", many=True)
WHICH = Parameter("which")
MOST = 15
"""Criteria that random indices were drawn for."""
RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
"""The mean consistency index of random matrices of 1, 2, ... 15 criteria: Saaty (1980), table 1-3."""
STEPS = 1000
STILL = 1e-15
"""Weights that change by less have settled."""
SOURCE = "Saaty (1980), The Analytic Hierarchy Process"
CRAWFORD = "Crawford and Williams (1985), A Note on the Analysis of Subjective Judgment Matrices"
FAILS = "a ratio that is not above 0, or a number that no criterion has"

Numbers = Sequence[float]


def size_of(count: int) -> int:
    """How many criteria have so many pairs; 0 where no number has."""
    size = (1 + math.isqrt(1 + 8 * count)) // 2
    return size if size * (size - 1) // 2 == count else 0


def _ratios(setting: Setting, *ratios: Any) -> Ruling:  # noqa: ANN401 (operands, which are the engine's)
    """Plain numbers, one for each pair of 2 to 15 criteria."""
    for it in ratios:
        rules.pure(setting, it)
    found = len(ratios)
    if found and 2 <= size_of(found) <= MOST:  # noqa: PLR2004 (one criterion is compared with nothing)
        return rules.pure(setting, ratios[0])
    wanted = "1, 3, 6, 10, 15, 21, ... ratios, one for each pair of 2 to 15 criteria"
    raise Refusal(
        "W0202",
        f"{found} ratios compare no number of criteria two by two",
        hint="of three criteria give the 1st by the 2nd, the 1st by the 3rd, the 2nd by the 3rd; of four six ratios",
        expected=wanted,
        found=str(found),
    )


def _which(setting: Setting, which: Any, *ratios: Any) -> Ruling:  # noqa: ANN401 (as above)
    """A plain number, and plain numbers."""
    rules.pure(setting, which)
    return _ratios(setting, *ratios)


def matrix(ratios: Numbers) -> list[list[float]]:
    """All comparisons, from those above the diagonal."""
    size = size_of(len(ratios))
    found = [[1.0] * size for _ in range(size)]
    given = iter(ratios)
    for row in range(size):
        for column in range(row + 1, size):
            found[row][column] = ratio = next(given)
            found[column][row] = 1 / ratio
    return found


def _settled(ratios: Numbers) -> tuple[list[float], float]:
    """The weights of the principal eigenvector, and its eigenvalue: the matrix is taken to them until nothing changes."""
    every = matrix(ratios)
    size = len(every)
    weights, largest = [1.0 / size] * size, 0.0
    for _ in range(STEPS):
        raised = [_sum([a * b for a, b in zip(row, weights, strict=True)]) for row in every]
        largest = _sum(raised)
        after = [it / largest for it in raised]
        apart = max(abs(a - b) for a, b in zip(after, weights, strict=True))
        weights = after
        if apart <= STILL:
            break
    return weights, largest


def _sum(values: Numbers) -> float:
    """From left to right, as columns are added."""
    total = values[0]
    for it in values[1:]:
        total += it
    return total


def _sound(ratios: Numbers) -> bool:
    return all(0 < it < math.inf for it in ratios)


def _chosen(which: float, weights: Numbers) -> Value:
    return weights[int(which) - 1] if which == int(which) and 1 <= which <= len(weights) else None


def weight(which: float, *ratios: float) -> Value:
    """The weight of a criterion by the principal eigenvector."""
    return _chosen(which, _settled(ratios)[0]) if _sound(ratios) else None


def geometric(which: float, *ratios: float) -> Value:
    """The weight of a criterion by the geometric means of the rows."""
    if not _sound(ratios):
        return None
    means = [math.exp(_sum([math.log(it) for it in row]) / len(row)) for row in matrix(ratios)]
    total = _sum(means)
    return _chosen(which, [it / total for it in means])


def index(*ratios: float) -> Value:
    """The consistency index: (largest eigenvalue - n) / (n - 1)."""
    if not _sound(ratios):
        return None
    size = size_of(len(ratios))
    return max((_settled(ratios)[1] - size) / (size - 1), 0.0)


def consistency(*ratios: float) -> Value:
    """The consistency ratio: the index by that of random matrices; two criteria cannot disagree."""
    found = index(*ratios)
    usual = RANDOM_INDEX[size_of(len(ratios)) - 1]
    return found / usual if usual and isinstance(found, float) else 0.0 if found is not None else None


@plugin
def functions() -> Iterator[Function]:
    """Offer the weights of the analytic hierarchy process, and how far the judgements agree."""
    yield Function(
        "ahp_weight", (WHICH, RATIOS), _which,
        "The weight of a criterion from comparisons two by two, by the principal eigenvector.",
        (
            Example("ahp_weight(1, 2, 6, 3)", 0.6),
            Example("ahp_weight(3, 2, 6, 3)", 0.1),
            Example("ahp_weight(1, 4)", 0.8),
            Example("ahp_weight(4, 2, 6, 3)", None),
            Example("ahp_weight(1, 0, 6, 3)", None),
        ),
        kernel=f"{KERNELS}:weight", scalar=weight, fails=FAILS, source=SOURCE,
    )  # fmt: skip
    yield Function(
        "ahp_geometric", (WHICH, RATIOS), _which,
        "The weight of a criterion from comparisons two by two, by the geometric means of the rows.",
        (Example("ahp_geometric(1, 2, 6, 3)", 0.6), Example("ahp_geometric(2, 9)", 0.1)),
        kernel=f"{KERNELS}:geometric", scalar=geometric, fails=FAILS, source=CRAWFORD,
    )  # fmt: skip
    yield Function(
        "ahp_index", (RATIOS,), _ratios,
        "The consistency index of comparisons two by two: 0 where they agree. Divide it by the random index of your own table.",
        (Example("ahp_index(4)", 0.0), Example("ahp_index(1, -6, 3)", None)),
        kernel=f"{KERNELS}:index", scalar=index, fails="a ratio that is not above 0", source=SOURCE,
    )  # fmt: skip
    yield Function(
        "ahp_consistency", (RATIOS,), _ratios,
        "The consistency ratio of comparisons two by two, by the random indices of Saaty (1980); above 0.10 look at them again.",
        (Example("ahp_consistency(4)", 0.0), Example("ahp_consistency(0, 6, 3)", None)),
        kernel=f"{KERNELS}:consistency", scalar=consistency, fails="a ratio that is not above 0", source=SOURCE,
    )  # fmt: skip
