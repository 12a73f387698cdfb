"""How a run goes over its rows: how many at once, on how many threads. No number depends on it."""

from worthwhile.run.threads import available
from worthwhile.text.frozen import frozen

BLOCK = 16_384
"""Rows walked at once: their columns stay in the cache."""
WORTH = 4_096
"""Rows from which on it is worth writing a program."""


@frozen
class Pace:
    """Rows at once, threads, and from how many rows on a walk is written out as a program."""

    block: int
    threads: int
    least: int


def pace_of(block: int | None = None, threads: int | None = None) -> Pace:
    """The pace that a host asks for; who asks for a block has programs for every number of rows."""
    return Pace(max(1, block or BLOCK), max(1, threads or available()), 0 if block else WORTH)
