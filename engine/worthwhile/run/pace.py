"""How a run goes over its rows: how many at once. No number depends on it."""

from worthwhile.text.frozen import frozen

BLOCK = 16_384
"""Rows that are interpreted at once: every step keeps its column, and all of them stay in the cache."""
PROGRAMMED = 131_072
"""Rows that a program walks at once, at most: each call of numpy should be worth the lock that it takes twice."""
LEAST = 16_384
"""Rows that it walks at once at least."""
BUFFERS = 8 << 20
"""Bytes that the buffers of a program take on each thread, where that leaves enough rows: they stay in the cache."""
WORTH = 4_096
"""Rows from which on it is worth writing a program."""


@frozen
class Pace:
    """Rows at once, for the interpreter and for programs, and from how many rows on there is a program."""

    block: int
    programmed: int
    least: int
    asked: bool = False
    """Whether a host has asked for these very numbers."""

    def with_buffers(self, buffers: int) -> int:
        """Rows that a program of so many buffers walks at once."""
        if self.asked or not buffers:
            return self.programmed
        fitting = 1 << (BUFFERS // (8 * buffers)).bit_length() - 1
        return min(self.programmed, max(fitting, LEAST))


def pace_of(block: int | None = None) -> Pace:
    """The pace that a host asks for; who asks for a block has programs for every number of rows."""
    return Pace(max(1, block or BLOCK), max(1, block or PROGRAMMED), 0 if block else WORTH, asked=block is not None)
