"""What goes wrong while writing is a finding, the old result stays, and nothing else is left lying about."""

import ctypes
import os
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import worthwhile as ww
from plugins.postgres import Server
from worthwhile.plugin.targets import written

MODEL = ww.parse("entity row key id\ninputs:\n    x : number\ntwice = x * 2\nhalf = x / 3\n")
SMALL: Any = MODEL.run({"id": [1, 2], "x": [1.0, 2.0]})
ROWS = 8_000
LARGE: Any = MODEL.run({"id": range(ROWS), "x": [it / 7 for it in range(ROWS)]})
FILES = ["out.csv", "out.parquet", "out.json", "out.xlsx"]


def codes(told: Any) -> list[str]:
    return codes_of(told.value)


def codes_of(error: ww.ModelError) -> list[str]:
    return [it.code for it in error.findings]


NEW_NAMESPACE = 0x00020000
"""What `unshare` calls mounts that nobody else sees."""


def on_a_full_disk(folder: Path, do: Callable[[], None]) -> None:
    """Do something in a process of its own, where a folder has room for a hundred kilobytes.

    The disk is mounted for that process alone and goes with it; where that may not be done, no file may
    become larger.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(reading)
        try:
            _make_small(folder)
            do()
            os._exit(0)
        except BaseException:  # noqa: BLE001 (it is told by the parent)
            os.write(writing, traceback.format_exc()[-4_000:].encode())
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        said = told.read().decode()
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, said


def _make_small(folder: Path) -> None:
    if not ctypes.CDLL(None, use_errno=True).unshare(NEW_NAMESPACE):
        private = subprocess.run(["mount", "--make-rprivate", "/"], check=False, capture_output=True)
        mount = ["mount", "-t", "tmpfs", "-o", "size=100k", "worthwhile-test", str(folder)]
        if not private.returncode and not subprocess.run(mount, check=False, capture_output=True).returncode:
            return
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


@pytest.mark.parametrize("name", FILES)
def test_a_full_disk_leaves_the_old_file(name: str, tmp_path: Path) -> None:
    file = tmp_path / name

    def do() -> None:
        written(SMALL, str(file))
        before = file.read_bytes()
        with pytest.raises(ww.ModelError) as told:
            written(LARGE, str(file))
        assert codes(told) == ["W0612"]
        assert any(it in told.value.findings[0].message for it in ("No space left", "File too large"))
        assert file.read_bytes() == before
        assert list(tmp_path.iterdir()) == [file]

    on_a_full_disk(tmp_path, do)


def test_a_full_disk_leaves_the_old_table(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/out.db#results"

    def do() -> None:
        written(SMALL, address)
        with pytest.raises(ww.ModelError) as told:
            written(LARGE, address)
        assert codes(told) == ["W0673"]
        with closing(sqlite3.connect(tmp_path / "out.db")) as base:
            assert base.execute("SELECT twice FROM results").fetchall() == [(2.0,), (4.0,)]
        assert [it.name for it in tmp_path.iterdir()] == ["out.db"]

    on_a_full_disk(tmp_path, do)


def test_a_full_disk_leaves_no_new_database(tmp_path: Path) -> None:
    def do() -> None:
        with pytest.raises(ww.ModelError) as told:
            written(LARGE, f"sqlite:///{tmp_path}/out.db#results")
        assert codes(told) == ["W0673"]
        assert not list(tmp_path.iterdir())

    on_a_full_disk(tmp_path, do)


@pytest.mark.parametrize("name", FILES)
def test_a_link_stays_a_link_and_rights_stay(name: str, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    real, link = tmp_path / "there" / f"real-{name}", tmp_path / name
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    written(SMALL, str(link))
    assert link.is_symlink()
    assert real.read_bytes() != b"old"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert [it.name for it in real.parent.iterdir()] == [real.name]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_stays(tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    file.touch()
    os.chown(file, 65534, 65534)
    written(SMALL, str(file))
    assert (file.stat().st_uid, file.stat().st_gid) == (65534, 65534)


def test_a_new_file_has_the_rights_that_the_user_gives_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        written(SMALL, str(tmp_path / "out.csv"))
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out.csv").stat().st_mode) == 0o640


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "out.csv")
    with pytest.raises(ww.ModelError) as told:
        written(SMALL, str(tmp_path / "out.csv"))
    assert codes(told) == ["W0612"]
    assert "pipe" in told.value.findings[0].message


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become nobody")
@pytest.mark.parametrize("address", ["out.csv", "sqlite:///out.db#x"])
def test_what_may_not_be_written_is_a_finding(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    tmp_path.chmod(0o755)
    written(SMALL, str(tmp_path / "first.csv"))  # all is read by now
    pid = os.fork()
    if not pid:
        code = 9
        try:
            os.setgid(65534)
            os.setuid(65534)
            written(SMALL, address)
        except ww.ModelError as error:
            code = codes_of(error) == ["W0612"] and "ermission denied" in str(error) and 7
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7
    assert [it.name for it in tmp_path.iterdir()] == ["first.csv"]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("sqlite:///out.db", "W0671"),
        ("sqlite:///nowhere/out.db#x", "W0612"),
        ("postgresql://localhost/base", "W0671"),
        ("postgresql://nobody@127.0.0.1:1/base#x", "W0673"),
        ("postgresql://nobody:secret@127.0.0.1:1/base#" + "x" * 60, "W0673"),
    ],
)
def test_addresses_that_cannot_be_written(
    address: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ww.ModelError) as told:
        written(SMALL, address)
    assert codes(told) == [code]
    assert "secret" not in str(told.value)
    assert not list(tmp_path.iterdir())


def test_what_is_no_database_is_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "out.db"
    file.write_text("something else altogether\n" * 100)
    with pytest.raises(ww.ModelError) as told:
        written(SMALL, f"sqlite:///{file}#x")
    assert codes(told) == ["W0673"]
    assert file.read_text().startswith("something else")


def test_other_tables_stay(tmp_path: Path) -> None:
    file = tmp_path / "out.db"
    with closing(sqlite3.connect(file)) as base:
        base.execute("CREATE TABLE other (a)")
        base.execute("INSERT INTO other VALUES (7)")
        base.commit()
    written(SMALL, f"sqlite:///{file}#results")
    with closing(sqlite3.connect(file)) as base:
        assert base.execute("SELECT a FROM other").fetchall() == [(7,)]
        assert base.execute("SELECT count(*) FROM results").fetchall() == [(2,)]


def test_a_view_that_hangs_on_a_table_keeps_it(postgres: Server) -> None:
    postgres.run("CREATE TABLE seen AS SELECT 1 AS twice", "CREATE VIEW sees AS SELECT twice FROM seen")
    with pytest.raises(ww.ModelError) as told:
        written(SMALL, f"{postgres.uri}#seen")
    assert codes(told) == ["W0673"]
    assert "sees" in told.value.findings[0].message or "depend" in told.value.findings[0].message
    assert postgres.fetch("SELECT twice FROM sees").to_pylist() == [{"twice": 1}]


def test_a_table_of_a_schema(postgres: Server) -> None:
    postgres.run("CREATE SCHEMA IF NOT EXISTS reports")
    written(SMALL, f"{postgres.uri}#reports.results")
    assert postgres.fetch("SELECT twice FROM reports.results ORDER BY id").to_pylist() == [{"twice": 2}, {"twice": 4}]


@pytest.mark.parametrize("module", ["adbc_driver_postgresql", "xlsxwriter"])
def test_what_is_not_installed_is_named(module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    address = "postgresql://localhost/base#x" if module.startswith("adbc") else str(tmp_path / "out.xlsx")
    with pytest.raises(ww.ModelError) as told:
        written(SMALL, address)
    assert codes(told) == ["W0672"]
    assert "pip install" in told.value.findings[0].hint
