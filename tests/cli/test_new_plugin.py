"""`worthwhile new plugin NAME` writes a distribution that works as it is written, and whose tests pass."""

import json
import os
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import click
import pytest

from worthwhile.cli import main
from worthwhile.cli.new_plugin import WRITTEN, write_plugin
from worthwhile.cli.options import Voice

VOICE = Voice(json=False, quiet=True, color="never")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The distribution, written into an empty folder."""
    monkeypatch.chdir(tmp_path)
    assert write_plugin(VOICE, "weather") == 0
    return tmp_path / "worthwhile-weather"


def environment(folder: Path) -> dict[str, str]:
    """What `pip install -e` comes to: the folder on the path, and what the distribution says of itself beside it."""
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    about = folder.parent / "installed" / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    about.mkdir(parents=True)
    metadata = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (about / "METADATA").write_text(metadata, encoding="utf-8")
    lines = [f"{name} = {value}" for name, value in project["entry-points"]["worthwhile"].items()]
    (about / "entry_points.txt").write_text("\n".join(["[worthwhile]", *lines]) + "\n", encoding="utf-8")
    path = os.pathsep.join([str(folder), str(about.parent)])
    return {**os.environ, "PYTHONPATH": path, "NO_COLOR": "1", "WORTHWHILE_DISABLE_PLUGINS": ""}


def test_what_is_written_works_and_its_tests_pass(folder: Path) -> None:
    env = environment(folder)

    def run(*command: str) -> str:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", *command],
            cwd=folder,
            env=env,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert "5 passed" in run(
        "pytest", "-q", "-p", "no:cacheprovider", "--basetemp", str(folder.parent / "kept"), "tests"
    )
    code = "from worthwhile.cli import main\nfor it in {}: assert main(it) == 0, it\n"
    commands = [
        ["plugins"],
        ["check", "example.worth", "--quiet"],
        ["test", "example.worth"],
        ["fmt", "--check", "example.worth"],
        ["run", "example.worth", "--data", "row=example.weather", "--out", "result.weather"],
    ]
    done = subprocess.run(
        [sys.executable, "-c", code.format(commands)],
        cwd=folder,
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (
        "weather (worthwhile-weather 0.1.0)\n    functions: weather_mean\n    sources: weather\n    outputs: weather"
        in done.stdout
    )
    rows = [json.loads(line) for line in (folder / "result.weather").read_text(encoding="utf-8").splitlines()]
    assert rows == [["id", "middle"], ["a", 1.5], ["b", None], ["c", 6.5]]


def test_every_file_is_there_and_no_name_is_left_open(folder: Path) -> None:
    written = {it.relative_to(folder).as_posix() for it in folder.rglob("*") if it.is_file()}
    assert written == {it.replace("@name@", "weather") for it in WRITTEN}
    texts = [(folder / it).read_text(encoding="utf-8") for it in written]
    assert not [it for it in texts if "@" + "name@" in it or "@version@" in it]
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["dependencies"] == [f"worthwhile>={version('worthwhile')}"]


def test_the_command_line_writes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "plugin", "rain", "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["folder"] == "worthwhile-rain"
    assert all(Path(it).is_file() for it in said["files"])
    assert main(["new", "plugin", "rain"]) == 2
    assert main(["new", "plugin"]) == 2


def test_nothing_that_is_there_is_written_over(folder: Path) -> None:
    (folder / "README.md").write_text("mine\n", encoding="utf-8")
    with pytest.raises(click.UsageError, match="there already"):
        write_plugin(VOICE, "weather")
    assert (folder / "README.md").read_text(encoding="utf-8") == "mine\n"


@pytest.mark.parametrize(
    "name",
    ["", "two words", "a-b", "Weather", "1st", "_hidden", "../up", "é", "csv", "run", "shipped", "worth", "plugins"],
)
def test_a_name_that_cannot_be_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(click.UsageError):
        write_plugin(VOICE, name)
    assert not list(tmp_path.iterdir())
