"""Distributions: what may stand after `~`. Each file is one family.

A file here says what a distribution takes and gives; what computes it lies in ``kernels.distributions``, which is
read when a value is drawn.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from worthwhile.plugin import plugin


@plugin
def bundle() -> Iterator[ModuleType]:
    """Offer every distribution of this folder."""
    for found in iter_modules(__path__):
        yield import_module(f"{__name__}.{found.name}")
