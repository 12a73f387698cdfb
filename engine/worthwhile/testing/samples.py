"""What plugins are tried on: a registry with them in it, models, and a result that has every kind of value."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

from worthwhile.meaning.function import Offers
from worthwhile.meaning.uncertain.offered import functions_of as drawing_functions
from worthwhile.model import Model, parse_model
from worthwhile.plugin.hooks import plugin
from worthwhile.plugin.offers import wrong
from worthwhile.plugin.registry import Registry

if TYPE_CHECKING:
    from worthwhile.answer.result import Result

EVERY_KIND = """
model every_kind
entity deal key id
inputs:
    amount : USD optional
    size   : count optional
    share  : percent optional
    plan   : one of basic, pro, "not yet" optional
    region : text optional
    signed : date optional
    won    : flag optional
outputs:
    amount
    size
    share
    plan
    region
    signed
    won
"""
ROWS: dict[str, list[Any]] = {
    "id": ["a", "b, c", 'd"e', "f"],
    "amount": [12.5, None, 0.1 + 0.2, 1e-300],
    "size": [3, 4, None, 2**53],
    "share": [0.25, 0.5, 0.125, None],
    "plan": ["basic", "not yet", None, "pro"],
    "region": ["nord, süd", None, "x y", "é"],
    "signed": ["2024-02-29", None, "1969-12-31", "2026-01-01"],
    "won": [True, False, None, True],
}
"""Traps of tables: missing cells in every column, quotes, the largest whole number, a day before 1970."""
OTHER = {name: values[:2] for name, values in ROWS.items()}


@cache
def registry_with(*plugins: object) -> Registry:
    """The plugins that ship, and these; raises `AssertionError` where one of these cannot be taken.

    Nothing else that happens to be installed is in it.
    """
    found = Registry.shipped_with(*plugins)
    faults = [f"{it.name}: {it.fault}" for it in found.plugins if it.fault]
    if faults:
        raise AssertionError("; ".join(faults))
    return found


def trying(hook: str, offered: Any, *plugins: object) -> Registry:  # noqa: ANN401 (whatever the hook takes)
    """What ships, some plugins, and a thing to try, in place of what has its name. Raises `AssertionError`."""
    fault = wrong(hook, offered)
    if fault:
        raise AssertionError(fault)
    found = registry_with(*plugins)
    tools = found.toolbox
    match hook:
        case "functions":
            functions = Offers({**tools.functions, offered.name: offered})
            return replace(found, toolbox=replace(tools, functions=functions))
        case "aggregates":
            aggregates = Offers({**tools.aggregates, offered.name: offered})
            return replace(found, toolbox=replace(tools, aggregates=aggregates))
        case "distributions":
            functions = Offers({**tools.functions, **{it.name: it for it in drawing_functions([offered])}})
            there = {**tools.distributions, offered.name: offered}
            return replace(found, toolbox=replace(tools, functions=functions, distributions=there))
        case "runners":
            return replace(found, runners=(offered, *found.runners))
        case "targets":
            return replace(found, targets=(offered, *found.targets))
        case "lints":
            return replace(found, lints=(offered,))
    return found


def plugin_of(hook: str, offered: Iterable[Any], name: str = "tried") -> ModuleType:
    """A plugin that offers these things by one hook."""

    def answer() -> list[Any]:
        return list(offered)

    made = ModuleType(name)
    setattr(made, hook, plugin(answer))
    return made


def model_with(text: str, *plugins: object) -> Model:
    """A model with these plugins beside those that ship. Raises `ModelError` for what is wrong with it."""
    return parse_model(text, registry=registry_with(*plugins))


def sample_result(rows: dict[str, list[Any]] | None = None) -> "Result":
    """A result that has each kind of value, missing ones in every column, and texts that want quotes.

    Money, counts, percents, categories, texts, dates and flags of four deals; its columns are those of the model's
    outputs beside the key ``id``.
    """
    return parse_model(EVERY_KIND, registry=registry_with()).run(ROWS if rows is None else rows)


def other_result() -> "Result":
    """A result like `sample_result` with fewer rows, to be there before."""
    return sample_result(OTHER)


Read = Callable[[str], Any]
