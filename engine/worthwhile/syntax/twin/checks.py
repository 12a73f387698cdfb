"""Correlations, conditions, tests and outputs in YAML."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, cast

from worthwhile.syntax.format import VALUE, unit_text
from worthwhile.syntax.pieces import expectation_text, value_text
from worthwhile.syntax.tree import Expression, Missing, Name, Part, UnitText, Word
from worthwhile.syntax.twin import complaints
from worthwhile.syntax.twin.reader import Pair, Said
from worthwhile.syntax.twin.sections import BINDINGS, Section, bindings, bound, label_of, part, word
from worthwhile.syntax.twin.shapes import (
    CONDITION,
    MENTION,
    NAME,
    ONE_VALUE,
    TEXT,
    UNIT,
    Either,
    Keys,
    Listing,
    Named,
    Piece,
    Shape,
)
from worthwhile.syntax.twin.written import (
    NOWHERE,
    Block,
    Item,
    Leaf,
    Rows,
    block,
    code,
    keyed,
    named,
    rows,
    said,
    short,
    spelled,
)
from worthwhile.text import Finding, Span

# ---- correlate, ensure, warn

CORRELATION = Keys("a correlation", {"at": ONE_VALUE}, ("at",), others=Named(MENTION, MENTION, whole=True))
CONDITIONS = Keys("a condition", {"that": CONDITION, "else": TEXT}, ("that",), short="that")
WARNING = Keys("a warning", {"say": TEXT, "when": CONDITION}, ("say", "when"))


def _correlate(found: tuple[Said, ...], _: Span) -> Iterator[Part | Finding]:
    for it in found:
        pairs = it.get("*", ())
        if len(pairs) == 1:
            yield Part("correlate", (pairs[0].name, pairs[0].value, it["at"]), it.span)
        else:
            at = Span(it.span.source, it.span.start, it.span.start + 1)
            count = f"{len(pairs) or 'no'} pair{'s' * (len(pairs) != 1)}"
            yield complaints.wrong_kind(at, "one pair of names beside `at`", count, "`{churn: price, at: 0.3}`")


def _write_correlate(it: Part) -> Block:
    one, other, at = it.children
    pair = Item(keyed(spelled(cast("Name", one)), ("at",)), named(cast("Name", other)))
    return Block((pair, Item("at", code(cast("Expression", at), VALUE))), flat=True)


def _ensure(found: tuple[Said, ...], _: Span) -> Iterator[Part]:
    for it in found:
        yield Part("ensure", (it["that"], it.get("else")), it.span)


def _write_ensure(it: Part) -> Leaf | Block:
    that, otherwise = it.children
    return block(that=code(cast("Expression", that)), else_=said(otherwise))


def _warn(found: tuple[Said, ...], _: Span) -> Iterator[Part]:
    for it in found:
        yield Part("warn", (it["say"], it["when"]), it.span)


def _write_warn(it: Part) -> Block:
    say, when = it.children
    return block(say=said(say), when=code(cast("Expression", when)))


# ---- tests

_COLUMNS_AND_ROWS = Keys(
    "a table",
    {"columns": Listing(NAME), "rows": Listing(Listing(ONE_VALUE))},
    ("columns",),
)
_TABLE = Either(_COLUMNS_AND_ROWS, Listing(Named(ONE_VALUE, NAME, whole=True)))
_STEPS: dict[str, Shape] = {
    "given": Either(BINDINGS, Listing(BINDINGS)),
    "scenario": Listing(NAME, lone=True),
    "tables": Named(_TABLE, MENTION, whole=True),
    "expect": Listing(Piece("one_expectation", "what is expected"), lone=True),
}
STEP = Keys("a line of a test", _STEPS)
TEST = Keys("a test", {"name": TEXT, **_STEPS, "lines": Listing(STEP)}, ("name",))


def _tests(found: tuple[Said, ...], _: Span) -> Iterator[Part | Finding]:
    for it in found:
        lines = tuple(_lines(it))
        yield from (line for line in lines if isinstance(line, Finding))
        if lines:
            yield Part("test", (it["name"], *(line for line in lines if isinstance(line, Part))), it.span)
        else:
            yield complaints.wants_key(it["name"].span, "expect", "a test")


def _lines(of: Said) -> Iterator[Part | Finding]:
    """The lines of a test, in the order in which its keys stand."""
    for key, value in of.items():
        at = of.keys_at[key]
        match key:
            case "given":
                listed = bool(value) and isinstance(value[0], tuple)
                for pairs in value if listed else (value,):
                    held = bindings(pairs, at)
                    if held:
                        yield Part("given", (held,), (pairs[0].span if listed else at).to(pairs[-1].span))
            case "scenario":
                yield from (Part("given_scenario", (it,), it.span) for it in value)
            case "tables":
                for table in value:
                    columns, cells = _columns_and_rows(table)
                    at = Span(table.span.source, table.key.span.start, table.key.span.end)
                    yield _table(table, columns, cells) if columns else complaints.nothing_here(at, "a row of values")
            case "expect":
                yield from value
            case "lines":
                for step in value:
                    yield from _lines(step)


def _table(it: Pair, columns: tuple[Word, ...], cells: list[tuple[Any, ...]]) -> Part:
    head = Part("table_head", columns, columns[0].span)
    body = tuple(Part("table_row", row, row[0].span if row else it.span) for row in cells)
    return Part("given_table", (it.name, head, *body), it.span)


def _columns_and_rows(it: Pair) -> tuple[tuple[Word, ...], list[tuple[Any, ...]]]:
    if isinstance(it.value, Said):
        return it.value["columns"], list(it.value.get("rows", ()))
    columns: dict[str, Word] = {}
    for row in it.value:
        for cell in row:
            columns.setdefault(cell.name.text, cell.name)
    cells = []
    for row in it.value:
        said_of = {cell.name.text: cell.value for cell in row}
        at = row[0].span if row else it.span
        cells.append(tuple(said_of.get(name, Missing(at)) for name in columns))
    return tuple(columns.values()), cells


_KINDS = {"given": "given", "given_scenario": "scenario", "given_table": "tables"}


def _write_test(it: Part) -> Block:
    name, *children = it.children
    runs = [(kind, list(run)) for kind, run in groupby(map(part, children), lambda at: _KINDS.get(at.rule, "expect"))]
    kinds = [kind for kind, _ in runs]
    steps = [_step(kind, run) for kind, run in runs]
    start = it.span.start
    title = Item("name", said(name) or Leaf("", words=True), start)
    twice = len(set(kinds)) < len(kinds) or any(_same_table_twice(run) for kind, run in runs if kind == "tables")
    if not twice:
        return Block((title, *steps))
    lines = tuple(Item("", Block((_step(kind, [at]),))) for kind, run in runs for at in run)
    return Block((title, Item("lines", Rows(lines))))


def _step(kind: str, run: list[Part]) -> Item:
    """Lines of one kind under their key, which has a place of its own where they have none."""
    value = _write_run(kind, run)
    own = isinstance(value, Leaf) or value.flat
    return Item(kind, value, run[0].span.start if own else NOWHERE)


def _same_table_twice(run: list[Part]) -> bool:
    names = [spelled(cast("Name", it.children[0])) for it in run]
    return len(set(names)) < len(names)


def _write_run(kind: str, run: list[Part]) -> Leaf | Block | Rows:
    match kind:
        case "given":
            held = [bound(it.children[0]) or Block(()) for it in run]
            if len(held) == 1 and not _name_twice(held[0]):
                return held[0]
            return Rows(tuple(Item("", at, it.span.start) for at, it in zip(held, run, strict=True)))
        case "scenario":
            names = [named(word(it.children[0])) for it in run]
            return names[0] if len(names) == 1 else rows(names)
        case "tables":
            return Block(
                tuple(Item(spelled(cast("Name", it.children[0])), _write_table(it), it.span.start) for it in run)
            )
    return Rows(tuple(Item("", Leaf(expectation_text(it)), it.span.start) for it in run))


def _name_twice(held: Block) -> bool:
    return len({it.key for it in held.items}) < len(held.items)


def _write_table(it: Part) -> Block | Rows:
    head, *body = map(part, it.children[1:])
    columns = [spelled(word(at)) for at in head.children]
    cells = [[Leaf(value_text(at)) for at in row.children] for row in body]
    plain = cells and len(set(columns)) == len(columns) and all(len(row) == len(columns) for row in cells)
    if plain:
        return Rows(
            tuple(
                Item(
                    "",
                    Block(tuple(Item(*pair) for pair in zip(columns, said_of, strict=True)), flat=True),
                    row.span.start,
                )
                for row, said_of in zip(body, cells, strict=True)
            )
        )
    below = Rows(tuple(Item("", rows(said_of), row.span.start) for row, said_of in zip(body, cells, strict=True)))
    return block(columns=rows(map(Leaf, columns)), rows=below)


# ---- outputs

OUTPUT = Keys(
    "an output",
    {"name": MENTION, "label": TEXT, "rounded": Piece("one_number", "a number"), "as": UNIT},
    ("name",),
    short="name",
)


def _outputs(found: tuple[Said, ...], at: Span) -> Iterator[Part]:
    if found:
        yield Part("outputs", tuple(map(_output, found)), at)


def _output(it: Said) -> Part:
    display = (Part(_DISPLAY[key], (value,), value.span) for key, value in it.items() if key in _DISPLAY)
    return Part("output", (it["name"], label_of(it), *display), it.span)


_DISPLAY = {"rounded": "rounded", "as": "shown_as"}


def _write_output(it: Part) -> Leaf | Block:
    name, label, *display = it.children
    shown = {_SHOWN[at.rule]: _write_display(at) for at in map(part, display)}
    return short(block(name=named(cast("Name", name)), label=said(label), **shown), "name")


_SHOWN = {"rounded": "rounded", "shown_as": "as_"}


def _write_display(it: Part) -> Leaf:
    value = it.children[0]
    return Leaf(unit_text(cast("UnitText", value)) if it.rule == "shown_as" else word(value).text)


def _write_outputs(it: Part) -> Rows:
    return Rows(tuple(Item("", _write_output(at), at.span.start) for at in map(part, it.children)), flat=True)


SECTIONS = (
    Section("correlate", ("correlate",), Listing(CORRELATION), _correlate, _write_correlate),
    Section("ensure", ("ensure",), Listing(CONDITIONS), _ensure, _write_ensure),
    Section("warn", ("warn",), Listing(WARNING), _warn, _write_warn),
    Section("tests", ("test",), Listing(TEST), _tests, _write_test),
    Section("outputs", ("outputs",), Listing(OUTPUT), _outputs, _write_outputs),
)
