"""Whole models drawn at random: first the types, then expressions of those types, then statements and data."""

from properties.generator.models import models
from properties.generator.shapes import expressions
from properties.generator.written import Drawn

__all__ = ["Drawn", "expressions", "models"]
