"""Rows in batches from anywhere: addresses by the source that claims them, objects by what they are."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from worthwhile.data.ahead import read_ahead
from worthwhile.data.supply import Supply
from worthwhile.plugin.registry import Registry
from worthwhile.plugin.tables import claimed, close_of, heads_of, looked_at, notes_of, spelled_of, told
from worthwhile.run import complaints
from worthwhile.text import ModelError


def supply_of(data: Any, name: str, registry: Registry) -> Supply:  # noqa: ANN401 (whatever gives batches)
    """The rows of whatever gives batches, or of the address of a source. Raises `ModelError`."""
    if isinstance(data, Supply):
        return data
    if isinstance(data, str | Path):
        return opened(str(data), registry)
    try:
        supply = Supply.of(data, name)
    except Exception as error:  # noqa: BLE001 (whatever a host hands over)
        raise ModelError([complaints.not_a_table(name, str(error).splitlines()[0])]) from None

    def read(heads: Sequence[str]) -> Iterator[Any]:
        try:
            yield from supply.read(heads)
        except ModelError:
            raise
        except Exception as error:  # noqa: BLE001 (as above)
            raise ModelError([complaints.not_a_table(name, str(error).splitlines()[0])]) from None

    return replace(supply, read=read)


def opened(address: str, registry: Registry) -> Supply:
    """The rows at an address, read by the source that claims it, as often as they are asked for."""
    source = claimed(address, registry)
    owner = registry.owner("sources", source.name)
    try:
        table = source.open(address)
        heads, name, spelled, notes = heads_of(table), table.name, spelled_of(table), notes_of(table)
        rows = getattr(table, "rows", None)
    except Exception as error:  # noqa: BLE001 (whatever a plugin does)
        raise told(error, address, owner) from None

    def read(wanted: Sequence[str]) -> Iterator[Any]:
        return read_ahead(batches(wanted))

    def batches(wanted: Sequence[str]) -> Iterator[Any]:
        try:
            yield from looked_at(table.batches(wanted), wanted)
        except Exception as error:  # noqa: BLE001 (whatever a plugin does)
            raise told(error, address, owner) from None

    def close() -> None:
        try:
            close_of(table)
        except Exception as error:  # noqa: BLE001 (whatever a plugin does)
            raise told(error, address, owner) from None

    known = rows if isinstance(rows, int) else None
    return Supply(name, heads, read, rows=known, spelled=spelled, notes=notes, close=close)
