"""A runner that has numba make machine code of a model's loop over rows: ``--on numba``.

What it gives is what numpy gives but for powers, exponentials and logarithms, which are those of the machine's
library: each is within four units in the last place of numpy's. Sums, products, quotients and comparisons have
the same bits, and rows in which something is missing are computed as ever. Machine code is kept on disk, so that
a model is compiled once. Where a processor has vectors for powers and exponentials, numpy's use of them is faster.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Any

from worthwhile.plugin import Runner, plugin

if TYPE_CHECKING:
    from worthwhile.plugin.running import Job, Result


class NumbaRunner:
    """Runs a model here, its loops over rows as machine code."""

    name, extra = "numba", "worthwhile[fast]"

    def lacks(self) -> str:
        """Numba, where it is not installed."""
        return "" if find_spec("numba") else "numba"

    def run(self, job: "Job") -> "Result":
        """Run it here."""
        return job.compiled_by(machine_code).here()


def machine_code(text: str, names: Mapping[str, Any]) -> Callable[..., None]:
    """A kernel as machine code, from the cache on disk where it was compiled before."""
    from numba import njit  # noqa: PLC0415 (where it is used)

    space = {name: njit(it, error_model="numpy") if isinstance(it, FunctionType) else it for name, it in names.items()}
    path = _kept(text)
    space["__name__"] = __name__  # numba looks for the module of what it reads from its cache
    exec(compile(text, str(path or "<kernel>"), "exec"), space)  # noqa: S102 (the engine's own text: names and numbers)
    found: Callable[..., None] = njit(space["kernel"], error_model="numpy", nogil=True, cache=path is not None)
    return found


def _kept(text: str) -> Path | None:
    """Where the text of a kernel lies, beside which numba keeps what it compiles; nothing where none can be kept."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "worthwhile" / "kernels"
    told = "\n".join((text, version("worthwhile"), version("numba")))
    path = folder / f"kernel_{sha256(told.encode()).hexdigest()[:32]}.py"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            part = path.with_suffix(f".{os.getpid()}")
            part.write_text(text, encoding="utf-8")
            part.replace(path)
    except OSError:
        return None
    return path


@plugin
def runners() -> Iterator[Runner]:
    """Offer runs as machine code."""
    yield NumbaRunner()
