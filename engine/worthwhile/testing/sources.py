"""Sources: the columns as they are, what is missing as null and nothing else, as often as one asks."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from worthwhile.plugin.kinds import Source, Table
from worthwhile.plugin.tables import close_of, notes_of, spelled_of
from worthwhile.testing.faults import Say, finding, told
from worthwhile.testing.samples import trying
from worthwhile.text import ModelError

FOREIGN = ("", "table.nobody_has", "nobody://host/base#table")


def check_source(
    source: Source,
    address: str,
    expected: Mapping[str, Sequence[Any]],
    *,
    missing: str = "",
    foreign: Sequence[str] = FOREIGN,
) -> None:
    """Check a source of `sources()` on a table that you know; raises `Nonconforming` with all that is wrong.

    ``expected`` has every column with its values as plain Python has them: numbers, texts, dates, `Decimal`s,
    None where a cell is missing. Put traps in: a missing cell in every column, the first and the last; empty texts.

    - It claims the address and not ``foreign`` ones, and gives heads that are texts, each once.
    - What it reads are Arrow record batches with these values and no others; what is missing is null, and null
      is nothing else: no NaN, no empty text, no 0 in its place, no null in the place of a value.
    - It reads some columns in any order, none, and all of them twice, and says how many ``rows`` there are if it
      says it at all.
    - Read by the engine (`Model.run`), the rows are as many.
    - ``missing``, an address that it claims and where nothing is, raises `FileNotFoundError` or `ModelError`.
    """
    with finding(f"the source `{source.name}`") as say:
        trying("sources", source)
        if not source.claims(address):
            say(f"it does not claim {address}")
        for it in foreign:
            if source.claims(it):
                say(f"it claims {it!r}, which is not for it")
        try:
            table = source.open(address)
            heads = _heads(table, expected, say)
            _look_at_rows(table, heads, expected, say)
            _look_at_the_rest(table, heads, say)
        except Exception as error:  # noqa: BLE001 (whatever a source does)
            say(f"it breaks over {address}: {told(error)}")
        if missing:
            _look_for_nothing(source, missing, say)


def _heads(table: Table, expected: Mapping[str, Sequence[Any]], say: Say) -> list[str]:
    heads = list(table.columns())
    if not isinstance(table.name, str) or not table.name:
        say("the opened table has no name for messages")
    if heads != list(expected):
        say(f"its columns are {heads}, not {list(expected)}")
    if len(set(heads)) != len(heads):
        say("it has two columns of one name")
    return [it for it in expected if it in heads]


def _look_at_rows(table: Table, heads: list[str], expected: Mapping[str, Sequence[Any]], say: Say) -> None:
    rows = len(next(iter(expected.values()), ()))
    first = _read(table, heads, say)
    for head in heads:
        _look_at_column(head, first[head], list(expected[head]), say)
    again = _read(table, heads, say)
    if str(again) != str(first):
        say("read a second time, it gives something else")
    backwards = heads[::-1][: max(1, len(heads) - 1)]
    some = _read(table, backwards, say)
    if any(str(some[it]) != str(first[it]) for it in backwards):
        say(f"asked for {backwards} only, it gives other values in them")
    known = getattr(table, "rows", None)
    if known is not None and known != rows:
        say(f"it says that there are {known} rows, there are {rows}")


def _look_at_the_rest(table: Table, heads: list[str], say: Say) -> None:
    """What a table may have besides its rows: notes, how its texts are written, an end."""
    notes_of(table)
    for head in spelled_of(table):
        if head not in heads:
            say(f"it says how the texts of {head!r} are written, which is none of its columns")
    close_of(table)


def _read(table: Table, heads: Sequence[str], say: Say) -> dict[str, list[Any]]:
    """The columns that were asked for, as plain values."""
    from pyarrow import RecordBatch  # noqa: PLC0415 (Arrow, where a source is tried)

    found: dict[str, list[Any]] = {it: [] for it in heads}
    kinds: dict[str, object] = {}
    for batch in table.batches(list(heads)):
        if not isinstance(batch, RecordBatch):
            raise TypeError(f"it gives `{type(batch).__name__}`, where an Arrow record batch was expected")
        for head in heads:
            if batch.schema.names.count(head) != 1:
                raise TypeError(f"a batch has the column {head!r} {batch.schema.names.count(head)} times")
            column = batch.column(batch.schema.names.index(head))
            column.validate(full=True)
            if kinds.setdefault(head, column.type) != column.type:
                say(f"the column {head!r} is of {kinds[head]} in one batch and of {column.type} in another")
            found[head] += column.to_pylist()
    return found


def _look_at_column(head: str, found: list[Any], wanted: list[Any], say: Say) -> None:
    if len(found) != len(wanted):
        say(f"the column {head!r} has {len(found)} rows, not {len(wanted)}")
        return
    for row, (one, other) in enumerate(zip(found, wanted, strict=True), 1):
        if other is None and one is not None:
            say(
                f"the column {head!r} has {one!r} in row {row}, where a cell is missing: that is null, and nothing else is"
            )
            return
        if one is None and other is not None:
            say(f"the column {head!r} is missing in row {row}, where {other!r} stands")
            return
        if not _same(one, other):
            say(f"the column {head!r} has {one!r} in row {row}, not {other!r}")
            return


def _same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float) and math.isnan(one):
        return math.isnan(other)
    if isinstance(one, bool) != isinstance(other, bool) or isinstance(one, str) != isinstance(other, str):
        return False
    return one == other


def _look_for_nothing(source: Source, address: str, say: Say) -> None:
    try:
        table = source.open(address)
        for _ in table.batches(table.columns()):
            pass
    except (FileNotFoundError, ModelError):
        return
    except Exception as error:  # noqa: BLE001 (whatever a source does)
        say(f"{address}, where nothing is, raises {told(error)} instead of `FileNotFoundError` or `ModelError`")
        return
    say(f"{address}, where nothing is, is read as if something were")
