"""``python -m benchmarks [WORKLOAD]...``: measure, and print a table."""

import sys
from importlib import import_module
from pkgutil import iter_modules

from rich.console import Console
from rich.table import Table

import benchmarks
from benchmarks import Row


def main(names: list[str]) -> int:
    known = [it.name for it in iter_modules(benchmarks.__path__) if not it.name.startswith("_")]
    unknown = [it for it in names if it not in known]
    if unknown:
        print(f"no workload {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    rows: list[Row] = []
    for name in names or known:
        rows += import_module(f"benchmarks.{name}").measure()
    table = Table(box=None, pad_edge=False)
    for head in ("workload", "what", "measured", "wanted", ""):
        table.add_column(head, no_wrap=True)
    for row in rows:
        verdict = "" if row.met is None else "met" if row.met else "missed"
        table.add_row(row.workload, row.what, row.value, row.wanted, verdict)
    Console(width=None if sys.stdout.isatty() else 140).print(table)
    return 1 if any(it.met is False for it in rows) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
