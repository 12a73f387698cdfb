"""Fits in models: estimated from all rows the same way whoever reads them, told of, saved and taken in."""

import json
import pickle
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import worthwhile as ww
import worthwhile_plugins
from worthwhile.cli.main import FELL_SHORT, FINE, USAGE, main
from worthwhile.model import parse_model
from worthwhile.plugin import Estimate, Fit, Fitted, Measured, Member, Unfit, Variable, plugin
from worthwhile.plugin.registry import Registry, faults
from worthwhile.plugin.spreading import cut, spread_over

MODEL = """
model leaving
currency USD
timeline 12 months paid end
entity customer key id
inputs:
    stayed  : days
    churned : flag
    margin  : USD per month
assumptions:
    longer : number = 1
fit seen "Seen" = kaplan_meier(stayed * longer, churned)
fit wear "Wears" = weibull(stayed * longer, churned)
kept  = seen.survival(stayed)
worth = npv(margin * wear.survival(t as days), rate: 1% per month)
shape = wear.shape
half : days = seen.median
likely = wear.log_likelihood
rows = seen.rows
of_all = sum(worth over customer)
outputs:
    kept
    worth
    shape
    half
    likely
    rows
    of_all
"""


def customers(count: int = 3_000) -> dict[str, Any]:
    """Customers with whole days, some of them missing."""
    random = np.random.default_rng(7)
    stayed = np.ceil(random.weibull(1.4, count) * 200)
    churned = stayed < 250
    stayed = np.minimum(stayed, 250)
    stayed[::97] = np.nan
    return {
        "id": [f"c{it}" for it in range(count)],
        "stayed": stayed,
        "churned": churned,
        "margin": random.integers(1, 40, count).astype(float),
    }


DATA = customers()


@pytest.fixture(scope="module")
def model() -> ww.Model:
    return ww.parse(MODEL)


@pytest.fixture(scope="module")
def here(model: ww.Model) -> Any:
    return model.run(DATA).to_dict()


# ---- the same whoever reads the rows


@pytest.mark.parametrize("block", [1, 500, 100_000])
@pytest.mark.parametrize("threads", [1, 2])
def test_blocks_and_threads_make_no_difference(model: ww.Model, here: Any, block: int, threads: int) -> None:
    if block == 1:
        few = {name: it[:40] for name, it in DATA.items()}
        assert repr(model.run(few, block=1, threads=threads).to_dict()) == repr(model.run(few).to_dict())
    else:
        assert repr(model.run(DATA, block=block, threads=threads).to_dict()) == repr(here)


def test_the_order_of_rows_makes_no_difference_to_what_is_estimated(model: ww.Model) -> None:
    order = np.random.default_rng(3).permutation(len(DATA["id"]))
    other = {name: np.asarray(it, dtype=object if name == "id" else None)[order] for name, it in DATA.items()}
    assert model.run(other).fits["seen"].to_dict() == model.run(DATA).fits["seen"].to_dict()
    assert model.run(other).fits["wear"].data == model.run(DATA).fits["wear"].data


def test_a_stream_reads_the_rows_once_more(model: ww.Model, here: Any) -> None:
    stream = model.stream(pa.table(DATA), batch_rows=700)
    kept = [it for batch in stream for it in batch.values("kept")]
    assert stream.readings == 3
    assert kept == here["outputs"]["kept"]
    assert stream.summary.fits["seen"].to_dict() == here["fits"]["seen"]
    assert stream.summary.fits["wear"].estimates == pytest.approx(here["fits"]["wear"]["estimates"], rel=1e-12)


class Pieces:
    """A runner that has pieces read apart, each as it would be elsewhere."""

    name, extra = "pieces", ""

    def lacks(self) -> str:
        return ""

    def run(self, job: Any) -> Any:
        pieces = list(cut(job, 5))
        return spread_over(job, lambda task: [pickle.loads(pickle.dumps(task))(it) for it in pieces])  # noqa: S301 (it was pickled here)


def with_pieces() -> Registry:
    def runners() -> Iterator[Pieces]:
        yield Pieces()

    offering = ModuleType("pieces")
    setattr(offering, "runners", plugin(runners))  # noqa: B010 (a module has whatever its file says)
    return Registry.of(worthwhile_plugins, offering)


def test_estimators_are_carried_to_pieces_and_merged(here: Any) -> None:
    found: Any = parse_model(MODEL, registry=with_pieces()).run(DATA, on="pieces").to_dict()
    assert found["fits"]["seen"] == here["fits"]["seen"]
    assert found["outputs"]["kept"] == here["outputs"]["kept"]
    assert found["outputs"]["shape"] == pytest.approx(here["outputs"]["shape"], rel=1e-12)


