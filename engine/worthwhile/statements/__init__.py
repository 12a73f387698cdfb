"""Statements: every file in this folder that is named after a rule is one kind of statement.

To add one, write its rule in ``grammars/worthwhile.lark`` and, in a file of the rule's name, a class
of that name in capitals.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module

from worthwhile.statements.statement import Statement
from worthwhile.syntax.columns import lay_out
from worthwhile.syntax.comments import Notes, placed
from worthwhile.syntax.tree import Part
from worthwhile.text import Source
from worthwhile.text.source import Spelling

__all__ = ["Statement", "read", "vocabulary", "write"]


def class_name(rule: str) -> str:
    """The class of a rule: ``unit_def`` is ``UnitDef``."""
    return "".join(word.title() for word in rule.split("_"))


@cache
def kind(rule: str) -> type[Statement]:
    """The kind of statement that a rule is; its file is read when the first one is met."""
    found: type[Statement] = getattr(import_module(f"{__name__}.{rule}"), class_name(rule))
    return found


def read(parts: Iterable[Part]) -> Iterator[Statement]:
    """Make statements of what the parser gives."""
    for part in parts:
        yield kind(part.rule).read(part)


def write(statements: Iterable[Statement], source: Source | None = None) -> str:
    """Statements as text in the language's own lines, with the comments of the text that they were read from."""
    lines = [line for it in statements for line in it.lines()]
    if source is None:
        return lay_out(lines, Notes())
    notes = placed(source, (it.at for it in lines))
    return lay_out(lines, notes, source if source.spelling is Spelling.WORTH else None)


def vocabulary(rules: Iterable[str]) -> Mapping[str, type[Statement]]:
    """The kinds of several rules."""
    return {rule: kind(rule) for rule in rules}
