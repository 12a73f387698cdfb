"""W8: a Parquet file of 10 million rows by 12 columns to one with three new columns, each in a process of its own.

The clock of a contender starts when it has done a file of a hundred rows, and its memory is the peak of its process.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from benchmarks._file_to_file import WAYS
from benchmarks._race import Answer, Array, Contender, Target, race
from benchmarks._report import Line, Report, Wanted
from benchmarks._settings import Settings
from benchmarks.w1_value_equation import BENEFITS, COSTS, OVERHEAD, WEIGHTS
from worthwhile import Model

SAME = 1.25
"""What the peak may grow by when the rows are ten times as many."""
GROUP = 1 << 20
"""Rows that are written at once."""
ROOT = Path(__file__).parents[1]
NEEDS = {"polars": "polars", "DuckDB": "duckdb", "pandas": "pandas"}


def written(path: Path, rows: int) -> Answer:
    """Make the file; gives what should come of it."""
    draw = np.random.default_rng(8)
    plans = pa.array(["basic", "team", "business", "trial"])
    found: list[tuple[Array, ...]] = []
    writer = None
    for start in range(0, rows, GROUP):
        count = min(GROUP, rows - start)
        data: dict[str, Any] = {
            "customer_id": np.arange(start, start + count) + 10_000_000,
            "plan": pa.DictionaryArray.from_arrays(draw.integers(0, 4, count).astype(np.int32), plans).cast(
                pa.string()
            ),
        }
        data |= {it: np.round(draw.random(count) * 100, 2) for it in BENEFITS}
        data |= {it: np.round(draw.random(count) * 40, 2) for it in COSTS}
        part = pa.table(data)
        writer = writer or parquet.ParquetWriter(path, part.schema, compression="snappy")
        writer.write_table(part)
        worth = sum(weight * data[name] for weight, name in zip(WEIGHTS, BENEFITS, strict=True))
        net = worth - sum(data[name] for name in COSTS) * (1 + OVERHEAD)
        share = np.divide(net, worth, out=np.zeros(count), where=worth > 0)
        found.append((data["customer_id"], worth, net, share))
    if writer:
        writer.close()
    return tuple(np.concatenate(it) for it in zip(*found, strict=True))


def read(path: Path) -> Answer:
    table = parquet.read_table(path, columns=["customer_id", "worth", "net", "share"])
    return tuple(table[it].to_numpy() for it in table.column_names)


def apart(
    way: str, tiny: Path, source: Path, target: Path, module: str = "benchmarks._file_to_file"
) -> dict[str, float]:
    """One contender in a process of its own: its seconds, and the bytes at its peak."""
    command = [sys.executable, "-m", module, way, *map(str, (tiny, source, target))]
    said = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if said.returncode:
        raise RuntimeError(f"{way}: {said.stderr.strip()[-2000:]}")
    told: dict[str, float] = json.loads(said.stdout)
    return told


def contenders(settings: Settings, files: tuple[Path, Path, Path]) -> Iterator[Contender]:
    for way, does in WAYS.items():
        kind = way.partition(",")[0]
        if (kind in NEEDS and not settings.peer(NEEDS[kind])) or (does.needs and not hasattr(Model, does.needs)):
            continue
        yield Contender(
            way,
            way if kind == "polars" else kind,  # targets name one way of polars, not the other
            partial(apart, way, *files),
            lambda _: read(files[-1]),
            clock=lambda it: (it["seconds"], it["peak"] or None),
        )


def measure(settings: Settings) -> Iterator[Report]:
    rows = settings.size(10_000_000, 2_000)
    with tempfile.TemporaryDirectory() as folder:
        tiny, source, target = (Path(folder) / f"{it}.parquet" for it in ("tiny", "in", "out"))
        written(tiny, 100)
        reference = written(source, rows)
        ours = "worthwhile, streaming" if hasattr(Model, "stream") else "worthwhile"
        report = race(
            settings,
            "w8",
            f"W8: Parquet to Parquet, {rows:,} rows of 12 columns, three new ones",
            contenders(settings, (tiny, source, target)),
            reference,
            targets=(Target(1.2, ("polars, streaming",), ours), Target(1.0, ("DuckDB",), ours)),
            notes=(f"{source.stat().st_size / 1e6:.0f} MB are read; memory is that of the whole process.",),
        )
        lines, wanted = [*report.lines], [*report.wanted]
        if "streaming" in ours:
            written(source, rows // 10)
            tenth = apart(ours, tiny, source, target)
            lines.append(
                Line(f"{ours}, a tenth of the rows", tenth["seconds"], tenth["seconds"], True, extra=tenth["peak"])
            )
        wanted += _memory(lines, ours)
        yield replace(report, lines=lines, wanted=[] if settings.small else wanted)


def _memory(lines: Sequence[Line], ours: str) -> Iterator[Wanted]:
    peaks = {it.name: it.extra for it in lines if it.extra}
    if ours in peaks and "polars, eager" in peaks:
        ratio = peaks[ours] / peaks["polars, eager"]
        yield Wanted(f"peak memory of {ours} at most 0.5 x polars, eager", f"{ratio:.2f}", ratio <= 0.5)
    tenth = peaks.get(f"{ours}, a tenth of the rows")
    if ours in peaks and tenth:
        ratio = peaks[ours] / tenth
        yield Wanted(f"peak memory at most {SAME} x that of a tenth of the rows", f"{ratio:.2f}", ratio <= SAME)
