"""Packages that some sources need: asked for when such a source is opened, and told by name where they are missing."""

from importlib import import_module
from typing import Any

from worthwhile.plugin import ModelError
from worthwhile_plugins.sources.reading.complaints import no_driver


def driver(module: str, name: str, package: str, extra: str) -> Any:  # noqa: ANN401 (a module)
    """A module. Raises `ModelError` with the command that installs it."""
    try:
        return import_module(module)
    except ImportError:
        raise ModelError([no_driver(name, package, extra)]) from None
