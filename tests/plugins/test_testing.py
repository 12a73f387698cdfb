"""The checks for authors of plugins: what is right passes, and each planted fault is caught in words."""

import json
import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest import SkipTest

import numpy as np
import pytest

from worthwhile.plugin import (
    Aggregate,
    Amount,
    Distribution,
    DistributionParameter,
    Estimate,
    Example,
    Finding,
    Fit,
    Fitted,
    Function,
    Level,
    Library,
    Lint,
    Measure,
    Member,
    Operand,
    Parameter,
    ParameterKind,
    Quantile,
    Rates,
    Ruling,
    Setting,
    Unfit,
    Variable,
    plugin,
    rules,
)
from worthwhile.plugin.registry import installed
from worthwhile.testing import (
    Nonconforming,
    check_aggregate,
    check_distribution,
    check_fit,
    check_function,
    check_library,
    check_lint,
    check_output,
    check_plugin,
    check_printer,
    check_runner,
    check_section,
    check_source,
    check_units,
    model_with,
    plugin_of,
    sample_result,
)

TOOLS = installed()
PLAIN = {"mathematics", "dates", "texts", "timeline"}
IN_THEIR_OWN_UNITS = {"round", "floor", "ceil", "mod"}


def faults(check: Callable[[], object]) -> str:
    """What a check has found."""
    with pytest.raises(Nonconforming) as told:
        check()
    return "\n".join(told.value.faults)


# ---- what ships


@pytest.mark.parametrize(
    "function",
    [
        it
        for it in TOOLS.toolbox.functions.values()
        if it.examples and not it.is_sign and TOOLS.owner("functions", it.name) in PLAIN
    ],
    ids=lambda it: it.name,
)
def test_the_functions_that_ship(function: Function) -> None:
    check_function(function, homogeneous=function.name not in IN_THEIR_OWN_UNITS)


@pytest.mark.parametrize(
    "aggregate", [it for it in TOOLS.toolbox.aggregates.values() if it.fit is None], ids=lambda it: it.name
)
def test_the_aggregates_that_ship(aggregate: Aggregate) -> None:
    check_aggregate(aggregate, **({"values": (False, True)} if aggregate.name in ("any", "all") else {}))  # type: ignore[arg-type]  # (values of its own kind)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_files_that_ship(ending: str, tmp_path: Path) -> None:
    output = next(it for it in TOOLS.outputs if it.claims(f"x.{ending}"))
    check_output(output, str(tmp_path / f"deals.{ending}"), lambda it: Path(it).read_bytes())


def test_the_printer_that_ships() -> None:
    for it in TOOLS.targets:
        check_printer(it, run=lambda text: compile(text, "printed", "exec"))


def test_fits_that_ship() -> None:
    for name in ("kaplan_meier", "linear", "weibull"):
        fit = TOOLS.toolbox.fits[name]
        example = next(it for it in fit.examples if it.given is None)
        check_fit(fit, example.data, options=example.options)


# ---- functions


def product_of(rule: Any = rules.times, **changes: Any) -> Function:
    parts: dict[str, Any] = {
        "kernel": lambda a, b: a * b,
        "scalar": lambda a, b: a * b,
        "derivatives": (lambda _, b: b, lambda a, _: a),
        "examples": (Example("area(3, 4)", 12.0),),
    }
    return Function("area", (Parameter("a"), Parameter("b")), rule, "Length by width.", **(parts | changes))


def kinked(x: float) -> float:
    return abs(x)


def test_a_function_that_is_right() -> None:
    check_function(product_of())
    sign = lambda x: float((x > 0) - (x < 0))  # noqa: E731 (one line, used once)
    check_function(
        Function("size_of", (Parameter("x"),), rules.same, "How far from 0.", (Example("size_of(-$3)", 3.0),),
                 kernel="numpy:abs", scalar=kinked, derivatives=(sign,))
    )  # fmt: skip


def writes_over(a: Any, b: Any) -> Any:
    a *= b
    return a


