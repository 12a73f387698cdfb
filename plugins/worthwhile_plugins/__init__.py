"""The plugins that ship with worthwhile: every file in this folder is one, and every folder has some of a kind.

What they compute with lies in ``kernels``; it is read when a model is run.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from worthwhile.plugin import plugin


@plugin
def bundle() -> Iterator[ModuleType]:
    """Offer every module of this folder."""
    for found in iter_modules(__path__):
        if found.name != "kernels":
            yield import_module(f"{__name__}.{found.name}")
