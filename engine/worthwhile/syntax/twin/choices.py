"""Segments and decisions in YAML."""

from collections.abc import Iterator
from typing import cast

from worthwhile.syntax.format import as_written
from worthwhile.syntax.pieces import cell_text
from worthwhile.syntax.tree import Expression, Part, Word
from worthwhile.syntax.twin.reader import Pair, Said
from worthwhile.syntax.twin.sections import Section, label_of, part, word
from worthwhile.syntax.twin.shapes import CONDITION, NAME, TEXT, Choice, Keys, Listing, Named, Piece, Table
from worthwhile.syntax.twin.written import Block, Item, Leaf, Rows, block, code, named, rows, said, short, spelled
from worthwhile.text import Span

_POLICIES = {"exactly one": "exactly_one", "first match": "first_match", "sum": "adding"}
"""How they are written, and the rules that they are."""
_WRITTEN = {rule: text for text, rule in _POLICIES.items()}


def _policy(said_of: Said) -> Part | None:
    said_policy = cast("Word | None", said_of.get("policy"))
    return Part(_POLICIES[said_policy.text], (), said_policy.span) if said_policy else None


# ---- segments

_WHEN = Piece("one_condition", "a condition, or `otherwise`", "otherwise")
ROW = Keys("a row", {"label": TEXT, "when": _WHEN}, ("when",), short="when")
SEGMENT = Keys(
    "a segment",
    {"label": TEXT, "policy": Choice(("exactly one", "first match")), "rows": Named(ROW, NAME, whole=True)},
    ("rows",),
)


def _segments(pairs: tuple[Pair, ...], _: Span) -> Iterator[Part]:
    for it in pairs:
        yield Part("segment", (it.name, label_of(it.value), _policy(it.value), *map(_row, it.value["rows"])), it.span)


def _row(it: Pair) -> Part:
    when = it.value["when"]
    if isinstance(when, Part):
        return Part("row_otherwise", (it.name, label_of(it.value)), it.span)
    return Part("row_when", (it.name, label_of(it.value), when), it.span)


def _write_segment(it: Part) -> Block:
    _, label, policy, *below = it.children
    lines = (Item(spelled(word(at.children[0])), _write_row(at), at.span.start) for at in map(part, below))
    return block(label=said(label), policy=_write_policy(policy), rows=Block(tuple(lines)))


def _write_row(it: Part) -> Leaf | Block:
    _, label, *when = it.children
    condition = code(cast("Expression", when[0])) if when else Leaf("otherwise")
    return short(block(label=said(label), when=condition), "when")


def _write_policy(policy: object) -> Leaf | None:
    return Leaf(_WRITTEN[policy.rule]) if isinstance(policy, Part) else None


# ---- decisions

RESULT = Keys("a result", {"name": NAME, "label": TEXT}, ("name",), short="name")
DECISION = Table(
    Keys(
        "a decision",
        {
            "label": TEXT,
            "policy": Choice(tuple(_POLICIES)),
            "when": Listing(CONDITION, lone=True),
            "then": Listing(RESULT, lone=True),
        },
        ("when", "then"),
    ),
    columns="when",
    results="then",
    rows="rows",
)


def _decisions(pairs: tuple[Pair, ...], _: Span) -> Iterator[Part]:
    for it in pairs:
        columns = Part("columns", it.value["when"], it.value.keys_at["when"])
        results = (Part("result", (at["name"], label_of(at)), at.span) for at in it.value["then"])
        heading = Part("heading", (columns, Part("results", tuple(results), it.value.keys_at["then"])), columns.span)
        policy = _policy(it.value)
        rest = (heading, *it.value["rows"])
        yield Part("decide", (it.name, label_of(it.value), *((policy, *rest) if policy else rest)), it.span)


def _write_decision(it: Part) -> Block:
    _, label, *rest = it.children
    found = [part(at) for at in rest if at is not None]
    policy = next((at for at in found if at.rule in _WRITTEN), None)
    heading = next(at for at in found if at.rule == "heading")
    columns, results = (part(at) for at in heading.children)
    when = (code(cast("Expression", at)) for at in columns.children)
    then = (Item("", _write_result(part(at)), part(at).span.start) for at in results.children)
    table = (Item("", _write_rule(at, len(columns.children)), at.span.start) for at in found if "row" in at.rule)
    return block(
        label=said(label),
        policy=_write_policy(policy),
        when=rows(when),
        then=Rows(tuple(then), flat=True),
        rows=Rows(tuple(table)),
    )


def _write_result(it: Part) -> Leaf | Block:
    name, label = it.children
    return short(block(name=named(word(name)), label=said(label)), "name")


def _write_rule(it: Part, columns: int) -> Rows:
    *cells, outcomes = map(part, it.children)
    said_cells = [cell_text(part(at)) for at in cells[0].children] if cells else ["otherwise", *[""] * (columns - 1)]
    follows = [as_written(cast("Expression", at)) for at in outcomes.children]
    return rows(Leaf(at) for at in (*said_cells, *follows))


SECTIONS = (
    Section("segments", ("segment",), Named(SEGMENT, NAME), _segments, _write_segment),
    Section("decisions", ("decide",), Named(DECISION, NAME), _decisions, _write_decision),
)
