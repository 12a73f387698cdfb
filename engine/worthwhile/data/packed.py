"""Tables as bytes, to be sent to another process, and back."""

from typing import Any

import pyarrow as pa


def packed(table: Any) -> bytes:  # noqa: ANN401 (an Arrow table)
    """An Arrow table as bytes: its own format for streams."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def unpacked(content: bytes) -> Any:  # noqa: ANN401 (as above)
    """The Arrow table that bytes hold; its columns are views of them."""
    with pa.ipc.open_stream(content) as reader:
        return reader.read_all()


def some_rows(table: Any, rows: Any) -> Any:  # noqa: ANN401 (an Arrow table, numbers of rows)
    """Some rows of a table, in the order that is asked for."""
    return table.take(pa.array(rows))


def below(tables: Any) -> Any:  # noqa: ANN401 (Arrow tables)
    """Tables of the same columns one below the other."""
    return pa.concat_tables(tables)
