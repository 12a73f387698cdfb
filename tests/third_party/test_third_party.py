"""Plugins of others, installed by pip into an environment of their own: all that they add works there, and one
that is broken is named while the rest works.

The environment sees the packages that these tests run with, so nothing is downloaded. Wheels are built by a small
backend that lies beside the plugins.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import pytest

HERE = Path(__file__).parent
SHAKY = ("shaky_elsewhere", "shaky_hook", "shaky_import")
MODEL = """
requires plugin energy
currency PTS
entity customer key id
import energy.bill as bill with use = used

inputs:
    used : kWh  optional  from "use"

cost      = bill.cost
in_euros  = bill.in_euros
total     = sum(cost over customer)
outputs:
    cost
    in_euros
    total
"""
READ = "entity customer key id\ninputs:\n    use : number optional\ntwice = use * 2\n"
METERS = "id;use\na;2500,0\nb;\nc;100,5\nd;0,0\n"


class Place:
    """An environment with plugins in it, and a folder to work in."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._env = folder / "work", folder / "env"
        self.folder.mkdir()
        venv.create(self._env, with_pip=False, symlinks=os.name != "nt")
        base = {"base": str(self._env), "platbase": str(self._env)}
        self.packages = Path(sysconfig.get_path("purelib", vars=base))
        self.python = str(Path(sysconfig.get_path("scripts", vars=base)) / "python")
        seen = [sysconfig.get_path(it) for it in ("purelib", "platlib")]
        lines = [f"import site; site.addsitedir({it!r})" for it in dict.fromkeys(seen)]
        (self.packages / "tests.pth").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def install(self, *sources: Path) -> None:
        """As anybody would, only that nothing is looked for elsewhere."""
        pip = [sys.executable, "-m", "pip", "--python", self.python, "install", "--quiet", "--no-index", "--no-deps"]
        options = ["--no-build-isolation", "--disable-pip-version-check"]
        done = subprocess.run([*pip, *options, *map(str, sources)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def run(self, *program: str, off: str = "") -> str:
        """What a program prints that is given to the environment's Python, in the folder."""
        env = {**os.environ, "NO_COLOR": "1", "COLUMNS": "200", "WORTHWHILE_DISABLE_PLUGINS": off, "PYTHONPATH": ""}
        asked = [self.python, "-W", "error", *program]
        done = subprocess.run(asked, cwd=self.folder, env=env, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def commands(self, *typed: str, off: str = "") -> dict[str, "Said"]:
        """Commands of worthwhile, one after the other; one start of Python serves them all."""
        told = self.run("-c", ALL_OF_THEM, *typed, off=off)
        return {line: Said(*it) for line, it in zip(typed, json.loads(told), strict=True)}


class Said(NamedTuple):
    """What became of a command."""

    code: int
    out: str
    err: str


ALL_OF_THEM = """
import contextlib, io, json, shlex, sys
from worthwhile.cli import main
found = []
for line in sys.argv[1:]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(shlex.split(line))
    found.append((code, out.getvalue(), err.getvalue()))
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    if find_spec("pip") is None:
        pytest.skip("there is no pip to install plugins with")
    folder = tmp_path_factory.mktemp("third_party")
    found = Place(folder)
    for name in ("energy", "shaky"):
        shutil.copytree(HERE / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(HERE / "backend.py", folder / name)
    found.install(folder / "energy", folder / "shaky")
    (found.folder / "bill.worth").write_text(MODEL, encoding="utf-8")
    (found.folder / "read.worth").write_text(READ, encoding="utf-8")
    (found.folder / "customers.meter").write_text(METERS, encoding="utf-8")
    (found.folder / "customers.csv").write_text("id,use\na,1\n", encoding="utf-8")
    return found


PLUGINS, DOCTOR = "plugins --format json", "doctor --format json"
BILL = "run bill.worth --data customer=customers.meter --format json"
WRITE = "run read.worth --data customer=customers.meter --out twice.meter"
HALF, STREAM = "run read.worth --data customer=rows.half", "run read.worth --data customer=rows.half --out old.csv"
FULL, CHECK = "run read.worth --data customer=customers.csv --out rows.half", "check read.worth"
METER, HELP, NOWHERE = "meters customers.meter", "--help", "meters nowhere.meter"
FAIL, FUNCTION = "meters customers.meter --fail", "help stepped_cost"


@pytest.fixture(scope="module")
def said(place: Place) -> dict[str, Said]:
    (place.folder / "old.csv").write_text("as it was\n", encoding="utf-8")
    models = f"test '{(place.packages / 'acme' / 'energy' / 'models').as_posix()}'"
    typed = (PLUGINS, DOCTOR, BILL, WRITE, HALF, STREAM, FULL, CHECK, METER, HELP, NOWHERE, FAIL, FUNCTION, models)
    found = place.commands(*typed)
    assert not [line for line, it in found.items() if "Traceback" in it.out + it.err or it.code > 2]
    return {**found, "test": found[models]}


def test_what_is_installed_is_listed_and_what_is_broken_is_named(said: Mapping[str, Said]) -> None:
    assert said[PLUGINS].code == 1
    listed = json.loads(said[PLUGINS].out)
    plugins: Mapping[str, Any] = {it["name"]: it for it in listed["plugins"]}
    energy = plugins["energy"]
    assert (energy["distribution"], energy["version"], energy["fault"]) == ("acme-energy", "2.1.0", "")
    assert energy["adds"] == {
        "functions": ["stepped_cost"],
        "sources": ["meter"],
        "outputs": ["meter"],
        "libraries": ["energy"],
        "units": ["kWh", "MWh", "PTS", "PTS_EUR"],
        "commands": ["meters"],
    }
    assert plugins["shaky_import"]["fault"] == "ImportError: a library of 1998 is missing"
    assert plugins["shaky_hook"]["fault"] == "RuntimeError: no more functions today"
    assert plugins["shaky_elsewhere"]["fault"].startswith("ModuleNotFoundError")
    assert plugins["shaky_later"]["fault"] == ""
    assert [it["code"] for it in listed["findings"]] == ["W0804"]
    assert "`commands()` of the plugin `shaky_later`" in listed["findings"][0]["message"]
    assert [it["name"] for it in listed["plugins"]][-5:] == ["energy", *SHAKY, "shaky_later"]
    assert "csv_source" in plugins


def test_the_doctor_names_them(said: Mapping[str, Said]) -> None:
    assert said[DOCTOR].code == 1
    checks = json.loads(said[DOCTOR].out)["checks"]
    assert [it["name"] for it in checks if it["state"] == "broken"] == [*(f"plugin {it}" for it in SHAKY), "commands"]


def test_function_units_currency_source_library_and_rates_work_together(said: Mapping[str, Said]) -> None:
    assert said[BILL].code == 0
    found = json.loads(said[BILL].out)
    assert found["units"] == {"cost": "PTS", "in_euros": "EUR", "total": "PTS"}
    assert found["outputs"]["cost"] == [80_000.0, None, 3_015.0, 0.0]
    assert found["outputs"]["in_euros"] == [1_000.0, None, pytest.approx(37.6875), 0.0]
    assert found["outputs"]["total"] == [83_015.0]
    assert "1 passed, 0 failed" in said["test"].out
    assert "at one price up to a limit" in said[FUNCTION].out


def test_the_output_writes_what_the_source_reads(place: Place, said: Mapping[str, Said]) -> None:
    assert said[WRITE].code == 0
    text = (place.folder / "twice.meter").read_text(encoding="utf-8")
    assert text == "id;twice\na;5000,0\nb;\nc;201,0\nd;0,0\n"


def test_the_command_is_one_of_ours(said: Mapping[str, Said]) -> None:
    assert said[METER].out == "4 meters\n"
    assert "Count the meters" in said[HELP].out
    assert said[NOWHERE].code == 2
    assert "Usage: " in said[NOWHERE].err
    assert said[FAIL].code == 1
    assert "`meters` of the plugin `energy` failed: LookupError: no meter" in said[FAIL].err


def test_what_breaks_later_is_named_and_leaves_nothing(place: Place, said: Mapping[str, Said]) -> None:
    assert (said[HALF].code, said[STREAM].code, said[FULL].code) == (1, 1, 1)
    assert "the line went dead (plugin `shaky_later`)" in said[HALF].err
    assert "(plugin `shaky_later`)" in said[STREAM].err
    assert (place.folder / "old.csv").read_text(encoding="utf-8") == "as it was\n"
    assert "no room for 1 rows (plugin `shaky_later`)" in said[FULL].err
    names = {"bill.worth", "customers.csv", "customers.meter", "old.csv", "read.worth", "twice.meter"}
    assert {it.name for it in place.folder.iterdir()} == names
    assert said[CHECK].code == 0
    assert "the lint S0001 of the plugin `shaky_later` failed" in said[CHECK].out
    assert all(f"`{it}` is left out" in said[CHECK].out for it in SHAKY)


def test_turned_off_they_are_silent(place: Place) -> None:
    found = place.commands(CHECK, DOCTOR, BILL, off="shaky, Energy")
    assert found[CHECK].out == "1 model checked: nothing to say\n"
    assert json.loads(found[DOCTOR].out)["ok"]
    assert found[BILL].code == 1
    assert "W0803" in {it["code"] for it in json.loads(found[BILL].out)["findings"]}


CONFORMS = """
from pathlib import Path
import acme.energy as energy
from acme.energy.meters import MeterSource, MeterTarget
from acme.energy.tariff import STEPPED
from worthwhile.testing import *
check_plugin(energy)
check_function(STEPPED)
check_units(list(energy.units()))
check_library(next(energy.libraries()), energy)
table = {"id": list("abcd"), "use": [2500.0, None, 100.5, 0.0]}
check_source(MeterSource(), "customers.meter", table, missing="x.meter")
Path("checked").mkdir()
check_output(MeterTarget(), "checked/deals.meter", lambda it: Path(it).read_bytes())
"""


def test_the_plugin_conforms(place: Place) -> None:
    """Checked in its own environment, as its author would."""
    place.run("-c", CONFORMS)
