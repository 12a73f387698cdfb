"""Numbers on disk, for aggregates that have to see all values where memory does not hold them.

It reads numpy: only what computes imports it.
"""

from worthwhile.data.runs import Runs, SortedRuns

__all__ = ["Runs", "SortedRuns"]
