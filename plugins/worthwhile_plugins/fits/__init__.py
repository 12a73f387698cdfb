"""Fits: what can be estimated from the rows of the entity. Each file is one model.

A file here says what a model takes and gives; what computes it lies in ``kernels.fits``, which is read when
a model is run.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from worthwhile.plugin import plugin


@plugin
def bundle() -> Iterator[ModuleType]:
    """Offer every fit of this folder."""
    for found in iter_modules(__path__):
        yield import_module(f"{__name__}.{found.name}")
