"""The sources of tables that ship: each file is one, and says which addresses are its own.

How they read lies in ``reading``, which is looked at when a table is opened.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from worthwhile.plugin import plugin


@plugin
def bundle() -> Iterator[ModuleType]:
    """Offer every source of this folder."""
    for found in iter_modules(__path__):
        if not found.ispkg and found.name != "address":
            yield import_module(f"{__name__}.{found.name}")
