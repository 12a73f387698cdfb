"""Functions: their examples, kernel beside scalar, rule of units beside both, derivatives beside differences."""

import math
from collections.abc import Callable, Sequence
from datetime import date
from itertools import product
from typing import Any

import numpy as np

from worthwhile.meaning.constants import NotConstantError, call
from worthwhile.meaning.function import Example, Function, Value
from worthwhile.model import parse_model
from worthwhile.plugin.registry import Registry
from worthwhile.run.machine import resolved
from worthwhile.syntax import parse_piece
from worthwhile.syntax.tree import DateText, Flag, Number, Range, Text, every
from worthwhile.testing.faults import Say, finding, told
from worthwhile.testing.rules import look_at_scaling, rulings
from worthwhile.testing.samples import trying
from worthwhile.text import ModelError

NUMBERS = (-7.25, -1.0, -0.5, 0.0, 0.1, 0.5, 1.0, 2.0, 3.75, 12.0, 1e6, math.nan)
STEP = np.cbrt(np.finfo(np.float64).eps)
"""For central differences: where the errors of the formula and of rounding are alike (Press et al. 2007, 5.7)."""


def check_function(
    function: Function,
    *plugins: object,
    homogeneous: bool = True,
    ulps: int = 4,
    points: Sequence[float] = NUMBERS,
    arguments: int = 0,
) -> None:
    """Check a function of `functions()`; raises `Nonconforming` with all that is wrong.

    - It has a help that is a sentence, parameters of different names, and an example at least; its examples
      hold as constants, for one subject and for columns, in which missing arguments give missing results.
    - Kernel and scalar agree, up to ``ulps`` units in the last place, at all combinations of ``points``: numbers
      as its arguments take them, missing among them. The kernel leaves its arguments as they are, takes any number of rows,
      none included, and gives for each row what it gives for that row alone.
    - The rule of units gives a `Ruling` or raises `Refusal` whatever it is asked about, and what it decides is
      what the numbers do when units become smaller. Turn that off with ``homogeneous=False`` for what counts in units
      of its own, such as rounding.
    - ``derivatives`` are what central differences come to, away from kinks.

    One that takes as many ``arguments`` as there are is tried with one of them, unless told how many.
    ``plugins`` are others that its examples need. Functions of dates, texts or flags are tried by their examples only.
    """
    with finding(f"the function `{function.name}`") as say:
        _look_at_words(function, say)
        registry = trying("functions", function, *plugins)
        for example in function.examples:
            _look_at_example(function, example, registry, say)
        count = arguments or _count(function)
        numeric = all(_is_of_numbers(it) for it in function.examples)
        compute = _computing(function, say)
        decided = list(rulings(function.rule, count, say))
        if compute is None or not numeric:
            return
        columns = _grid(points, count)
        _look_at_kernel(function, compute, columns, ulps, say)
        if homogeneous:
            look_at_scaling(decided, compute, columns, say)
        _look_at_derivatives(function, columns, say)


def _look_at_words(function: Function, say: Say) -> None:
    if not function.help.endswith("."):
        say("its help is no sentence: it ends without a full stop")
    names = [it.name for it in function.parameters]
    if len(set(names)) != len(names) or not names:
        say("its parameters have no names of their own")
    if not function.examples:
        say("it has no example: examples are its documentation and its test")


def _count(function: Function) -> int:
    """How many arguments it is tried with."""
    return sum(not it.optional for it in function.parameters) + sum(it.many or it.range for it in function.parameters)


def _is_of_numbers(example: Example) -> bool:
    tree = parse_piece(example.call, "one_expression", "an example").parts
    odd = tree and any(isinstance(it, DateText | Text | Flag | Range) for it in every(tree[0]))
    return not odd and not isinstance(example.gives, bool | str)


# ---- examples