PLANTED: dict[str, tuple[Function, str]] = {
    "kernel beside scalar": (product_of(scalar=lambda a, b: a * b + (1e-9 if a > 5 else 0.0)), "its scalar gives"),
    "a scalar without a value": (product_of(scalar=lambda a, b: a * b if b > 0 else None), "its scalar gives nothing"),
    "a scalar that breaks": (product_of(scalar=lambda a, _: {3.0: 12.0}[a]), "its scalar breaks"),
    "a rule of sums": (product_of(rules.common), "with USD 2 times as small"),
    "a rule without units": (product_of(lambda *_: Ruling(Amount())), "with USD 2 times as small"),
    "a rule that breaks": (product_of(lambda _, a, b: Ruling(a.type if a.type == b.type else a.type.unit)), "the rule of units"),
    "a derivative": (product_of(derivatives=(lambda _, b: b, lambda a, _: 2 * a)), "its derivative by `b`"),
    "a derivative too few": (product_of(derivatives=(lambda _, b: b,)), "1 derivatives of 2"),
    "an example": (product_of(examples=(Example("area(3, 4)", 11.0),)), "gives 12.0, not 11.0"),
    "an example that is refused": (product_of(examples=(Example("area(3)", 3.0),)), "is refused"),
    "no example": (product_of(examples=()), "no example"),
    "missing taken for 0": (product_of(kernel=lambda a, b: np.nan_to_num(a) * np.nan_to_num(b)), "should be missing"),
    "its arguments": (product_of(kernel=writes_over), "changes the columns"),
    "other rows": (product_of(kernel=lambda a, b: a * b / max(1.0, float(np.nanmax(np.abs(a), initial=1.0)))), "two parts"),
    "one value for all rows": (product_of(kernel=lambda a, b: a * b[: len(a)] if len(b) > 1 else a + b), "one value for all rows"),
    "no rows": (product_of(kernel=lambda a, b: a * b if len(a) else np.zeros(1)), "values of no rows"),
}  # fmt: skip


@pytest.mark.parametrize("what", PLANTED)
def test_a_fault_of_a_function_is_found(what: str) -> None:
    function, words = PLANTED[what]
    assert words in faults(lambda: check_function(function))


def test_a_root_whose_rule_keeps_the_unit_is_found() -> None:
    root = Function("side", (Parameter("x"),), rules.same, "The side of a square.", (Example("side(16)", 4.0),),
                    kernel="numpy:sqrt", scalar=math.sqrt)  # fmt: skip
    assert "makes USD" in faults(lambda: check_function(root))


# ---- aggregates


class Squares:
    """The sum of squares, as halves of exact fractions: the order of rows makes no difference."""

    fault = ""

    def __init__(self) -> None:
        self._sums: dict[int, Fraction] = {}

    def _put(self, group: int, value: float) -> None:
        self._sums[group] = self._sums.get(group, Fraction()) + Fraction(value) ** 2

    def add(self, groups: Any, values: Any) -> None:
        if self.fault == "forgets":
            self._sums = {}
        for group, value in zip(groups.tolist(), values.tolist(), strict=True):
            self._put(group, value)

    def each(self, rows: int, period: int, counted: Any, values: Any) -> None:
        del period
        for row in range(rows):
            if self.fault == "counts all" or counted is None or counted[row]:
                self._put(row, float(values[row]))

    def merge(self, other: "Squares") -> None:
        for group, value in other._sums.items():
            if self.fault == "keeps its own":
                self._sums.setdefault(group, value)
            else:
                self._sums[group] = self._sums.get(group, Fraction()) + value
        if self.fault == "takes away":
            other._sums.clear()

    def finish(self, size: int) -> Any:
        known = max(self._sums, default=-1) + 1 if self.fault == "too few" else size
        found = np.array([float(self._sums.get(it, Fraction())) for it in range(known)])
        return found.tolist() if self.fault == "a list" else found


class Forgets(Squares):
    fault = "forgets"


class KeepsItsOwn(Squares):
    fault = "keeps its own"


class TakesAway(Squares):
    fault = "takes away"


class TooFew(Squares):
    fault = "too few"


class AList(Squares):
    fault = "a list"


class CountsAll(Squares):
    fault = "counts all"


