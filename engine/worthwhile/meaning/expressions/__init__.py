"""Expressions to the core: names are found, units ruled on, conversions put in, shapes worked out."""

from worthwhile.meaning.expressions.elaborate import Elaborator

__all__ = ["Elaborator"]
