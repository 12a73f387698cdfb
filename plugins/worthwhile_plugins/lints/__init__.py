"""Lints: what a colleague would ask about a model that is right by its units. Each file is one idea.

A lint is a warning; `# worthwhile: allow W0551` at the end of its line turns it off there.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from worthwhile.plugin import plugin


@plugin
def bundle() -> Iterator[ModuleType]:
    """Offer every lint of this folder."""
    for found in iter_modules(__path__):
        if found.name != "looking":
            yield import_module(f"{__name__}.{found.name}")
