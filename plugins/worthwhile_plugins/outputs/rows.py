"""What outputs of rows have in common: they take batches, then the single values, and are done at once."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from worthwhile.plugin import Finding, Summarizing
from worthwhile_plugins.outputs.draft import Draft

AT_ONCE = 1 << 17
"""Rows that are handed to a writer at once: what it makes of them lies in the same memory again and again."""


class Written(Summarizing, Protocol):
    """What writes rows here: it takes the single values, too."""


class RowsTarget(ABC):
    """An output that takes rows batch by batch; a result that is there as a whole is one batch."""

    @abstractmethod
    def begin(self, address: str, first: Any) -> Written:  # noqa: ANN401 (an Arrow table)
        """Begin to write rows such as the first ones."""

    def write(self, result: Any, address: str) -> Sequence[Finding]:  # noqa: ANN401 (a Result)
        """Write a result."""
        rows = result.to_arrow()
        writer = self.begin(address, rows)
        try:
            for start in range(0, max(rows.num_rows, 1), AT_ONCE):
                writer.write(rows.slice(start, AT_ONCE))
            found = writer.summarize(result)
            writer.commit()
        except BaseException:
            writer.abort()
            raise
        return found


class RowsFile(ABC):
    """A file of rows that is written batch by batch; ``opened`` gives what writes Arrow tables to a path."""

    def __init__(self, address: str, first: Any, opened: Callable[[Path, Any], Any]) -> None:  # noqa: ANN401 (an Arrow table)
        self._address, self._opened, self._first = address, opened, first
        self._schema = first.schema
        self._draft = Draft(address)
        self._file: Any = None
        try:
            self._file = opened(self._draft.path, first)
        except BaseException:
            self._draft.abort()
            raise

    def write(self, rows: Any) -> None:  # noqa: ANN401 (an Arrow table)
        """Add some rows."""
        if rows.schema != self._schema:
            rows = rows.cast(self._widened(rows.schema))
        self._file.write_table(rows)

    def summarize(self, result: Any) -> Sequence[Finding]:  # noqa: ANN401 (a Result)
        """What is there beside the rows; nothing is done with it."""
        del result
        return ()

    def commit(self) -> None:
        """Put the file in its place."""
        self._file.close()
        self._draft.commit()

    def abort(self) -> None:
        """Leave nothing of it."""
        with suppress(Exception):  # what went wrong has been told
            if self._file is not None:
                self._file.close()
        self._draft.abort()

    @abstractmethod
    def _widened(self, schema: Any) -> Any:  # noqa: ANN401 (Arrow's own)
        """Make room for columns that take in what came before and what comes now; gives them.

        Counts are whole numbers until one is not.
        """


def wider(one: Any, other: Any) -> Any:  # noqa: ANN401 (Arrow's own)
    """The columns that take in the rows of both."""
    from pyarrow import unify_schemas  # noqa: PLC0415 (only when something is written)

    return unify_schemas([one, other], promote_options="permissive")
