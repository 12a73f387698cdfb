"""``python -m benchmarks [WORKLOAD]...``: measure, and print a table of each."""

import argparse
import json
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import benchmarks
from benchmarks._machine import described, load
from benchmarks._report import Report, markdown, summary
from benchmarks._settings import Settings


def workloads() -> dict[str, str]:
    """The modules by the word they are asked for with: ``w1`` for ``w1_value_equation``."""
    names = sorted(it.name for it in iter_modules(benchmarks.__path__) if not it.name.startswith("_"))
    return {it.split("_")[0] if it[0] == "w" and it[1].isdigit() else it: it for it in names}


def main(words: list[str] | None = None) -> int:
    known = workloads()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure workloads beside their peers.")
    parser.add_argument("workload", nargs="*", help=f"{', '.join(known)}; all where none is named")
    parser.add_argument("--rows", type=lambda it: int(float(it)), help="rows, instead of those of the workload: 1e6")
    parser.add_argument("--reps", type=int, default=5, help="samples of each contender (default: 5)")
    parser.add_argument("--small", action="store_true", help="tiny sizes: whether it runs and agrees, not how fast")
    parser.add_argument("--alone", action="store_true", help="no peers beside numpy")
    parser.add_argument("--out", type=Path, help="write it, too: a page (.md) or data (.json)")
    said = parser.parse_args(words)
    unknown = [it for it in said.workload if it not in known]
    if unknown:
        parser.error(f"no workload {', '.join(unknown)}; there are: {', '.join(known)}")
    settings = Settings(said.rows, max(1, said.reps), said.small, said.alone)
    lead = [f"{datetime.now(UTC):%Y-%m-%d}, {described()}; medians of {settings.reps}, load {load():.1f} at the start."]
    reports: list[Report] = []
    for word in said.workload or known:
        for report in import_module(f"benchmarks.{known[word]}").measure(settings):
            reports.append(report)
            print("\n".join(report.markdown()), flush=True)
            write(said.out, reports, lead)
    print(summary(reports, lead))
    missed = any(it.met is False for report in reports for it in report.wanted)
    return 1 if missed or any(it.wrong for it in reports) else 0


def write(path: Path | None, reports: list[Report], lead: list[str]) -> None:
    """What is known up to now: a run that is stopped leaves what it had."""
    if path is None:
        return
    if path.suffix == ".json":
        text = json.dumps({"lead": lead, "workloads": [it.to_dict() for it in reports]}, indent=1, ensure_ascii=False)
    else:
        text = markdown(reports, lead)
    path.write_text(text.rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
