"""The command line: what each command prints, where, and with which exit code."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from worthwhile.cli import main

MODEL = """model shops "What a shop earns"
entity shop key shop_id
inputs:
    margin "Margin" : USD per month in $0..
    months_open     : months = 12
assumptions:
    fee : USD per month = $10 source "price list"
value "Value" = (margin - fee) * months_open
scenario dear "A dear year":
    fee = $20
test "a shop of $30":
    given margin = $30
    expect value = $240
"""
DATA = "shop_id,margin\na,20\nb,\nc,15.5\n"
BROKEN = 'model broken\nassumptions:\n    fee : USD = $3 source "list"\nvalue = fee + 2 hours\nother = nothing * 2\n'
FAILING = 'model failing\nx = 2\ntest "one":\n    expect x = 2\ntest "two":\n    expect x = 3\n'


class Said(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """What stands on standard output, which is one JSON object and nothing else."""
        return json.loads(self.out)


class Shell:
    """Commands in a folder with a model and its data."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def __call__(self, *words: str) -> Said:
        self._capsys.readouterr()
        code = main(words)
        said = self._capsys.readouterr()
        return Said(code, said.out, said.err)


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    files = {"shops.worth": MODEL, "shops.csv": DATA, "broken.worth": BROKEN}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return Shell(tmp_path, capsys)


RUN = ("run", "shops.worth", "--data", "shop=shops.csv")


# ---- run


def test_run_prints_a_table_and_says_what_is_missing_on_the_error_stream(shell: Shell) -> None:
    said = shell(*RUN)
    assert said.code == 0
    rows = [it.split() for it in said.out.splitlines()]
    assert ["a", "120.00"] in rows
    assert "W0602" in said.err
    assert "W0602" not in said.out


def test_run_in_json_is_one_object_of_columns(shell: Shell) -> None:
    said = shell(*RUN, "--format", "json")
    assert said.code == 0
    assert said.err == ""
    data = said.data
    assert data["model"] == "shops"
    assert (data["rows"], data["keys"]) == (3, ["a", "b", "c"])
    assert data["outputs"] == {"value": [120.0, None, 66.0]}
    assert data["units"] == {"value": "USD"}
    assert data["conventions"] == {"timing": None, "periods": None, "period": None, "as_of": None}
    (finding,) = data["diagnostics"]
    assert finding["code"] == "W0602"
    assert finding["keys"] == ["b"]
    assert {"level", "message", "hint", "file", "line", "column", "end_line", "end_column", "rows"} <= set(finding)
    assert (finding["file"], finding["line"]) == ("shops.worth", 4)


def test_a_model_about_one_thing_has_one_row_and_no_keys(shell: Shell) -> None:
    (shell.folder / "one.worth").write_text("a = 2 * 3\n", encoding="utf-8")
    data = shell("run", "one.worth", "--format", "json").data
    assert (data["rows"], data["keys"], data["outputs"]) == (1, None, {"a": [6.0]})


@pytest.mark.parametrize(
    ("options", "values"),
    [
        (["--set", "fee=$5"], [180, None, 126]),
        (["--set", "fee=5"], [180, None, 126]),
        (["--set", "fee=$60 per year"], [180, None, 126]),
        (["--set", "fee up 50%"], None),
        (["--set", "fee=up 50%"], [60, None, 6]),
        (["--scenario", "dear"], [0, None, -54]),
        (["--scenario", "dear", "--set", "fee=$5"], [180, None, 126]),
        (["--scenario", "dear", "--set", "fee=up $1"], [-12, None, -66]),
        (["--set", "months_open=1 year", "--set", "fee=$0"], [240, None, 186]),
        (["--set", "margin=$100"], [1080, 1080, 1080]),
    ],
)
def test_values_and_scenarios_are_set(shell: Shell, options: list[str], values: list[float] | None) -> None:
    said = shell(*RUN, "--format", "json", *options)
    if values is None:
        assert said.code == 2
        return
    assert said.code == 0
    assert said.data["outputs"]["value"] == pytest.approx(values)


def test_strict_takes_warnings_about_data_as_errors_and_still_gives_the_numbers(shell: Shell) -> None:
    said = shell(*RUN, "--strict", "--format", "json")
    assert said.code == 1
    assert said.data["outputs"]["value"] == [120.0, None, 66.0]
    assert [it["level"] for it in said.data["diagnostics"]] == ["error"]
    whole = shell(*RUN, "--strict", "--set", "margin=$1")
    assert whole.code == 0


