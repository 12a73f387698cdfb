"""Every finding has a page, and what the page shows is true.

The commands of a page are run as they stand, in a folder that holds its model and its tables: the
wrong example says the page's code, the right one does not. Faults that a page cannot hold, such as a
file of a million characters, are made here.
"""

import ast
import re
import shlex
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import pytest

import worthwhile_plugins
from serve.asking import client, findings
from worthwhile.cli.main import main
from worthwhile.cli.options import Voice
from worthwhile.cli.serve_command import named
from worthwhile.cli.summaries import nothing_counts
from worthwhile.model import Model, load, parse_model
from worthwhile.plugin import Fit, Fitted, Measured, Member, Variable, plugin
from worthwhile.plugin.registry import Registry, faults
from worthwhile.plugin.targets import written
from worthwhile.resources import page, pages
from worthwhile.serve.app import Guard
from worthwhile.serve.complaints import open_to_all
from worthwhile.text import Finding, ModelError
from worthwhile.text.limits import Limits
from worthwhile_plugins.outputs import excel_output

ROOT = Path(__file__).parents[2]
SAID = re.compile(r"\b(?:error|warning|note) (W\d{4}): ")
BESIDE = {"W0252"}
"""A page on another matter need not say where each number of its example comes from."""


def raised() -> frozenset[str]:
    """The codes that stand in the source as texts of their own."""
    return frozenset(
        node.value
        for folder in ("engine", "plugins")
        for file in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"W\d{4}", node.value)
    )


def test_every_finding_has_a_page_and_every_page_a_finding() -> None:
    assert raised() == set(pages())


# ---- the form of a page


@dataclass(frozen=True)
class Example:
    """One side of a page: the files it shows and the commands that are to be given."""

    files: dict[str, str]
    commands: tuple[str, ...]

    @property
    def shown(self) -> bool:
        """Whether there is a model to look at."""
        return not {"model.worth", "model.yaml"}.isdisjoint(self.files)

    def told(self, folder: Path) -> str:
        """The commands as arguments, with what they say left to the caller."""
        for name, text in self.files.items():
            (folder / name).write_text(text, encoding="utf-8")
        return "\n".join(self.commands)


FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def example(text: str) -> Example:
    files: dict[str, str] = {}
    commands: list[str] = []
    for kind, name, inside in FENCE.findall(text):
        if kind == "console":
            commands += [it.removeprefix("$ ") for it in inside.splitlines()]
        else:
            files[name or f"model.{kind}"] = inside
    model = "model.yaml" if "model.yaml" in files else "model.worth"
    return Example(files, tuple(commands) or (f"worthwhile check {model}",))


def sides(code: str) -> tuple[Example, Example]:
    text = page(code) or ""
    before, _, after = text.partition("\nRight:")
    return example(before.partition("\nWrong:")[2]), example(after)


@pytest.mark.parametrize("code", pages())
def test_a_page_has_a_title_and_a_few_sentences(code: str) -> None:
    text = page(code) or ""
    title, _, rest = text.partition("\n")
    said = rest.partition("\nWrong:")[0].strip()
    assert re.fullmatch(rf"# {code} \S.*[^.]", title)
    assert 2 <= len(re.findall(r"[.?](?:\s|$)", said)) <= 6
    assert "\nWrong:" in text
    assert "\nRight:" in text
    assert "\t" not in text or code == "W0103"


# ---- what a page shows


