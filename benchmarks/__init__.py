"""How long it takes: one file a workload, each with ``measure()``; `python -m benchmarks` prints them all.

Whatever is compared is measured in the same run, turn by turn, so that a busy machine slows both. A peer
that is not installed (the extra ``bench`` has them) is left out and named.
"""
