"""The example of a runner: a plugin of some twenty lines, here on Dask, gives what one process gives."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

import worthwhile as ww
import worthwhile_plugins
from worthwhile.plugin.registry import Registry

ROOT = Path(__file__).parents[2]


def example() -> ModuleType:
    told = importlib.util.spec_from_file_location("dask_runner", ROOT / "examples" / "dask_runner.py")
    assert told is not None
    assert told.loader is not None
    module = importlib.util.module_from_spec(told)
    told.loader.exec_module(module)
    return module


def test_it_is_a_plugin() -> None:
    registry = Registry.of(worthwhile_plugins, example())
    assert "dask" in {it.name for it in registry.runners}
    assert not [it for it in registry.plugins if it.fault]


@pytest.mark.parametrize("path", sorted((ROOT / "rules").rglob("*.worth")), ids=lambda it: it.stem)
def test_it_gives_the_same(path: Path) -> None:
    pytest.importorskip("dask", reason="Dask is not one of the extras")
    model = ww.load(path, registry=Registry.of(worthwhile_plugins, example()))
    tables = [it for it in path.parent.glob("*.csv") if model.meaning.entity and not model.meaning.tables]
    for it in tables:
        assert repr(model.run(str(it), on="dask").to_dict()) == repr(model.run(str(it)).to_dict())
