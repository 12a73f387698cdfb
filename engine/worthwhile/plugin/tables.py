"""Tables from anywhere: addresses by the source that claims them, objects by what they are."""

from pathlib import Path
from typing import Any

from worthwhile.data.frame import Frame
from worthwhile.plugin.kinds import Source
from worthwhile.plugin.registry import Registry, first_claiming
from worthwhile.run import complaints
from worthwhile.text import ModelError


def frame_of(data: Any, name: str, registry: Registry) -> Frame:  # noqa: ANN401 (whatever holds columns)
    """A table of whatever holds columns, or of the address of a source.

    Raises `ModelError` where it cannot be read.
    """
    if isinstance(data, Frame):
        return data
    if isinstance(data, str | Path):
        return opened(str(data), registry)
    try:
        return Frame.of(data, name)
    except Exception as error:  # noqa: BLE001 (whatever a host hands over)
        raise ModelError([complaints.not_a_table(name, str(error).splitlines()[0])]) from None


def opened(address: str, registry: Registry) -> Frame:
    """The table at an address, read by the source that claims it. Raises `ModelError`."""
    source = claimed(address, registry)
    try:
        table = source.open(address)
        return Frame.of_batches(table.name, table.columns(), table.batches(table.columns()))
    except Exception as error:  # noqa: BLE001 (whatever a plugin does)
        raise told(error, address, source) from None


def claimed(address: str, registry: Registry) -> Source:
    """The source that reads an address. Raises `ModelError` where there is none."""
    source: Source | None = first_claiming(registry.sources, address)
    if source is None:
        kinds = ", ".join(it.name for it in registry.sources)
        why = "no plugin reads such an address"
        raise ModelError([complaints.unreadable(address, why, f"these are read: {kinds}")])
    return source


def told(error: Exception, address: str, source: Source) -> ModelError:
    """What a source raises, as a finding that names it."""
    match error:
        case ModelError():
            return error
        case FileNotFoundError():
            return ModelError([complaints.no_file(address)])
    words = (str(error).strip() or type(error).__name__).splitlines()[0]
    return ModelError([complaints.unreadable(address, f"{words} (plugin `{source.name}`)")])
