"""Names and their values in YAML: declarations, tables, formulas, curves, fits."""

from collections.abc import Callable, Iterator
from typing import Any, cast

from worthwhile.syntax.format import VALUE, as_written, unit_text
from worthwhile.syntax.pieces import bindings_text, distribution_text, value_text
from worthwhile.syntax.tree import Call, Expression, Part, Range, UnitText
from worthwhile.syntax.twin.reader import Pair, Said
from worthwhile.syntax.twin.sections import Section, flag, label_of, part, word
from worthwhile.syntax.twin.shapes import (
    BOUNDS,
    CONDITION,
    EXPRESSION,
    NAME,
    ONE_VALUE,
    TEXT,
    TYPE,
    UNIT,
    YES_OR_NO,
    Keys,
    Named,
    Piece,
    Shape,
)
from worthwhile.syntax.twin.written import Block, Item, Leaf, block, code, named, said, short, spelled, typed
from worthwhile.text import Span

# ---- declarations

_ATTRIBUTES = {
    "default": "default",
    "in": "within_bounds",
    "uncertain": "uncertain",
    "optional": "optional",
    "from": "column",
    "source": "source",
}
"""The keys, and the rules that they are."""
_KEYS: dict[str, Shape] = {
    "label": TEXT,
    "type": TYPE,
    "default": ONE_VALUE,
    "in": BOUNDS,
    "uncertain": Piece("one_distribution", "a distribution"),
    "optional": YES_OR_NO,
    "from": TEXT,
    "source": TEXT,
}
ASSUMPTION = Keys("an assumption", _KEYS, short="default")
INPUT = Keys("an input", _KEYS, short="type")
COLUMN = Keys("a column", _KEYS, short="type")


def declaration(it: Pair) -> Part:
    """A name with what is said of it."""
    attributes = (_attribute(key, it.value) for key in it.value if key in _ATTRIBUTES)
    said_of = tuple(found for found in attributes if found)
    return Part("declaration", (it.name, label_of(it.value), it.value.get("type"), *said_of), it.span)


def _attribute(key: str, of: Said) -> Part | None:
    if key == "optional":
        at = flag(of, key)
        return Part("optional", (), at) if at else None
    return Part(_ATTRIBUTES[key], (of[key],), of[key].span)


def _written_declaration(short_key: str) -> Callable[[Part], Leaf | Block]:
    def write(it: Part) -> Leaf | Block:
        _, label, type_, *attributes = it.children
        keys = {rule: key for key, rule in _ATTRIBUTES.items()}
        items = [("label", said(label)), ("type", typed(type_))]
        items += [(keys[found.rule], _written_attribute(found)) for found in map(part, attributes)]
        said_of = Block(tuple(Item(key, leaf, leaf.at) for key, leaf in items if leaf), flat=True)
        return short(said_of, short_key) if said_of.items else Leaf("")

    return write


def _written_attribute(it: Part) -> Leaf:
    value = it.children[0] if it.children else None
    match it.rule:
        case "default":
            return code(cast("Expression", value), VALUE)
        case "within_bounds":
            return code(cast("Range", value))
        case "uncertain":
            return Leaf(distribution_text(part(value)))
        case "optional":
            return Leaf("true")
    return said(value) or Leaf("")


_WRITE_INPUT = _written_declaration("type")
_WRITE_ASSUMPTION = _written_declaration("default")


def _declared(rule: str) -> Callable[[tuple[Pair, ...], Span], Iterator[Part]]:
    def read(pairs: tuple[Pair, ...], at: Span) -> Iterator[Part]:
        if pairs:
            yield Part(rule, tuple(map(declaration, pairs)), at)

    return read


# ---- records and lookups

_COLUMNS = Named(COLUMN, NAME, whole=True)
RECORDS = Keys(
    "a table of records", {"label": TEXT, "of": NAME, "by": NAME, "columns": _COLUMNS}, ("of", "by", "columns")
)
LOOKUP = Keys("a lookup", {"label": TEXT, "by": NAME, "columns": _COLUMNS}, ("by", "columns"))


def _records(pairs: tuple[Pair, ...], _: Span) -> Iterator[Part]:
    for it in pairs:
        columns = map(declaration, it.value["columns"])
        yield Part("records", (it.name, label_of(it.value), it.value["of"], it.value["by"], *columns), it.span)


def _lookups(pairs: tuple[Pair, ...], _: Span) -> Iterator[Part]:
    for it in pairs:
        columns = map(declaration, it.value["columns"])
        yield Part("lookup", (it.name, label_of(it.value), it.value["by"], *columns), it.span)


def _write_records(it: Part) -> Block:
    _, label, of, by, *columns = it.children
    return block(label=said(label), of=named(word(of)), by=named(word(by)), columns=declarations(columns, _WRITE_INPUT))


def _write_lookup(it: Part) -> Block:
    _, label, by, *columns = it.children
    return block(label=said(label), by=named(word(by)), columns=declarations(columns, _WRITE_INPUT))


def declarations(children: Any, write: Callable[[Part], Leaf | Block]) -> Block:  # noqa: ANN401 (children of a part)
    """Declarations by their names."""
    return Block(tuple(Item(spelled(word(it.children[0])), write(it), it.span.start) for it in map(part, children)))