class Unsent(Squares):
    """What cannot go elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.put = lambda it: it


def squared(setting: Setting, axis: str, x: Operand) -> Ruling:
    del axis
    return rules.times(setting, x, x)


def squares(accumulator: type = Squares, scalar: Any = None, rule: Any = squared) -> Aggregate:
    exact: Callable[[Sequence[float]], float] = lambda values: float(sum(Fraction(it) ** 2 for it in values))  # noqa: E731 (one line, used once)
    return Aggregate("squares", (Parameter("x"),), rule, "The sum of squares.", accumulator, scalar=scalar or exact)


def test_an_aggregate_that_is_right() -> None:
    check_aggregate(squares())


@pytest.mark.parametrize(
    ("aggregate", "words"),
    [
        (squares(Forgets), "fed part by part"),
        (squares(KeepsItsOwn), "merged part by part"),
        (squares(TakesAway), "changes what has been merged"),
        (squares(TooFew), "6 values for 7 groups"),
        (squares(AList), "`list`"),
        (squares(CountsAll), "over time it gives"),
        (squares(Unsent), "breaks"),
        (squares(scalar=lambda values: float(sum(it * it for it in values)) * (1 + 1e-9)), "its scalar gives"),
        (squares(rule=lambda *_: None), "no `Ruling`"),
        (squares(rule=lambda _, x: x), "the rule of units breaks"),
    ],
)
def test_a_fault_of_an_aggregate_is_found(aggregate: Aggregate, words: str) -> None:
    assert words in faults(lambda: check_aggregate(aggregate))


# ---- sources

TABLE: dict[str, list[Any]] = {"id": [1, 2, 3], "x": [0.5, None, 0.0], "text": ["", "a", None]}


class Held:
    """A source that holds one table, and mistakes what it is told to."""

    name = "held"

    def __init__(self, fault: str = "") -> None:
        self._fault = fault

    def claims(self, address: str) -> bool:
        return self._fault == "claims all" or address.endswith(".held")

    def open(self, address: str) -> Any:
        if "nowhere" in address and self._fault != "nothing is a table":
            raise (KeyError if self._fault == "nothing is an error" else FileNotFoundError)(address)
        rows = 4 if self._fault == "rows" else 3
        return SimpleNamespace(name="held", columns=self._columns, batches=self._batches, rows=rows)

    def _columns(self) -> list[str]:
        return ["id", "x"] if self._fault == "a head too few" else list(TABLE)

    def _batches(self, columns: Sequence[str]) -> Iterator[Any]:
        from pyarrow import RecordBatch, array

        held = {name: list(values) for name, values in TABLE.items()}
        if self._fault == "zero for null":
            held["x"][1] = 0.0
        if self._fault == "not a number for null":
            held["x"][1] = math.nan
        if self._fault == "null for zero":
            held["x"][2] = None
        if self._fault == "empty for null":
            held["text"][2] = ""
        if self._fault == "null for empty":
            held["text"][0] = None
        if self._fault == "rows are left out":
            held = {name: values[:2] for name, values in held.items()}
        if self._fault == "texts for numbers":
            held["id"] = ["1", "2", "3"]
        if self._fault == "once" and getattr(self, "_read", False):
            return
        self._read = True
        wanted = list(TABLE)[: len(columns)] if self._fault == "other columns" else list(columns)
        first = RecordBatch.from_pydict({it: array(held[it][:2]) for it in wanted})
        rest = {
            it: array(held[it][2:], None if self._fault == "kinds" else first.schema.field(it).type) for it in wanted
        }
        yield first
        yield rest if self._fault == "a dict" else RecordBatch.from_pydict(rest)


def test_a_source_that_is_right() -> None:
    check_source(Held(), "some.held", TABLE, missing="nowhere.held")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("zero for null", "has 0.0 in row 2, where a cell is missing"),
        ("not a number for null", "has nan in row 2, where a cell is missing"),
        ("empty for null", "has '' in row 3, where a cell is missing"),
        ("null for zero", "is missing in row 3, where 0.0 stands"),
        ("null for empty", "is missing in row 1, where '' stands"),
        ("rows are left out", "has 2 rows, not 3"),
        ("texts for numbers", "has '1' in row 1, not 1"),
        ("once", "a second time"),
        ("other columns", "0 times"),
        ("kinds", "in another"),
        ("a dict", "`dict`"),
        ("rows", "4 rows"),
        ("claims all", "not for it"),
        ("a head too few", "its columns are"),
        ("nothing is a table", "as if something were"),
        ("nothing is an error", "KeyError"),
    ],
)
def test_a_fault_of_a_source_is_found(fault: str, words: str) -> None:
    assert words in faults(lambda: check_source(Held(fault), "some.held", TABLE, missing="nowhere.held"))


# ---- outputs


class Lines:
    """An output of a line a row, that takes care, or does not."""

    name = "lines"

    def __init__(self, fault: str = "") -> None:
        self._fault = fault

    def claims(self, address: str) -> bool:
        return address.endswith(".lines")

    def write(self, result: Any, address: str) -> Sequence[Finding]:
        file, draft = Path(address), Path(address).with_name(f".{Path(address).name}.draft")
        if self._fault == "in place":
            with file.open("w", encoding="utf-8") as out:
                for row in result.to_arrow().to_pylist():
                    out.write(json.dumps(row, default=str) + "\n")
            return ()
        if self._fault == "away first":
            file.unlink(missing_ok=True)
        if self._fault == "swallows":
            with suppress(Exception):
                self._draft(draft, result)
        else:
            try:
                self._draft(draft, result)
            except BaseException:
                if self._fault != "draft stays":
                    draft.unlink(missing_ok=True)
                raise
        if self._fault != "never" and draft.exists():
            os.replace(draft, file)  # noqa: PTH105 (as authors write it)
        return ()

    def _draft(self, draft: Path, result: Any) -> None:
        with draft.open("w", encoding="utf-8") as out:
            for row in result.to_arrow().to_pylist():
                out.write(json.dumps(row, default=str) + "\n")


class Batches(Lines):
    """The same batch by batch."""

    def begin(self, address: str, first: Any) -> Any:
        del first
        return Half(address, self._fault)


class Half:
    def __init__(self, address: str, fault: str) -> None:
        self._file = Path(address)
        self._draft = self._file if fault == "batches in place" else self._file.with_name(f".{self._file.name}.draft")
        self._fault = fault
        self._draft.write_text("", encoding="utf-8")

    def write(self, rows: Any) -> None:
        with self._draft.open("a", encoding="utf-8") as out:
            for row in rows.to_pylist():
                out.write(json.dumps(row, default=str) + "\n")

    def commit(self) -> None:
        self._draft.replace(self._file)

    def abort(self) -> None:
        if self._fault != "abort leaves it":
            self._draft.unlink(missing_ok=True)


def read_lines(address: str) -> Any:
    return [json.loads(it) for it in Path(address).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("kind", [Lines, Batches])
def test_an_output_that_is_right(kind: Callable[[], Any], tmp_path: Path) -> None:
    check_output(kind(), str(tmp_path / "deals.lines"), read_lines)
    assert [it.name for it in tmp_path.iterdir()] == ["deals.lines"]


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        ("in place", Lines, "half of it"),
        ("away first", Lines, "nothing that can be read"),
        ("swallows", Lines, "is swallowed"),
        ("draft stays", Lines, "an error in the data changes"),
        ("never", Lines, "cannot be read back"),
        ("batches in place", Batches, "batch by batch, "),
        ("abort leaves it", Batches, "aborted after 1 batches, it leaves ['.deals.lines.draft'] behind"),
    ],
)
def test_a_fault_of_an_output_is_found(fault: str, kind: Callable[[str], Any], words: str, tmp_path: Path) -> None:
    address = tmp_path / "deals.lines"
    if fault == "draft stays":
        # what it leaves is hidden, and told where the data breaks
        assert words in faults(lambda: check_output(_Late(fault), str(address), read_lines))
        return
    assert words in faults(lambda: check_output(kind(fault), str(address), read_lines))


class _Late(Lines):
    """One that opens its draft before it asks for the rows."""

    def _draft(self, draft: Path, result: Any) -> None:
        with draft.open("w", encoding="utf-8") as out:
            out.write("".join(json.dumps(row, default=str) + "\n" for row in result.to_arrow().to_pylist()))


# ---- fits


class Mean:
    """The mean and its standard error, kept as sums of exact fractions."""

    fault = ""

    def __init__(self) -> None:
        self._values: list[float] = []

    def add(self, x: Any) -> None:
        self._values += x.tolist()

    def merge(self, other: "Mean") -> None:
        more = other._values
        self._values = (more or self._values) if self.fault == "loses" else self._values + more

    def finish(self) -> Any:
        if not self._values or self.fault in ("breaks", "refuses"):
            raise (ZeroDivisionError if self.fault == "breaks" else Unfit)("there are no rows")
        count = len(self._values)
        mean = self._values[0] if self.fault == "the first" else float(sum(map(Fraction, self._values)) / count)
        variance = math.fsum((it - mean) ** 2 for it in self._values) / count
        likelihood = -0.5 * count * (math.log(2 * math.pi * variance) + 1)
        names = {"average": mean} if self.fault == "names" else {"mean": mean}
        return Fitted(names, {"mean": math.sqrt(variance / count)}, likelihood, count + (self.fault == "counts"), {})


def away(*, estimates: Mapping[str, float], columns: tuple[Any, ...], tables: object) -> Any:
    del tables
    return columns[0] - estimates["mean"]


def mean_fit(fault: str = "", **changes: Any) -> Fit:
    parts: dict[str, Any] = {
        "estimates": (Estimate("mean", "x", low=-100.0, high=100.0),),
        "members": (Member("away", away, columns=("x",), unit="x"),),
        "source": "Gauss (1809)",
        "extra": "",
    }
    estimator = type("Made", (Mean,), {"fault": fault, "__module__": __name__})
    globals()["Made"] = estimator  # where pickle looks for it
    return Fit(
        "normal", (Variable("x"),), estimator=estimator, help="The mean of a normal distribution.", **(parts | changes)
    )


DATA = {"x": [1.0, 2.0, 4.0, 7.0, 11.0, 3.0, 2.5, 0.5]}


def test_a_fit_that_is_right() -> None:
    check_fit(mean_fit(), DATA, expected={"mean": sum(DATA["x"]) / 8})


@pytest.mark.parametrize(
    ("fit", "words"),
    [
        (lambda: mean_fit("loses"), "merged from parts"),
        (lambda: mean_fit("the first"), "in another order"),
        (lambda: mean_fit("refuses"), "it refuses the data"),
        (lambda: mean_fit("breaks"), "its estimator breaks: ZeroDivisionError"),
        (lambda: mean_fit("counts"), "9 rows of 8"),
        (lambda: mean_fit("names"), "its parameters are"),
        (lambda: mean_fit(source=""), "where the method is from"),
        (lambda: mean_fit(likelihood=False), "log-likelihood"),
        (lambda: mean_fit(estimates=(Estimate("mean", "x", low=5.0),)), "outside of its bounds"),
        (lambda: mean_fit(members=(Member("away", lambda **_: np.zeros(3), columns=("x",)),)), "shape (3,)"),
        (
            lambda: mean_fit(members=(Member("away", lambda columns, **_: np.nan_to_num(columns[0]), columns=("x",)),)),
            "missing",
        ),
    ],
)
def test_a_fault_of_a_fit_is_found(fit: Callable[[], Fit], words: str) -> None:
    assert words in faults(lambda: check_fit(fit(), DATA))


# ---- distributions


@pytest.mark.parametrize("distribution", TOOLS.toolbox.distributions.values(), ids=lambda it: it.name)
def test_the_distributions_that_ship(distribution: Distribution) -> None:
    check_distribution(distribution)


def exponential(**changes: Any) -> Distribution:
    parts: dict[str, Any] = {
        "quantile": lambda u, mean: np.where(mean > 0, -mean * np.log1p(-u), np.nan),
        "cdf": lambda x, mean: np.where(mean > 0, -np.expm1(-np.maximum(x, 0) / mean), np.nan),
        "mean": lambda mean: np.where(mean > 0, mean, np.nan),
        "help": "The time until something happens.",
        "examples": (Quantile("exponential(10)", 0.5, 10 * math.log(2)),),
        "source": "Johnson, Kotz and Balakrishnan (1994)",
        "fault": lambda mean: "" if mean > 0 else "its mean has to be above 0",
        "support": lambda _: (0.0, math.inf),
    }
    mean = DistributionParameter("mean", ParameterKind.LOCATION, "The mean.")
    return Distribution("exponential", changes.pop("parameters", (mean,)), **(parts | changes))


def test_a_distribution_that_is_right() -> None:
    check_distribution(exponential(), (3,), (0.25,))


def overwriting(u: Any, mean: Any) -> Any:
    found = np.where(mean > 0, -mean * np.log1p(-u), np.nan)
    u *= 1.0 + 1e-12
    return found


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"help": "No sentence"}, "its help is no sentence"),
        ({"source": ""}, "where it is from"),
        ({"examples": ()}, "it has no example"),
        ({"says": "from {low}"}, "it cannot be told as `from {low}`: KeyError"),
        ({"examples": (Quantile("exponential(10)", 0.5, 10.0),)}, "is 6.93"),
        ({"examples": (Quantile("exponential(10, 2)", 0.5, 10.0),)}, "is refused: `exponential` takes"),
        ({"examples": (Quantile("normal(10, 2)", 0.5, 10.0),)}, "is of `normal`"),
        ({"cdf": "nowhere_at_all:cdf"}, "a kernel is not there"),
        ({"quantile": lambda u, mean: np.where(mean > 0, mean * np.log1p(-u), np.nan)}, "its quantiles fall"),
        (
            {"quantile": lambda u, mean: np.where(mean > 0, -2 * mean * np.log1p(-u), np.nan)},
            "which has the probability",
        ),
        (
            {"quantile": lambda u, mean: np.where((mean > 0) & (u < 0.9), -mean * np.log1p(-u), np.nan)},
            "no quantile of 0.95",
        ),
        ({"quantile": overwriting}, "its quantile changes the columns"),
        (
            {"quantile": lambda u, mean: np.where(mean > 0, -mean * np.log1p(-np.nan_to_num(u)), np.nan)},
            "of what is missing",
        ),
        ({"cdf": lambda x, mean: np.where(mean > 0, -np.expm1(-x / mean), np.nan)}, "the probability outside of 0 is"),
        ({"mean": lambda mean: np.where(mean > 0, 1.01 * mean, np.nan)}, "its mean is"),
        (
            {"mean": lambda mean: np.where(mean > 0, np.nanmean(mean), np.nan)[:1]},
            "its mean gives an array of shape (1,)",
        ),
        ({"mean": np.abs}, "(its mean has to be above 0), and its kernels give values"),
        ({"mean": lambda mean: np.where(mean > 0, mean, 1.0)}, "its kernels give values where `mean` is missing"),
        ({"support": lambda mean: (0.0, mean)}, "and says 0.0 to 10.0"),
        ({"support": lambda _: (1.0, 0.0)}, "is refused: `support` of `exponential`"),
        ({"support": lambda _: (1.0, 0.0), "examples": ()}, "it gives values from 1.0 to 0.0"),
        ({"fault": lambda _: ""}, "and nothing is said to be wrong with these"),
        ({"fault": lambda mean: "too much" if mean > 5 else ""}, "is refused: `exponential(10)` is no exponential"),
    ],
)
def test_a_fault_of_a_distribution_is_found(changes: dict[str, Any], words: str) -> None:
    assert words in faults(lambda: check_distribution(exponential(**changes), (10,)))


# ---- the others

RIGHT = 'model right\nprice = $4\ncost = $3\nmargin = price - cost\ntest "by hand":\n    expect margin = $1\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (RIGHT, ""),
        (RIGHT.replace("expect margin = $1", "expect margin = $2"), "the test 'by hand' fails"),
        (RIGHT.replace("margin = price - cost", "margin = price - costs"), "W0201"),
        (RIGHT.partition("test")[0], "it has no test"),
    ],
)
def test_a_library(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "margin.worth").write_text(text, encoding="utf-8")
    library = Library("tried", str(tmp_path))
    if words:
        assert words in faults(lambda: check_library(library))
    else:
        check_library(library)
    assert "not there" in faults(lambda: check_library(Library("tried", str(tmp_path / "nowhere"))))
    (tmp_path / "empty").mkdir()
    assert "no model" in faults(lambda: check_library(Library("tried", str(tmp_path / "empty"))))


class Here:
    """A runner that runs here, and is off by as much as it is told."""

    name, extra = "beside", "nothing"

    def __init__(self, fault: str = "") -> None:
        self._fault = fault

    def lacks(self) -> str:
        return "an engine" if self._fault == "lacks" else ""

    def run(self, job: Any) -> Any:
        if self._fault == "breaks":
            raise LookupError("no")
        if self._fault == "rounds":
            main = job.tables["row"]
            inputs = {
                name: [round(it, 1) if isinstance(it, float) else it for it in values] for name, values in main.items()
            }
            return job.with_tables({"row": inputs}).here()
        return job.here()


def test_runners() -> None:
    check_runner(Here())
    assert "here" in faults(lambda: check_runner(Here("rounds")))
    assert "does not run" in faults(lambda: check_runner(Here("breaks")))
    with pytest.raises(SkipTest, match="needs an engine"):
        check_runner(Here("lacks"))


def test_printers() -> None:
    printer = SimpleNamespace(name="shouting", printed=lambda model: model.name.upper() or "MODEL")
    check_printer(printer)
    assert "prints nothing" in faults(lambda: check_printer(SimpleNamespace(name="mute", printed=lambda _: " ")))
    texts = iter("abcdefghijkl")
    moody = SimpleNamespace(name="moody", printed=lambda _: next(texts))
    assert "in two ways" in faults(lambda: check_printer(moody))

    def refuses(_: str) -> None:
        raise SyntaxError("no program")

    assert "no program" in faults(lambda: check_printer(printer, run=refuses))


def test_units() -> None:
    check_units([Measure("kWh", "kWh"), Measure("MWh", "kWh", Fraction(1000)), Measure("PTS", "PTS", currency=True),
                 Rates("PTS", "USD", {"2026-01-01": "0.01"})])  # fmt: skip
    with pytest.raises(AssertionError, match="already"):
        check_units([Measure("hour", "hour")])
    assert "where" in faults(lambda: check_units([Measure("where", "where")]))


def look(meaning: Any) -> Iterator[Finding]:
    for it in meaning.definitions.values():
        if it.name == "price":
            yield Finding("X0001", Level.WARNING, "a price", it.at, hint="call it something else")


def test_lints() -> None:
    lint = Lint(("X0001",), look)
    check_lint(lint, "price = $4\n", "cost = $3\n")
    assert "finds nothing" in faults(lambda: check_lint(lint, "cost = $3\n", "a = 1\n"))
    assert "finds fault" in faults(lambda: check_lint(lint, "price = $4\n", "price = $3\n"))
    assert "not among its codes" in faults(lambda: check_lint(Lint(("X0002",), look), "price = $4\n", "a = 1\n"))
    bare = Lint(("X0001",), lambda _: [Finding("X0001", Level.ERROR, "something")])
    said = faults(lambda: check_lint(bare, "price = $4\n", "a = 1\n"))
    assert all(it in said for it in ("is an error", "does not say where", "how to mend it"))


def test_sections() -> None:
    check_section(SimpleNamespace(name="rows", title="Rows", html=lambda result: f"<p>{result.rows}</p>"))
    linked = SimpleNamespace(name="rows", title="Rows", html=lambda _: '<img src="https://nowhere/a.png">')
    assert "from elsewhere" in faults(lambda: check_section(linked))


def test_plugins_as_a_whole() -> None:
    import click

    def commands(group: click.Group) -> None:
        group.add_command(click.Command("greet", help="Say hello.", callback=lambda: None))

    fine = ModuleType("fine")
    fine.worthwhile_api = 1  # type: ignore[attr-defined]  # (a plugin as odd as that)
    fine.commands = plugin(commands)  # type: ignore[attr-defined]  # (a plugin as odd as that)
    check_plugin(fine)

    def silent(group: click.Group) -> None:
        group.add_command(click.Command("greet"))

    def functions() -> Sequence[Function]:
        print("hello")
        return [product_of()]

    silent.__name__ = "commands"
    odd = ModuleType("odd")
    odd.commands, odd.functions = plugin(silent), plugin(functions)  # type: ignore[attr-defined]  # (a plugin as odd as that)
    said = faults(lambda: check_plugin(odd))
    assert all(it in said for it in ("prints", "which version", "what it is for"))
    empty = ModuleType("empty")
    assert "no hook" in faults(lambda: check_plugin(empty))


def test_models_to_try_things_on() -> None:
    assert model_with("a = area(3, 4)\n", plugin_of("functions", [product_of()])).evaluate() == {"a": 12.0}
    assert sample_result().rows == 4