def _look_at_example(function: Function, example: Example, registry: Registry, say: Say) -> None:
    try:
        found = parse_model(f"result = {example.call}\n", registry=registry).evaluate()["result"]
        if not _same(found, example.gives):
            say(f"the example `{example.call}` gives {found!r}, not {example.gives!r}")
        call_, given = as_columns(example.call)
        if not given:
            return
        lines = "".join(f"    {name} : {type_}\n" for name, (type_, _) in given.items())
        model = parse_model(f"entity row key id\ninputs:\n{lines}result = {call_}\n", registry=registry)
        rows = len(given) + 2
        data: dict[str, list[Any]] = {"id": list(range(rows))}
        for place, (name, (_, value)) in enumerate(given.items(), 1):
            data[name] = [None if row == place else value for row in range(rows)]
        values: Sequence[Any] = model.run(data).values("result")
    except ModelError as error:
        say(f"the example `{example.call}` is refused: {error.findings[0].message}")
        return
    if not _same(values[0], example.gives) or not _same(values[-1], example.gives):
        say(f"the example `{example.call}` gives {values[0]!r} for a column, not {example.gives!r}")
    if not function.takes_missing and any(it is not None for it in values[1:-1]):
        say(f"the example `{example.call}` with an argument missing gives {values[1:-1]!r}, which should be missing")


def _same(found: object, wanted: object) -> bool:
    if isinstance(found, bool) or isinstance(wanted, bool) or not isinstance(found, int | float):
        return found == (wanted.isoformat() if isinstance(wanted, date) else wanted)
    return isinstance(wanted, int | float) and math.isclose(found, wanted, rel_tol=1e-12, abs_tol=1e-15)


def as_columns(call_: str) -> tuple[str, dict[str, tuple[str, Any]]]:
    """The call with an input in place of each literal outside of ranges, and each input's type and value."""
    tree = parse_piece(call_, "one_expression", "an example").parts[0]
    ranges = [it.span for it in every(tree) if isinstance(it, Range)]
    literals = [
        it
        for it in every(tree)
        if isinstance(it, Number | DateText | Text | Flag)
        and not any(r.start <= it.span.start and it.span.end <= r.end for r in ranges)
    ]
    given: dict[str, tuple[str, Any]] = {}
    for place, it in sorted(enumerate(literals), key=lambda at: -at[1].span.start):
        given[f"x{place}"] = _typed(it)
        call_ = call_[: it.span.start] + f"x{place}" + call_[it.span.end :]
    return call_, given


def _typed(literal: Number | DateText | Text | Flag) -> tuple[str, Any]:
    match literal:
        case DateText(text=text):
            return "date", date.fromisoformat(text)
        case Text(text=text):
            return "text", text
        case Flag(value=value):
            return "flag", value
    per = "".join(f" per {it.text}" for it in literal.per)
    unit = "USD" if literal.is_money else "percent" if literal.is_percent else ""
    return (unit or (literal.first.text if literal.first else "number")) + per, literal.value


# ---- kernel and scalar

Compute = Callable[[Sequence[Any]], Any]


def _computing(function: Function, say: Say) -> Compute | None:
    """What computes columns of numbers: the kernel, or the scalar row by row; nothing where it is expanded."""
    if function.kernel is not None:
        try:
            kernel = resolved(function.kernel)
        except Exception as error:  # noqa: BLE001 (whatever an import does)
            say(f"its kernel is not there: {told(error)}")
            return None

        def compute(columns: Sequence[Any]) -> Any:  # noqa: ANN401 (an array)
            with np.errstate(all="ignore"):
                return np.asarray(kernel(*columns))

        return compute
    if function.scalar is None:
        return None
    return lambda columns: np.array([_number(_scalar(function, it)) for it in zip(*columns, strict=True)])


def _scalar(function: Function, values: Sequence[float]) -> Value:
    """What the scalar gives, as the engine asks it."""
    return call(function, [None if math.isnan(it) else float(it) for it in values])


def _number(value: Value) -> float:
    return math.nan if value is None or isinstance(value, str) else float(value)


def _grid(points: Sequence[float], count: int) -> list[Any]:
    """A column for each argument: all combinations of numbers, fewer of them where there are many arguments."""
    some = points if count <= 2 else [*points[1::3], math.nan] if count == 3 else [-0.5, 2.0, math.nan]  # noqa: PLR2004 (how many arguments there are)
    return [np.array(it) for it in zip(*product(some, repeat=count), strict=True)]


