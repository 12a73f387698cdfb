"""What can stand where in the YAML form: the one description that the reader and the schema are made of."""

from collections.abc import Mapping

from worthwhile.text.frozen import frozen


@frozen
class Piece:
    """A scalar that is a piece of the language: the grammar's entry for it, and what it is called.

    ``word`` is one that means something else than it says: `rest`, `otherwise`.
    """

    start: str
    spoken: str
    word: str = ""


@frozen
class Words:
    """A scalar that is a text and nothing else: a label, a source, a path."""

    spoken: str = "a text"


@frozen
class Choice:
    """A scalar that is one of some words."""

    words: tuple[str, ...]


@frozen
class Keys:
    """A mapping with keys of its own; ``short`` is the one that a scalar in its place stands for."""

    spoken: str
    keys: Mapping[str, "Shape"]
    needs: tuple[str, ...] = ()
    short: str = ""
    others: "Named | None" = None


@frozen
class Named:
    """A mapping from names, or whatever else its keys are, to things of one shape.

    Of a ``whole`` one nothing is left where one entry is wrong: rows that lack one would say
    something else.
    """

    of: "Shape"
    key: Piece
    spoken: str = "a mapping"
    whole: bool = False


@frozen
class Listing:
    """A list of things of one shape; ``lone`` ones need no list."""

    of: "Shape"
    lone: bool = False


@frozen
class Either:
    """A mapping or a list, each with its own shape."""

    mapping: "Keys | Named"
    listing: Listing


@frozen
class Tree:
    """Lines and groups: a mapping with one of the line's ``marks`` is a line, another a group.

    A group is a mapping of lines and groups, or has them under ``below``, with a label beside.
    """

    line: Keys
    marks: tuple[str, ...]
    below: str
    whole: bool = False
    root: bool = False


@frozen
class Table:
    """A decision table: each of its rows has a cell for each column, and then a value for each result."""

    head: Keys
    columns: str
    results: str
    rows: str


Shape = Piece | Words | Choice | Keys | Named | Listing | Either | Tree | Table

NAME = Piece("one_name", "a name")
MENTION = Piece("one_mention", "a name")
EXPRESSION = Piece("one_expression", "an expression")
CONDITION = Piece("one_condition", "an expression")
ONE_VALUE = Piece("one_value", "a value")
TYPE = Piece("one_type", "a type")
UNIT = Piece("one_unit", "a unit")
BOUNDS = Piece("one_bounds", "a range or a set")
TEXT = Words()
YES_OR_NO = Choice(("true", "false"))
