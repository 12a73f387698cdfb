"""A share of the mutated programs, in a process of its own that may not take more than it is given.

    python mutated.py SEED FIRST LAST FILE...

Every program is checked, and run on tiny data where it checks. Anything but findings or answers
ends the process with a traceback, a hang with the traceback of where it hangs.
"""

import faulthandler
import random
import resource
import sys
import time
from collections import Counter
from pathlib import Path

from worthwhile import ModelError
from worthwhile.model import Model
from worthwhile.plugin.registry import installed
from worthwhile.text import Source, errors
from worthwhile.text.limits import LIMITS
from worthwhile.understanding import understand
from worthwhile.units import Category, Day, Truth, Words

sys.path.insert(0, str(Path(__file__).parents[1]))
from properties.generator.mutants import TOKEN, mutant

MEMORY = 4_000_000_000
"""Bytes of address space, of which libraries and threads reserve far more than they use."""
PATIENCE = 60
"""Seconds after which a program hangs, on the slowest of machines."""


def tried(text: str) -> str:
    """What came of a program: refused, unanswered or answered."""
    registry = installed()
    source = Source("mutant", text)
    understood = understand(source, registry)
    for it in understood.findings:
        str(it)
        it.to_dict()
    if errors(understood.findings):
        return "refused"
    model = Model(source, registry, LIMITS, understood)
    try:
        result = model.run(tiny(model))
        result.to_dict()
        for name in result:
            str(result.explain(name, "a" if result.entity else None))
    except ModelError as error:
        for finding in error.findings:
            str(finding)
        return "unanswered"
    return "answered"


def tiny(model: Model) -> dict[str, object]:
    """Two rows for every input, one of them with gaps."""
    entity = model.meaning.entity
    rows = 2 if entity else 1
    table: dict[str, object] = {}
    for name, given in model.inputs.items():
        match given.type:
            case Truth():
                cell: object = True
            case Category(labels=labels):
                cell = labels[0]
            case Words():
                cell = "a"
            case Day():
                cell = "2026-01-31"
            case _:
                cell = 0.5
        table[given.column or name] = [cell, None][:rows] if rows > 1 else cell
    if entity:
        table[entity.key] = ["a", "b"]
    return table


def main(seed: int, first: int, last: int, *files: str) -> None:
    """Try the programs from one number up to another."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    programs = [TOKEN.findall(Path(it).read_text(encoding="utf-8")) for it in files]
    said: Counter[str] = Counter()
    worst, slowest = 0.0, -1
    for number in range(first, last):
        text = mutant(random.Random(f"{seed} {number}"), programs)  # noqa: S311 (nothing is secret)
        faulthandler.dump_traceback_later(PATIENCE, exit=True)
        before = time.process_time()
        try:
            said[tried(text)] += 1
        except BaseException:
            sys.stderr.write(f"program {number} of seed {seed}: {text[:2_000]!r}\n")
            raise
        took = time.process_time() - before
        if took > worst:
            worst, slowest = took, number
    faulthandler.cancel_dump_traceback_later()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    print(f"{dict(said)} worst {worst:.2f} s (program {slowest}) peak {peak:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
