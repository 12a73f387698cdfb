"""Killed at any moment while writing, or out of room: what is there is the old result, or the new one, whole.

The children are forked from a process that has read everything, begin to write at once, and are killed
after a random while. How many: `WORTHWHILE_KILLS=200 pytest tests/plugins/outputs/test_kills.py`.
"""

import gc
import os
import random
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import csv, parquet

import worthwhile as ww
from plugins.postgres import Server
from worthwhile.plugin.registry import installed
from worthwhile.plugin.targets import Writing, target_of

KILLS = int(os.environ.get("WORTHWHILE_KILLS", "6"))
ROWS, BATCHES = 4_000, 5
MANY = 50
MODEL = ww.parse(
    "entity row key id\ninputs:\n    x : number\n    name : text\ntwice = x * 2\nall = sum(x over row)\noutputs:\n    twice\n    name\n    all\n"
)

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")


def result(factor: int) -> Any:
    return MODEL.run(
        {"id": range(ROWS), "x": [it * factor for it in range(ROWS)], "name": [f"n{it}" for it in range(ROWS)]}
    )


OLD, NEW = result(1), result(2)
WHOLE = {factor: [it * 2.0 * factor for it in range(ROWS)] for factor in (1, 2)}


def write(address: str, what: Any) -> None:
    """Batch by batch, as `run --out` does."""
    target: Any = target_of(address, installed())
    table = what.to_arrow()
    with Writing(target, address) as writing:
        for place in range(BATCHES):
            writing.write(table.slice(place * ROWS // BATCHES, ROWS // BATCHES))
        writing.summarize(what)


def child(do: Callable[[], None]) -> int:
    """A process that does something, and leaves without tidying up what is this one's."""
    pid = os.fork()
    if pid:
        return pid
    try:
        do()
        os._exit(0)
    except BaseException:  # noqa: BLE001 (it ends here, whatever it is)
        os._exit(1)


def took(do: Callable[[], None]) -> float:
    """How long a child is busy."""
    start = time.perf_counter()
    assert os.waitstatus_to_exitcode(os.waitpid(child(do), 0)[1]) == 0
    return time.perf_counter() - start


def killed(address: str, read: Callable[[], list[float]], kills: int) -> tuple[int, int]:
    """Kill writers at random moments; how many left the old result, how many the new."""
    drawn, seen = random.Random(11), [0, 0]  # noqa: S311 (nothing is kept secret)
    write(address, OLD)
    assert read() == WHOLE[1]
    most = min(took(lambda: write(address, NEW)) for _ in range(3))
    now = 2
    for place in range(kills):
        then = 3 - now
        pid = child(lambda then=then: write(address, OLD if then == 1 else NEW))  # type: ignore[misc]  # (a default binds what changes in the loop)
        time.sleep((place + drawn.random()) / kills * most)  # from the first moment to the last
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        found = read()
        assert found in (WHOLE[1], WHOLE[2])
        seen[found == WHOLE[then]] += 1
        now = then if found == WHOLE[then] else now
    return seen[0], seen[1]


def told(kind: str, seen: tuple[int, int]) -> None:
    print(f"{kind}: {sum(seen)} killed, {seen[0]} left the old result, {seen[1]} the new one")
    assert seen[0] > 0 or sum(seen) < MANY  # of a few, on a busy machine, all may be late


@pytest.fixture(autouse=True)
def _quiet() -> Any:
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.parametrize("ending", ["parquet", "csv", "json"])
def test_files(ending: str, tmp_path: Path) -> None:
    import json

    file = tmp_path / f"out.{ending}"
    readers: dict[str, Callable[[], list[float]]] = {
        "parquet": lambda: parquet.read_table(file)["twice"].to_pylist(),  # noqa: PLW0108 (the file is read then)
        "csv": lambda: csv.read_csv(file)["twice"].cast(pa.float64()).to_pylist(),
        "json": lambda: json.loads(file.read_text())["outputs"]["twice"],
    }
    told(ending, killed(str(file), readers[ending], KILLS))
    left = [it for it in tmp_path.iterdir() if it != file]
    assert len(left) <= 1  # between getting its name and its place a draft can be seen


def test_sqlite(tmp_path: Path) -> None:
    file = tmp_path / "out.db"

    def read() -> list[float]:
        with closing(sqlite3.connect(file)) as base:
            twice = [it for (it,) in base.execute("SELECT twice FROM values_ ORDER BY rowid")]
            ((total,),) = base.execute('SELECT "all" FROM values__summary').fetchall()
            assert total == twice[-1] / 2 * ROWS / 2  # both tables are of one run
            assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return twice

    told("sqlite", killed(f"sqlite:///{file}#values_", read, KILLS))


def test_postgresql(postgres: Server) -> None:
    def read() -> list[float]:
        (total,) = postgres.fetch('SELECT "all" FROM killed_summary')["all"].to_pylist()
        twice: list[float] = postgres.fetch("SELECT twice FROM killed ORDER BY id")["twice"].to_pylist()
        assert total == twice[-1] / 2 * ROWS / 2
        return twice

    told("postgresql", killed(f"{postgres.uri}#killed", read, KILLS))
    for _ in range(100):  # the server notices that they are gone
        if not postgres.fetch("SELECT 1 FROM pg_tables WHERE tablename LIKE 'worthwhile%'").num_rows:
            return
        time.sleep(0.05)
    pytest.fail("a table of a killed run is left")
