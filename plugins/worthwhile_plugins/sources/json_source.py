"""Tables from JSON: a list of rows, an object of columns, or a row a line; packed or not."""

from collections.abc import Iterator

from worthwhile.plugin import Source, Table, plugin
from worthwhile_plugins.sources.address import is_file, parted

ENDINGS = {".json": False, ".jsonl": True, ".ndjson": True}
"""Whether each line is a row."""


class JsonSource:
    """Files that end in ``.json``, ``.jsonl`` or ``.ndjson``, also with ``.gz``.

    After ``?`` may be said how texts in it write numbers and dates: ``sales.json?decimal=,&dates=dmy``.
    """

    name = "json"

    def claims(self, address: str) -> bool:
        """Whether an address is such a file's."""
        return is_file(address, *ENDINGS) is not None

    def open(self, address: str) -> Table:
        """Open a file."""
        from worthwhile_plugins.sources.reading.json_table import lines, whole  # noqa: PLC0415 (when data is read)

        known = parted(address)
        return lines(known) if ENDINGS[known.suffixes[0]] else whole(known)


@plugin
def sources() -> Iterator[Source]:
    """Offer ``json``."""
    yield JsonSource()
