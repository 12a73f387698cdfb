"""The command line: one file a command, each read when it is asked for."""

from worthwhile.cli.main import main

__all__ = ["main"]
