"""Uncertain names: what `~` says of an assumption or an input, and `correlate` of two of them."""
