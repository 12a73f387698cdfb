"""`fmt` and `convert` on the command line: what is written, what is left alone, and what is said of it."""

import io
import json
import stat
import sys
from pathlib import Path

import pytest

from worthwhile.cli.main import FELL_SHORT, FINE, USAGE, main
from worthwhile.data.whole import write_whole

ODD = """# a shop
model   shop   "A shop"
inputs:
    margin "Margin" : USD   # what is left
    open : months = 12
value=margin*(open)
"""
LAID_OUT = """# a shop
model shop "A shop"
inputs:
    margin  "Margin"  : USD  # what is left
    open              : months  = 12
value = margin * (open)
"""
IN_YAML = """# a shop
model: shop
label: A shop
inputs:
  margin: {label: Margin, type: USD}  # what is left
  open: {type: months, default: 12}
formulas:
  value: margin * (open)
"""
BROKEN = "value = = 2\n"

Said = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "odd.worth").write_text(ODD, encoding="utf-8")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "fine.worth").write_text(LAID_OUT, encoding="utf-8")
    (tmp_path / "below" / "shop.yaml").write_text(IN_YAML.replace("label: A", "label:   A"), encoding="utf-8")
    (tmp_path / "below" / "other.yaml").write_text("steps:   [1,2]\n", encoding="utf-8")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "odd.worth").write_text(ODD, encoding="utf-8")
    return tmp_path


def test_a_folder_is_formatted_with_all_models_below_it(folder: Path, capsys: Said) -> None:
    assert main(["fmt", "."]) == FINE
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "formatted odd.worth",
        "formatted below/shop.yaml",
        "3 models, 2 changed",
    ]
    assert (folder / "odd.worth").read_text(encoding="utf-8") == LAID_OUT
    assert (folder / "below" / "shop.yaml").read_text(encoding="utf-8") == IN_YAML
    assert (folder / ".hidden" / "odd.worth").read_text(encoding="utf-8") == ODD
    assert (folder / "below" / "other.yaml").read_text(encoding="utf-8") == "steps:   [1,2]\n"
    assert main(["fmt", "--check", "."]) == FINE


def test_check_writes_nothing_and_lists_what_would_change(folder: Path, capsys: Said) -> None:
    assert main(["fmt", "--check", "odd.worth", "below"]) == FELL_SHORT
    assert capsys.readouterr().err.splitlines()[:2] == ["would change odd.worth", "would change below/shop.yaml"]
    assert (folder / "odd.worth").read_text(encoding="utf-8") == ODD
    assert main(["fmt", "--check", "--format", "json", "."]) == FELL_SHORT
    said = json.loads(capsys.readouterr().out)
    assert said == {"changed": ["odd.worth", "below/shop.yaml"], "files": 3, "findings": []}


def test_diff_shows_what_would_change(folder: Path, capsys: Said) -> None:
    assert main(["fmt", "--diff", "odd.worth"]) == FINE
    said = capsys.readouterr().out.splitlines()
    assert "-value=margin*(open)" in said
    assert "+value = margin * (open)" in said
    assert (folder / "odd.worth").read_text(encoding="utf-8") == ODD


def test_what_cannot_be_read_is_left_alone_and_told(folder: Path, capsys: Said) -> None:
    (folder / "broken.worth").write_text(BROKEN, encoding="utf-8")
    assert main(["fmt", "."]) == FELL_SHORT
    said = capsys.readouterr().err
    assert "broken.worth:1:9: error W0107" in said
    assert "1 left as it is" in said
    assert (folder / "broken.worth").read_text(encoding="utf-8") == BROKEN
    assert (folder / "odd.worth").read_text(encoding="utf-8") == LAID_OUT
    assert main(["fmt", "nowhere.worth"]) == USAGE


