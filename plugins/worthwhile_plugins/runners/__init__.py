"""Runners: other engines that carry a plan out, and give what numpy gives here. Each file or folder is one.

What a runner is made of is imported when it runs.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from worthwhile.plugin import plugin


@plugin
def bundle() -> Iterator[ModuleType]:
    """Offer every runner of this folder."""
    for found in iter_modules(__path__):
        yield import_module(f"{__name__}.{found.name}")