# ---- formulas, pools, functions of the model's own

FORMULA = Keys("a formula", {"label": TEXT, "type": TYPE, "is": EXPRESSION}, ("is",), short="is")
DEFINE = Keys("a function", {"label": TEXT, "is": CONDITION}, ("is",), short="is")
SIGNATURE = Piece("one_signature", "a function with its parameters, `share(part, whole)`")


def _formulas(rule: str) -> Callable[[tuple[Pair, ...], Span], Iterator[Part]]:
    def read(pairs: tuple[Pair, ...], _: Span) -> Iterator[Part]:
        for it in pairs:
            yield Part(rule, (it.name, label_of(it.value), it.value.get("type"), it.value["is"]), it.span)

    return read


def _write_formula(it: Part) -> Leaf | Block:
    _, label, type_, expression = it.children
    return short(block(label=said(label), type=typed(type_), is_=code(cast("Expression", expression))), "is")


def _defines(pairs: tuple[Pair, ...], _: Span) -> Iterator[Part]:
    for it in pairs:
        name, *parameters = it.name.children
        yield Part("define", (name, label_of(it.value), *parameters, it.value["is"]), it.span)


def _write_define(it: Part) -> Leaf | Block:
    _, label, *_, body = it.children
    return short(block(label=said(label), is_=code(cast("Expression", body))), "is")


# ---- tables over the calendar and over a measure

DATED = Keys(
    "a dated value",
    {"label": TEXT, "unit": UNIT, "rows": Named(ONE_VALUE, Piece("one_date", "a date"), whole=True)},
    ("unit", "rows"),
)
CURVE = Keys(
    "a curve",
    {"label": TEXT, "over": NAME, "using": NAME, "beyond": NAME, "rows": Named(ONE_VALUE, ONE_VALUE, whole=True)},
    ("over", "rows"),
)


def _dated(pairs: tuple[Pair, ...], _: Span) -> Iterator[Part]:
    for it in pairs:
        rows = (Part("dated_row", (row.name, row.value), row.span) for row in it.value["rows"])
        yield Part("dated", (it.name, label_of(it.value), it.value["unit"], *rows), it.span)


def _curves(pairs: tuple[Pair, ...], _: Span) -> Iterator[Part]:
    for it in pairs:
        options = (_option(it.value, key) for key in ("using", "beyond"))
        rows = (Part("curve_row", (row.name, row.value), row.span) for row in it.value["rows"])
        yield Part("curve", (it.name, label_of(it.value), it.value["over"], *options, *rows), it.span)


def _option(of: Said, key: str) -> Part | None:
    return Part(key, (of[key],), of[key].span) if key in of else None


def _rows(children: Any) -> Block:  # noqa: ANN401 (children of a part)
    found = map(part, children)
    return Block(
        tuple(Item(value_text(it.children[0]), Leaf(value_text(it.children[1])), it.span.start) for it in found)
    )


def _write_dated(it: Part) -> Block:
    _, label, unit, *below = it.children
    return block(label=said(label), unit=Leaf(unit_text(cast("UnitText", unit))), rows=_rows(below))


def _write_curve(it: Part) -> Block:
    _, label, over, using, beyond, *below = it.children
    options = [named(word(part(it).children[0])) if it else None for it in (using, beyond)]
    return block(label=said(label), over=named(word(over)), using=options[0], beyond=options[1], rows=_rows(below))


# ---- fits

FIT = Keys("a fit", {"label": TEXT, "is": Piece("one_fit", "a fit")}, ("is",), short="is")


def _fits(pairs: tuple[Pair, ...], _: Span) -> Iterator[Part]:
    for it in pairs:
        call, with_ = it.value["is"].children
        yield Part("fit", (it.name, label_of(it.value), call, with_), it.span)


def _write_fit(it: Part) -> Leaf | Block:
    _, label, call, with_ = it.children
    fixed = f" with {bindings_text(with_)}" if isinstance(with_, Part) else ""
    return short(block(label=said(label), is_=Leaf(as_written(cast("Call", call)) + fixed)), "is")


SECTIONS = (
    Section(
        "assumptions",
        ("assumptions",),
        Named(ASSUMPTION, NAME),
        _declared("assumptions"),
        lambda it: declarations(it.children, _WRITE_ASSUMPTION),
    ),
    Section(
        "inputs",
        ("inputs",),
        Named(INPUT, NAME),
        _declared("inputs"),
        lambda it: declarations(it.children, _WRITE_INPUT),
    ),
    Section("records", ("records",), Named(RECORDS, NAME), _records, _write_records),
    Section("lookups", ("lookup",), Named(LOOKUP, NAME), _lookups, _write_lookup),
    Section("dated", ("dated",), Named(DATED, NAME), _dated, _write_dated),
    Section("curves", ("curve",), Named(CURVE, NAME), _curves, _write_curve),
    Section("formulas", ("formula",), Named(FORMULA, NAME), _formulas("formula"), _write_formula),
    Section("defines", ("define",), Named(DEFINE, SIGNATURE), _defines, _write_define),
    Section("pools", ("pool",), Named(FORMULA, NAME), _formulas("pool"), _write_formula),
    Section("fits", ("fit",), Named(FIT, NAME), _fits, _write_fit),
)
