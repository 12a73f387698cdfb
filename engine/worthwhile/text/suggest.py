"""Did you mean: near names, with a distance that is capped so that nonsense is never offered."""

from collections.abc import Iterable


def near(word: str, known: Iterable[str], most: int = 1) -> tuple[str, ...]:
    """The known words a slip of the finger away from ``word``, the nearest first.

    The distance of two words is that of Damerau (1964) and Levenshtein, restricted to edits of
    neighbours; it may be a third of the longer word's length, at most three.

    >>> near("chrun", ["churn", "margin"])
    ('churn',)
    >>> near("wacc", ["churn"])
    ()
    """
    lower = word.lower()
    found = []
    for other in dict.fromkeys(known):
        cap = min(3, max(len(word), len(other)) // 3)
        if other == word or abs(len(word) - len(other)) > cap:
            continue
        apart = distance(lower, other.lower(), cap)
        if apart <= cap:
            found.append((apart, other))
    return tuple(other for _, other in sorted(found)[:most])


def distance(one: str, two: str, cap: int) -> int:
    """The number of edits from one word to another; more than ``cap`` is told as ``cap + 1``."""
    before: list[int] = []
    above = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(two, 1):
            step = min(row[-1] + 1, above[j] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == two[j - 2] and b == one[i - 2]:
                step = min(step, before[j - 2] + 1)
            row.append(step)
        if min(row) > cap:
            return cap + 1
        before, above = above, row
    return above[-1]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The sentence to hint with, or nothing where no name is near."""
    found = near(word, known, most=2)
    return f"did you mean {' or '.join(f'`{it}`' for it in found)}?" if found else ""