@pytest.mark.parametrize("ending", ["csv", "parquet", "json"])
def test_out_writes_a_file_and_prints_no_table(shell: Shell, ending: str) -> None:
    said = shell(*RUN, "--out", f"values.{ending}")
    assert (said.code, said.out) == (0, "")
    assert "3 rows written" in said.err
    assert (shell.folder / f"values.{ending}").stat().st_size
    assert shell(*RUN, "--out", f"values.{ending}", "--quiet").err == ""


def test_out_writes_nothing_where_a_condition_does_not_hold(shell: Shell) -> None:
    text = MODEL + 'ensure value > $100 else "too little"\n'
    (shell.folder / "shops.worth").write_text(text, encoding="utf-8")
    said = shell(*RUN, "--out", "values.csv")
    assert said.code == 1
    assert "W0702" in said.err
    assert not (shell.folder / "values.csv").exists()


def test_limit_shortens_the_table_only(shell: Shell) -> None:
    short, whole = shell(*RUN, "--limit", "1").out, shell(*RUN, "--limit", "0").out
    assert "66" in whole
    assert "66" not in short
    assert len(shell(*RUN, "--limit", "1", "--format", "json").data["keys"]) == 3


# ---- what is named wrongly


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ((*RUN, "--set", "fe=1"), "W0201", "fee"),
        ((*RUN, "--set", "value=1"), "W0211", "value"),
        ((*RUN, "--scenario", "deer"), "W0210", "dear"),
        (("run", "shops.worth", "--data", "shops=shops.csv"), "W0611", "shop"),
        (("run", "shops.worth", "--data", "shop=nowhere.csv"), "W0609", "nowhere.csv"),
        (("run", "nowhere.worth"), "W0609", "nowhere.worth"),
        (("run", "."), "W0609", "directory"),
        (("check", "nowhere.worth"), "W0609", "nowhere.worth"),
        (("test", "nowhere.worth"), "W0609", "nowhere.worth"),
        (("show", "nowhere.worth"), "W0609", "nowhere.worth"),
        (("explain", "nowhere.worth", "value"), "W0609", "nowhere.worth"),
        (("explain", "shops.worth", "valu", "--data", "shop=shops.csv"), "W0201", "valu"),
        (("explain", "shops.worth", "value", "--row", "z", "--data", "shop=shops.csv"), "W0201", "z"),
    ],
)
def test_what_the_command_line_names_wrongly_is_wrong_usage_with_a_finding(
    shell: Shell, words: Sequence[str], code: str, says: str
) -> None:
    said = shell(*words, "--format", "json")
    assert said.code == 2
    (finding,) = said.data["findings"]
    assert finding["code"] == code
    assert says in f"{finding['message']} {finding['hint']}"
    text = shell(*words)
    assert text.code == 2
    assert code in text.out + text.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("runn", "shops.worth"), "run"),
        (("run",), "MODEL"),
        (("run", "shops.worth", "--bogus"), "--bogus"),
        (("run", "shops.worth", "--data", "shops.csv"), "NAME=VALUE"),
        (("run", "shops.worth", "--set", "=3"), "NAME=VALUE"),
        (("run", "shops.worth", "--limit", "-1"), "--limit"),
        (("run", "shops.worth", "--format", "xml"), "--format"),
        (("check",), "MODEL"),
        (("show", "shops.worth", "--graph", "png"), "--graph"),
        (("help", "W9999x"), "W9999x"),
    ],
)
def test_wrong_usage_is_said_on_the_error_stream(shell: Shell, words: Sequence[str], says: str) -> None:
    said = shell(*words)
    assert (said.code, said.out) == (2, "")
    assert says in said.err


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe\x00", "W0101"),
        ("a = 1\n".encode("utf-16"), "W0101"),
        (b"a = 1 \x00 2\n", None),
        (b"", None),
        (b"# only a comment\n", None),
    ],
)
def test_a_file_that_is_no_model_falls_short(shell: Shell, content: bytes, code: str | None) -> None:
    (shell.folder / "odd.worth").write_bytes(content)
    for words in (("check", "odd.worth"), ("run", "odd.worth"), ("show", "odd.worth")):
        said = shell(*words, "--format", "json")
        assert said.code == 1
        assert all(it["code"].startswith("W01") for it in said.data["findings"])
        assert code is None or said.data["findings"][0]["code"] == code


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="anybody may read here")
def test_a_file_that_may_not_be_read_is_a_finding(shell: Shell) -> None:
    for name in ("shops.csv", "shops.worth"):
        (shell.folder / name).chmod(0)
        said = shell(*RUN)
        assert said.code in (1, 2)
        assert name in said.err