def _look_at_kernel(function: Function, compute: Compute, columns: list[Any], ulps: int, say: Say) -> None:
    before = [it.copy() for it in columns]
    try:
        found = compute(columns)
        _look_at_blocks(compute, columns, found, say)
    except Exception as error:  # noqa: BLE001 (whatever a kernel does)
        say(f"its kernel breaks over numbers: {told(error)}")
        return
    if any(not np.array_equal(a, b, equal_nan=True) for a, b in zip(before, columns, strict=True)):
        say("its kernel changes the columns that it is given")
        columns[:] = before
    if found.dtype.kind not in "fiu" or found.shape != columns[0].shape:
        say(f"its kernel gives an array of {found.dtype} and shape {found.shape} for {len(columns[0])} numbers")
        return
    if function.scalar is None or function.kernel is None:
        return
    for row, values in enumerate(zip(*columns, strict=True)):
        given = ", ".join(f"{it:g}" for it in values)
        try:
            alone = _number(_scalar(function, values))
        except Exception as error:  # noqa: BLE001 (whatever a scalar does)
            say(f"its scalar breaks over ({given}): {told(error.__cause__ or error)}")
            return
        many = float(found[row]) if math.isfinite(found[row]) else math.nan
        if math.isnan(alone) and math.isnan(many):
            continue
        if not abs(alone - many) <= ulps * math.ulp(max(abs(alone), abs(many))):
            say(f"of ({given}) its scalar gives {_told(alone)}, its kernel {_told(many)}")
            return


def _told(number: float) -> str:
    return "nothing" if math.isnan(number) else repr(number)


def _look_at_blocks(compute: Compute, columns: Sequence[Any], found: Any, say: Say) -> None:  # noqa: ANN401 (an array)
    """Rows have nothing to do with each other."""
    half = len(columns[0]) // 2
    parts = np.concatenate([compute([it[:half] for it in columns]), compute([it[half:] for it in columns])])
    if not np.array_equal(parts, found, equal_nan=True):
        say("its kernel gives other values when rows come in two parts: it has to look at each row alone")
    if len(compute([it[:0] for it in columns])):
        say("its kernel gives values of no rows")
    one = [columns[0], *(it[:1] for it in columns[1:])]
    wide = [columns[0], *(np.repeat(it[:1], len(columns[0])) for it in columns[1:])]
    if len(columns) > 1 and not np.array_equal(
        np.broadcast_to(compute(one), found.shape), compute(wide), equal_nan=True
    ):
        say("its kernel gives other values where an argument is one value for all rows")


# ---- derivatives


def _look_at_derivatives(function: Function, columns: Sequence[Any], say: Say) -> None:
    if not function.derivatives or function.scalar is None:
        return
    if len(function.derivatives) != len(columns):
        say(f"it has {len(function.derivatives)} derivatives of {len(columns)} arguments")
        return
    for place, derivative in enumerate(function.derivatives):
        if derivative is None:
            continue
        name = function.parameters[min(place, len(function.parameters) - 1)].name
        for values in zip(*columns, strict=True):
            if not all(map(math.isfinite, values)):
                continue
            step = float(STEP) * max(abs(values[place]), 1.0)
            below, here, above = (_beside(function, values, place, by) for by in (-step, 0.0, step))
            left, right = (here - below) / step, (above - here) / step
            middle, size = (above - below) / (2 * step), max(abs(left), abs(right), 1e-6)
            if math.isnan(middle) or abs(left - right) > 1e-2 * size:  # a kink, or the end of where it has values
                continue
            given = ", ".join(f"{it:g}" for it in values)
            try:
                said = _number(derivative(*map(float, values)))
            except Exception as error:  # noqa: BLE001 (whatever a derivative does)
                say(f"its derivative by `{name}` breaks at ({given}): {told(error)}")
                break
            if not abs(said - middle) <= 1e-4 * size + 1e-8 * abs(here) / step:
                say(f"its derivative by `{name}` is {said:g} at ({given}), where differences come to {middle:g}")
                break


def _beside(function: Function, values: Sequence[float], place: int, by: float) -> float:
    moved = [*values]
    moved[place] += by
    try:
        return _number(_scalar(function, moved))
    except NotConstantError:  # said where scalar and kernel are held beside each other
        return math.nan
