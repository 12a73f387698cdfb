"""Tables from anywhere: addresses by the source that claims them, objects by what they are."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from worthwhile.data.frame import Frame
from worthwhile.data.spelling import Spelled
from worthwhile.data.tables import nothing_but_heads, table_of_batches
from worthwhile.plugin.kinds import Source, Table
from worthwhile.plugin.registry import Registry, first_claiming
from worthwhile.run import complaints
from worthwhile.text import Finding, ModelError
from worthwhile.text.shown import shown, without_secrets


def frame_of(
    data: Any,  # noqa: ANN401 (whatever holds columns)
    name: str,
    registry: Registry,
    wanted: Collection[str] | None = None,
) -> Frame:
    """A table of whatever holds columns, or of the address of a source, of which no more is read than is ``wanted``.

    Raises `ModelError` where it cannot be read.
    """
    if isinstance(data, Frame):
        return data
    if isinstance(data, str | Path):
        return opened(str(data), registry, wanted)
    try:
        return Frame.of(data, name)
    except Exception as error:  # noqa: BLE001 (whatever a host hands over)
        raise ModelError([complaints.not_a_table(name, str(error).splitlines()[0])]) from None


def opened(address: str, registry: Registry, wanted: Collection[str] | None = None) -> Frame:
    """The table at an address, read by the source that claims it: all columns, or empty ones but for those wanted.

    Raises `ModelError`.
    """
    source = claimed(address, registry)
    try:
        table = source.open(address)
        heads = list(table.columns())
        read = heads
        if wanted is not None and len(set(heads)) == len(heads):
            read = [it for it in heads if it in wanted] or heads[:1]
        rows = table_of_batches(read, table.batches(read))
        close_of(table)
        if read != heads:
            rows = nothing_but_heads(rows, heads)
        return Frame(table.name, rows, spelled_of(table), notes_of(table))
    except Exception as error:  # noqa: BLE001 (whatever a plugin does)
        raise told(error, address, source) from None


def claimed(address: str, registry: Registry) -> Source:
    """The source that reads an address. Raises `ModelError` where there is none."""
    source: Source | None = first_claiming(registry.sources, address)
    if source is None:
        kinds = ", ".join(it.name for it in registry.sources)
        why = "no plugin reads such an address"
        raise ModelError([complaints.unreadable(shown(address), why, f"these are read: {kinds}")])
    return source


def told(error: Exception, address: str, source: Source) -> ModelError:
    """What a source raises, as a finding that names it."""
    match error:
        case ModelError():
            return error
        case FileNotFoundError():
            return ModelError([complaints.no_file(shown(address))])
        case PermissionError():
            hint = "ask whoever owns it, or run as somebody who may"
            return ModelError([complaints.unreadable(shown(address), "you may not read it", hint)])
        case IsADirectoryError():
            return ModelError([complaints.unreadable(shown(address), "it is a folder")])
    words = without_secrets((str(error).strip() or type(error).__name__).splitlines()[0], address)
    return ModelError([complaints.unreadable(shown(address), f"{words} (plugin `{source.name}`)")])


def spelled_of(table: Table) -> Spelled:
    """How the texts of an opened table are to be read, where its source says so."""
    return dict(getattr(table, "spelled", {}))


def close_of(table: Table) -> None:
    """Have a source let go of a table, where it holds anything."""
    close = getattr(table, "close", None)
    if close is not None:
        close()


def notes_of(table: Table) -> tuple[Finding, ...]:
    """What a source has to say of how a table is read."""
    return tuple(getattr(table, "notes", ()))
