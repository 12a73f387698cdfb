"""How soon `worthwhile check` answers, beside the start of a Python that imports numpy.

Both are started in turn, each in a process of its own; medians are compared. The first start of
each is not counted: it fills the file cache, ours builds the parser's tables, and where a checkout is
measured Python writes the bytecode that an installation has (even where the shell says not to).
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from os import environ
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks._report import Line, Report, Wanted
from benchmarks._settings import MODELS, Settings

MODEL = MODELS / "sixty_lines.worth"
TIMES = 9
MOST = 2.5


def seconds(command: Sequence[str], env: Mapping[str, str]) -> float:
    start = perf_counter()
    subprocess.run(command, env=env, check=True, capture_output=True)
    return perf_counter() - start


def measure(settings: Settings) -> Iterator[Report]:
    lines = len(MODEL.read_text(encoding="utf-8").splitlines())
    commands = {
        f"worthwhile check, {lines} lines": (str(Path(sys.executable).parent / "worthwhile"), "check", str(MODEL)),
        'python -c "import numpy"': (sys.executable, "-c", "import numpy"),
    }
    with tempfile.TemporaryDirectory() as home:
        env = {**environ, "XDG_CACHE_HOME": home, "PYTHONPYCACHEPREFIX": home, "PYTHONDONTWRITEBYTECODE": ""}
        for command in commands.values():
            seconds(command, env)
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(1 if settings.small else max(TIMES, settings.reps)):
            for name, command in commands.items():
                taken[name].append(seconds(command, env))
    ours, theirs = (median(it) for it in taken.values())
    measured = [
        Line(name, median(some), min(some), ours=name.startswith("worthwhile"), to_best=median(some) / theirs)
        for name, some in taken.items()
    ]
    wanted = Wanted(f"at most {MOST} x the start of a Python with numpy", f"{ours / theirs:.2f}", ours / theirs <= MOST)
    title = "Cold start: how soon a check answers"
    yield Report("cold_start", title, measured, [] if settings.small else [wanted])
