"""A plugin that breaks is named and left out; everything else works on."""

from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

import worthwhile as ww
import worthwhile_plugins
from worthwhile.cli import main
from worthwhile.plugin import Function, Lint, Parameter, core, plugin, rules
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
    assert {it.name for it in installed().plugins} >= {"csv_source", "mathematics", "timeline", "file_outputs"}


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


MODEL = "entity row key id\ninputs:\n    x : number\na = doubled(x)\nb = x + 1\n"


@pytest.mark.parametrize("part", ["rule", "expansion", "kernel", "import of its kernel"])
def test_a_function_that_raises_is_a_finding_with_its_name(part: str) -> None:
    registry = with_plugin(module("shaky", functions=lambda: [broken_function(part)]))
    with pytest.raises(ww.ModelError) as told:
        ww.model.parse_model(MODEL, registry=registry).run({"id": [1, 2], "x": [1.0, 2.0]})
    (finding,) = told.value.findings
    assert finding.code in ("W0803", "W0804")
    assert "doubled" in finding.message
    fine = ww.model.parse_model(MODEL.replace("a = doubled(x)\n", ""), registry=registry)
    assert fine.run({"id": [1, 2], "x": [1.0, 2.0]}).values("b") == [2.0, 3.0]


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
        return SimpleNamespace(name=address, columns=lambda: ["id", "x"], batches=self._batches)

    def _batches(self, _: Sequence[str]) -> Iterator[Any]:
        from pyarrow import RecordBatch

        yield RecordBatch.from_pydict({"id": [1, 2], "x": [1.0, 2.0]})
        if self._part == "reading":
            raise ConnectionError("the line went dead")


@pytest.mark.parametrize("part", ["claim", "opening", "reading"])
def test_a_source_that_breaks_is_a_finding_with_its_name(part: str) -> None:
    registry = with_plugin(module("shaky", sources=lambda: [Shaky(part)]))
    model = ww.model.parse_model("entity row key id\ninputs:\n    x : number\nb = x + 1\n", registry=registry)
    with pytest.raises(ww.ModelError) as told:
        model.run("base.shaky")
    (finding,) = told.value.findings
    assert "shaky" in str(finding)
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
