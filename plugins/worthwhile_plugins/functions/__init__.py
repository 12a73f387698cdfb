"""Functions and aggregates: what formulas are written with. Each file is one kind of them.

A file here says what they do to units and to one value; what computes whole columns lies in ``kernels``.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from worthwhile.plugin import plugin


@plugin
def bundle() -> Iterator[ModuleType]:
    """Offer every file of this folder."""
    for found in iter_modules(__path__):
        yield import_module(f"{__name__}.{found.name}")
