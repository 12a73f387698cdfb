"""Rows of Parquet files: only the columns that are asked for are read, some rows at a time."""

from collections.abc import Iterator, Mapping, Sequence
from glob import glob, has_magic
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from worthwhile.plugin import Finding, ModelError
from worthwhile_plugins.sources.reading import complaints

ROWS = 1 << 17
"""Rows of a batch: enough that it is worth it, few enough that some of them wait in little room."""
BUFFER = 1 << 20
"""Bytes that are read at once of each column."""
NOTHING = "__HIVE_DEFAULT_PARTITION__"
"""The folder of rows whose column is missing."""


def opened(address: str) -> "ParquetTable":
    """A file, or all files of a pattern or a folder, in the order of their names."""
    path = Path(address)
    if path.is_dir():
        files = sorted(_files(path))
        if not files:
            why = "there is no Parquet file in this folder"
            raise ModelError([complaints.unreadable(address, why, "files in it end in .parquet")])
        return ParquetTable(path.resolve().name, path, files)
    if path.exists():
        return ParquetTable(path.name, None, [path])
    paths = sorted(glob(address, recursive=True)) if has_magic(address) else []  # noqa: PTH207 (an address, not a folder's)
    if not paths:
        raise FileNotFoundError(address)
    return ParquetTable(path.name, None, [Path(it) for it in paths])


def _files(folder: Path) -> Iterator[Path]:
    """Those that are there for readers: what begins with a dot or a bar is a writer's own."""
    for it in folder.rglob("*.parquet"):
        if not any(part.startswith((".", "_")) for part in it.relative_to(folder).parts) and it.is_file():
            yield it


class ParquetTable:
    """Opened files, one below the other; all have the columns of the first."""

    def __init__(self, name: str, folder: Path | None, paths: Sequence[Path]) -> None:
        import pyarrow as pa  # noqa: PLC0415 (only when data is read)
        from pyarrow.parquet import read_metadata  # noqa: PLC0415 (as above)

        self.name, self._paths = name, paths
        self._parts = {it: partition(it if folder is None else it.relative_to(folder)) for it in paths}
        found = []
        for it in paths:
            try:
                found.append(read_metadata(it))
            except (pa.ArrowException, OSError) as error:
                raise ModelError([_told(it, error)]) from None
        self.rows: int = sum(it.num_rows for it in found)
        schemas = [it.schema.to_arrow_schema() for it in found]
        inside = list(schemas[0].names)
        for it, schema in zip(paths, schemas, strict=True):
            missing = [head for head in inside if head not in schema.names]
            if missing:
                raise ModelError([_unlike(it, missing[0], paths[0])])
            if self._parts[it].keys() != self._parts[paths[0]].keys():
                raise ModelError([_elsewhere(it, paths[0])])
        self._heads = [*inside, *(it for it in self._parts[paths[0]] if it not in inside)]
        self._schema = None
        if len(set(inside)) == len(inside):
            try:
                common = [pa.schema([it.field(head) for head in inside]) for it in schemas]
                self._schema = pa.unify_schemas(common, promote_options="permissive")
            except pa.ArrowException as error:
                why = f"its files have columns of different kinds: {str(error).splitlines()[0]}"
                hint = "write the column in one kind, or read the files one by one"
                raise ModelError([complaints.unreadable(name, why, hint)]) from None

    def columns(self) -> Sequence[str]:
        """The heads of the columns; those of the first file, which the others have, too."""
        return self._heads

    def batches(self, columns: Sequence[str]) -> Iterator[Any]:
        """The rows as Arrow record batches, read as they are asked for."""
        for path in self._paths:
            yield from self._of_file(path, columns)

    def _of_file(self, path: Path, columns: Sequence[str]) -> Iterator[Any]:
        import pyarrow as pa  # noqa: PLC0415 (only when data is read)
        from pyarrow.parquet import ParquetFile  # noqa: PLC0415 (as above)

        parts = {head: it for head, it in self._parts[path].items() if self._schema and head not in self._schema.names}
        inside = [it for it in columns if it not in parts]
        try:
            # Left to itself, Arrow keeps all that it has read of a file until the last row.
            with ParquetFile(path, pre_buffer=False, buffer_size=BUFFER) as file:
                for batch in file.iter_batches(ROWS, columns=inside):
                    yield self._whole(batch, columns, parts) if self._schema else batch
        except (pa.ArrowException, OSError) as error:
            raise ModelError([_told(path, error)]) from None

    def _whole(self, batch: Any, columns: Sequence[str], parts: Mapping[str, str | None]) -> Any:  # noqa: ANN401 (Arrow's own)
        """A batch with the kinds that all files have, and with the columns that are folders."""
        import pyarrow as pa  # noqa: PLC0415 (only when data is read)

        arrays, fields = [], []
        for head in columns:
            if head in parts:
                arrays.append(pa.repeat(pa.scalar(parts[head], pa.string()), batch.num_rows))
                fields.append(pa.field(head, pa.string()))
            else:
                assert self._schema is not None  # noqa: S101 (the caller looked)
                field = self._schema.field(head)
                array = batch.column(head)
                arrays.append(array if array.type == field.type else array.cast(field.type))
                fields.append(field)
        return pa.record_batch(arrays, schema=pa.schema(fields))


def partition(path: Path) -> dict[str, str | None]:
    """The columns that the folders of a path are, as Hive writes them: ``country=DE/year=2026``."""
    found: dict[str, str | None] = {}
    for it in path.parts[:-1]:
        head, sign, value = it.partition("=")
        if sign and head:
            found[unquote(head)] = None if value == NOTHING else unquote(value)
    return found


def _told(path: Path, error: Exception) -> Finding:
    if isinstance(error, FileNotFoundError | PermissionError):
        raise error
    words = str(error).splitlines()[0]
    if "magic bytes" in words.lower() or "footer" in words.lower() or "file size is" in words.lower():
        hint = "was it cut off on its way, or is it another kind of file?"
        return complaints.unreadable(path.name, "it does not end as a Parquet file does", hint)
    return complaints.unreadable(path.name, words)


def _unlike(path: Path, head: str, first: Path) -> Finding:
    why = f"it has no column `{head}`, which {first.name} has"
    return complaints.unreadable(path.name, why, "all files of one table have the same columns")


def _elsewhere(path: Path, first: Path) -> Finding:
    why = f"it lies under other folders than {first.name}, and those are columns"
    return complaints.unreadable(str(path), why, "all files of one table lie equally deep: country=DE/part-0.parquet")
