"""From file to file some rows at a time: whole or not at all, whatever comes in between."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import csv, parquet

from worthwhile.cli.main import main

MODEL = """
model shops
currency USD
entity shop key id
inputs:
    margin : USD
    visits : count optional
total = sum(margin over shop)
share = margin / total
twice = visits * 2
outputs:
    margin
    share
    twice
"""
ROWS = 3_000
DATA: dict[str, list[Any]] = {
    "id": list(range(ROWS)),
    "margin": [it / 4 for it in range(ROWS)],
    "visits": [it % 7 for it in range(ROWS)],
}
TOTAL = sum(DATA["margin"])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "shops.worth").write_text(MODEL, encoding="utf-8")
    data = pa.table({**DATA, "note": ["as it is"] * ROWS})
    csv.write_csv(data, tmp_path / "shops.csv")
    parquet.write_table(data, tmp_path / "shops.parquet", row_group_size=700)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(source: str, out: str, *options: str) -> int:
    return main(["run", "shops.worth", "--data", f"shop={source}", "--out", out, *options])


def read(file: str) -> Any:
    return csv.read_csv(file) if file.endswith("csv") else parquet.read_table(file)


@pytest.mark.parametrize("source", ["shops.csv", "shops.parquet"])
@pytest.mark.parametrize("out", ["out.csv", "out.parquet"])
def test_what_comes_out(folder: Path, source: str, out: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(source, out) == 0
    said = capsys.readouterr()
    assert "3,000 rows written to" in said.err
    found = read(out)
    assert found.column_names == ["id", "margin", "share", "twice"]
    assert list(map(int, found["id"].to_pylist())) == DATA["id"]
    assert found["share"].to_pylist() == [it / TOTAL for it in DATA["margin"]]
    assert found["twice"].to_pylist() == [2 * it for it in DATA["visits"]]
    assert len(list(folder.iterdir())) == 4


def test_the_columns_of_the_data_go_along(folder: Path) -> None:
    assert run("shops.parquet", "out.parquet", "--keep") == 0
    found = read("out.parquet")
    assert found.column_names == ["id", "visits", "note", "margin", "share", "twice"]
    assert set(found["note"].to_pylist()) == {"as it is"}
    assert (folder / "out.parquet").exists()


@pytest.mark.parametrize("options", [("--keep",), ("--keep", "--out", "out.xlsx")])
def test_columns_go_along_to_files_of_rows_only(folder: Path, options: tuple[str, ...]) -> None:
    assert main(["run", str(folder / "shops.worth"), "--data", "shop=shops.csv", *options]) == 2


def test_json_says_what_was_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("shops.csv", "out.parquet", "--format", "json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["rows"], said["written"], said["outputs"], said["diagnostics"]) == (ROWS, "out.parquet", {}, [])
    assert (folder / "out.parquet").exists()


@pytest.mark.parametrize("out", ["out.csv", "out.parquet"])
def test_a_count_that_turns_out_to_be_a_number_is_written_again(
    folder: Path, out: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worthwhile.cli.streaming.ROWS", 500)
    text = MODEL.replace("twice = visits * 2", "twice : count = if id2 > 2900 then visits * 0.5 else visits * 2")
    text = text.replace("inputs:\n", 'inputs:\n    id2 : number from "margin"\n').replace("> 2900", "> 720")
    (folder / "shops.worth").write_text(text, encoding="utf-8")
    assert run("shops.parquet", out) == 0
    pairs = zip(DATA["margin"], DATA["visits"], strict=True)
    assert read(out)["twice"].to_pylist() == [visits * (0.5 if margin > 720 else 2) for margin, visits in pairs]
    assert [it.name for it in folder.iterdir() if it.name.startswith(".")] == []


@pytest.mark.parametrize("out", ["out.csv", "out.parquet"])
def test_what_falls_short_at_the_end_leaves_the_old_file(folder: Path, out: str) -> None:
    (folder / out).write_text("the old one")
    (folder / "shops.worth").write_text(MODEL + "ensure margin < $700\n", encoding="utf-8")
    assert run("shops.parquet", out) == 1
    with (folder / "shops.csv").open("a", encoding="utf-8") as file:
        file.write("1,2\n")
    (folder / "shops.worth").write_text(MODEL, encoding="utf-8")
    assert run("shops.csv", out) == 1
    assert (folder / out).read_text() == "the old one"
    assert len(list(folder.iterdir())) == 4


SLOW = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell gives it away for what runs in the background
import sys, time
from worthwhile.cli import streaming
from worthwhile.cli.main import main
from worthwhile.plugin import targets
written = targets.Writing.write
def slowly(self, rows):
    written(self, rows)
    print("written", flush=True)
    time.sleep(0.5)
targets.Writing.write = slowly
streaming.ROWS = 100
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of another kind")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)])
def test_a_stop_leaves_the_old_file(folder: Path, sent: signal.Signals, code: int) -> None:
    (folder / "out.parquet").write_text("the old one")
    command = [sys.executable, "-c", SLOW, "run", "shops.worth", "--data", "shop=shops.parquet", "--out", "out.parquet"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "written\n"
        time.sleep(0.1)
        process.send_signal(sent)
        assert process.wait(timeout=30) == code
        said = process.stderr.read()
    assert (folder / "out.parquet").read_text() == "the old one"
    if sent is not signal.SIGKILL:  # whoever is killed cannot tidy up
        assert len(list(folder.iterdir())) == 4
        assert said.strip() == ("interrupted" if sent is signal.SIGINT else "")


@pytest.mark.skipif(os.name == "nt", reason="there is no such terminal")
def test_progress_is_shown_where_somebody_looks_at_it(folder: Path) -> None:
    import pty

    command = [sys.executable, "-c", SLOW, "run", "shops.worth", "--data", "shop=shops.parquet", "--out", "out.parquet"]
    command[2] = SLOW.replace("time.sleep(0.5)", "time.sleep(0.01)").replace("ROWS = 100", "ROWS = 500")
    looked_at, end = pty.openpty()
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=end, env={**os.environ, "TERM": "xterm"}
    ) as process:
        os.close(end)
        said = b""
        try:
            while more := os.read(looked_at, 4096):
                said += more
        except OSError:  # the other end is gone
            pass
        os.close(looked_at)
        assert process.wait(timeout=30) == 0
    assert b"6,000 rows" in said  # read twice: the total has to be known first
    assert b"3,000 rows written" in said
