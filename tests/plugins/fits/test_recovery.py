"""Customers that are drawn by the models: intervals of 95% hold the truth about 95 times of 100.

``python tests/plugins/fits/test_recovery.py 1000`` does it a thousand times for each model; here it is a few
times, and what may come of so few is by the binomial distribution (0.01% on each side).
"""

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom

from worthwhile.plugin import Unfit
from worthwhile_plugins.kernels.fits.bgbb import BgBb
from worthwhile_plugins.kernels.fits.bgnbd import BgNbd, MbgNbd
from worthwhile_plugins.kernels.fits.gamma_gamma import GammaGamma
from worthwhile_plugins.kernels.fits.pareto_nbd import ParetoNbd

Columns = tuple[Any, ...]
Draw = Callable[[np.random.Generator, dict[str, float], int], Columns]
OUT = 1e-4


def until_leaving(rng: np.random.Generator, given: dict[str, float], many: int, *, at_once: bool) -> Columns:
    """Purchase by purchase; after each the customer may leave, after the first one, too, where ``at_once``."""
    rate = rng.gamma(given["r"], 1 / given["alpha"], many)
    leaves = rng.beta(given["a"], given["b"], many)
    age = rng.integers(26 * 7, 78 * 7, many) / 7
    frequency, recency, now = np.zeros(many), np.zeros(many), np.zeros(many)
    here = np.arange(many)
    if at_once:
        here = here[rng.random(many) >= leaves]
    while len(here):
        now[here] += rng.exponential(1, len(here)) / np.maximum(rate[here], 1e-300)
        here = here[now[here] <= age[here]]
        frequency[here] += 1
        recency[here] = now[here]
        here = here[rng.random(len(here)) >= leaves[here]]
    return frequency, recency, age


def bg(rng: np.random.Generator, given: dict[str, float], many: int) -> Columns:
    return until_leaving(rng, given, many, at_once=False)


def mbg(rng: np.random.Generator, given: dict[str, float], many: int) -> Columns:
    return until_leaving(rng, given, many, at_once=True)


def pareto(rng: np.random.Generator, given: dict[str, float], many: int) -> Columns:
    """A lifetime each, and purchases spread evenly over what of it is seen."""
    rate = rng.gamma(given["r"], 1 / given["alpha"], many)
    age = rng.integers(26 * 7, 78 * 7, many) / 7
    seen = np.minimum(age, rng.exponential(1, many) / rng.gamma(given["s"], 1 / given["beta"], many))
    frequency = rng.poisson(rate * seen).astype(float)
    last = seen * rng.random(many) ** (1 / np.maximum(frequency, 1))  # the latest of so many
    return frequency, np.where(frequency > 0, last, 0.0), age


def bgbb(rng: np.random.Generator, given: dict[str, float], many: int) -> Columns:
    buys, leaves = (rng.beta(given[a], given[b], many) for a, b in (("alpha", "beta"), ("gamma", "delta")))
    occasions = np.arange(1, 11)
    lasts = rng.geometric(np.maximum(leaves, 1e-12)) - 1
    bought = (rng.random((many, 10)) < buys[:, None]) & (occasions <= lasts[:, None])
    return bought.sum(axis=1).astype(float), (bought * occasions).max(axis=1).astype(float), np.full(many, 10.0)


def spending(rng: np.random.Generator, given: dict[str, float], many: int) -> Columns:
    frequency = rng.geometric(0.3, many).astype(float)
    scale = rng.gamma(given["q"], 1 / given["gamma"], many)
    return frequency, rng.gamma(given["p"] * frequency) / (frequency * scale)


MODELS: dict[str, tuple[type[Any], Draw, dict[str, float]]] = {
    "bgnbd": (BgNbd, bg, {"r": 0.6, "alpha": 6.0, "a": 0.8, "b": 2.4}),
    "mbgnbd": (MbgNbd, mbg, {"r": 0.7, "alpha": 6.0, "a": 0.9, "b": 2.2}),
    "pareto_nbd": (ParetoNbd, pareto, {"r": 0.7, "alpha": 6.0, "s": 0.7, "beta": 11.0}),
    "bgbb": (BgBb, bgbb, {"alpha": 1.2, "beta": 0.75, "gamma": 0.7, "delta": 2.8}),
    "gamma_gamma": (GammaGamma, spending, {"p": 6.25, "q": 3.74, "gamma": 15.44}),
}


def held(name: str, times: int, customers: int) -> tuple[dict[str, int], int]:
    """How often the interval of each parameter held the truth, and how often there was an estimate."""
    kind, draw, given = MODELS[name]
    rng = np.random.default_rng(2005)
    found, estimated = dict.fromkeys(given, 0), 0
    for _ in range(times):
        made = kind()
        made.add(*draw(rng, given, customers))
        try:
            fitted = made.finish()
        except Unfit:
            continue
        estimated += 1
        for it, truth in given.items():
            # symmetric in the logarithm, as the likelihood nearly is; the error of ln x is that of x over x
            estimate, error = fitted.estimates[it], fitted.errors[it]
            found[it] += bool(abs(np.log(estimate / truth)) <= 1.959964 * error / estimate)
    return found, estimated


@pytest.mark.parametrize("name", MODELS)
def test_intervals_hold_the_truth(name: str) -> None:
    times = 10 if name == "pareto_nbd" else 30  # which takes longest
    found, estimated = held(name, times, 2000)
    assert estimated == times
    least = binom.ppf(OUT, estimated, 0.95)
    assert all(count >= least for count in found.values()), found


if __name__ == "__main__":
    for model in MODELS:
        counts, times = held(model, int(sys.argv[1]), 4000)
        low, high = binom.ppf([OUT, 1 - OUT], times, 0.95)
        print(f"{model}: {counts} of {times} estimates; expected between {low:.0f} and {high:.0f}")
