"""Simulated models: each way to carry out draws gives what the model gives when it is run with those values."""

from typing import Any

import numpy as np
import pytest

import worthwhile
from worthwhile import Model

HEAD = """
currency USD
timeline 6 months paid start
entity customer key id
"""
NAMES = """
assumptions:
    churn : percent per month = 2%
    fee   : USD               = $3
    cap   : number            = 2
inputs:
    margin : USD per month
    plan   : one of basic, team
    since  : date
"""
MODELS = {
    "a flow": "kept = (1 - churn)^t\nv = sum(margin * kept over t) - fee\noutputs:\n    v\n",
    "what hangs on draws alone": "f = fee * 2\ng = exp(-churn / (1% per month))\nv = f * g * margin\nw = f - g * $1\n",
    "a decision": (
        'decide care (first match):\n    fee   | plan  -> what   | worth\n    >= $3 | basic -> "more" | 3\n'
        '    < $2  | any   -> "less" | 1\n    otherwise     -> "same" | 2\n'
        "x = worth * margin\noutputs:\n    what\n    x\n"
    ),
    "conditions and categories": (
        "good = margin * 10 months > fee * cap\nsegment tier (first match):\n    high when fee > $3\n    low otherwise\n"
        "outputs:\n    good\n    tier\n"
    ),
    "a series": "left = margin * (1 - churn)^t\nbest = max(left over t)\noutputs:\n    left\n    best\n",
    "what is missing in some draws": "v = margin * 1 month / max(fee - $2, $0)\noutputs:\n    v\n",
    "dates": "due = since + cap * 10 days\noutputs:\n    due\n",
    "all rows": (
        "v = margin * 1 month - fee * cap\ntotal = sum(v over customer)\nshare = v / total\n"
        "best = max(v over customer)\noutputs:\n    share\n    total\n    best\n"
    ),
    "a running value": (
        "stock = initially cap then stock[t-1] * (1 - churn * 1 month) + 1\nv = stock[5] * margin\noutputs:\n    v\n"
    ),
}
ROWS: dict[str, Any] = {
    "id": ["a", "b", "c"],
    "margin": [1.0, 20.0, 3.5],
    "plan": ["basic", "team", "basic"],
    "since": ["2025-01-31", "2026-02-01", "2024-12-31"],
}
SAMPLES: dict[str, np.ndarray[Any, Any]] = {
    "churn": np.array([0.01, 0.05, 0.2, 0.0, 0.03]),
    "fee": np.array([3.0, 1.0, 2.0, 5.0, 2.5]),
    "cap": np.array([2.0, 1.0, 3.0, 4.0, 1.0]),
}


def model_of(text: str) -> Model:
    return worthwhile.parse(f"{HEAD}{NAMES}{text}")


@pytest.mark.parametrize("name", MODELS)
def test_each_draw_is_a_run_with_its_values(name: str) -> None:
    model = model_of(MODELS[name])
    found = model.simulate(ROWS, draws=SAMPLES)
    assert len(found), "nothing hangs on draws"
    for draw in range(5):
        run = model.run(ROWS, set={it: float(values[draw]) for it, values in SAMPLES.items()})
        for output in found:
            for row, key in enumerate(ROWS["id"]):
                single = found.point.is_single(output)
                wanted = np.asarray(run[output][0 if single else row])
                sample = np.asarray(found.sample(output, None if single else key)[draw])
                if wanted.dtype.kind == "f":
                    np.testing.assert_allclose(sample, wanted, rtol=1e-13)
                else:
                    assert np.array_equal(sample, wanted)
