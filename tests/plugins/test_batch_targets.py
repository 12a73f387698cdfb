"""Targets that take rows batch by batch: written by a thread, whole or not at all; batches read ahead by another."""

import threading
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

import worthwhile as ww
from worthwhile.data.ahead import read_ahead
from worthwhile.plugin import BatchTarget
from worthwhile.plugin.registry import installed
from worthwhile.plugin.targets import Writing

ROWS = pa.table({"id": [1, 2]})


class Shelf:
    """A target that keeps what it is told, and breaks where it is asked to."""

    name = "shelf"

    def __init__(self, breaks: str = "", error: BaseException | None = None) -> None:
        self.breaks, self.error = breaks, error or ValueError("no room")
        self.log: list[str] = []

    def _do(self, what: str) -> None:
        self.log.append(what)
        if what == self.breaks:
            raise self.error

    def claims(self, address: str) -> bool:
        return address.startswith("shelf:")

    def begin(self, address: str, first: Any) -> "Shelf":
        assert address == "shelf:1"
        assert first.column_names == ["id"]
        self._do("begin")
        return self

    def write(self, rows: Any, address: str = "") -> Any:
        del address
        self._do(f"write {rows.num_rows}")

    def commit(self) -> None:
        self._do("commit")

    def abort(self) -> None:
        self._do("abort")


def test_rows_are_written_in_order_and_committed_once() -> None:
    shelf = Shelf()
    with Writing(shelf, "shelf:1") as writing:
        for count in range(7):
            writing.write(pa.table({"id": list(range(count))}))
    assert shelf.log == ["begin", *(f"write {it}" for it in range(7)), "commit"]


@pytest.mark.parametrize(
    ("breaks", "log"),
    [
        ("begin", ["begin"]),
        ("write 2", ["begin", "write 2", "abort"]),
        ("commit", ["begin", "write 2", "commit", "abort"]),
    ],
)
@pytest.mark.parametrize(
    ("error", "says"),
    [(ValueError("no room"), "no room (plugin `shelf`)"), (OSError(28, "No space left"), "No space left")],
)
def test_what_breaks_is_told_and_leaves_nothing(breaks: str, log: list[str], error: Exception, says: str) -> None:
    shelf = Shelf(breaks, error)
    with pytest.raises(ww.ModelError) as told, Writing(shelf, "shelf:1") as writing:
        writing.write(ROWS)
    (finding,) = told.value.findings
    assert finding.code == "W0612"
    assert says in finding.message
    assert shelf.log == log


def test_an_interrupt_leaves_nothing() -> None:
    shelf = Shelf()

    def interrupted() -> None:
        with Writing(shelf, "shelf:1") as writing:
            writing.write(ROWS)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert "commit" not in shelf.log
    assert shelf.log in ([], ["begin", "write 2", "abort"])


def test_shipped_targets_of_rows_take_batches() -> None:
    assert {it.name: isinstance(it, BatchTarget) for it in installed().outputs} == {
        "csv": True,
        "parquet": True,
        "json": True,
        "sqlite": True,
        "postgresql": True,
        "xlsx": False,
    }


# ---- read ahead


def test_items_come_in_order_and_what_is_raised_comes_in_its_turn() -> None:
    def items() -> Iterator[int]:
        yield from range(5)
        raise LookupError("gone")

    ahead = read_ahead(items())
    assert [next(ahead) for _ in range(5)] == list(range(5))
    with pytest.raises(LookupError, match="gone"):
        next(ahead)


def test_no_more_is_read_than_waits_and_the_thread_ends_with_its_reader() -> None:
    read: list[int] = []

    def items() -> Iterator[int]:
        for it in range(1_000):
            read.append(it)
            yield it

    ahead = read_ahead(items(), 2)
    assert next(ahead) == 0
    ahead.close()  # type: ignore[attr-defined]  # a generator is one
    assert len(read) <= 5
    assert not [it for it in threading.enumerate() if it.name == "worthwhile-reader"]
