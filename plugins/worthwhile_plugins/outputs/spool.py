"""Rows set aside on disk until all of them are there, then gone through as often as they are wanted.

The file has no name, so that nothing of it is left by a process that is killed.
"""

from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import Any

from worthwhile_plugins.outputs.rows import wider


class Spool:
    """Arrow tables one below the other; columns may widen on the way, as a count does that is no longer whole."""

    def __init__(self, first: Any) -> None:  # noqa: ANN401 (an Arrow table)
        self.schema = plain_schema(first.schema)
        self.rows = 0
        self._parts: list[_Part] = []
        self._writer: Any = None

    def write(self, rows: Any) -> None:  # noqa: ANN401 (an Arrow table)
        """Add some rows."""
        from pyarrow import PythonFile, ipc  # noqa: PLC0415 (only when something is written)

        schema = plain_schema(rows.schema)
        if schema != self.schema:
            self.schema = schema = wider(self.schema, schema)
        if not self._parts or self._parts[-1].schema != schema:
            self._end()
            self._parts.append(_Part(schema))
            self._writer = ipc.new_file(PythonFile(self._parts[-1].file, "w"), schema)
        self._writer.write_table(rows.cast(schema))
        self.rows += rows.num_rows

    def batches(self, columns: Sequence[int] | None = None) -> Iterator[Any]:
        """All rows from the first on, as Arrow tables of some columns, or of all."""
        import pyarrow as pa  # noqa: PLC0415 (only when something is written)

        self._end()
        wanted = list(range(len(self.schema))) if columns is None else list(columns)
        schema = pa.schema([self.schema.field(it) for it in wanted])
        options = pa.ipc.IpcReadOptions(included_fields=wanted)
        for part in self._parts:
            part.file.seek(0)
            reader = pa.ipc.open_file(pa.PythonFile(part.file, "r"), options=options)
            for place in range(reader.num_record_batches):
                table = pa.Table.from_batches([reader.get_batch(place)])
                yield table.select([it.name for it in schema] if _distinct(schema) else wanted).cast(schema)

    def close(self) -> None:
        """Give the room back."""
        self._end()
        for part in self._parts:
            part.file.close()
        self._parts.clear()

    def _end(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None


class _Part:
    """Rows of one schema."""

    def __init__(self, schema: Any) -> None:  # noqa: ANN401 (Arrow's own)
        self.schema = schema
        self.file = TemporaryFile()  # noqa: SIM115 (closed with the spool)


def _distinct(schema: Any) -> bool:  # noqa: ANN401 (Arrow's own)
    return len(set(schema.names)) == len(schema.names)


def plain_schema(schema: Any) -> Any:  # noqa: ANN401 (Arrow's own)
    """The same columns with the values themselves where there are codes for them: labels become texts."""
    from pyarrow import schema as schema_of  # noqa: PLC0415 (only when something is written)
    from pyarrow import types  # noqa: PLC0415 (as above)

    return schema_of(
        [it.with_type(it.type.value_type) if types.is_dictionary(it.type) else it for it in schema],
    )
