"""A plugin that fails half way through what it offers."""

from collections.abc import Iterator

from worthwhile.plugin import Function, Parameter, plugin, rules


@plugin
def functions() -> Iterator[Function]:
    yield Function("shaken", (Parameter("x"),), rules.same, "The value.", scalar=lambda x: x)
    raise RuntimeError("no more functions today")
