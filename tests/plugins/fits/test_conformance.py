"""Each of these fits does what a plugin's fit has to, its examples included, by the suite that plugin authors have."""

from typing import Any

import numpy as np
import pytest

from worthwhile.plugin.registry import installed
from worthwhile.testing import check_fit

RNG = np.random.default_rng(20)
LIVED = np.ceil(RNG.exponential(4, 60))
SEEN = {"lived": np.minimum(LIVED, 8), "churned": (LIVED <= 8).astype(float)}
LINE = {"y": RNG.normal(size=40), "x1": RNG.normal(size=40), "x2": RNG.normal(size=40)}
SINCE = np.arange(-20.0, 20.0)
CASES: list[tuple[str, dict[str, Any], dict[str, float]]] = [
    ("kaplan_meier", SEEN, {}),
    ("weibull", SEEN, {}),
    (
        "sbg",
        {
            "lived": np.repeat([1.0, 2, 3, 4], [369, 163, 86, 382]),
            "churned": np.repeat([1.0, 1, 1, 0], [369, 163, 86, 382]),
        },
        {},
    ),
    ("linear", LINE, {}),
    ("segmented", {"y": SINCE + 3 * (SINCE >= 0) + RNG.normal(size=40), "since": SINCE}, {}),
    ("k_means", {"x1": LINE["x1"], "x2": LINE["x2"]}, {"clusters": 3, "scaled": 1}),
]


@pytest.mark.parametrize(("name", "data", "options"), CASES, ids=[it[0] for it in CASES])
def test_a_fit_does_what_a_fit_has_to(name: str, data: dict[str, Any], options: dict[str, float]) -> None:
    check_fit(installed().toolbox.fits[name], {key: it.tolist() for key, it in data.items()}, options=options)
