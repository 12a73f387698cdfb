"""How long it takes: one file a workload, each with ``measure()``; `python -m benchmarks` prints them all.

Whatever is compared is measured in the same run, turn by turn, so that a busy machine slows both.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was measured: what, how much, and what it should be at most."""

    workload: str
    what: str
    value: str
    wanted: str = ""
    met: bool | None = None