def says(given: Example, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The codes that come of an example."""
    monkeypatch.chdir(folder)
    commands = given.told(folder)
    capsys.readouterr()
    for line in commands.splitlines():
        words = shlex.split(line)
        assert words[0] == "worthwhile"
        main([*words[1:], "--color", "never"])
    told = capsys.readouterr()
    return set(SAID.findall(told.out + told.err))


WITH_MODEL = [it for it in pages() if sides(it)[0].shown]


@pytest.mark.parametrize("code", WITH_MODEL)
def test_the_wrong_example_is_wrong(
    code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = says(sides(code)[0], tmp_path, capsys, monkeypatch)
    assert code in said


@pytest.mark.parametrize("code", [it for it in pages() if sides(it)[1].shown])
def test_the_right_example_is_right(
    code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert says(sides(code)[1], tmp_path, capsys, monkeypatch) <= BESIDE - {code}


# ---- faults that a page cannot hold


def parsed(model: str, **limits: Any) -> Iterator[Finding]:
    try:
        parse_model(model, limits=Limits(**limits))
    except ModelError as error:
        yield from error.findings


def parsed_by(registry: Registry, model: str) -> Iterator[Finding]:
    try:
        parse_model(model, registry=registry)
    except ModelError as error:
        yield from error.findings


def not_utf8(folder: Path) -> Iterator[Finding]:
    (folder / "model.worth").write_bytes("currency GBP\nprice = £40\n".encode("cp1252"))
    try:
        load(folder / "model.worth")
    except ModelError as error:
        yield from error.findings


def draws_of_one_of_two(_: Path) -> Iterator[Finding]:
    names = "assumptions:\n    price : number = 1 ~ 1 to 2\n    volume : number = 2 ~ 1 to 5\n"
    model = parse_model(f"{names}correlate price with volume at -0.5\nx = price * volume\n")
    yield from model.simulate(draws={"price": [1.0, 2.0]}).diagnostics


def draws_of_two_lengths(_: Path) -> Iterator[Finding]:
    model = parse_model("assumptions:\n    churn : number = 1\n    fee : number = 2\nx = churn * fee\n")
    try:
        model.simulate(draws={"churn": [0.02, 0.03], "fee": [10.0]})
    except ModelError as error:
        yield from error.findings


MANY_VALUES = """
entity customer key customer_id
timeline 10 months paid end
inputs:
    margin : USD per month
kept = margin * 0.9^(t / 1 month)
"""


def too_many_values(_: Path) -> Iterator[Finding]:
    model = parse_model(MANY_VALUES, limits=Limits(cells=9))
    try:
        model.run({"customer_id": ["a", "b"], "margin": [1.0, 2.0]})
    except ModelError as error:
        yield from error.findings


def too_little_time(_: Path) -> Iterator[Finding]:
    yield from parsed(MANY_VALUES, seconds=1e-9)


def too_little_memory(_: Path) -> Iterator[Finding]:
    model = parse_model(MANY_VALUES, limits=Limits(memory=9))
    try:
        model.run({"customer_id": ["a", "b"], "margin": [1.0, 2.0]})
    except ModelError as error:
        yield from error.findings


def an_open_server(_: Path) -> Iterator[Finding]:
    yield open_to_all("0.0.0.0")  # noqa: S104 (what it warns of)


def a_fault_of_ours(_: Path) -> Iterator[Finding]:
    asked = client()
    with patch.object(Model, "examine", side_effect=RuntimeError):
        yield from findings(asked.post("/models/offer/evaluate", {"inputs": {}}))


def two_of_a_name(folder: Path) -> Iterator[Finding]:
    offer = folder / "offer.worth"
    offer.write_text("model offer\na = 1\n", encoding="utf-8")
    try:
        named(Voice(json=True, quiet=True, color="never"), [str(offer)] * 2, ())
    except ModelError as error:
        yield from error.findings


class Other:
    """A plugin that is written for another version of the door."""

    worthwhile_api = "99"


def texts_without_a_folder(_: Path) -> Iterator[Finding]:
    yield from parsed('import "margins.worth" as margins\nprice = margins.price\n')


def models_within_models(folder: Path) -> Iterator[Finding]:
    for name, inner in (("a", "b"), ("b", "c"), ("c", "d")):
        (folder / f"{name}.worth").write_text(f'import "{inner}.worth" as {inner}\nx = {inner}.x\n', encoding="utf-8")
    (folder / "d.worth").write_text("x = 1\n", encoding="utf-8")
    load(folder / "a.worth")
    try:
        load(folder / "a.worth", limits=Limits(depth=2))
    except ModelError as error:
        yield from error.findings


def an_import_in_other_letters(folder: Path) -> Iterator[Finding]:
    (folder / "old.worth").write_bytes("currency GBP\nprice = £40\n".encode("cp1252"))
    (folder / "model.worth").write_text('import "old.worth" as old\nprice = old.price\n', encoding="utf-8")
    try:
        load(folder / "model.worth")
    except ModelError as error:
        yield from error.findings


class Idle:
    """A runner whose engine nobody has."""

    name, extra = "idle", "worthwhile[idle]"

    def lacks(self) -> str:
        return "an engine"

    def run(self, job: object) -> object:
        raise AssertionError(job)


def runner_without_its_engine(_: Path) -> Iterator[Finding]:
    offering = ModuleType("idle")
    setattr(offering, "runners", plugin(runners_of_idle))  # noqa: B010 (a module has whatever its file says)
    model = parse_model("price = $40\n", registry=Registry.of(worthwhile_plugins, offering))
    try:
        model.run(on="idle")
    except ModelError as error:
        yield from error.findings


def runners_of_idle() -> Iterator[Idle]:
    yield Idle()


runners_of_idle.__name__ = "runners"


def output_without_its_library(folder: Path) -> Iterator[Finding]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "xlsxwriter", None)
        try:
            written(parse_model("price = $40\n").run(), str(folder / "price.xlsx"))
        except ModelError as error:
            yield from error.findings


def workbook_of_too_many_cells(folder: Path) -> Iterator[Finding]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(excel_output, "MOST_CELLS", 2)
        try:
            written(parse_model("price = $40\nfee = $2\ntax = $1\n").run(), str(folder / "price.xlsx"))
        except ModelError as error:
            yield from error.findings


FITTED = """entity customer key customer_id
inputs:
    stayed  : days
    churned : flag
fit stay = kaplan_meier(stayed, churned)
half = stay.median
"""


def a_fit_of_one(_: Path) -> Iterator[Finding]:
    try:
        parse_model(FITTED).evaluate(stayed=10.0, churned=True)
    except ModelError as error:
        yield from error.findings


def of_source(address: str) -> Iterator[Finding]:
    model = parse_model("entity row key id\ninputs:\n    x : number\ny = x + 1\n")
    try:
        model.run(address)
    except ModelError as error:
        yield from error.findings


class Lacking:
    """An estimator whose library is not installed."""

    def add(self, *columns: object) -> None:
        raise ModuleNotFoundError(f"no elsewhere for {len(columns)} columns", name="elsewhere")

    def merge(self, other: object) -> None:
        raise AssertionError(other)

    def finish(self) -> Fitted:
        raise AssertionError


def fits_of_lacking() -> Iterator[Fit]:
    data = (Variable("stayed", Measured.TIME), Variable("churned", Measured.FLAG))
    yield Fit("lacking", data, (), (Member("median", lambda **_: 0.0),), Lacking, "Nothing.")


fits_of_lacking.__name__ = "fits"


def a_fit_without_its_library(_: Path) -> Iterator[Finding]:
    offering = ModuleType("lacking")
    setattr(offering, "fits", plugin(fits_of_lacking))  # noqa: B010 (a module has whatever its file says)
    text = FITTED.replace("kaplan_meier", "lacking")
    model = parse_model(text, registry=Registry.of(worthwhile_plugins, offering))
    try:
        model.run({"customer_id": ["a"], "stayed": [1.0], "churned": [True]})
    except ModelError as error:
        yield from error.findings


def a_distribution_without_its_library(_: Path) -> Iterator[Finding]:
    model = parse_model("assumptions:\n    churn : percent in 5%.. ~ beta(8, 92)\nstay = 1 - churn\n")
    with patch.dict("sys.modules", {"scipy": None}):
        for asked in (model.run, model.evaluate):
            try:
                asked()
            except ModelError as error:
                yield from error.findings


def a_base(folder: Path, rest: str) -> Iterator[Finding]:
    with closing(sqlite3.connect(folder / "shop.db")) as base:
        base.execute("CREATE TABLE customers (id, x)")
    yield from of_source(f"sqlite:///{folder / 'shop.db'}{rest}")


def a_workbook_without_its_reader(folder: Path) -> Iterator[Finding]:
    (folder / "book.xlsx").touch()
    with patch.dict("sys.modules", {"python_calamine": None}):
        yield from of_source(str(folder / "book.xlsx"))


CANNOT_BE_SHOWN: dict[str, Callable[[Path], Iterator[Finding]]] = {
    "W0101": not_utf8,
    "W0672": output_without_its_library,
    "W0674": workbook_of_too_many_cells,
    "W0756": a_fit_without_its_library,
    "W0780": a_distribution_without_its_library,
    "W0757": a_fit_of_one,
    "W0787": draws_of_two_lengths,
    "W0791": draws_of_one_of_two,
    "W0646": a_workbook_without_its_reader,
    "W0647": lambda folder: a_base(folder, "#customer"),
    "W0648": lambda folder: a_base(folder, "?query=SELECT id, x FORM customers"),
    "W0804": lambda _: iter(faults(Registry.of(Other()))),
    "W0844": lambda _: iter([nothing_counts("orders.csv")]),
    "W0845": lambda _: parsed_by(Registry.of(), "price = 1 + 1\n"),
    "W0821": runner_without_its_engine,
    "W0818": an_import_in_other_letters,
    "W0814": texts_without_a_folder,
    "W0909": models_within_models,
    "W0901": lambda _: parsed("price = $40\n", text=10),
    "W0902": lambda _: parsed("price = $40\n", line=10),
    "W0903": lambda _: parsed("price = ((($40)))\n", nesting=2),
    "W0904": lambda _: parsed("price = 1 + 2 + 3 + 4\n", operators=2),
    "W0905": lambda _: parsed("price = 1\nfee = 2\ntax = 3\n", names=2),
    "W0906": lambda _: parsed("curve kept over months:\n    0 -> 1\n    1 -> 2\n    2 -> 3\n", rows=2),
    "W0908": too_many_values,
    "W0910": too_little_time,
    "W0911": too_little_memory,
    "W0920": lambda _: findings(client().post("/models/offer/evaluate", {"margin": 20})),
    "W0921": lambda _: findings(client(Guard(body=9)).post("/models/offer/evaluate", {"inputs": {}})),
    "W0922": an_open_server,
    "W0923": lambda _: findings(client().get("/offer")),
    "W0924": two_of_a_name,
    "W0925": a_fault_of_ours,
    "W0941": lambda _: parsed("a = 1\nsegment tier:\n    low_ when a < 1\n    high when a >= 1\n", rows=1),
}


@pytest.mark.parametrize("code", CANNOT_BE_SHOWN)
def test_what_a_page_can_only_describe(code: str, tmp_path: Path) -> None:
    assert code in {it.code for it in CANNOT_BE_SHOWN[code](tmp_path)}


def test_every_page_is_tried() -> None:
    assert sorted([*WITH_MODEL, *CANNOT_BE_SHOWN]) == pages()