@pytest.mark.parametrize("engine", ["duckdb", "numba"])
def test_other_engines_give_the_same(model: ww.Model, here: Any, engine: str) -> None:
    pytest.importorskip(engine, reason=f"{engine} is not installed")
    assert repr(model.run(DATA, on=engine).to_dict()) == repr(here)


# ---- what it is told of


def test_rows_that_lack_something_are_left_out_and_told_of(model: ww.Model) -> None:
    result = model.run(DATA)
    missing = int(np.isnan(DATA["stayed"]).sum())
    assert result.fits["seen"].rows == len(DATA["id"]) - missing
    assert result.fits["seen"].left_out == missing
    told = [it for it in result.diagnostics if it.code == "W0704"]
    assert told
    assert told[0].rows == missing


def test_what_a_result_tells_of_its_fits(model: ww.Model) -> None:
    found = model.run(DATA).fits["wear"]
    assert (found.fit, found.label) == ("weibull", "Wears")
    assert found.of == "weibull(stayed * longer, churned)"
    low, high = found.intervals["shape"]
    assert low < found.estimates["shape"] < high
    # positive, so even on the scale of logarithms: the ends are as far from the estimate, as factors
    assert low * high == pytest.approx(found.estimates["shape"] ** 2)
    assert not found.loaded


def test_a_fit_is_explained(model: ww.Model) -> None:
    result = model.run(DATA)
    said = str(result.explain("shape"))
    assert "wear.shape" in said
    assert "standard error" in said
    assert f"{result.fits['wear'].rows:,} rows, 31 left out, log-likelihood" in said
    worth = str(result.explain("kept", key="c1"))
    assert "seen.survival(stayed)" in worth
    assert "kaplan_meier(stayed * longer, churned)" in worth


def test_one_subject_is_no_population(model: ww.Model) -> None:
    with pytest.raises(ww.ModelError) as told:
        model.evaluate(stayed=10.0, churned=True, margin=3.0)
    assert [it.code for it in told.value.findings] == ["W0757"]


def test_one_subject_with_parameters_that_are_given() -> None:
    given = ww.parse(
        "inputs:\n    lived : years\n    gone : flag\n"
        "fit stay = sbg(lived, gone) with alpha = 0.7, beta = 1.2\nkept = stay.survival(lived)\n"
    )
    # S(1) = beta / (alpha + beta), S(2) = S(1) (beta + 1) / (alpha + beta + 1)
    assert given.evaluate(lived=1.0, gone=False)["kept"] == pytest.approx(1.2 / 1.9, rel=1e-14)
    assert given.evaluate(lived=2.0, gone=False)["kept"] == pytest.approx(1.2 / 1.9 * 2.2 / 2.9, rel=1e-14)
    assert given.evaluate(lived=None, gone=False)["kept"] is None


def test_a_fit_of_what_another_has_told_and_one_of_a_model_that_is_taken_in(tmp_path: Path) -> None:
    (tmp_path / "base.worth").write_text(
        "entity customer key id\ninputs:\n    stayed : days\n    gone : flag\nfit stay = kaplan_meier(stayed, gone)\n",
        encoding="utf-8",
    )
    uses = parse_model(
        'entity customer key id\nimport "base.worth" as base with stayed = longer\ninputs:\n    lived : days\n'
        "longer = lived * 2\nfit twice = kaplan_meier(lived * base.stay.survival(lived), base.gone)\n"
        "half = base.stay.median\nagain = twice.median\n",
        folder=tmp_path,
    )
    result = uses.run({"id": [1, 2, 3, 4], "lived": [10, 20, 30, 40], "base.gone": [True, False, True, True]})
    # S steps at 20, 60, 80 to 0.75, 0.375, 0: read at 10, 20, 30, 40 it is 1, 0.75, 0.75, 0.75
    assert result.values("half") == [60.0]
    # so the second is of 10, 15, 22.5, 30, and is 0.375 from 22.5 on
    assert result.values("again") == [22.5]
    assert set(result.fits) == {"base.stay", "twice"}


def test_a_run_with_a_limit_of_memory_reckons_with_fits() -> None:
    few = {name: it[:50] for name, it in DATA.items()}
    assert ww.parse(MODEL, limits=ww.Limits(memory=10**9)).run(few).fits["seen"].rows == 49


# ---- saved and taken in


