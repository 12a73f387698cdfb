"""A second engine, slow and plain: one row and one period at a time, straight down the surface tree."""

from properties.oracle.quantity import Quantity, Undecided, base_of
from properties.oracle.world import World

__all__ = ["Quantity", "Undecided", "World", "base_of"]
