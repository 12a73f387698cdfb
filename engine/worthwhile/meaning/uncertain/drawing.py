"""A model in which each uncertain name is computed from a uniform number, which is an input of its own."""

from collections.abc import Collection
from dataclasses import replace

from worthwhile.meaning.core import SINGLE, Apply, Given, Shape
from worthwhile.meaning.items import Declared, Kind, Role
from worthwhile.meaning.meaning import Input, Meaning
from worthwhile.meaning.uncertain.offered import MARK
from worthwhile.meaning.uncertain.uncertain import Uncertain, uniform_of
from worthwhile.text import Span
from worthwhile.units import NUMBER, Type


def drawn(meaning: Meaning, names: Collection[str] | None = None, samples: Collection[str] = frozenset()) -> Meaning:
    """The model that computes uncertain names from uniforms, all of them or those that are named.

    Each name has its quantile for a core, and there is a new required input, `uniform_of` the name: one
    value for an assumption, one for each row for an input, whose column is no longer read. Nothing else changes:
    with the same uniforms and the same data it is an ordinary model. That draws lie within the bounds is not
    looked at once more. Of assumptions in ``samples``, which need not be uncertain, the new input holds the value
    itself.
    """
    chosen = {name: it for name, it in meaning.uncertain.items() if names is None or name in names}
    if not chosen and not samples:
        return meaning
    inputs = {name: it for name, it in meaning.inputs.items() if name not in chosen and name not in samples}
    definitions, declared = dict(meaning.definitions), dict(meaning.declared)
    new = {name: _uniform(it) for name, it in chosen.items() if name not in samples}
    for name in new:
        definitions[name] = replace(definitions[name], core=chosen[name].core)
    for name in samples:
        known = definitions[name]
        new[name] = replace(_input(name, known.type, SINGLE, known.at), label=known.label)
        definitions[name] = replace(known, core=Given(uniform_of(name), known.type, SINGLE, known.at))
    for it in new.values():
        inputs[it.name] = it
        declared[it.name] = Declared(it.name, Role.INPUT, it.at, it.label)
    within = {name for name, it in chosen.items() if name not in samples and _is_cut(it)}
    checks = tuple(it for it in meaning.checks if it.kind is not Kind.BOUNDS or it.subject not in within)
    return replace(meaning, inputs=inputs, definitions=definitions, declared=declared, checks=checks)


def _is_cut(it: Uncertain) -> bool:
    """Whether what is drawn lies within the bounds in any case: nothing is done to it after they have cut it off."""
    return isinstance(it.core, Apply) and it.core.function.startswith(MARK)


def _uniform(it: Uncertain) -> Input:
    return _input(it.name, NUMBER, it.shape or SINGLE, it.at)


def _input(name: str, type_: Type, shape: Shape, at: Span) -> Input:
    """What holds the draws of a name."""
    column = uniform_of(name)
    return Input(column, f"Draw of {name}", type_, shape, None, optional=False, column=column, at=at)
