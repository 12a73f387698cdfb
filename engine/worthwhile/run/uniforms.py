"""The uniform numbers that a simulation draws from: the same for a seed and a name, on every machine.

Each name has a Latin hypercube sample of its own (McKay, Beckman and Conover 1979): one number in each of as many
equal parts of 0 to 1 as there are draws, in an order of its own. It hangs on the seed and the name alone, so that
another name in the model, or another order of names, changes nothing of it. What is to move together is brought
into the order that gives the rank correlations, each name keeping its own numbers (Iman and Conover 1982).
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from math import pi, sin
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from worthwhile.meaning.uncertain.triangle import triangle
from worthwhile.meaning.uncertain.uncertain import Correlation

Numbers = NDArray[np.float64]
ONE_DRAW, EACH_ROW = 0, 1
"""What a stream of random bits is for."""
MOST = np.nextafter(1.0, 0.0)


def uniforms(
    names: Iterable[str], draws: int, seed: int, correlations: Iterable[Correlation] = ()
) -> dict[str, Numbers]:
    """For each name its numbers between 0 and 1, shape (draws,), never 0 or 1 themselves.

    A correlation counts whether or not both of its names are asked for: with the value of one fixed, the draws
    of the other are those that they were.
    """
    return _moving(names, correlations, lambda name: _sample(_bits(name, seed, ONE_DRAW, 0, draws), draws))


def row_uniforms(name: str, row: int, draws: int, seed: int) -> Numbers:
    """The numbers of one name in one row, by the row's number in the whole table: shape (draws,)."""
    return _sample(_bits(name, seed, EACH_ROW, row, draws), draws)


def uniforms_of_row(
    names: Iterable[str], row: int, draws: int, seed: int, correlations: Iterable[Correlation] = ()
) -> dict[str, Numbers]:
    """The numbers of several names in one row, those that are correlated moving together there."""
    return _moving(names, correlations, lambda name: row_uniforms(name, row, draws, seed))


def _bits(name: str, seed: int, kind: int, row: int, draws: int) -> NDArray[np.uint64]:
    """Random bits of a stream of its own: two times as many numbers as there are draws.

    Philox (Salmon, Moraes, Dror and Shaw 2011) is told its place: the key is a hash of seed and name, what it is for
    and the row stand in the counter. What it gives is fixed by its definition; of numpy's own way to make numbers
    and orders of bits nothing is used, for that may change.
    """
    digest = hashlib.blake2b(f"{seed} {name}".encode(), digest_size=16, person=b"worthwhile draw").digest()
    key = np.frombuffer(digest, dtype="<u8").astype(np.uint64)
    counter = np.array([0, 0, row, kind], dtype=np.uint64)
    found: NDArray[np.uint64] = np.random.Philox(key=key, counter=counter).random_raw(2 * draws)
    return found


def _sample(bits: NDArray[np.uint64], draws: int) -> Numbers:
    """A Latin hypercube sample: a place in each part, the parts in the order of random keys."""
    order = np.argsort(bits[:draws], kind="stable")
    place = ((bits[draws:] >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52
    return np.minimum((order + place) / draws, MOST)


# ---- what moves together


def _moving(
    names: Iterable[str], correlations: Iterable[Correlation], made: Callable[[str], Numbers]
) -> dict[str, Numbers]:
    """The samples of some names, each as it moves with others."""
    told = tuple(correlations)
    samples = {name: made(name) for name in names}
    for group in _groups(told):
        if not samples.keys().isdisjoint(group):
            moved = _reordered({name: samples[name] if name in samples else made(name) for name in group}, told)
            samples |= {name: it for name, it in moved.items() if name in samples}
    return samples


def _groups(correlations: Sequence[Correlation]) -> list[list[str]]:
    """The names that are correlated with each other, directly or not, each group in the order of the alphabet."""
    group = {name: {name} for it in correlations for name in (it.one, it.other)}
    for it in correlations:
        joined = group[it.one] | group[it.other]
        group |= dict.fromkeys(joined, joined)
    return [sorted(it) for it in {id(it): it for it in group.values()}.values()]


def _reordered(samples: Mapping[str, Numbers], correlations: Sequence[Correlation]) -> dict[str, Numbers]:
    """The samples in orders that have the rank correlations; the first keeps its own.

    Iman and Conover (1982), A distribution-free approach to inducing rank correlation among input variables, with the
    scores of van der Waerden; the correlation that the scores of normal values have is 2 sin(pi r / 6) for a rank
    correlation r (Pearson 1907), so that it is the ranks that get what is said.
    """
    names = list(samples)
    places = {name: place for place, name in enumerate(names)}
    wanted = np.eye(len(names))
    for it in correlations:
        if it.one in places and it.other in places:
            one, other = places[it.one], places[it.other]
            wanted[one, other] = wanted[other, one] = 2 * sin(pi * it.at / 6)
    draws = len(samples[names[0]])
    ranks = np.stack([_ranks(samples[name]) for name in names], axis=1)
    scores = _scores(draws)[ranks]
    target = _root(_nearest(wanted))
    if draws > len(names):  # fewer do not tell how they are correlated by chance
        have = _root(np.asarray(scores.T @ scores / np.sum(scores[:, 0] ** 2)))
        if np.all(np.diag(have) > 0):
            scores = np.asarray(np.linalg.solve(have, scores.T).T, dtype=np.float64)
    moved = scores @ target.T
    found = {names[0]: samples[names[0]]}
    for place, name in enumerate(names[1:], 1):
        found[name] = np.sort(samples[name])[_ranks(moved[:, place])]
    return found


def _ranks(values: Numbers) -> NDArray[np.int64]:
    """The rank of each, from 0; of equal ones the first comes first."""
    ranks = np.empty(len(values), dtype=np.int64)
    ranks[np.argsort(values, kind="stable")] = np.arange(len(values))
    return ranks


@lru_cache(maxsize=8)
def _scores(draws: int) -> Numbers:
    """The scores of van der Waerden: the normal quantiles of i / (n + 1)."""
    standard = NormalDist()
    found = np.array([standard.inv_cdf(it / (draws + 1)) for it in range(1, draws + 1)])
    found.flags.writeable = False
    return found


def _root(matrix: Numbers) -> Numbers:
    """The lower triangle L with L L^T = C."""
    found = triangle(matrix.tolist())
    return np.array(found if found is not None else np.eye(len(matrix)))


def _nearest(matrix: Numbers) -> Numbers:
    """The same where numbers can have these correlations; else without what makes it impossible, which is little."""
    values, vectors = np.linalg.eigh(matrix)
    if values[0] >= 0:
        return matrix
    found = (vectors * np.maximum(values, 0)) @ vectors.T
    size = np.sqrt(np.diag(found))
    return np.asarray(found / np.outer(size, size))
