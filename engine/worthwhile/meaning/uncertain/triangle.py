"""The root of a matrix of correlations, which tells whether there can be numbers that have them."""

from collections.abc import Sequence
from math import sqrt

SMALL = 1e-12
"""What is nearer to zero has come of rounding."""


def triangle(matrix: Sequence[Sequence[float]]) -> list[list[float]] | None:
    """The lower triangle L with L L^T = C (Cholesky); None where C is not positive semi-definite.

    What moves wholly with those before it has a zero on the diagonal.
    """
    size = len(matrix)
    root = [[0.0] * size for _ in range(size)]
    for row in range(size):
        for column in range(row + 1):
            left = matrix[row][column] - sum(root[row][it] * root[column][it] for it in range(column))
            if row == column:
                if left < -SMALL * size:
                    return None
                root[row][row] = sqrt(left) if left > SMALL * size else 0.0
            elif root[column][column] > 0:
                root[row][column] = left / root[column][column]
            elif abs(left) > sqrt(SMALL) * size:
                return None
    return root
