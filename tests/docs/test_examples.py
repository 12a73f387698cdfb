"""What the pages show is what happens: every fenced block is run, and its output compared.

The word after the fence says what a block is, the next what it is called:

    ```worth first.worth          a model, kept under that name; checked, and its tests run
    ```worth first.worth wrong    a model that must have an error
    ```csv customers.csv          a file, kept under that name
    ```console                    `$ worthwhile ...` and `$ cd ...`, each with its output below
    ```python                     run, with the files of the page; what it prints is in the ```text block after it
    ```sh                         typed by people: it installs, or needs data that is not here

In an output a line of three dots stands for any number of lines.
"""

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

import worthwhile as ww
from worthwhile.cli import main
from worthwhile.text.draw import draw

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "rules").glob("*/*.md"))]
FENCE = re.compile(r"^```(\w*)[ ]*(.*)$")
DOTS = "..."
ENDINGS = (0, 1)
"""The exit codes of commands that did what they are for: fine, or the model fell short."""


@dataclass(frozen=True)
class Block:
    page: Path
    line: int
    kind: str
    words: tuple[str, ...]
    text: str

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks(page: Path) -> list[Block]:
    found: list[Block] = []
    opened: tuple[int, str, str] | None = None
    inside: list[str] = []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        match = FENCE.match(line)
        if opened is None and match:
            opened, inside = (number, match[1], match[2]), []
        elif opened is not None and line == "```":
            start, kind, words = opened
            found.append(Block(page, start, kind, tuple(words.split()), "\n".join(inside) + "\n"))
            opened = None
        else:
            inside.append(line)
    assert opened is None, f"{page.name}: the block of line {opened and opened[0]} is not closed"
    return found


def alike(shown: list[str], seen: list[str]) -> bool:
    """Whether lines are as shown, dots standing for any number of them."""
    if not shown:
        return not seen
    if shown[0] == DOTS:
        return any(alike(shown[1:], seen[start:]) for start in range(len(seen) + 1))
    return bool(seen) and shown[0] == seen[0] and alike(shown[1:], seen[1:])


def lines(text: str) -> list[str]:
    return [it.rstrip() for it in text.strip("\n").splitlines()]


def as_seen(shown: str, seen: str) -> str:
    """What a page should show: what it does where that is right, and dots where it leaves off in them."""
    was, now = lines(shown), lines(seen)
    if alike(was, now):
        return shown
    if was and was[-1] == DOTS:
        now = [*now[: len(was) - 1], DOTS]
    blank = "\n" * (len(shown) - len(shown.rstrip("\n")) - 1)
    return "\n".join(now) + "\n" + blank


def asked(words: list[str], folder: Path) -> tuple[int, str]:
    """Type a command here, not in a process of its own: the pages of the library have one each, and more."""
    before, said = Path.cwd(), io.StringIO()
    os.chdir(folder)
    try:
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(said):
            patch.setenv("NO_COLOR", "1")
            code = main(words)
    finally:
        os.chdir(before)
    return code, said.getvalue()


def run(command: list[str], folder: Path) -> tuple[int, str]:
    env = {**os.environ, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8", "COLUMNS": "200"}
    done = subprocess.run(
        command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False
    )
    return done.returncode, done.stdout


def console(block: Block, folder: Path) -> tuple[str, Path]:
    """Type what the block types; gives what it should look like, and the folder that it ends in."""
    head, *typed = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
    assert not head.strip(), f"{block.place}: a console block begins with `$ `"
    found = ""
    for each in typed:
        said, _, shown = each.partition("\n")
        words = shlex.split(said, comments=True)
        if words[0] == "cd":
            folder /= words[1]
            found += f"$ {each}"
            continue
        assert words[0] == "worthwhile", f"{block.place}: `{said}` is no command of ours"
        quick = block.page.is_relative_to(ROOT / "rules")
        code, seen = asked(words[1:], folder) if quick else run([sys.executable, "-m", *words], folder)
        assert code in ENDINGS, f"{block.place}: `{said}` ends with {code}\n{seen}"
        found += f"$ {said}\n{as_seen(shown, seen)}"
    return found, folder


def model(block: Block, folder: Path) -> None:
    name = block.words[0] if block.words else "model.worth"
    (folder / name).write_text(block.text, encoding="utf-8")
    if "wrong" in block.words:
        with pytest.raises(ww.ModelError):
            ww.load(folder / name)
        return
    try:
        loaded = ww.load(folder / name)
    except ww.ModelError as error:
        pytest.fail(f"{block.place}:\n" + "\n".join(map(draw, error.findings)))
    for outcome in loaded.test():
        assert outcome.ok, f"{block.place}: {outcome.name}\n" + "\n".join(map(draw, outcome.findings))


def python(block: Block, folder: Path) -> str:
    """What a block prints."""
    code, seen = run([sys.executable, "-c", block.text], folder)
    assert code == 0, f"{block.place}:\n{seen}"
    return seen


def rewritten(page: Path, changed: dict[Block, str]) -> str:
    """The page with other texts in some of its blocks."""
    now = page.read_text(encoding="utf-8").splitlines(keepends=True)
    for block in sorted(changed, key=lambda it: -it.line):
        now[block.line : block.line + block.text.count("\n")] = [changed[block]]
    return "".join(now)


@pytest.mark.parametrize("page", PAGES, ids=lambda it: str(it.relative_to(ROOT)))
def test_examples(page: Path, tmp_path: Path, *, accept: bool) -> None:
    folder = tmp_path
    if page.parent == ROOT:
        for shown in ("demo", "telecom"):
            shutil.copytree(ROOT / "rules" / shown, folder / "rules" / shown)
    elif page.parent.parent == ROOT / "rules":
        shutil.copytree(page.parent, folder, dirs_exist_ok=True)
    every = blocks(page)
    now: dict[Block, str] = {}
    for block, after in zip(every, [*every, None][1:], strict=True):
        match block.kind:
            case "worth":
                model(block, folder)
            case "csv":
                (folder / block.words[0]).write_text(block.text, encoding="utf-8")
            case "console":
                now[block], folder = console(block, folder)
            case "python":
                assert after is not None, f"{block.place}: what does it print?"
                assert after.kind == "text", f"{block.place}: what does it print?"
                now[after] = as_seen(after.text, python(block, folder))
            case "sh" | "text":
                pass
            case other:
                pytest.fail(f"{block.place}: what is a block of {other!r}?")
    if accept:
        page.write_text(rewritten(page, now), encoding="utf-8")
        return
    for block, text in now.items():
        assert block.text == text, f"{block.place} shows something else; after a look: pytest tests/docs --accept"


def test_dots_stand_for_any_number_of_lines() -> None:
    assert alike(["a", DOTS, "d"], ["a", "b", "c", "d"])
    assert alike(["a", DOTS], ["a"])
    assert not alike(["a", DOTS, "d"], ["a", "b"])
    assert not alike(["a"], ["a", "b"])


def test_the_front_page_has_the_lines_that_set_it_up() -> None:
    typed = [line for it in blocks(ROOT / "README.md") if it.kind == "sh" for line in it.text.splitlines()]
    assert "pip install . && worthwhile demo" in typed
    assert 'pip install -e ".[test]" && pytest' in typed