def test_what_is_saved_is_taken_in_to_the_last_bit(model: ww.Model, tmp_path: Path) -> None:
    file = tmp_path / "fits.json"
    result = model.run(DATA)
    result.save_fits(file)
    again = model.run(DATA, fits=file)
    assert {name: again.values(name) for name in again} == {name: result.values(name) for name in result}
    assert again.fits["wear"].loaded
    assert [it.code for it in again.diagnostics] == [it.code for it in result.diagnostics]
    other = {name: it[:100] for name, it in DATA.items()}
    assert "W0759" in {it.code for it in model.run(other, fits=file).diagnostics}
    assert model.run(other, fits=file).values("shape") == result.values("shape")


def test_a_model_with_fits_asks_about_one_and_goes_elsewhere(model: ww.Model, tmp_path: Path) -> None:
    file = tmp_path / "fits.json"
    result = model.run(DATA)
    result.save_fits(file)
    fitted = pickle.loads(pickle.dumps(model.with_fits(file)))  # noqa: S301 (it was pickled here)
    one = {name: DATA[name][5] for name in ("stayed", "churned", "margin")}
    found = fitted.evaluate({**one, "churned": bool(one["churned"])})
    assert found["kept"] == result.values("kept")[5]
    assert found["worth"] == pytest.approx(result.values("worth")[5], rel=1e-14)
    stream = fitted.stream(pa.table(DATA), batch_rows=1_000)
    assert [it for batch in stream for it in batch.values("kept")] == result.values("kept")
    assert fitted != model


def test_a_file_that_cannot_be_written(model: ww.Model, tmp_path: Path) -> None:
    with pytest.raises(ww.ModelError):
        model.run(DATA).save_fits(tmp_path / "nowhere" / "fits.json")


def test_files_that_are_spoilt_are_told_of(model: ww.Model, tmp_path: Path) -> None:
    file = tmp_path / "fits.json"
    model.run(DATA).save_fits(file)
    told = json.loads(file.read_text(encoding="utf-8"))
    spoils: list[Callable[[Any], object]] = [
        lambda it: it.update(format=99),
        lambda it: it["fits"]["wear"].pop("estimates"),
        lambda it: it["fits"]["wear"]["estimates"].pop("shape"),
        lambda it: it["fits"]["wear"]["units"].update(lived="weeks"),
        lambda it: it["fits"]["seen"]["tables"]["times"].update(type="object"),
        lambda it: it["fits"].update(other=3),
        lambda it: it["fits"].update(wear=3),
    ]
    for spoil in spoils:
        spoilt = json.loads(json.dumps(told))
        spoil(spoilt)
        file.write_text(json.dumps(spoilt), encoding="utf-8")
        with pytest.raises(ww.ModelError) as raised:
            model.with_fits(file)
        assert {it.code for it in raised.value.findings} == {"W0758"}


def test_the_command_line_saves_and_takes_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("model.worth").write_text(MODEL, encoding="utf-8")
    few = {name: it[1:60] for name, it in DATA.items()}
    lines = [",".join(map(str, it)) for it in zip(*few.values(), strict=True)]
    Path("customers.csv").write_text("\n".join([",".join(few), *lines]) + "\n", encoding="utf-8")
    run = ["run", "model.worth", "--data", "customer=customers.csv"]
    assert main([*run, "--save-fits", "fits.json"]) == FINE
    told = capsys.readouterr()
    assert "standard error" in told.out
    assert "2 fits written to fits.json" in told.err
    assert main([*run, "--fits", "fits.json", "--format", "json"]) == FINE
    assert json.loads(capsys.readouterr().out)["fits"]["seen"]["loaded"]
    assert main([*run, "--out", "out.csv", "--save-fits", "streamed.json"]) == FINE
    assert "Wears (wear): weibull(stayed * longer, churned)" in capsys.readouterr().err
    saved = [json.loads(Path(it).read_text(encoding="utf-8"))["fits"] for it in ("fits.json", "streamed.json")]
    assert saved[0] == saved[1]
    assert main([*run, "--fits", "nowhere.json"]) == USAGE
    Path("broken.json").write_text("{", encoding="utf-8")
    assert main([*run, "--fits", "broken.json"]) == FELL_SHORT


# ---- plugins


class Halves:
    """The mean of a column, its half as a member looks it up; a bad one below 0."""

    def __init__(self, times: float) -> None:
        self._times, self._sums, self._rows = times, 0.0, 0

    def add(self, x: Any) -> None:
        self._sums += float(x.sum())
        self._rows += len(x)

    def merge(self, other: "Halves") -> None:
        self._sums += other._sums
        self._rows += other._rows

    def finish(self) -> Fitted:
        mean = self._times * self._sums / self._rows
        if mean < 0:
            raise Unfit("the mean is below 0", "turn the sign")
        if mean > 1e6:
            raise RuntimeError("a bug of the estimator")
        return Fitted({"mean": mean}, {"mean": 0.5}, float("nan"), self._rows, {}, ("a remark",))


