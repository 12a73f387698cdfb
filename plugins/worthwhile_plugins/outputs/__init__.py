"""Where results can go: every file here whose name ends in ``_output`` is a plugin, the others are what they share."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from worthwhile.plugin import plugin


@plugin
def bundle() -> Iterator[ModuleType]:
    """Offer every output of this folder."""
    for found in iter_modules(__path__):
        if found.name.endswith("_output"):
            yield import_module(f"{__name__}.{found.name}")
