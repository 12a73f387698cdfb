"""How soon a decision of 1,500 rows by 7 columns is proven, beside numpy comparing the rows pair by pair.

Both get the same rows, the leaves of a tree that cuts the space again and again: exclusive and complete.
The numpy side is given the finished arrays of bounds; ours starts from the model as it is understood,
and finds the cuts itself. Then the same with a row taken out and one widened, which has to be found.
"""

import random
from collections.abc import Iterator
from statistics import median
from time import perf_counter

import numpy as np

from benchmarks import Row
from worthwhile.meaning.check import check
from worthwhile.meaning.checking import Checking
from worthwhile.meaning.proofs import prove
from worthwhile.model import understand
from worthwhile.plugin.registry import installed
from worthwhile.text import Source

ROWS, COLUMNS, TOP = 1_500, 7, 1_000
TIMES = 5
MOST = 0.5
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


def proving(boxes: list[Box]) -> tuple[list[float], list[str]]:
    """The seconds that a proof takes, and the codes that come of it."""
    tools = installed()
    understood = understand(Source("table.worth", model(boxes)), tools)
    taken: list[float] = []
    proven = prove.prove_all

    def timed(checking: Checking, proofs: dict[str, prove.Proof]) -> Iterator[object]:
        start = perf_counter()
        yield from proven(checking, proofs)
        taken.append(perf_counter() - start)

    checked = importlib.import_module("worthwhile.meaning.check")
    checked.prove_all = timed
    try:
        for _ in range(TIMES):
            check(understood.draft, tools.toolbox)
    finally:
        checked.prove_all = proven
    return taken, [it.code for it in understood.findings]
