"""A plugin that breaks is named and left out; everything else works on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

import worthwhile as ww
import worthwhile_plugins
from worthwhile.cli import main
from worthwhile.meaning.uncertain.drawing import drawn
from worthwhile.plugin import (
    Aggregate,
    Amount,
    Distribution,
    DistributionParameter,
    Estimate,
    Fit,
    Fitted,
    Function,
    Library,
    Lint,
    Measure,
    Member,
    Parameter,
    ParameterKind,
    Rates,
    Ruling,
    Variable,
    core,
    plugin,
    rules,
)
from worthwhile.plugin import registry as registries
from worthwhile.plugin.hooks import HOOKS
from worthwhile.plugin.registry import Registry, faults, installed
from worthwhile.text import Source
from worthwhile.understanding import understand

Hook = Callable[[], Any]


def module(name: str, **hooks: Hook) -> ModuleType:
    """A plugin with these hooks."""
    made = ModuleType(name)
    for hook, function in hooks.items():
        function.__name__ = hook
        setattr(made, hook, plugin(function))
    return made


def with_plugin(it: object) -> Registry:
    return Registry.of(worthwhile_plugins, it)


def fault_of(registry: Registry, name: str) -> str:
    return next(it.fault for it in registry.plugins if it.name == name)


def doubled(scalar: Any, kernel: Any = None, rule: Any = rules.same) -> Function:
    return Function("doubled", (Parameter("x"),), rule, "Twice the value.", kernel=kernel, scalar=scalar)


def test_the_plugins_that_ship_have_no_fault() -> None:
    assert not list(faults(installed()))
    assert {it.name for it in installed().plugins} >= {"csv_source", "mathematics", "timeline", "csv_output"}


@pytest.mark.parametrize("hook", [it for it in HOOKS if it != "commands"])
def test_a_hook_that_raises_is_named_and_the_rest_works(hook: str) -> None:
    def raises() -> object:
        raise RuntimeError(f"no {hook} today\nsecond line")

    registry = with_plugin(module("shaky", **{hook: raises}))
    assert fault_of(registry, "shaky") == f"RuntimeError: no {hook} today"
    (finding,) = faults(registry)
    assert finding.code == "W0804"
    assert "`shaky`" in finding.message
    assert ww.model.parse_model("a = max(1, 2)\n", registry=registry).evaluate() == {"a": 2}


def test_a_hook_that_nobody_asks_is_a_fault() -> None:
    registry = with_plugin(module("misspelt", fonctions=lambda: ()))
    assert "fonctions" in fault_of(registry, "misspelt")


def test_a_name_that_is_taken_stays_with_the_first() -> None:
    registry = with_plugin(module("second", functions=lambda: [doubled(None), next(iter(installed_like("max")))]))
    assert "`max`" in fault_of(registry, "second")
    assert "doubled" not in registry.toolbox.functions
    assert registry.toolbox.functions["max"].help != "Another of this name."


def installed_like(name: str) -> Iterator[Function]:
    yield Function(name, (Parameter("x"),), rules.same, "Another of this name.", scalar=lambda x: x)


def test_a_plugin_for_another_version_of_the_door_is_left_out() -> None:
    made = module("later")
    setattr(made, "worthwhile_api", 99)  # noqa: B010 (a module has whatever its file says)
    assert "99" in fault_of(with_plugin(made), "later")


def test_a_plugin_that_cannot_be_imported_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "worthwhile_broken.py").write_text("raise OSError('a library is missing')\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    points = [
        EntryPoint("shipped", "worthwhile_plugins", "worthwhile"),
        EntryPoint("broken", "worthwhile_broken", "worthwhile"),
        EntryPoint("nowhere", "worthwhile_nowhere", "worthwhile"),
    ]
    monkeypatch.setattr(registries, "entry_points", lambda group: points if group == "worthwhile" else [])
    registry = installed.__wrapped__()
    assert fault_of(registry, "broken") == "OSError: a library is missing"
    assert fault_of(registry, "nowhere").startswith("ModuleNotFoundError")
    assert "npv" in registry.toolbox.functions


def test_plugins_can_be_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    points = [
        EntryPoint("shipped", "worthwhile_plugins", "worthwhile"),
        EntryPoint("unwanted", "worthwhile_nowhere", "worthwhile"),
    ]
    monkeypatch.setattr(registries, "entry_points", lambda group: points if group == "worthwhile" else [])
    monkeypatch.setenv("WORTHWHILE_DISABLE_PLUGINS", " unwanted ,another")
    registry = installed.__wrapped__()
    assert [(it.disabled, it.fault) for it in registry.plugins if it.name == "unwanted"] == [(True, "")]


def test_the_commands_say_which_plugin_is_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def raises() -> object:
        raise ValueError("half installed")

    broken = with_plugin(module("shaky", functions=raises))
    for place in ("check_command", "plugins_command", "loading"):
        monkeypatch.setattr(f"worthwhile.cli.{place}.installed", lambda: broken)
    model = tmp_path / "one.worth"
    model.write_text("a = 1 + 1\n", encoding="utf-8")
    assert main(["check", str(model)]) == 0
    assert "W0804" in capsys.readouterr().out
    assert main(["run", str(model)]) == 0
    said = capsys.readouterr()
    assert "shaky" in said.err
    assert "2" in said.out
    assert main(["plugins"]) == 1
    assert "shaky: left out, ValueError: half installed" in capsys.readouterr().out


# ---- what breaks later


def broken_function(part: str) -> Function:
    def raises(*_: object) -> Any:
        raise LookupError(f"in its {part}")

    if part == "rule":
        return doubled(lambda x: x * 2, "numpy:abs", raises)
    if part == "expansion":
        return Function("doubled", (Parameter("x"),), rules.same, "Twice.", expand=raises)
    if part == "scalar kernel":
        return doubled(raises, "numpy:abs")
    return doubled(lambda x: x * 2, raises if part == "kernel" else "worthwhile_nowhere:kernel")


NAMED = ("quantile", "mean", "fault", "support")
NOTHING: Any = None
MIDDLE = (DistributionParameter("middle", ParameterKind.LOCATION),)
WRONG: dict[str, Any] = {
    "a function without a name": ("functions", Function("", (Parameter("x"),), rules.same, "None.")),
    "something else than a function": ("functions", "npv"),
    "a function without a rule": ("functions", Function("f", (Parameter("x"),), None, "None.")),  # type: ignore[arg-type]  # (a plugin as odd as that)
    "a kernel that is no place": (
        "functions",
        Function("f", (Parameter("x"),), rules.same, "None.", kernel="math.sqrt"),
    ),
    "an aggregate that is a function": ("aggregates", Function("f", (Parameter("x"),), rules.same, "None.")),
    "an aggregate without an accumulator": ("aggregates", Aggregate("f", (Parameter("x"),), rules.total, "None.", 7)),  # type: ignore[arg-type]  # (a plugin as odd as that)
    "a fit without a name": ("fits", object()),
    "a distribution without parameters": ("distributions", Distribution("flat", (), "a:b", "a:c", "a:d", "Flat.")),
    "a distribution that no model can write": (
        "distributions",
        Distribution("two words", MIDDLE, "a:b", "a:c", "a:d", "Flat."),
    ),
    "a distribution without a probability": (
        "distributions",
        Distribution("flat", MIDDLE, "a:b", NOTHING, "a:d", "Flat."),
    ),
    "a quantile that is no place": ("distributions", Distribution("flat", MIDDLE, "a.b", "a:c", "a:d", "Flat.")),
    "something else than a distribution": ("distributions", "normal"),
    "a source that cannot open": ("sources", SimpleNamespace(name="x", claims=str.isupper)),
    "an output without a name": ("outputs", SimpleNamespace(claims=str.isupper, write=print)),
    "a runner that says not what it lacks": ("runners", SimpleNamespace(name="x", run=print)),
    "a target that prints nothing": ("targets", SimpleNamespace(name="x")),
    "a library that is not there": ("libraries", Library("nowhere", "/nowhere/at/all")),
    "a library without a name": ("libraries", Library("no name", ".")),
    "a unit that there is": ("units", Measure("EUR", "EUR", currency=True)),
    "a unit of an unknown dimension": ("units", Measure("box", "crate")),
    "rates of no currency": ("units", Rates("EUR", "hour", {"2026-01-01": 1.0})),
    "rates on no day": ("units", Rates("EUR", "USD", {"2026-02-30": 1.0})),
    "rates of nothing": ("units", Rates("EUR", "USD", {"2026-02-28": 0.0})),
    "a unit that is a text": ("units", "seat"),
    "a section without a title": ("report_sections", SimpleNamespace(name="x", html=print)),
    "a lint that is a function": ("lints", print),
    "a lint without codes": ("lints", Lint((), print)),
}


@pytest.mark.parametrize("what", WRONG)
def test_the_wrong_kind_of_thing_is_named_and_the_rest_works(what: str) -> None:
    hook, offered = WRONG[what]
    registry = with_plugin(module("shaky", **{hook: lambda: [offered]}))
    assert fault_of(registry, "shaky")
    assert "Error" not in fault_of(registry, "shaky")
    assert ww.model.parse_model("a = max(1, 2)\n", registry=registry).evaluate() == {"a": 2}


@pytest.mark.parametrize("answer", [None, 7, "csv"])
@pytest.mark.parametrize("hook", [it for it in HOOKS if it != "commands"])
def test_a_hook_that_gives_no_list_is_told(hook: str, answer: object) -> None:
    registry = with_plugin(module("shaky", **{hook: lambda: answer}))
    assert fault_of(registry, "shaky").startswith(f"`{hook}()` gave ")
    assert "yield" in fault_of(registry, "shaky")


def test_a_hook_that_fails_half_way_leaves_nothing() -> None:
    def half() -> Iterator[object]:
        yield doubled(lambda x: 2 * x)
        raise RuntimeError("no more")

    registry = with_plugin(module("shaky", functions=half))
    assert fault_of(registry, "shaky") == "RuntimeError: no more"
    assert "doubled" not in registry.toolbox.functions


def test_a_plugin_that_ends_the_program_does_not() -> None:
    def leaves() -> object:
        raise SystemExit("enough")

    assert fault_of(with_plugin(module("shaky", functions=leaves)), "shaky") == "SystemExit: enough"


def test_the_same_twice_is_told() -> None:
    registry = with_plugin(module("shaky", functions=lambda: [doubled(None), doubled(None)]))
    assert fault_of(registry, "shaky") == "it offers the function `doubled` twice"


def test_a_plugin_without_a_hook_is_told() -> None:
    assert "no hook" in fault_of(with_plugin(module("empty")), "empty")


def test_a_hook_that_is_not_marked_is_told() -> None:
    made = module("forgetful", functions=lambda: ())

    def sources() -> Sequence[object]:
        return ()

    sources.__module__ = made.__name__
    setattr(made, "sources", sources)  # noqa: B010 (a module has whatever its file says)
    assert "`sources` is named after a hook and is not marked" in fault_of(with_plugin(made), "forgetful")


def test_a_misspelt_hook_is_told_with_the_one_that_was_meant() -> None:
    assert "did you mean `functions`?" in fault_of(with_plugin(module("misspelt", fonctions=lambda: ())), "misspelt")


def test_a_plugin_that_bundles_itself_is_told() -> None:
    made = module("circle")

    def bundle() -> Sequence[object]:
        return [made]

    setattr(made, "bundle", plugin(bundle))  # noqa: B010 (as above)
    assert "bundles it" in fault_of(with_plugin(made), "circle")


def test_one_of_a_bundle_is_left_out_alone() -> None:
    def raises() -> object:
        raise OSError("not here")

    parts = [
        module("parts.steady", functions=lambda: [doubled(lambda x: 2 * x)]),
        module("parts.shaky", sources=raises),
    ]
    registry = with_plugin(module("parts", bundle=lambda: parts))
    assert fault_of(registry, "shaky") == "OSError: not here"
    assert "doubled" in registry.toolbox.functions


# ---- which plugins there are


class Point:
    """An entry point of a distribution."""

    def __init__(self, name: str, plugin: object, distribution: str, version: str = "1.0") -> None:
        self.name, self.value = name, f"{distribution}:{name}"
        self.dist = SimpleNamespace(name=distribution, version=version)
        self._plugin = plugin

    def load(self) -> object:
        return self._plugin


def gathered(monkeypatch: pytest.MonkeyPatch, *points: Point, off: str = "") -> Registry:
    every = [Point("shipped", worthwhile_plugins, "worthwhile"), *points]
    monkeypatch.setattr(registries, "entry_points", lambda group: every if group == "worthwhile" else [])
    monkeypatch.setenv("WORTHWHILE_DISABLE_PLUGINS", off)
    return installed.__wrapped__()


def test_the_order_hangs_on_names_not_on_where_things_lie(monkeypatch: pytest.MonkeyPatch) -> None:
    made = {name: module(name, functions=lambda: [doubled(lambda x: 2 * x)]) for name in "abc"}
    points = [Point(name, it, f"dist-{name}") for name, it in made.items()]
    for order in (points, points[::-1], [points[1], points[2], points[0]]):
        registry = gathered(monkeypatch, *order)
        assert registry.owner("functions", "doubled") == "a"
        assert [it.name for it in registry.plugins][-3:] == ["a", "b", "c"]
        assert fault_of(registry, "b") == "another plugin offers the function `doubled` already: `a`"


def test_two_plugins_of_one_name(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = (module("retail", functions=lambda: [doubled(lambda x: 2 * x)]) for _ in range(2))
    for points in ([Point("retail", one, "zeta"), Point("retail", other, "alpha", "2.0")],) * 2:
        registry = gathered(monkeypatch, *points)
        found = [(it.distribution, it.version, it.fault) for it in registry.plugins if it.name == "retail"]
        assert found == [("alpha", "2.0", ""), ("zeta", "1.0", "alpha has a plugin of this name already")]


@pytest.mark.parametrize("off", ["retail", "RETAIL", "worthwhile-retail", "Worthwhile_Retail", "other, retail ,"])
def test_a_plugin_is_turned_off_by_its_name_or_its_distribution(monkeypatch: pytest.MonkeyPatch, off: str) -> None:
    made = module("retail", functions=lambda: [doubled(lambda x: 2 * x)])
    registry = gathered(monkeypatch, Point("retail", made, "worthwhile-retail"), off=off)
    assert next(it.disabled for it in registry.plugins if it.name == "retail")
    assert "doubled" not in registry.toolbox.functions
    assert registry.unknown == (("other",) if "other" in off else ())


def test_of_two_versions_the_first_on_the_path_is_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for version in ("1.0", "2.0"):
        about = tmp_path / version / f"worthwhile_twice-{version}.dist-info"
        about.mkdir(parents=True)
        (about / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: worthwhile-twice\nVersion: {version}\n", encoding="utf-8"
        )
        (about / "entry_points.txt").write_text("[worthwhile]\ntwice = worthwhile_twice\n", encoding="utf-8")
        source = (
            f"from worthwhile.plugin import *\n@plugin\ndef libraries(): return [Library('v', {str(tmp_path)!r})]\n"
        )
        (tmp_path / version / "worthwhile_twice.py").write_text(source, encoding="utf-8")
        monkeypatch.syspath_prepend(str(tmp_path / version))
    found = [it for it in installed.__wrapped__().plugins if it.name == "twice"]
    assert [(it.version, it.fault, dict(it.adds)) for it in found] == [("2.0", "", {"libraries": ("v",)})]


def test_what_a_plugin_prints_is_no_part_of_an_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def functions() -> Sequence[Function]:
        print("hello")
        return [doubled(lambda x: 2 * x)]

    registry = gathered(monkeypatch, Point("loud", module("loud", functions=functions), "loud"))
    assert "doubled" in registry.toolbox.functions
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "hello\n")


def test_one_of_a_bundle_is_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    registry = gathered(monkeypatch, off="csv_source")
    assert [it.name for it in registry.plugins if it.disabled] == ["csv_source"]
    assert "csv" not in {it.name for it in registry.sources}
    assert registry.unknown == ()


def test_the_plugins_that_ship_can_be_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    registry = gathered(monkeypatch, off="shipped")
    with pytest.raises(ww.ModelError) as told:
        ww.model.parse_model("a = 1 + 1\n", registry=registry)
    assert [it.code for it in told.value.findings] == ["W0845"]
    with pytest.raises(ww.ModelError) as said:
        ww.model.parse_model("entity row key id\ninputs:\n    x : number\na = x\n", registry=registry).run("rows.csv")
    assert [it.code for it in said.value.findings] == ["W0608"]


MODEL = "entity row key id\ninputs:\n    x : number\na = doubled(x)\nb = x + 1\n"


@pytest.mark.parametrize("part", ["rule", "expansion", "kernel", "import of its kernel"])
def test_a_function_that_raises_is_a_finding_with_its_name(part: str) -> None:
    registry = with_plugin(module("shaky", functions=lambda: [broken_function(part)]))
    with pytest.raises(ww.ModelError) as told:
        ww.model.parse_model(MODEL, registry=registry).run({"id": [1, 2], "x": [1.0, 2.0]})
    (finding,) = told.value.findings
    assert finding.code == "W0804"
    assert "doubled" in finding.message
    assert "of the plugin `shaky`" in finding.message
    fine = ww.model.parse_model(MODEL.replace("a = doubled(x)\n", ""), registry=registry)
    assert fine.run({"id": [1, 2], "x": [1.0, 2.0]}).values("b") == [2.0, 3.0]


ODD: dict[str, Function] = {
    "a kernel gives a list": doubled(None, list),
    "a kernel gives too few": doubled(None, lambda x: x[:1].repeat(1 + len(x))),
    "a kernel gives truths": doubled(None, lambda x: x > 1),
    "a kernel gives nothing": doubled(None, lambda _: None),
    "a kernel gives a table": doubled(None, lambda x: x.reshape(-1, 1)),
    "a kernel gives complex numbers": doubled(None, lambda x: x + 1j),
    "a kernel is no ufunc": doubled(None, "numpy:no_such_thing"),
    "a rule gives nothing": doubled(None, "numpy:abs", lambda *_: None),
    "a rule gives a text": doubled(None, "numpy:abs", lambda *_: Ruling("USD")),  # type: ignore[arg-type]  # (a plugin as odd as that)
    "a rule adjusts by a number": doubled(None, "numpy:abs", lambda *_: Ruling(Amount(), (2,))),  # type: ignore[arg-type]  # (a plugin as odd as that)
    "a rule uses what is not there": doubled(None, "numpy:abs", lambda *_: Ruling(Amount(), use="halved")),
    "an expansion into a number": Function("doubled", (Parameter("x"),), rules.same, "Twice.", expand=lambda *_: 2),  # type: ignore[arg-type]  # (a plugin as odd as that)
    "neither kernel nor scalar": Function("doubled", (Parameter("x"),), rules.same, "Twice."),
}
"""Functions that give what they must not."""


@pytest.mark.parametrize("block", [None, 1])
@pytest.mark.parametrize("what", ODD)
def test_a_function_that_gives_something_else_is_a_finding(what: str, block: int | None) -> None:
    registry = with_plugin(module("shaky", functions=lambda: [ODD[what]]))
    with pytest.raises(ww.ModelError) as told:
        ww.model.parse_model(MODEL, registry=registry).run({"id": [1, 2], "x": [1.0, 2.0]}, block=block)
    (finding,) = told.value.findings
    assert finding.code == ("W0845" if "is not there" in what else "W0804")
    assert finding.code == "W0845" or "`shaky`" in finding.message


@pytest.mark.parametrize("scalar", [lambda x: {}[x], str, lambda x: [x], lambda x: None + x])
def test_a_scalar_that_is_at_fault_is_a_finding(scalar: Any) -> None:
    registry = with_plugin(module("shaky", functions=lambda: [doubled(scalar)]))
    for text, given in (("a = doubled(2)\n", {}), ("inputs:\n    x : number\na = doubled(x)\n", {"x": 2.0})):
        with pytest.raises(ww.ModelError) as told:
            ww.model.parse_model(text, registry=registry).evaluate(given)
        assert [it.code for it in told.value.findings] == ["W0804"], text
        assert "`shaky`" in str(told.value)


class Total:
    """An accumulator that breaks where it is told to."""

    part = ""

    def __init__(self) -> None:
        if self.part == "begin":
            raise LookupError("in its begin")
        self._sums: dict[int, float] = {}

    def add(self, groups: Any, values: Any) -> None:
        if self.part == "add":
            raise LookupError("in its add")
        for group, value in zip(groups.tolist(), values.tolist(), strict=True):
            self._sums[group] = self._sums.get(group, 0.0) + value

    def each(self, rows: int, period: int, counted: Any, values: Any) -> None:
        del rows, period
        if self.part == "each":
            raise LookupError("in its each")
        for row, value in enumerate(values.tolist()):
            self._sums[row] = self._sums.get(row, 0.0) + value * (counted is None or counted[row])

    def merge(self, other: "Total") -> None:
        if self.part == "merge":
            raise LookupError("in its merge")
        for group, value in other._sums.items():
            self._sums[group] = self._sums.get(group, 0.0) + value

    def finish(self, size: int) -> Any:
        from numpy import array

        if self.part == "finish":
            raise LookupError("in its finish")
        found = [self._sums.get(it, 0.0) for it in range(size)]
        return {"nothing": None, "list": found, "short": array(found)[1:]}.get(self.part, array(found))


def totals(part: str) -> Registry:
    broken = type("Broken", (Total,), {"part": part})
    mine = Aggregate("together", (Parameter("x"),), rules.total, "The sum.", broken)
    return with_plugin(module("shaky", aggregates=lambda: [mine]))


HEAD = "entity row key id\n"
INPUTS = "inputs:\n    x : number\n    g : text\n"
WAYS = {
    "over all rows": f"{HEAD}{INPUTS}a = together(x over row)\n",
    "by group": f"{HEAD}{INPUTS}a = together(x over row by g)\n",
    "over records": f"{HEAD}{INPUTS}records sales of row by id:\n    y : number\na = together(sales.y)\n",
    "over time": f"{HEAD}timeline 3 months\n{INPUTS}a = together(x * (t / (1 month)) over t)\n",
}


def in_a_way(way: str, registry: Registry) -> tuple[ww.Model, dict[str, Any]]:
    tables: dict[str, Any] = {"sales": {"id": [1, 1, 2], "y": [1.0, 2.0, 3.0]}} if way == "over records" else {}
    return ww.model.parse_model(WAYS[way], registry=registry), tables


DATA: dict[str, Any] = {"id": [1, 2], "x": [1.0, 2.0], "g": ["a", "b"]}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("part", ["begin", "add", "each", "finish", "nothing", "list", "short"])
def test_an_accumulator_that_breaks_is_a_finding(part: str, way: str) -> None:
    if part == ("add" if way == "over time" else "each"):
        pytest.skip("it is not asked for that")
    model, tables = in_a_way(way, totals(part))
    with pytest.raises(ww.ModelError) as told:
        model.run(DATA, **tables)
    (finding,) = told.value.findings
    assert finding.code == "W0804"
    assert "`together` of the plugin `shaky`" in finding.message
    assert model.registry.toolbox.aggregates["sum"]


@pytest.mark.parametrize("way", WAYS)
def test_an_accumulator_of_ones_own_is_computed(way: str) -> None:
    model, tables = in_a_way(way, totals(""))
    found = {"over all rows": [3.0], "by group": [1.0, 2.0], "over records": [3.0, 3.0], "over time": [3.0, 6.0]}
    assert model.run(DATA, **tables).values("a") == found[way]


@pytest.mark.parametrize("part", ["add", "merge", "finish"])
def test_an_accumulator_that_breaks_in_a_stream_is_a_finding(part: str) -> None:
    from pyarrow import RecordBatch

    registry = totals(part)
    model = ww.model.parse_model(HEAD + INPUTS + "a = x / together(x over row)\n", registry=registry)
    batches = [RecordBatch.from_pydict({"id": [it, it + 1], "x": [1.0, 2.0], "g": ["a", "b"]}) for it in (1, 3, 5)]
    if part == "merge":  # parts are merged where they were read apart
        from worthwhile.run.machine import Machine

        step: Any = SimpleNamespace(name="together", span=None, value=None)
        one, other = (Machine(registry.toolbox).accumulator(step) for _ in range(2))
        with pytest.raises(ww.ModelError, match="`shaky`"):
            one.merge(other)
        return
    with pytest.raises(ww.ModelError, match="`together` of the plugin `shaky`"):
        list(model.stream(batches, batch_rows=2))


class Estimating:
    """An estimator that breaks where it is told to."""

    part = ""

    def __init__(self) -> None:
        if self.part == "begin":
            raise LookupError("in its begin")

    def add(self, x: Any) -> None:
        if self.part == "add":
            raise LookupError(f"in its add of {len(x)}")

    def merge(self, other: object) -> None:
        raise LookupError(f"in its merge of {other}")

    def finish(self) -> Any:
        if self.part == "finish":
            raise LookupError("in its finish")
        return 7 if self.part == "something else" else Fitted({"middle": 2.0}, {"middle": 0.5}, -1.0, 3, {})


def broken_member(*, estimates: Mapping[str, float], columns: tuple[Any, ...], tables: object) -> Any:
    raise LookupError(f"in its member: {sorted(estimates)}, {len(columns)}, {tables}")


FITTED = f"{HEAD}inputs:\n    x : number\nfit about = normal(x)\na = about.middle\n"


@pytest.mark.parametrize("part", ["quantile", "mean", "something else", "nowhere", "fault", "support"])
def test_a_distribution_that_breaks_is_a_finding(part: str) -> None:
    def breaks(*columns: object) -> Any:
        raise LookupError(f"of {len(columns)}")

    kernels: dict[str, Any] = dict.fromkeys(("quantile", "cdf", "mean"), lambda *columns: columns[-1])
    kernels |= {"mean": lambda *_: np.zeros(7)} if part == "something else" else {}
    kernels |= {"mean": "worthwhile_nowhere:mean"} if part == "nowhere" else {}
    flat = Distribution("flat", MIDDLE, help="Flat.", **{**kernels, **({part: breaks} if part in NAMED else {})})
    registry = with_plugin(module("shaky", distributions=lambda: [flat]))

    def run() -> None:
        model = ww.model.parse_model("assumptions:\n    x : number ~ flat(2)\na = x + 0\n", registry=registry)
        if part == "quantile":
            model = replace(model, understood=replace(model.understood, meaning=drawn(model.meaning)))
            model.run({"~x": 0.5})
        model.run()

    with pytest.raises(ww.ModelError) as told:
        run()
    assert [it.code for it in told.value.findings] == ["W0780" if part == "nowhere" else "W0804"]
    assert part == "nowhere" or "of the plugin `shaky`" in str(told.value)


@pytest.mark.parametrize("part", ["begin", "add", "finish", "something else", "member"])
def test_a_fit_that_breaks_is_a_finding(part: str) -> None:
    broken = type("Broken", (Estimating,), {"part": part})
    away = Member("away", broken_member, columns=("x",), help="How far off.")
    fit = Fit("normal", (Variable("x"),), (Estimate("middle"),), (away,), broken, "The mean.", extra="")
    registry = with_plugin(module("shaky", fits=lambda: [fit]))
    text = FITTED.replace("about.middle", "about.away") if part == "member" else FITTED
    with pytest.raises(ww.ModelError) as told:
        ww.model.parse_model(text, registry=registry).run({"id": [1, 2, 3], "x": [1.0, 2.0, 3.0]})
    assert [it.code for it in told.value.findings] == ["W0804"]
    assert "of the plugin `shaky`" in str(told.value)


def test_a_fit_of_ones_own_is_estimated() -> None:
    fit = Fit("normal", (Variable("x"),), (Estimate("middle"),), (), Estimating, "The mean.", extra="")
    model = ww.model.parse_model(FITTED, registry=with_plugin(module("mine", fits=lambda: [fit])))
    assert model.run({"id": [1, 2, 3], "x": [1.0, 2.0, 3.0]}, threads=1).values("a") == [2.0]


@pytest.mark.parametrize("answer", [["W0999"], None, 7])
def test_a_lint_that_gives_no_findings_is_a_finding(answer: Any) -> None:
    shaky = module("shaky", lints=lambda: [Lint(("W0999",), lambda _: answer)])
    found = understand(Source("a model", "a = 1\n"), with_plugin(shaky)).findings
    assert [(it.code, it.level) for it in found] == [("W0804", "warning")]
    assert "`shaky`" in found[0].message


@pytest.mark.parametrize("kind", ["runner", "target"])
@pytest.mark.parametrize("part", ["raises", "gives something else"])
def test_a_runner_and_a_printer_that_break_are_findings(kind: str, part: str) -> None:
    def asked(*_: object) -> Any:
        if part == "raises":
            raise LookupError("no engine")
        return 7

    runner = SimpleNamespace(name="odd", extra="odd", lacks=lambda: "", run=asked)
    printer = SimpleNamespace(name="odd", printed=asked)
    registry = with_plugin(module("shaky", runners=lambda: [runner], targets=lambda: [printer]))
    model = ww.model.parse_model("a = 1\n", registry=registry)
    with pytest.raises(ww.ModelError) as told:
        model.run(on="odd") if kind == "runner" else model.compile("odd")
    assert [it.code for it in told.value.findings] == ["W0804"]
    assert "`odd` of the plugin `shaky`" in str(told.value)


def test_a_lint_that_raises_is_a_finding_and_the_others_look_on() -> None:
    def raises(_: object) -> Sequence[object]:
        raise KeyError("clv")

    shaky = module("shaky", lints=lambda: [Lint(("W0999",), raises)])
    found = understand(Source("a model", "a = 1\n"), with_plugin(shaky)).findings
    assert [(it.code, it.level) for it in found] == [("W0804", "warning")]
    assert "W0999" in found[0].message


class Shaky:
    """A source that gives a batch, and then fails."""

    name = "shaky"

    def __init__(self, part: str) -> None:
        self._part = part

    def claims(self, address: str) -> bool:
        if self._part == "claim":
            raise OSError("no idea")
        return address.endswith(".shaky")

    def open(self, address: str) -> Any:
        if self._part == "opening":
            raise OSError(f"{address} is locked")
        heads = "id x" if self._part == "heads" else ["id", "x"]
        made = SimpleNamespace(name=address, columns=lambda: heads, batches=self._batches, close=self._close)
        made.notes = ["all is well"] if self._part == "notes" else []
        made.spelled = {"x": "1,5"} if self._part == "spelled" else {}
        if self._part == "no name":
            del made.name
        return made

    def _close(self) -> None:
        if self._part == "closing":
            raise OSError("it does not close")

    def _batches(self, _: Sequence[str]) -> Iterator[Any]:
        from pyarrow import RecordBatch

        yield RecordBatch.from_pydict({"id": [1, 2], "x": [1.0, 2.0]})
        if self._part == "reading":
            raise ConnectionError("the line went dead")
        if self._part == "no batch":
            yield {"id": [3], "x": [3.0]}
        if self._part == "a column too few":
            yield RecordBatch.from_pydict({"id": [3]})


@pytest.mark.parametrize(
    "part",
    ["claim", "opening", "heads", "reading", "no batch", "a column too few", "notes", "spelled", "closing", "no name"],
)
def test_a_source_that_breaks_is_a_finding_with_its_name(part: str) -> None:
    registry = with_plugin(module("broken", sources=lambda: [Shaky(part)]))
    model = ww.model.parse_model("entity row key id\ninputs:\n    x : number\nb = x + 1\n", registry=registry)
    for ask in (lambda: model.run("base.shaky"), lambda: list(model.stream("base.shaky"))):
        with pytest.raises(ww.ModelError) as told:
            ask()
        (finding,) = told.value.findings
        assert "plugin `broken`" in str(finding)
        assert finding.code in ("W0608", "W0804")


def test_a_source_of_ones_own_is_read() -> None:
    registry = with_plugin(module("steady", sources=lambda: [Shaky("nothing")]))
    model = ww.model.parse_model("entity row key id\ninputs:\n    x : number\nb = x + 1\n", registry=registry)
    assert model.run("base.shaky").values("b") == [2.0, 3.0]


def test_a_function_of_ones_own_works_with_units_kernels_and_help() -> None:
    mine = Function(
        "doubled", (Parameter("x"),), rules.same, "Twice the value.", kernel=lambda x: x * 2, scalar=lambda x: x * 2
    )
    registry = with_plugin(module("mine", functions=lambda: [mine]))
    text = "entity row key id\ninputs:\n    x : USD per month optional\na = doubled(x)\nb = doubled($4)\n"
    model = ww.model.parse_model(text, registry=registry)
    result = model.run({"id": [1, 2], "x": [1.5, None]})
    assert result.values("a") == [3.0, None]
    assert result.values("b") == [8.0]
    assert str(model.meaning.definitions["a"].type) == "USD per month"


def test_an_expansion_of_ones_own_is_computed() -> None:
    def expand(at: Any, args: Sequence[core.Core]) -> core.Core:
        return core.apply("+", args[0], args[0], type_=args[0].type, span=at.span)

    mine = Function("doubled", (Parameter("x"),), rules.same, "Twice the value.", expand=expand)
    registry = with_plugin(module("mine", functions=lambda: [mine]))
    assert ww.model.parse_model("a = doubled($4)\n", registry=registry).evaluate() == {"a": 8.0}
