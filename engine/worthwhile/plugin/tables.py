"""Tables from anywhere: addresses by the source that claims them, objects by what they are."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from worthwhile.data.frame import Frame
from worthwhile.data.spelling import Spelled, Spelling
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
        heads = heads_of(table)
        read = heads
        if wanted is not None and len(set(heads)) == len(heads):
            read = [it for it in heads if it in wanted] or heads[:1]
        rows = table_of_batches(read, looked_at(table.batches(read), read))
        close_of(table)
        if read != heads:
            rows = nothing_but_heads(rows, heads)
        return Frame(table.name, rows, spelled_of(table), notes_of(table))
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
        raise ModelError([complaints.unreadable(shown(address), why, f"these are read: {kinds}")])
    return source


def told(error: Exception, address: str, owner: str) -> ModelError:
    """What a source raises, as a finding that names the plugin it is of."""
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
    return ModelError([complaints.unreadable(shown(address), f"{words} (plugin `{owner}`)")])


def spelled_of(table: Table) -> Spelled:
    """How the texts of an opened table are to be read, where its source says so. Raises `TypeError`."""
    spelled = dict(getattr(table, "spelled", {}))
    for it in spelled.values():
        if not isinstance(it, Spelling):
            raise TypeError(f"it says `{type(it).__name__}` of how texts are read, where a `Spelling` was expected")
    return spelled


def close_of(table: Table) -> None:
    """Have a source let go of a table, where it holds anything."""
    close = getattr(table, "close", None)
    if close is not None:
        close()


def notes_of(table: Table) -> tuple[Finding, ...]:
    """What a source has to say of how a table is read. Raises `TypeError` where that is no finding."""
    notes = tuple(getattr(table, "notes", ()))
    for it in notes:
        if not isinstance(it, Finding):
            raise TypeError(f"its notes have `{type(it).__name__}`, where a `Finding` was expected")
    return notes
