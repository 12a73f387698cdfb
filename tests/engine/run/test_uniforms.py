"""Uniform numbers: one in each part, the same for a seed and a name, and moving together as they are told."""

import numpy as np
import pytest
from scipy import stats

from worthwhile.meaning.uncertain.uncertain import Correlation
from worthwhile.run.uniforms import row_uniforms, uniforms, uniforms_of_row
from worthwhile.text import Source, Span

HERE = Span(Source("here", ""), 0, 0)


def correlated(*told: tuple[str, str, float]) -> tuple[Correlation, ...]:
    return tuple(Correlation(one, other, at, HERE) for one, other, at in told)


def in_parts(values: np.ndarray) -> bool:
    """Whether there is one number in each of as many equal parts of 0 to 1."""
    return sorted(np.floor(values * len(values)).astype(int).tolist()) == list(range(len(values)))


@pytest.mark.parametrize("draws", [1, 2, 3, 7, 1_000, 4_096])
def test_each_part_has_one_number_and_none_is_an_end(draws: int) -> None:
    for values in (uniforms(["price"], draws, 7)["price"], row_uniforms("price", 12, draws, 7)):
        assert values.shape == (draws,)
        assert values.dtype == np.float64
        assert values.min() > 0
        assert values.max() < 1
        assert in_parts(values)


def test_numbers_hang_on_the_seed_and_the_name_alone() -> None:
    alone = uniforms(["price"], 500, 1)["price"]
    assert np.array_equal(alone, uniforms(["churn", "price", "margin"], 500, 1)["price"])
    assert not np.array_equal(alone, uniforms(["price"], 500, 2)["price"])
    assert not np.array_equal(alone, uniforms(["churn"], 500, 1)["churn"])
    assert not np.array_equal(alone, row_uniforms("price", 0, 500, 1))
    assert not np.array_equal(row_uniforms("price", 0, 500, 1), row_uniforms("price", 1, 500, 1))


def test_numbers_are_those_of_philox_on_every_machine() -> None:
    """The first random bits, by the definition of Philox4x64-10 in plain Python (Salmon et al. 2011)."""
    import hashlib

    digest = hashlib.blake2b(b"3 price", digest_size=16, person=b"worthwhile draw").digest()
    key = [int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little")]
    draws = 5
    bits = [it for block in range(1, 4) for it in philox([block, 0, 2, 1], key)][: 2 * draws]
    order = sorted(range(draws), key=lambda it: bits[it])
    wanted = [(order[it] + ((bits[draws + it] >> 12) + 0.5) / 2**52) / draws for it in range(draws)]
    assert row_uniforms("price", 2, draws, 3).tolist() == pytest.approx(wanted, rel=1e-15)


def philox(counter: list[int], key: list[int]) -> list[int]:
    """One block of Philox4x64-10."""
    all_bits, (first, second) = 2**64 - 1, key
    for _ in range(10):
        one, other = 0xD2E7470EE14C6C93 * counter[0], 0xCA5A826395121157 * counter[2]
        counter = [
            (other >> 64) ^ counter[1] ^ first,
            other & all_bits,
            (one >> 64) ^ counter[3] ^ second,
            one & all_bits,
        ]
        first, second = (first + 0x9E3779B97F4A7C15) & all_bits, (second + 0xBB67AE8584CAA73B) & all_bits
    return counter


@pytest.mark.parametrize("at", [-1.0, -0.7, 0.3, 0.9, 1.0])
def test_ranks_are_correlated_as_told(at: float) -> None:
    told = correlated(("a", "b", at))
    moved, alone = uniforms(["a", "b"], 4_000, 5, told), uniforms(["a", "b"], 4_000, 5)
    assert np.array_equal(moved["a"], alone["a"])
    assert np.array_equal(np.sort(moved["b"]), np.sort(alone["b"]))  # its numbers are its own still
    assert stats.spearmanr(moved["a"], moved["b"]).statistic == pytest.approx(at, abs=0.01)


def test_three_names_have_all_their_correlations_and_others_are_left_alone() -> None:
    told = correlated(("a", "b", 0.6), ("b", "c", -0.4), ("a", "c", 0.1), ("y", "z", 0.5))
    moved, alone = uniforms("abcx", 4_000, 11, told), uniforms("abcx", 4_000, 11)
    for one, other, at in (("a", "b", 0.6), ("b", "c", -0.4), ("a", "c", 0.1), ("a", "x", 0.0)):
        assert stats.spearmanr(moved[one], moved[other]).statistic == pytest.approx(at, abs=0.03)
    assert np.array_equal(moved["x"], alone["x"])


def test_a_name_whose_fellow_is_fixed_is_drawn_as_it_was() -> None:
    told = correlated(("b", "a", 0.6), ("b", "c", -0.4))
    both = uniforms("cab", 300, 11, told)
    for names in ("b", "cb", "ba", "c"):
        some = uniforms(names, 300, 11, told)
        assert list(some) == list(names)
        assert all(np.array_equal(it, both[name]) for name, it in some.items())
    assert np.array_equal(both["a"], uniforms("a", 300, 11)["a"])
    assert not np.array_equal(both["b"], uniforms("b", 300, 11)["b"])


def test_rows_are_correlated_each_by_itself() -> None:
    told = correlated(("a", "b", 0.8))
    for row in (0, 1, 10**9):
        moved = uniforms_of_row(["a", "b"], row, 500, 5, told)
        assert stats.spearmanr(moved["a"], moved["b"]).statistic == pytest.approx(0.8, abs=0.02)
        assert np.array_equal(moved["a"], row_uniforms("a", row, 500, 5))


@pytest.mark.parametrize("draws", [1, 2, 3])
def test_few_draws_can_be_correlated_too(draws: int) -> None:
    moved = uniforms("abc", draws, 5, correlated(("a", "b", 1.0), ("b", "c", 0.5), ("a", "c", 0.5)))
    assert all(in_parts(it) for it in moved.values())
    assert np.array_equal(np.argsort(moved["a"]), np.argsort(moved["b"]))
