"""How soon a decision of 1,500 rows by 7 columns is proven, beside numpy comparing the rows pair by pair.

Both get the same rows, the leaves of a tree that cuts the space again and again: exclusive and complete.
The numpy side is given the finished arrays of bounds; ours starts from the model as it is understood,
and finds the cuts itself. Then the same with a row taken out and one widened, which has to be found.
Processor time is measured: what else the machine does should not count.
"""

import gc
import random
from collections.abc import Iterator
from statistics import median
from time import process_time

import numpy as np

from benchmarks._report import Line, Report, Wanted, told
from benchmarks._settings import Settings
from worthwhile.meaning.check import check
from worthwhile.meaning.checking import Checking, Said
from worthwhile.meaning.proofs.prove import prove_all
from worthwhile.meaning.types import TypeReader
from worthwhile.meaning.world import Facts, World
from worthwhile.plugin.registry import installed
from worthwhile.text import Source
from worthwhile.text.limits import LIMITS
from worthwhile.understanding import understand

ROWS, COLUMNS, TOP = 1_500, 7, 1_000
TIMES = 5
MOST, RATIO = 0.5, 10
Box = list[tuple[int, int]]


def leaves(rows: int, columns: int) -> list[Box]:
    """Boxes that fill a cube without overlapping."""
    draw = random.Random(7)  # noqa: S311 (no secret: the same table every time)
    boxes: list[Box] = [[(0, TOP)] * columns]
    while len(boxes) < rows:
        place = draw.randrange(len(boxes))
        column = draw.randrange(columns)
        low, high = boxes[place][column]
        if high - low > 1:
            cut = draw.randrange(low + 1, high)
            box = boxes[place]
            boxes[place] = [*box[:column], (low, cut), *box[column + 1 :]]
            boxes.append([*box[:column], (cut, high), *box[column + 1 :]])
    return boxes


def model(boxes: list[Box]) -> str:
    names = [f"x{it}" for it in range(len(boxes[0]))]
    lines = ["entity customer key customer_id", "inputs:", *(f"    {it} : number in 0..{TOP}" for it in names)]
    lines += ["decide table:", f"    {' | '.join(names)} -> result"]
    lines += [f"    {' | '.join(map(cell, box))} -> {place}" for place, box in enumerate(boxes)]
    return "\n".join(lines) + "\n"


def cell(side: tuple[int, int]) -> str:
    low, high = side
    return f"{low}..{'' if high == TOP else '<'}{high}"


def pair_by_pair(boxes: list[Box]) -> int:
    """How many pairs of rows overlap."""
    low = np.array([[side[0] for side in box] for box in boxes])
    high = np.array([[side[1] for side in box] for box in boxes])
    meet = np.ones((len(boxes), len(boxes)), dtype=bool)
    for column in range(low.shape[1]):
        meet &= (low[:, None, column] < high[None, :, column]) & (low[None, :, column] < high[:, None, column])
    return (int(meet.sum()) - len(boxes)) // 2


def proving(boxes: list[Box], times: int) -> tuple[list[float], list[str]]:
    """The seconds that the proof takes each time, and the codes of what it finds."""
    tools = installed()
    draft = understand(Source("table.worth", model(boxes)), tools).draft
    meaning = check(draft, tools.toolbox)
    reader = TypeReader(meaning.setting.units, Said(), lambda it: it in draft.names)
    facts = {name: Facts(it.type, it.shape, it.at) for name, it in meaning.definitions.items()}
    world = World(draft, meaning.setting, tools.toolbox, {"": reader}, facts)
    taken = []
    for _ in range(times):
        checking = Checking(draft, tools.toolbox, LIMITS, Said(), world, dict(meaning.definitions))
        gc.collect()
        start = process_time()
        list(prove_all(checking, {}))
        taken.append(process_time() - start)
    return taken, [it.code for it in checking.say.findings.values()]


def measure(settings: Settings) -> Iterator[Report]:
    rows, times = settings.size(ROWS, 40), 1 if settings.small else max(TIMES, settings.reps)
    boxes = leaves(rows, COLUMNS)
    one, other = rows // 3, rows // 2
    torn = [*boxes[:one], *boxes[one + 1 :]]
    wide = [*boxes[:other], [(0, TOP), *boxes[other][1:]], *boxes[other + 1 :]]
    theirs = []
    for _ in range(times):
        start = process_time()
        if pair_by_pair(boxes):
            raise AssertionError("the leaves of a tree overlap")
        theirs.append(process_time() - start)
    pairs = median(theirs)
    lines = [Line("numpy, pair by pair", pairs, min(theirs), to_best=1.0)]
    wanted, wrong = [], []
    for what, table, codes in (
        ("exclusive and complete", boxes, set()),
        ("a row taken out", torn, {"W0541"}),
        ("a row widened", wide, {"W0540"}),
    ):
        ours, found = proving(table, times)
        taken = median(ours)
        lines.append(Line(f"worthwhile, {what}", taken, min(ours), ours=True, to_best=taken / pairs))
        wanted.append(Wanted(f"{what}: at most {told(MOST)}", told(taken), taken <= MOST))
        if not codes:
            wanted.append(Wanted(f"at most {RATIO} x the pairs", f"{taken / pairs:.1f}", taken / pairs <= RATIO))
        if set(found) != codes:
            wrong.append(f"{what}: found {sorted(found)}, not {sorted(codes)}")
    title = f"Decision tables: {rows:,} rows by {COLUMNS} columns proven"
    notes = ["Processor time, not time on the wall."]
    yield Report("decision_tables", title, lines, [] if settings.small else wanted, notes, wrong)
