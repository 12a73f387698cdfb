"""How far a long run is: on the error stream, and only where somebody looks at it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from worthwhile.cli.options import Voice


@contextmanager
def progress(voice: Voice, rows: int | None, what: str = "rows") -> Iterator[Callable[[int], None]]:
    """What takes how many rows have been read since it was last told; ``rows`` is how many it will be in all, ``what`` what they are."""
    if voice.json or voice.quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = [TextColumn(f"{{task.completed:,.0f}} {what}"), TextColumn("{task.fields[rate]}")]
    last = [BarColumn(), TimeRemainingColumn()] if rows else [TimeElapsedColumn()]
    console = Console(stderr=True, no_color=not voice.colored(out=False))
    with Progress(*columns, *last, console=console, transient=True) as shown:
        task = shown.add_task("", total=rows, rate="")

        def tell(more: int) -> None:
            shown.advance(task, more)
            speed = shown.tasks[0].speed
            shown.update(task, rate=f"{speed:,.0f} a second" if speed else "")

        yield tell
