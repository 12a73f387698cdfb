"""Rules of units, tried on every kind of operand, and held against what the numbers do.

A rule says what becomes of units, a kernel what becomes of numbers: the two have to agree. If USD become
cents, every amount is a hundred times as large, and a result in USD has to be, too; one in USD^2 ten thousand
times (Fourier 1822, on the homogeneity of dimensions). A rule that says something else is wrong.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np

from worthwhile.testing.faults import Say, told
from worthwhile.units import (
    COUNT,
    NUMBER,
    PERCENT,
    Amount,
    Category,
    Clock,
    Day,
    Factor,
    Nothing,
    Operand,
    Rate,
    Refusal,
    Ruling,
    Setting,
    Truth,
    Type,
    Unit,
    Unknown,
    Words,
    Zero,
)

USD, HOURS = Unit.one("USD"), Unit.one("hour")
MEASURED = (NUMBER, Amount(USD), Amount(HOURS), Amount(USD / HOURS))
KINDS: tuple[Type, ...] = (
    *MEASURED, Amount(Unit.one("month")), COUNT, PERCENT, Rate("month"), Factor("year"), Day(), Words(), Truth(),
    Category(("a", "b")), Zero(), Nothing(), Unknown(),
)  # fmt: skip
SETTINGS = (Setting(), Setting(clock=Clock("month", 12, starts=True, paid="end")))
SCALES = (2.0, 10.0)
CLOSE = 1e-9
Rule = Callable[..., Ruling]


def rulings(rule: Rule, count: int, say: Say, before: Sequence[Any] = ()) -> Iterator[tuple[tuple[Type, ...], Ruling]]:
    """What a rule decides of amounts; said is where it breaks over any kind of operand, or decides nothing.

    ``before`` are what it takes before its operands.
    """
    most = KINDS if count <= 2 else (*MEASURED, Unknown(), Words())  # noqa: PLR2004 (all pairs are few enough)
    for setting in SETTINGS:
        for types in product(most, repeat=count):
            operands = [Operand(it, words=f"x{place}") for place, it in enumerate(types)]
            names = ", ".join(str(it) for it in types)
            try:
                ruling = rule(setting, *before, *operands)
            except Refusal:
                continue
            except Exception as error:  # noqa: BLE001 (whatever a rule does)
                say(
                    f"the rule of units breaks over ({names}): {told(error)}; it may give a `Ruling` or raise `Refusal`"
                )
                continue
            if not isinstance(ruling, Ruling) or not isinstance(ruling.type, Type):
                say(f"the rule of units gives {ruling!r} of ({names}), which is no `Ruling` with a type")
            elif setting.clock is None and all(it in MEASURED for it in types):
                yield types, ruling


def look_at_scaling(
    decided: Iterable[tuple[tuple[Type, ...], Ruling]],
    compute: Callable[[Sequence[Any]], Any],
    points: Sequence[Any],
    say: Say,
) -> None:
    """Hold what a rule decides against what a kernel computes, in units of other sizes.

    ``compute`` takes a column for each operand, ``points`` are such columns.
    """
    for types, ruling in decided:
        if ruling.use or not isinstance(ruling.type, Amount):
            continue
        names = ", ".join(str(it) for it in types)
        for unit, scale in product(("USD", "hour"), SCALES):
            scales = [scale ** dict(it.unit.powers).get(unit, 0) for it in types if isinstance(it, Amount)]
            expected = scale ** dict(ruling.type.unit.powers).get(unit, 0)
            if all(it == 1 for it in scales) and expected == 1:
                continue
            before = _computed(compute, ruling, points)
            after = _computed(compute, ruling, [it * by for it, by in zip(points, scales, strict=True)])
            known = np.isfinite(before) & np.isfinite(after)
            apart = np.abs(after - expected * before) > CLOSE * np.maximum(np.abs(after), np.abs(expected * before))
            if (known & apart).any():
                row = int(np.flatnonzero(known & apart)[0])
                given = ", ".join(f"{it[row]:g}" for it in points)
                say(
                    f"of ({names}) the rule of units makes {ruling.type}, but with {unit} {scale:g} times as small the "
                    f"result of ({given}) is {after[row] / before[row] if before[row] else after[row]:g} times as large, "
                    f"not {expected:g} times"
                )
                break


def _computed(compute: Callable[[Sequence[Any]], Any], ruling: Ruling, points: Sequence[Any]) -> Any:  # noqa: ANN401 (an array)
    brought = [it ** float(ruling.of(n).power) * float(ruling.of(n).times) for n, it in enumerate(points)]
    return compute(brought) ** float(ruling.result.power) * float(ruling.result.times)
