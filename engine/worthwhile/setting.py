"""Values that are set from outside: those of a scenario, those of a host, as changes of what a model declares."""

import math
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, cast

from worthwhile.meaning import complaints
from worthwhile.meaning.draft import Draft
from worthwhile.meaning.items import Change, Declared, How, Scenario
from worthwhile.meaning.meaning import Meaning
from worthwhile.meaning.rooms import complaints as reuse_complaints
from worthwhile.syntax import parse_piece
from worthwhile.syntax.tree import DateText, Expression, Flag, Missing, Number, Operation, Part, Text
from worthwhile.text import Finding, ModelError, Source, Span
from worthwhile.text.limits import Limits
from worthwhile.units import Category, Words


def scenario_changes(scenarios: Mapping[str, Scenario], name: str | None, at: Span | None = None) -> Iterator[Change]:
    """The lines of a scenario, after those that it extends. Raises `ModelError` where there is none of the name."""
    if name is None:
        return
    if name not in scenarios:
        raise ModelError([complaints.unknown_scenario(name, at, scenarios)])
    scenario = scenarios[name]
    if scenario.extends:
        yield from scenario_changes(scenarios, scenario.extends.text)
    yield from scenario.changes


def set_changes(values: Mapping[str, Any], draft: Draft, meaning: Meaning, limits: Limits) -> Iterator[Change]:
    """Values from outside, plain or as the language writes them. Raises `ModelError` for all that do not fit."""
    wrong: list[Finding] = []
    for name, value in values.items():
        entry = draft.names.get(name)
        if isinstance(entry, Declared) and entry.bound is not None:
            wrong.append(reuse_complaints.is_bound(name, None, entry.bound.span))
            continue
        if not isinstance(entry, Declared):
            declared = meaning.declared.items()
            known = [it for it, e in declared if (it != "as_of" or e.at.end) and e.bound is None]
            at = entry.at if entry else None
            wrong.append(
                complaints.cannot_set(name, None, at) if entry else complaints.unknown_to_set(name, None, known)
            )
            continue
        try:
            yield _change(name, value, meaning, limits)
        except ModelError as error:
            wrong += error.findings
    if wrong:
        raise ModelError(wrong)


def _change(name: str, value: Any, meaning: Meaning, limits: Limits) -> Change:  # noqa: ANN401 (whatever a host has)
    origin = f"{name} = {value}"
    if isinstance(value, str):
        type_ = meaning.definitions[name].type
        label = isinstance(type_, Category) and value in type_.labels
        if label or (isinstance(type_, Words) and not value.startswith('"')):
            span = Span(Source("set", origin), len(name) + 3, len(origin))
            return Change(name, How.SET, Text(value, span), span)
        return _override(name, value, limits)
    span = Span(Source("set", origin), len(name) + 3, len(origin))
    return Change(name, How.SET, plain_value(value, name, span), span)


def _override(name: str, text: str, limits: Limits) -> Change:
    """A value as the language writes it: an expression, or `up 14%`."""
    parsed = parse_piece(text, "one_override", f"--set {name}", limits)
    if parsed.findings:
        raise ModelError(parsed.findings)
    part = parsed.parts[0].children[0]
    assert isinstance(part, Part)  # noqa: S101 (the grammar says so)
    how = {"set_to": How.SET, "up": How.UP, "down": How.DOWN}[part.rule]
    value = cast("Expression", part.children[0])
    return Change(name, how, value, value.span)


def plain_value(value: Any, name: str, span: Span) -> Expression:  # noqa: ANN401 (whatever a host has)
    """A plain Python value as a literal of the language. Raises `ModelError` for what is none."""
    if value is None:
        return Missing(span)
    if isinstance(value, bool):
        return Flag(value, span)
    if isinstance(value, date):
        return DateText(value.isoformat()[:10], span)
    if hasattr(value, "item"):
        return plain_value(value.item(), name, span)
    if isinstance(value, int | float):
        number = float(value)
        if math.isnan(number):
            return Missing(span)
        if math.isinf(number):
            raise ModelError([complaints.no_number(name, str(value))])
        literal = Number(repr(abs(number)), None, (), span)
        return Operation("neg", (literal,), span) if number < 0 else literal
    raise ModelError([complaints.no_number(name, f"a {type(value).__name__}")])
