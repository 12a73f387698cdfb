"""Whole models drawn at random: first the types, then expressions of those types, then statements and data."""

from properties.generator.models import Drawn, models
from properties.generator.shapes import expressions

__all__ = ["Drawn", "expressions", "models"]
