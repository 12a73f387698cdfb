"""Outputs: the whole or nothing, wherever they are stopped."""

import gc
import inspect
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from worthwhile.plugin.kinds import BatchTarget, Summarizing, Target
from worthwhile.testing.faults import Say, finding, told
from worthwhile.testing.samples import other_result, sample_result, trying
from worthwhile.testing.sources import FOREIGN

if TYPE_CHECKING:
    from worthwhile.answer.result import Result

MOST = 40
"""So many lines of an output it is stopped at; of longer ones as many, evenly spread."""
Read = Callable[[str], Any]


def check_output(
    output: Target, address: str, read: Read, *, foreign: Sequence[str] = FOREIGN, modules: Sequence[object] = ()
) -> None:
    """Check an output of `outputs()`; raises `Nonconforming` with all that is wrong.

    ``read`` reads the address back, as anything that compares by ``==``: a text, bytes, a dict of lists. It has to
    raise, or give None, where there is nothing. Where the address is a file's, its folder is looked at, too.

    - It claims the address and not ``foreign`` ones.
    - What is written is there afterwards, the same each time, and replaces what was there before.
    - It is stopped by an interrupt at every line that it runs: what was there is still there, or all that is new is,
      and nothing lies beside it but drafts whose names begin with a dot. After an error in the data, which it has to
      hand on, nothing does. One with `begin` is tried batch by batch as well, with an `abort` before the `commit`.

    Lines are those of the file in which the class is; name other ``modules`` that write in ``modules``.
    """
    with finding(f"the output `{output.name}`") as say:
        trying("outputs", output)
        if not output.claims(address):
            say(f"it does not claim {address}")
        for it in foreign:
            if output.claims(it):
                say(f"it claims {it!r}, which is not for it")
        files = {_file(type(output)), *(_file(it) for it in modules)} - {""}
        trial = _Trial(address, read, files, say)
        with _unclosed():
            trial.look("", lambda result: output.write(result, address))
            if isinstance(output, BatchTarget):
                trial.look("batch by batch, ", lambda result: _in_batches(output, address, result))
                trial.look_at_abort(output)


