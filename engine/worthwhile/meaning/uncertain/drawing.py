"""A model in which each uncertain name is computed from a uniform number, which is an input of its own."""

from collections.abc import Collection
from dataclasses import replace

from worthwhile.meaning.core import SINGLE, Apply
from worthwhile.meaning.items import Declared, Kind, Role
from worthwhile.meaning.meaning import Input, Meaning
from worthwhile.meaning.uncertain.offered import MARK
from worthwhile.meaning.uncertain.uncertain import Uncertain, uniform_of
from worthwhile.units import NUMBER


def drawn(meaning: Meaning, names: Collection[str] | None = None) -> Meaning:
    """The model that computes uncertain names from uniforms, all of them or those that are named.

    Each name has its quantile for a core, and there is a new required input, `uniform_of` the name: one
    value for an assumption, one for each row for an input, whose column is no longer read. Nothing else changes:
    with the same uniforms and the same data it is an ordinary model. That draws lie within the bounds is not
    looked at once more.
    """
    chosen = {name: it for name, it in meaning.uncertain.items() if names is None or name in names}
    if not chosen:
        return meaning
    inputs = {name: it for name, it in meaning.inputs.items() if name not in chosen}
    definitions, declared = dict(meaning.definitions), dict(meaning.declared)
    for name, it in chosen.items():
        definitions[name] = replace(definitions[name], core=it.core)
        uniform = _uniform(it)
        inputs[uniform.name] = uniform
        declared[uniform.name] = Declared(uniform.name, Role.INPUT, it.at, uniform.label)
    within = {name for name, it in chosen.items() if _is_cut(it)}
    checks = tuple(it for it in meaning.checks if it.kind is not Kind.BOUNDS or it.subject not in within)
    return replace(meaning, inputs=inputs, definitions=definitions, declared=declared, checks=checks)


def _is_cut(it: Uncertain) -> bool:
    """Whether what is drawn lies within the bounds in any case: nothing is done to it after they have cut it off."""
    return isinstance(it.core, Apply) and it.core.function.startswith(MARK)


def _uniform(it: Uncertain) -> Input:
    name = uniform_of(it.name)
    return Input(name, f"Draw of {it.name}", NUMBER, it.shape or SINGLE, None, optional=False, column=name, at=it.at)
