"""Whether two trees, two answers are the same."""

import math
from dataclasses import fields, is_dataclass

import numpy as np

from worthwhile.text import Span


def bare(node: object) -> object:
    """A tree without its places."""
    if is_dataclass(node) and not isinstance(node, type):
        parts = (getattr(node, it.name) for it in fields(node))
        return (type(node).__name__, *(bare(it) for it in parts if not isinstance(it, Span)))
    if isinstance(node, tuple):
        return tuple(bare(it) for it in node)
    return node


def identical(one: object, two: object) -> bool:
    """Whether two columns are the same to the last bit, missing where missing."""
    a, b = np.asarray(one), np.asarray(two)
    if a.shape != b.shape or a.dtype != b.dtype:
        return False
    if a.dtype.kind == "f":
        return bool(np.array_equal(a, b, equal_nan=True))
    return bool(np.array_equal(a, b))


def near(one: object, two: object, tolerance: float = 1e-12) -> bool:
    """Whether two plain values are the same but for rounding."""
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(near(a, b, tolerance) for a, b in zip(one, two, strict=True))
    if isinstance(one, bool) or isinstance(two, bool) or not (isinstance(one, float) and isinstance(two, float)):
        return one == two
    return math.isclose(one, two, rel_tol=tolerance, abs_tol=tolerance)
