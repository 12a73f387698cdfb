"""The table of a terminal: what an analyst sees, at every width, and how it is shortened."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worthwhile.cli.layout import Column, aligned, broken, fitted, laid_out, width
from worthwhile.cli.main import main

MODEL = """
model shops
currency USD
entity shop key id
inputs:
    margin "Margin of the year" : USD per year optional
    visits "Visits"             : count
    share  "Share"              : percent
    stars  "Stars"              : score 0..5
    since  "Since"              : date
    town   "Town"               : text
    open   "Open"               : flag
ratio  "Margin a visit"      = margin / visits
mean_  "Mean of its kind"    = mean(margin over shop by open)
total  "All visits"          = sum(visits over shop)
outputs:
    margin
    visits
    share
    stars
    since
    town
    open
    ratio
    mean_
"""
DATA = """id,margin,visits,share,stars,since,town,open
1,1234.5,3,3%,4,2024-01-01,Aachen,yes
2,,1,12.5%,4.5,2024-02-29,東京 with a name that goes on and on and on for long,no
3,-12,4,0.125%,0,2023-12-31,Zürich,no
"""


@pytest.fixture
def printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    (tmp_path / "shops.worth").write_text(MODEL, encoding="utf-8")
    (tmp_path / "shops.csv").write_text(DATA, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)

    def printed(*options: str, columns: int | None = None) -> str:
        if columns is not None:
            monkeypatch.setenv("COLUMNS", str(columns))
        assert main(["run", "shops.worth", "--data", "shop=shops.csv", "--quiet", *options]) == 0
        return capsys.readouterr().out

    return printed


WHOLE = """\
 id      Margin of the year   Visits    Share   Stars        Since   Town                                                   Open   Margin a visit   Mean of its kind
               USD per year                                                                                                          USD per year       USD per year
 1                 1,234.50        3    3.00%     4     2024-01-01   Aachen                                                 yes            411.50           1,234.50
 2                        –        1   12.50%     4.5   2024-02-29   東京 with a name that goes on and on and on for long   no                  –             -12.00
 3                   -12.00        4    0.13%     0     2023-12-31   Zürich                                                 no              -3.00             -12.00
 total             1,222.50        8
  missing, and not in the total: Margin of the year 1
"""


def test_a_table_as_it_is_piped(printed: Any) -> None:
    said = printed()
    assert [it for it in said.splitlines() if it.strip(" ─")] == WHOLE.splitlines()


def test_totals_are_of_what_adds_up(printed: Any, tmp_path: Path) -> None:
    """Ratios and means have none, and a model that has totals says itself which it means."""
    (foot,) = [it for it in printed().splitlines() if it.startswith(" total")]
    assert foot.split() == ["total", "1,222.50", "8"]
    text = MODEL.replace("    open\n    ratio", "    open\n    total\n    ratio")
    (tmp_path / "shops.worth").write_text(text, encoding="utf-8")
    assert not [it for it in printed().splitlines() if it.startswith(" total")]


@pytest.mark.parametrize("columns", [40, 50, 64, 80, 100, 120, 160])
def test_nothing_is_wider_than_the_terminal(printed: Any, columns: int) -> None:
    said = printed(columns=columns)
    table = [it for it in said.splitlines() if not it.startswith("  ")]
    assert max(map(width, table)) <= columns
    shown = said.split("did not fit: ")[-1] if "did not fit" in said else ""
    for name in ("Margin of the year", "Visits", "Share", "Stars", "Since", "Town", "Open"):
        words = name.split()
        assert name in shown or all(it in said for it in words)
    assert "1,234.50" in said  # a number is never cut
    for line in said.splitlines():
        assert line == line.rstrip()


def test_many_rows_and_periods_are_shortened_and_it_says_so(printed: Any) -> None:
    said = printed("--limit", "2")
    assert "  1 of 3 rows are not shown; --limit 0 prints all, --out writes them" in said
    assert re.search(r"^ all 3 +1,222\.50 +8$", said, re.MULTILINE)


SINGLE = """
model path
currency USD
timeline 30 months
start "To begin with"  = $100
gone  "Nothing to see" = $1 / (start - $100)
path  "Along the way"  = start * 1.01^(t / (1 month))
outputs:
    start
    gone
    path
