"""Curves and dated values: what their rows come to, how they are read, what is looked at."""
