"""Whole models: declarations first, then formulas that stand on what there is before them, then what if."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from properties.generator import nodes
from properties.generator.data import cells
from properties.generator.expressions import Drawer
from properties.generator.kinds import (
    AMOUNTS,
    CATEGORY,
    FACTOR,
    FLAG,
    FLOW,
    KINDS,
    MONEY,
    NUMBER,
    PERCENT,
    RATE,
    YEARLY,
    Kind,
)
from properties.generator.scope import Piece, Scope, Variable
from properties.generator.written import Declared, Drawn, Formula, Override
from worthwhile.syntax.format import expression_text
from worthwhile.syntax.tree import Expression, Index, Recurrence

GROWING = (NUMBER, MONEY, FLOW)
ALWAYS = (MONEY, FLOW, NUMBER, FLAG, RATE)
"""Every model has inputs of these, so that there is always something to compute with."""


@st.composite
def models(
    draw: DrawFn, *, population: bool = True, what_if: bool = True, functions: bool = True, depth: int = 3
) -> Drawn:
    """A model and its table."""
    drawer = Drawer(draw)
    entity = "customer" if draw(st.integers(0, 3)) else ""
    timeline = _timeline(draw)
    assumptions = tuple(_declared(drawer, f"a{place}", it) for place, it in enumerate(_kinds(draw)))
    inputs = tuple(
        _declared(drawer, f"x{place}", it, given=draw(st.booleans()))
        for place, it in enumerate((*ALWAYS, *_kinds(draw)))
    )
    scope = Scope(
        (
            *(Variable(it.name, it.kind) for it in assumptions),
            *(Variable(it.name, it.kind, entity=bool(entity)) for it in inputs),
        ),
        entity,
        timeline=int(timeline.partition(" ")[0] or 0),
        paid="paid" in timeline,
        rows=bool(entity),
        periods=bool(timeline),
        functions=("between", "larger") if functions else (),
        population=population,
    )
    formulas, scope = _formulas(drawer, scope, depth)
    alternatives = {}
    if what_if and draw(st.booleans()):
        alternatives["rival"] = _overrides(drawer, (*assumptions, *inputs))
        told = draw(st.sampled_from([it for it in formulas if not it.place]))
        piece = replace(told.piece, node=nodes.name(f"rival.{told.name}"))
        formulas = (*formulas, Formula("theirs", told.kind, piece, piece.node))
    scenarios = {"other": _overrides(drawer, (*assumptions, *inputs))} if what_if and draw(st.booleans()) else {}
    drawn = Drawn(entity, timeline, assumptions, inputs, formulas, scenarios, alternatives)
    order = draw(st.permutations(range(len(list(drawn.statements())))))
    return replace(drawn, table=_table(draw, drawn), order=tuple(order))


def _timeline(draw: DrawFn) -> str:
    length = draw(
        st.sampled_from(("", "1 month", "4 months", "6 months", "7 months", "3 years", "5 quarters", "9 weeks"))
    )
    paid = draw(st.sampled_from(("", " paid start", " paid mid", " paid end"))) if length else ""
    return length + paid


def _kinds(draw: DrawFn) -> list[Kind]:
    return draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=5))


def _default(drawer: Drawer, kind: Kind, unit: str) -> str:
    if kind == CATEGORY:
        return str(drawer.one("gold", "silver"))
    if kind in {RATE, YEARLY, PERCENT}:
        return str(drawer.one("3%", "12%", "0.5%"))
    if kind == FACTOR:
        return str(drawer.one("97%", "102%"))
    if kind == FLAG:
        return str(drawer.one("true", "false"))
    node = nodes.literal(kind, str(drawer.one("2", "7.5", "120", "1_200")), unit)
    return expression_text(node)


def _declared(drawer: Drawer, name: str, kind: Kind, *, given: bool = False) -> Declared:
    unit = str(drawer.one(*kind.units))
    if given:
        return Declared(name, kind, unit, optional=bool(drawer.one(True, False)))
    default = _default(drawer, kind, unit)
    bounds = ""
    if kind in {RATE, YEARLY, PERCENT} and drawer.one(True, False):
        bounds = "0%..100%"
    elif kind == MONEY and drawer.one(True, False):
        bounds = "-$10_000.."
    return Declared(name, kind, unit, default, bounds)


def _formulas(drawer: Drawer, scope: Scope, depth: int) -> tuple[tuple[Formula, ...], Scope]:
    draw = drawer.draw
    made: list[Formula] = []
    for place in range(draw(st.integers(2, 6))):
        kind = draw(st.sampled_from(AMOUNTS)) if draw(st.integers(0, 2)) else draw(st.sampled_from(KINDS))
        if kind == CATEGORY:
            kind = FLAG
        name = f"y{place}"
        if scope.timeline and kind in GROWING and draw(st.booleans()):
            formula = _recurrence(drawer, name, kind, scope, depth)
        else:
            piece = drawer.of(kind, scope, depth)
            formula = Formula(name, kind, piece, piece.node)
        if formula.piece.literal:
            piece = replace(drawer.leaf(kind, scope), literal=False)
            formula = replace(formula, piece=piece, node=piece.node)
        made.append(formula)
        scope = _with(scope, formula)
    if scope.timeline and draw(st.booleans()):
        for place, kind_ in enumerate(("benefits", "benefits", "costs")):
            made.append(_line(drawer, f"z{place}", kind_, scope, depth))
        net = nodes.operation("-", nodes.name("benefits"), nodes.name("costs"))
        shapes = [it.piece for it in made if it.place]
        piece = Piece(
            net,
            any(it.entity for it in shapes),
            any(it.time for it in shapes),
            any(it.population for it in shapes),
        )
        made.append(Formula("net", FLOW, piece, net))
        scope = _with(scope, made[-1])
        if scope.paid:
            rate = drawer.leaf(YEARLY, scope.steady())
            worth = nodes.call("npv", nodes.name("net"), rate=rate.node)
            piece = Piece(worth, piece.entity or rate.entity, False, piece.population or rate.population)
            made.append(Formula("worth", MONEY, piece, worth))
    return tuple(made), scope


def _with(scope: Scope, it: Formula) -> Scope:
    variable = Variable(it.name, it.kind, it.piece.entity, it.piece.time, it.piece.population)
    return replace(scope, variables=(*scope.variables, variable))


def _recurrence(drawer: Drawer, name: str, kind: Kind, scope: Scope, depth: int) -> Formula:
    first = drawer.of(kind, scope.steady(), depth - 1)
    more = drawer.of(kind, scope, depth - 1)
    before: Expression = Index(
        nodes.name(name), nodes.operation("-", nodes.name("t"), nodes.number("1")), nodes.NOWHERE
    )
    grown = nodes.operation("*", before, nodes.number(str(drawer.one("0.5", "1.02", "0.9"))))
    then = nodes.operation("+", grown, more.node)
    piece = Piece(then, first.entity or more.entity, True, first.population or more.population)
    if drawer.one(True, False):
        return Formula(name, kind, piece, Recurrence(first.node, then, nodes.NOWHERE))
    leaf = drawer.leaf(kind, scope.steady())
    piece = Piece(then, leaf.entity or more.entity, True, leaf.population or more.population)
    started = nodes.operation("??", before, leaf.node)
    then = nodes.operation("+", nodes.operation("*", started, nodes.number("0.5")), more.node)
    return Formula(name, kind, replace(piece, node=then), then)


def _line(drawer: Drawer, name: str, place: str, scope: Scope, depth: int) -> Formula:
    piece = drawer.of(FLOW, scope, depth)
    if not drawer.one(True, False):
        return Formula(name, FLOW, piece, piece.node, place=place)
    when = drawer.of(FLAG, scope, depth - 1)
    shape = Piece(
        piece.node,
        piece.entity or when.entity,
        piece.time or when.time,
        piece.population or when.population,
    )
    return Formula(name, FLOW, shape, piece.node, when.node, place)


def _overrides(drawer: Drawer, declared: tuple[Declared, ...]) -> tuple[Override, ...]:
    several = drawer.draw(st.lists(st.sampled_from(declared), min_size=1, max_size=3, unique_by=lambda it: it.name))
    return tuple(_override(drawer, it) for it in several)


def _override(drawer: Drawer, it: Declared) -> Override:
    if it.kind in {FLAG, CATEGORY} or drawer.one(True, False):
        return Override(it.name, "=", _default(drawer, it.kind, it.unit))
    return Override(it.name, str(drawer.one("up", "down")), str(drawer.one("10%", "25%")))


def _table(draw: DrawFn, drawn: Drawn) -> dict[str, list[bool | float | str | None]]:
    rows = draw(st.integers(1, 9)) if drawn.entity else 1
    columns: dict[str, list[bool | float | str | None]] = {}
    for it in drawn.inputs:
        if it.default and draw(st.booleans()):
            continue
        column = cells(it.kind, missing=bool(drawn.entity) or it.optional)
        columns[it.name] = draw(st.lists(column, min_size=rows, max_size=rows))
    if drawn.entity:
        columns["id"] = [f"c{place}" for place in range(rows)]
    return columns