"""


def test_single_values_and_series(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "path.worth").write_text(SINGLE, encoding="utf-8")

    def printed(*options: str) -> str:
        assert main(["run", str(tmp_path / "path.worth"), "--quiet", *options]) == 0
        return capsys.readouterr().out

    said = printed("--limit", "5")
    assert said.startswith("To begin with   100.00  USD\nNothing to see       –\n\n")
    assert "  25 of 30 periods are not shown; --limit 0 prints all" in said
    assert re.search(r"^ +29 +133\.45$", said, re.MULTILINE)  # 100 * 1.01^29 = 133.450388...
    assert len(re.findall(r"^ +\d+ +\d+\.\d\d$", printed("--limit", "0"), re.MULTILINE)) == 30


def test_colours_when_they_are_asked_for(printed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in printed()
    coloured = printed("--color", "always")
    assert "\x1b[1m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).split() == printed().split()
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" in printed()
    assert "\x1b" not in printed("--color", "never")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in printed()


@pytest.mark.skipif(os.name == "nt", reason="there is no such terminal")
def test_a_terminal_is_asked_how_wide_it_is(printed: Any, tmp_path: Path) -> None:
    import fcntl
    import pty
    import struct
    import subprocess
    import sys
    import termios

    del printed  # its folder is what is wanted
    here, there = pty.openpty()
    fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
    command = [sys.executable, "-m", "worthwhile", "run", "shops.worth", "--data", "shop=shops.csv", "--quiet"]
    environment = {key: it for key, it in os.environ.items() if key not in ("COLUMNS", "NO_COLOR")}
    with subprocess.Popen([*command, "--color", "never"], cwd=tmp_path, stdout=there, env=environment) as process:
        os.close(there)
        said = b""
        try:
            while more := os.read(here, 4096):
                said += more
        except OSError:  # the other end is gone
            pass
        assert process.wait(30) == 0
    os.close(here)
    table = [it for it in said.decode().splitlines() if not it.startswith("  ")]
    assert b"\x1b" not in said
    assert 40 < max(map(width, table)) <= 60


@given(st.lists(st.sampled_from(["1", "12.5", "–", "1,234.567", "3%", "0.25%", "1e+30", "…"]), min_size=1))
def test_points_stand_under_points(cells: list[str]) -> None:
    told = [it.rjust(max(map(len, aligned(cells)))) for it in aligned(cells)]
    points = {it.rstrip().rstrip("%").index(".") for it in told if "." in it}
    assert len(points) <= 1
    assert [it.strip() for it in told] == cells


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.text("ab c", max_size=30), st.integers(0, 10**9)), min_size=1, max_size=9),
    st.integers(40, 120),
)
def test_what_does_not_fit_is_named(columns: list[tuple[str, int]], room: int) -> None:
    given_ = [Column(head, "", [str(value)], numeric=True) for head, value in columns]
    kept, out = fitted(list(given_), room)
    assert {id(it) for it in out} <= {id(it) for it in given_}
    assert len(kept) - bool(out) + len(out) == len(given_)
    lines = ["".join(piece for piece, _ in line) for line in laid_out(kept)]
    assert len(kept) <= 3 or max(map(width, lines)) <= room


def test_heads_are_broken_at_words() -> None:
    assert broken("Value, 36 months", 10) == ["Value, 36", "months"]
    assert broken("Unbreakable", 3) == ["Unbreakable"]
    assert broken("", 3) == [""]


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("$0.0000021", "2.1e-06"),
        ("-$0.0000021", "-2.1e-06"),
        ("0.0004%", "0.0004%"),
        ("0.00002", "2e-05"),
        ("$0.004", "0.004"),
        ("$0.006", "0.01"),
        ("$0.1 + $0.2 - $0.3", "0.00"),
        ("$0", "0.00"),
    ],
)
def test_small_numbers_are_not_shown_as_nothing(
    formula: str, shown: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "small.worth").write_text(f"currency USD\na = {formula}\n", encoding="utf-8")
    assert main(["run", str(tmp_path / "small.worth"), "--color", "never"]) == 0
    assert capsys.readouterr().out.split()[1] == shown