@pytest.mark.parametrize("target", ["nowhere/values.csv", "values.docx", "values"])
def test_a_target_that_cannot_be_written_falls_short(shell: Shell, target: str) -> None:
    said = shell(*RUN, "--out", target, "--format", "json")
    assert said.code == 1
    assert [it["code"] for it in said.data["findings"]] == ["W0612"]


# ---- check


def test_check_tells_all_faults_and_draws_them(shell: Shell) -> None:
    said = shell("check", "broken.worth")
    assert said.code == 1
    assert "W0301" in said.out
    assert "W0201" in said.out
    assert "fee + 2 hours" in said.out
    assert "^^^" in said.out
    assert "2 errors" in said.out
    findings = shell("check", "broken.worth", "--format", "json").data["findings"]
    assert [(it["code"], it["line"]) for it in findings if it["level"] == "error"] == [("W0301", 4), ("W0201", 5)]


def test_check_of_several_models_tells_of_each(shell: Shell) -> None:
    said = shell("check", "shops.worth", "broken.worth", "nowhere.worth", "--format", "json")
    assert {it["file"] for it in said.data["findings"] if it["level"] == "error"} == {"broken.worth", "nowhere.worth"}
    assert said.code == 2
    assert shell("check", "shops.worth").code == 0


def test_check_looks_at_data_without_running(shell: Shell) -> None:
    said = shell("check", "shops.worth", "--data", "shop=shops.csv", "--format", "json")
    assert said.code == 0
    assert [it["code"] for it in said.data["findings"]] == ["W0602"]
    (shell.folder / "other.csv").write_text("shop_id\na\n", encoding="utf-8")
    said = shell("check", "shops.worth", "--data", "shop=other.csv", "--format", "json")
    assert said.code == 1
    assert [it["code"] for it in said.data["findings"]] == ["W0604"]


