"""A plugin that cannot be imported."""

raise ImportError("a library of 1998 is missing")