@contextmanager
def _unclosed() -> Iterator[None]:
    """Files that are left open by an interrupt, which comes before anybody could close them, are no matter."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            yield
        finally:
            gc.collect()


def _file(it: object) -> str:
    try:
        return inspect.getsourcefile(it) or ""  # type: ignore[arg-type]  # a class or a module
    except TypeError:
        return ""


def _in_batches(output: BatchTarget, address: str, result: "Result") -> None:
    """Write a result as a run does that takes some rows at a time."""
    rows = result.to_arrow()
    writer = None
    try:
        writer = output.begin(address, rows.slice(0, 1))
        writer.write(rows.slice(0, 1))
        writer.write(rows.slice(1))
        if isinstance(writer, Summarizing):
            writer.summarize(result)
        writer.commit()
        writer = None
    finally:
        if writer is not None:
            writer.abort()


class _Trial:
    def __init__(self, address: str, read: Read, files: set[str], say: Say) -> None:
        self.address, self.read, self.files, self.say = address, read, files, say
        self.new, self.old = sample_result(), other_result()

    def state(self) -> Any:  # noqa: ANN401 (whatever is read)
        """What is there; None where there is nothing, or it cannot be read."""
        try:
            return self.read(self.address)
        except Exception:  # noqa: BLE001 (whatever stands for nothing)
            return None

    def beside(self) -> set[str]:
        """What lies in the folder of the address, but for the address."""
        folder = Path(self.address).parent
        return {it.name for it in folder.iterdir()} - {Path(self.address).name} if folder.is_dir() else set()

    def look(self, how: str, write: Callable[["Result"], object]) -> None:
        """Try one way of writing."""
        try:
            write(self.old)
            before = self.state()
            write(self.new)
            whole = self.state()
            write(self.new)
        except Exception as error:  # noqa: BLE001 (whatever an output does)
            self.say(f"{how}it breaks over a result: {told(error)}")
            return
        if whole is None or before is None:
            self.say(f"{how}what it has written cannot be read back")
            return
        if whole == before:
            self.say(f"{how}it leaves there what was there before")
        if self.state() != whole:
            self.say(f"{how}it writes the same result in two ways")
        beside = self.beside()
        with _counted(self.files) as lines:
            write(self.new)
        if not lines.seen:
            self.say("none of its lines was seen: name the modules that write, `modules=[...]`")
        for stop in sorted(
            {1 + it * max(lines.seen - 1, 0) // MOST for it in range(MOST)}
            if lines.seen > MOST
            else range(1, lines.seen + 1)
        ):
            write(self.old)
            with _stopped(self.files, stop) as where:
                write(self.new)
            if not self._is_whole(how, where, (before, whole), beside):
                return
        self._look_at_data_that_breaks(how, write, before, beside)

    def _is_whole(self, how: str, where: "_Lines", states: Sequence[Any], beside: set[str]) -> bool:
        now = self.state()
        if not any(now == it for it in states):
            what = "nothing that can be read" if now is None else "half of it"
            self.say(f"{how}stopped in line {where.line}, it leaves {what} where there was something whole before")
            return False
        left = self.beside() - beside
        drafts = {it for it in left if it.startswith(".")}  # between making one and knowing of it, nobody can tidy up
        for it in drafts:
            (Path(self.address).parent / it).unlink()
        if left - drafts:
            self.say(f"{how}stopped in line {where.line}, it leaves {sorted(left - drafts)} behind")
            return False
        return True

    def _look_at_data_that_breaks(
        self, how: str, write: Callable[["Result"], object], before: object, beside: set[str]
    ) -> None:
        write(self.old)
        try:
            write(_Breaking(self.new))  # type: ignore[arg-type]  # it is asked as a result is
        except _Broken:
            pass
        except Exception as error:  # noqa: BLE001 (whatever an output does)
            self.say(f"{how}an error in the data becomes {told(error)}: what is raised has to be handed on")
        else:
            self.say(f"{how}an error in the data is swallowed")
        if self.state() != before or self.beside() != beside:
            self.say(f"{how}an error in the data changes what was there before")

    def look_at_abort(self, output: BatchTarget) -> None:
        """A writer that is told to leave nothing."""
        beside = self.beside()
        output.write(self.old, self.address)
        before = self.state()
        rows = self.new.to_arrow()
        for count in (0, 1, 2):
            writer = output.begin(self.address, rows)
            for _ in range(count):
                writer.write(rows)
            writer.abort()
            if self.state() != before:
                self.say(f"aborted after {count} batches, it has changed what was there")
            if self.beside() - beside:
                self.say(f"aborted after {count} batches, it leaves {sorted(self.beside() - beside)} behind")


class _Broken(Exception):  # noqa: N818 (it stands for whatever goes wrong)
    """What a breaking result raises."""


class _Breaking:
    """A result that breaks when its rows are asked for."""

    def __init__(self, result: "Result") -> None:
        self._result = result

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (what the result has)
        if name in ("rows", "keys", "model", "meaning"):
            return getattr(self._result, name)
        raise _Broken(name)


class _Lines:
    """How many lines were seen, and the last of them."""

    def __init__(self) -> None:
        self.seen, self.line = 0, 0


@contextmanager
def _traced(files: set[str], on_line: Callable[[_Lines], None]) -> Iterator[_Lines]:
    """Within it each line of some files is told before it is run."""
    lines = _Lines()

    def trace(frame: FrameType, event: str, _: object) -> Any:  # noqa: ANN401 (a trace function)
        if frame.f_code.co_filename not in files:
            return None
        if event == "line":
            lines.seen, lines.line = lines.seen + 1, frame.f_lineno
            on_line(lines)
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield lines
    finally:
        sys.settrace(before)


@contextmanager
def _counted(files: set[str]) -> Iterator[_Lines]:
    with _traced(files, lambda _: None) as lines:
        yield lines


@contextmanager
def _stopped(files: set[str], at: int) -> Iterator[_Lines]:
    """Within it what runs is interrupted before a line; once, so that it can put things in order."""

    def on_line(lines: _Lines) -> None:
        if lines.seen == at:
            raise KeyboardInterrupt

    lines = _Lines()
    try:
        with _traced(files, on_line) as lines:
            yield lines
    except KeyboardInterrupt:
        pass
