"""A module whose insides are read when they are first asked for: most models have nothing wrong with them."""

from collections.abc import Callable
from importlib import import_module
from typing import Any


def later(module: str) -> Callable[[str], Any]:
    """What a module's ``__getattr__`` is to be, for its names to lie in another."""

    def find(name: str) -> Any:  # noqa: ANN401 (whatever is asked for)
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(import_module(module), name)

    return find