def test_colour_is_for_whoever_asks(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\033[" not in shell("check", "broken.worth").out
    assert "\033[" in shell("check", "broken.worth", "--color", "always").out
    assert "\033[" not in shell("check", "broken.worth", "--color", "never").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\033[" not in shell("check", "broken.worth", "--color", "auto").out


# ---- test


def test_test_counts_and_shows_the_parts_of_what_failed(shell: Shell) -> None:
    (shell.folder / "failing.worth").write_text(FAILING, encoding="utf-8")
    said = shell("test", "failing.worth")
    assert said.code == 1
    assert "1 passed, 1 failed" in said.out
    data = shell("test", "failing.worth", "--format", "json").data
    assert (data["passed"], data["failed"]) == (1, 1)
    assert [(it["name"], it["ok"], len(it["findings"])) for it in data["tests"]] == [
        ("one", True, 0),
        ("two", False, 1),
    ]
    assert shell("test", "shops.worth").code == 0


def test_test_without_a_path_takes_the_folder(shell: Shell) -> None:
    (shell.folder / "broken.worth").unlink()
    inner = shell.folder / "inner"
    inner.mkdir()
    (inner / "failing.worth").write_text(FAILING, encoding="utf-8")
    data = shell("test", "--format", "json").data
    assert (data["passed"], data["failed"]) == (2, 1)
    assert shell("test", "inner", "--format", "json").data["passed"] == 1


# ---- explain, show, help, plugins


def test_explain_goes_down_to_file_and_row(shell: Shell) -> None:
    words = ("explain", "shops.worth", "value", "--row", "c", "--data", "shop=shops.csv")
    said = shell(*words)
    assert said.code == 0
    assert "shops.csv row 3" in said.out
    assert "price list" in said.out
    data = shell(*words, "--format", "json").data
    leaves = {it["name"]: it["value"] for it in leaves_of(data)}
    assert data["value"] == pytest.approx((leaves["margin"] - leaves["fee"]) * leaves["months_open"])
    assert shell(*words, "--set", "fee=$5", "--format", "json").data["value"] == pytest.approx(126)


def leaves_of(tree: dict[str, Any]) -> list[dict[str, Any]]:
    return [leaf for it in tree["because"] for leaf in leaves_of(it)] if tree["because"] else [tree]


def test_show_tells_what_is_in_a_model(shell: Shell) -> None:
    text = shell("show", "shops.worth")
    assert text.code == 0
    for word in ("margin", "USD per month", "price list", "dear", "value", "each shop"):
        assert word in text.out
    data = shell("show", "shops.worth", "--format", "json").data
    assert [it["name"] for it in data["inputs"]] == ["margin", "months_open"]
    assert data["outputs"] == ["value"]
    assert data["scenarios"] == ["dear"]
    assert data["tests"] == ["a shop of $30"]


def test_show_draws_the_graph(shell: Shell) -> None:
    mermaid = shell("show", "shops.worth", "--graph", "mermaid").out
    assert mermaid.startswith("flowchart LR")
    assert mermaid.count("-->") == 3
    svg = shell("show", "shops.worth", "--graph", "svg").out
    assert svg.startswith("<svg")
    assert svg.count("<rect") == 4


def test_help_explains_functions_and_lists_all(shell: Shell) -> None:
    assert "irr(flow)" in shell("help", "irr").out
    everything = shell("help", "--format", "json").data
    assert {"npv", "sum", "quantile"} <= set(everything["functions"])
    near = shell("help", "quantle")
    assert near.code == 2
    assert "quantile" in near.err


def test_plugins_lists_what_is_installed(shell: Shell) -> None:
    said = shell("plugins")
    assert said.code == 0
    assert "csv_source" in said.out
    data = shell("plugins", "--format", "json").data
    assert all(it["fault"] == "" for it in data["plugins"])
    assert "csv" in next(it for it in data["plugins"] if it["name"] == "csv_source")["adds"]["sources"]


@pytest.mark.parametrize("command", ["run", "check", "test", "explain", "show", "help", "plugins", "demo"])
def test_every_command_has_help(shell: Shell, command: str) -> None:
    said = shell(command, "--help")
    assert said.code == 0
    assert f"worthwhile {command}" in said.out or "Usage:" in said.out
    assert "--format" in said.out
    assert f" {command} " in shell("--help").out


# ---- how a program ends


def test_an_error_of_ours_is_said_with_a_request_to_report_it(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr("worthwhile.cli.show_command.loaded", breaks)
    said = shell("show", "shops.worth")
    assert said.code == 3
    assert "report" in said.err
    assert "Traceback" not in said.err


def test_an_interrupt_ends_with_130(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def stops(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("worthwhile.cli.show_command.loaded", stops)
    assert shell("show", "shops.worth").code == 130


def program(folder: Path, *words: str, **more: Any) -> "subprocess.CompletedProcess[str]":
    asked = [sys.executable, "-m", "worthwhile", *words]
    return subprocess.run(asked, cwd=folder, capture_output=True, text=True, check=False, **more)


def test_the_program_gives_its_exit_code(shell: Shell) -> None:
    for words, code in (
        (("check", "shops.worth"), 0),
        (("check", "broken.worth"), 1),
        (("check",), 2),
    ):
        assert program(shell.folder, *words).returncode == code


def test_a_pipe_that_is_closed_early_is_no_error(shell: Shell) -> None:
    rows = "\n".join(f"{it},{it}" for it in range(30_000))
    (shell.folder / "shops.csv").write_text(f"shop_id,margin\n{rows}\n", encoding="utf-8")
    asked = [sys.executable, "-m", "worthwhile", *RUN, "--limit", "0"]
    with subprocess.Popen(asked, cwd=shell.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.read(10)
        running.stdout.close()
        said = running.stderr.read().decode()
        code = running.wait(timeout=60)
    assert "Traceback" not in said
    assert "internal error" not in said
    assert code == 0


def test_a_terminal_of_few_letters_gets_what_it_can_show(shell: Shell) -> None:
    said = program(shell.folder, *RUN, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert said.returncode == 0
    assert "120" in said.stdout


def test_a_table_is_named_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = tmp_path / "model.worth"
    model.write_text("entity customer key id\ninputs:\n    x : number\ny = x\n", encoding="utf-8")
    assert main(["run", str(model), "--data", "customer=a.csv", "--data", "customer=b.csv"]) == 2
    assert "given twice" in capsys.readouterr().err


def test_a_mark_before_the_text_is_no_part_of_it(tmp_path: Path) -> None:
    model = tmp_path / "model.worth"
    model.write_bytes(b"\xef\xbb\xbfa = 1\r\nb = a\r\n")
    assert main(["check", str(model)]) == 0