def test_standard_input_is_formatted_to_standard_output(capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    def given(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode("utf-8"))))

    given(ODD)
    assert main(["fmt", "-"]) == FINE
    assert capsys.readouterr().out == LAID_OUT
    given(LAID_OUT)
    assert main(["fmt", "-", "--check"]) == FINE
    assert capsys.readouterr().out == ""
    given(IN_YAML.replace("{label: Margin, type: USD}", "{type: USD,    label: Margin}"))
    assert main(["fmt", "-", "--spelling", "yaml"]) == FINE
    assert capsys.readouterr().out == IN_YAML
    given(BROKEN)
    assert main(["fmt", "-"]) == FELL_SHORT
    assert capsys.readouterr().out == BROKEN
    given(ODD)
    assert main(["fmt", "-", "--diff"]) == FINE
    assert "+value = margin * (open)" in capsys.readouterr().out
    given(ODD)
    assert main(["fmt", "-", "--format", "json"]) == FINE
    assert json.loads(capsys.readouterr().out)["text"] == LAID_OUT


def test_line_ends_and_rights_stay(folder: Path) -> None:
    path = folder / "odd.worth"
    path.write_bytes(ODD.replace("\n", "\r\n").encode("utf-8"))
    path.chmod(0o640)
    assert main(["fmt", "odd.worth"]) == FINE
    assert path.read_bytes() == LAID_OUT.replace("\n", "\r\n").encode("utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert sorted(it.name for it in folder.iterdir()) == [".hidden", "below", "odd.worth"]


def test_a_link_stays_a_link(folder: Path) -> None:
    (folder / "link.worth").symlink_to("odd.worth")
    assert main(["fmt", "link.worth"]) == FINE
    assert (folder / "link.worth").is_symlink()
    assert (folder / "odd.worth").read_text(encoding="utf-8") == LAID_OUT


def test_a_stopped_write_leaves_what_was_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        write_whole(folder / "odd.worth", "nothing")
    assert (folder / "odd.worth").read_text(encoding="utf-8") == ODD
    assert sorted(it.name for it in folder.iterdir()) == [".hidden", "below", "odd.worth"]


def test_convert_prints_the_other_spelling(folder: Path, capsys: Said) -> None:
    assert main(["convert", "odd.worth"]) == FINE
    assert capsys.readouterr().out == IN_YAML
    (folder / "shop.yml").write_text(IN_YAML, encoding="utf-8")
    assert main(["convert", "shop.yml"]) == FINE
    assert capsys.readouterr().out == LAID_OUT
    assert main(["convert", "odd.worth", "--to", "worth"]) == FINE
    assert capsys.readouterr().out == LAID_OUT


def test_convert_writes_a_file(folder: Path, capsys: Said) -> None:
    assert main(["convert", "odd.worth", "--out", "new.yaml"]) == FINE
    assert (folder / "new.yaml").read_text(encoding="utf-8") == IN_YAML
    assert capsys.readouterr().out == ""
    assert main(["convert", "new.yaml", "--out", "again.worth", "--format", "json"]) == FINE
    said = json.loads(capsys.readouterr().out)
    assert said == {"model": "new.yaml", "spelling": "worth", "out": "again.worth", "text": LAID_OUT}
    assert (folder / "again.worth").read_text(encoding="utf-8") == LAID_OUT


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["convert", "nowhere.worth"], USAGE),
        (["convert", "broken.worth"], FELL_SHORT),
        (["convert", "odd.worth", "--out", "no/such/folder.yaml"], USAGE),
        (["convert", "odd.worth", "--to", "json"], USAGE),
    ],
)
def test_convert_says_what_it_cannot_do(folder: Path, capsys: Said, words: list[str], code: int) -> None:
    (folder / "broken.worth").write_text(BROKEN, encoding="utf-8")
    assert main(words) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err


def test_the_tests_of_a_yaml_model_are_found_in_folders(folder: Path, capsys: Said) -> None:
    (folder / "tested.yaml").write_text(
        "model: tested\nformulas: {a: 2}\ntests: [{name: one, expect: [a = 2]}]\n", encoding="utf-8"
    )
    assert main(["test", "."]) == FINE
    assert "ok    tested.yaml: one" in capsys.readouterr().out
