"""`worthwhile doctor` says what is broken, what is merely not there, and what would mend it."""

import json
import tempfile
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import worthwhile_plugins
from worthwhile.cli import health, main
from worthwhile.plugin import plugin
from worthwhile.plugin.registry import Registry

CHECKS = ("Python", "worthwhile", "numpy", "pyarrow", "[stats]", "plugins", "Java", "PostgreSQL", "LibreOffice", "cache",
          "temporary files", "a run")  # fmt: skip


def examined() -> dict[str, health.Check]:
    return {it.name: it for it in health.examined()}


def test_all_is_fine_where_the_tests_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["ok"]
    checks = {it["name"]: it for it in said["checks"]}
    assert set(CHECKS) <= set(checks)
    assert checks["numpy"]["found"] == version("numpy")
    assert all(checks[it]["state"] == "fine" for it in ("Python", "numpy", "plugins", "a run"))
    assert main(["doctor"]) == 0
    told = capsys.readouterr().out
    assert all(it in told for it in CHECKS)
    assert told.endswith("nothing is broken\n")


def without(package: str, other: str | None = None) -> Callable[[str], str]:
    """The versions there are, but for one: not installed, or of another version."""

    def known(name: str) -> str:
        if name != package:
            return version(name)
        if other is None:
            raise PackageNotFoundError(name)
        return other

    return known


def test_what_is_not_installed_is_no_fault_and_says_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "version", without("scipy"))
    check = examined()["[stats]"]
    assert (check.state, check.hint) == ("absent", 'pip install "worthwhile[stats]"')
    assert "scipy not installed" in check.found


@pytest.mark.parametrize(
    ("package", "known", "name"), [("numpy", "1.2.3", "numpy"), ("scipy", "1.0", "[stats]"), ("lark", "2.0.1", "lark")]
)
def test_a_package_of_another_version_is_broken(
    package: str, known: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "version", without(package, known))
    check = examined()[name]
    assert check.state == "broken"
    assert known in check.found
    assert "pip install" in check.hint


@pytest.mark.parametrize(
    ("known", "versions", "suits"),
    [
        ("1.26", ">=1.26", True), ("1.26.0", ">=1.26", True), ("1.25.9", ">=1.26", False), ("2.0", ">=1.3,<2", False),
        ("1.3.1", "<2,>=1.3", True), ("3.1.1rc1", ">=3.1", True), ("1.4", "~=1.3", True), ("2.0", "~=1.3", False), ("5", "", True),
    ],
)  # fmt: skip
def test_versions_are_compared_by_their_numbers(known: str, versions: str, suits: bool) -> None:  # noqa: FBT001 (a table)
    assert health._suits(known, versions) is suits


def test_a_plugin_that_is_left_out_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def functions() -> Any:
        raise OSError("half installed")

    def commands(group: Any) -> None:
        group.add_command("run", "run")

    shaky, odd = ModuleType("shaky"), ModuleType("odd")
    shaky.functions, odd.commands = plugin(functions), plugin(commands)  # type: ignore[attr-defined]  # (a plugin as odd as that)
    registry = Registry.of(worthwhile_plugins, shaky, odd)
    monkeypatch.setattr("worthwhile.plugin.registry.installed", lambda: registry)
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "BAD plugin shaky" in said
    assert "left out, OSError: half installed" in said
    assert "`commands()` of the plugin `odd` failed" in said
    assert "2 of " in said


def test_a_run_that_gives_something_else_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(health.ANSWER, "total", [937.0])
    check = examined()["a run"]
    assert check.state == "broken"
    assert "936.0" in check.found


def test_without_the_plugins_that_ship_nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = Registry.of()
    monkeypatch.setattr("worthwhile.model.installed", lambda: bare)
    check = examined()["a run"]
    assert check.state == "broken"
    assert "W0845" in check.found


def test_folders_that_cannot_be_written_to_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    checks = examined()
    assert checks["cache"].state == checks["temporary files"].state == "broken"
    assert "XDG_CACHE_HOME" in checks["cache"].hint
    assert "TMPDIR" in checks["temporary files"].hint


def test_what_cannot_be_looked_at_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def raises(_: str) -> list[str]:
        raise RuntimeError("no metadata\nat all")

    monkeypatch.setattr(health, "requires", raises)
    checks = examined()
    assert checks["packages"].state == "broken"
    assert checks["packages"].found == "RuntimeError: no metadata"
    assert checks["a run"].state == "fine"
