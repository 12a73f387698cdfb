"""The command line: one file a command, each read when it is asked for."""

import gc

# What a command reads stays until it ends: looking through it for what could go is a tenth of `check`.
gc.set_threshold(100_000, 50, 50)

from worthwhile.cli.main import main  # noqa: E402 (reading it is what is spared)

__all__ = ["main"]
