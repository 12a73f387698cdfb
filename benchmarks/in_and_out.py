"""In and out: 10 million rows of CSV, and of Parquet, by ten formulas to Parquet, each in a process of its own."""

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv, parquet

from benchmarks._in_and_out import FORMULAS, WAYS
from benchmarks._race import Answer, Contender, race
from benchmarks._report import Report
from benchmarks._settings import Settings
from benchmarks.w8_parquet import GROUP, NEEDS, apart

ROWS = 10_000_000
NAMES = [*(f"b{it}" for it in range(1, 7)), *(f"c{it}" for it in range(1, 5))]


def part_of(start: int, count: int) -> pa.Table:
    """Some rows: a key, a plan, ten amounts of whole cents."""
    draw = np.random.default_rng(start + 11)
    plans = np.array(["basic", "team", "business", "trial"])
    columns = {"customer_id": np.arange(start, start + count), "plan": plans[draw.integers(0, 4, count)]}
    return pa.table(columns | {it: np.round(draw.random(count) * 100, 2) for it in NAMES})


def made(folder: Path, name: str, rows: int) -> tuple[Path, Path]:
    """The rows as CSV and as Parquet."""
    paths = folder / f"{name}.csv", folder / f"{name}.parquet"
    schema = part_of(0, 1).schema
    with csv.CSVWriter(paths[0], schema) as texts, parquet.ParquetWriter(paths[1], schema) as columns:
        for start in range(0, rows, GROUP):
            part = part_of(start, min(GROUP, rows - start))
            texts.write_table(part)
            columns.write_table(part)
    return paths


def reference(rows: int) -> Answer:
    """The first and the last formula by numpy, with the key."""
    keys, first, last = [], [], []
    for start in range(0, rows, GROUP):
        part = part_of(start, min(GROUP, rows - start))
        b1, b2, b3, b4, b5, b6, c1, c2, c3, c4 = (part[it].to_numpy() for it in NAMES)
        benefits = 1.3 * (b1 + b2 + b3) + 0.9 * (b4 + b5 + b6)
        left = benefits - (c1 + c2 + c3 + c4) * 1.07
        keys.append(part["customer_id"].to_numpy())
        first.append(b1 + b2 + b3)
        last.append(left * (1 + np.divide(left, benefits, out=np.zeros(len(left)), where=benefits > 0)))
    return tuple(map(np.concatenate, (keys, first, last)))


def read(path: Path) -> Answer:
    table = parquet.read_table(path, columns=["customer_id", "f1", "f10"])
    keys = table["customer_id"].cast(pa.int64())  # of CSV ours stay texts, as they were written
    return keys.to_numpy(), *(table[it].to_numpy() for it in ("f1", "f10"))


def contenders(settings: Settings, tiny: Path, source: Path, target: Path) -> Iterator[Contender]:
    for way in WAYS:
        kind = way.partition(",")[0]
        if kind in NEEDS and not settings.peer(NEEDS[kind]):
            continue
        yield Contender(
            way,
            kind,
            partial(apart, way, tiny, source, target, "benchmarks._in_and_out"),
            lambda _: read(target),
            clock=lambda it: (it["seconds"], it["peak"] or None),
        )


def measure(settings: Settings) -> Iterator[Report]:
    rows = settings.size(ROWS, 2_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tiny, whole = made(folder, "tiny", 100), made(folder, "whole", rows)
        right = reference(rows)
        for kind, small, source in zip(("CSV", "Parquet"), tiny, whole, strict=True):
            yield race(
                settings,
                f"in_and_out {kind}",
                f"In and out: {kind} to Parquet, {rows:,} rows of 12 columns, {len(FORMULAS)} formulas",
                contenders(settings, small, source, folder / "out.parquet"),
                right,
                notes=(f"{source.stat().st_size / 1e6:.0f} MB are read; memory is that of the whole process.",),
            )
