"""Tables from anywhere: addresses by the source that claims them, objects by what they are."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from worthwhile.data.frame import Frame
from worthwhile.plugin.kinds import Source, Table
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
        heads = heads_of(table)
        return Frame.of_batches(table.name, heads, looked_at(table.batches(heads), heads))
    except Exception as error:  # noqa: BLE001 (whatever a plugin does)
        raise told(error, address, registry.owner("sources", source.name)) from None


def heads_of(table: Table) -> list[str]:
    """The heads of an opened source. Raises `TypeError` where it gives none."""
    heads = table.columns()
    if isinstance(heads, str) or not all(isinstance(it, str) for it in heads):
        raise TypeError(f"its columns are {heads!r}, where a list of texts was expected")
    return list(heads)


def looked_at(batches: Iterable[Any], heads: Sequence[str]) -> Iterator[Any]:
    """The batches of a source with the columns that were asked for. Raises `TypeError` where it gives something else."""
    wanted = list(heads)
    for batch in batches:
        schema = getattr(batch, "schema", None)
        if schema is None or not hasattr(batch, "select"):
            raise TypeError(f"it gives `{type(batch).__name__}`, where an Arrow record batch was expected")
        if schema.names == wanted:
            yield batch
            continue
        lacking = [it for it in wanted if it not in schema.names]
        if lacking:
            raise TypeError(f"a batch lacks the column `{lacking[0]}`, which is among its columns")
        yield batch.select(wanted)


def claimed(address: str, registry: Registry) -> Source:
    """The source that reads an address. Raises `ModelError` where there is none."""
    source: Source | None = first_claiming(registry, "sources", address)
    if source is None:
        kinds = ", ".join(it.name for it in registry.sources)
        why = "no plugin reads such an address"
        raise ModelError([complaints.unreadable(address, why, f"these are read: {kinds}")])
    return source


def told(error: Exception, address: str, owner: str) -> ModelError:
    """What a source raises, as a finding that names the plugin it is of."""
    match error:
        case ModelError():
            return error
        case FileNotFoundError():
            return ModelError([complaints.no_file(address)])
    words = (str(error).strip() or type(error).__name__).splitlines()[0]
    return ModelError([complaints.unreadable(address, f"{words} (plugin `{owner}`)")])
