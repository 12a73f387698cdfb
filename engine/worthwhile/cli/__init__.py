"""The command line: one file a command, each read when it is asked for."""

import atexit
import gc

# What a command reads stays until it ends: looking through it for what could go, on the way and once
# more at the end, is a fifth of the time that `check` takes.
gc.set_threshold(100_000, 50, 50)
atexit.register(gc.freeze)

from worthwhile.cli.main import main  # noqa: E402 (reading it is what is spared)

__all__ = ["main"]
