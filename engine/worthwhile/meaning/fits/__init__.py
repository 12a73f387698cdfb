"""Fits: a model estimated from all rows of the entity, and what formulas read of it."""
