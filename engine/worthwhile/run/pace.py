"""How a run goes over its rows: how many at once. No number depends on it."""

from worthwhile.text.frozen import frozen

BLOCK = 16_384
"""Rows that are interpreted at once: every step keeps its column, and all of them stay in the cache."""
PROGRAMMED = 65_536
"""Rows that a program walks at once: it has few buffers, and each call of numpy should be worth its while."""
WORTH = 4_096
"""Rows from which on it is worth writing a program."""


@frozen
class Pace:
    """Rows at once, for the interpreter and for programs, and from how many rows on there is a program."""

    block: int
    programmed: int
    least: int


def pace_of(block: int | None = None) -> Pace:
    """The pace that a host asks for; who asks for a block has programs for every number of rows."""
    return Pace(max(1, block or BLOCK), max(1, block or PROGRAMMED), 0 if block else WORTH)
