"""Meaning: items in, every name typed and in an order to compute in out."""