def away(like: Any, *, estimates: Any, columns: Any, tables: Any) -> Any:
    """How far the row is from the mean, and an argument added."""
    assert not tables
    return columns[0] - estimates["mean"] + like


def half(*, estimates: Any, columns: Any, tables: Any) -> Any:
    """Half the mean."""
    assert not columns
    assert not tables
    return estimates["mean"] / 2


def halves(name: str = "halves", estimator: Any = Halves) -> ModuleType:
    from worthwhile.plugin import Option

    def fits() -> Iterator[Fit]:
        yield Fit(
            name,
            (Variable("x", Measured.AMOUNT),),
            (Estimate("mean", "x"),),
            (
                Member("away", away, (Variable("more", Measured.AMOUNT, like="x"),), ("x",), "x"),
                Member("half", half, unit="x"),
            ),
            estimator,
            "The mean.",
            options=(Option("times", 1.0, low=0),),
            likelihood=False,
        )

    offering = ModuleType(name)
    setattr(offering, "fits", plugin(fits))  # noqa: B010 (a module has whatever its file says)
    return offering


OWN = """
entity customer key id
inputs:
    spend : USD per month
fit usual = halves(spend, times: 2)
far  = usual.away($12 per year)
half = usual.half
mean = usual.mean
"""


def run_own(text: str, spend: list[float], estimator: Any = Halves) -> Any:
    registry = Registry.of(worthwhile_plugins, halves(estimator=estimator))
    return parse_model(text, registry=registry).run({"id": list(range(len(spend))), "spend": spend})


def test_a_fit_of_a_plugin_with_units_and_options() -> None:
    result = run_own(OWN, [1.0, 2.0, 6.0])
    assert result.values("mean") == [6.0]
    assert result.values("half") == [3.0]
    assert result.values("far") == [1 - 6 + 1, 2 - 6 + 1, 6 - 6 + 1]
    assert str(result.output("far").type) == "USD per month"
    assert result.fits["usual"].remarks == ("a remark",)
    assert result.fits["usual"].to_dict()["log_likelihood"] is None


@pytest.mark.parametrize(
    ("spend", "code", "said"),
    [
        ([-1.0, -2.0], "W0755", "the mean is below 0"),
        ([1e9, 1e9], "W0804", "a bug of the estimator"),
    ],
)
def test_what_an_estimator_raises_is_a_finding_at_the_fit(spend: list[float], code: str, said: str) -> None:
    with pytest.raises(ww.ModelError) as told:
        run_own(OWN, spend)
    (finding,) = told.value.findings
    assert finding.code == code
    assert said in finding.message
    assert finding.span is not None
    assert finding.span.line == 5


def test_a_library_that_is_not_installed_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy", None)

    class Lacking(Halves):
        def finish(self) -> Fitted:
            import scipy

            raise AssertionError(scipy)

    with pytest.raises(ww.ModelError) as told:
        run_own(OWN, [1.0], Lacking)
    (finding,) = told.value.findings
    assert finding.code == "W0756"
    assert finding.hint == 'pip install "worthwhile[stats]"'


def test_a_name_is_offered_once() -> None:
    registry = Registry.of(worthwhile_plugins, halves("kaplan_meier"))
    (told,) = faults(registry)
    assert "another plugin offers the fit `kaplan_meier` already" in told.message


def test_a_workbook_has_what_is_read_of_fits_as_values(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    calamine = pytest.importorskip("python_calamine", reason="the extra `excel` is not installed")
    model = tmp_path / "model.worth"
    model.write_text(MODEL, encoding="utf-8")
    few = {name: list(it[1:30]) for name, it in DATA.items()}
    table = tmp_path / "customers.csv"
    table.write_text(
        "\n".join([",".join(few), *(",".join(map(str, it)) for it in zip(*few.values(), strict=True))]) + "\n",
        encoding="utf-8",
    )
    book = tmp_path / "out.xlsx"
    assert main(["run", str(model), "--data", f"customer={table}", "--out", str(book), "--quiet"]) == FINE
    capsys.readouterr()
    sheets = calamine.CalamineWorkbook.from_path(str(book))
    cells = [cell for name in sheets.sheet_names for row in sheets.get_sheet_by_name(name).to_python() for cell in row]
    assert ww.load(model).run(str(table)).values("shape")[0] in cells
