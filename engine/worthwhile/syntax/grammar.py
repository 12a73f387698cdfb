"""The parser of the language: built from the grammar once, its tables kept in the user's cache.

The tables are plain data, written with marshal, which runs no code when it is read; the folder is
the user's alone, and the file's name tells the versions it was made with. Whatever goes wrong with
the file, the tables are built anew.
"""

import hashlib
import marshal
import os
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

from lark import Lark
from lark.grammar import Rule
from lark.lexer import TerminalDef

from worthwhile.resources import grammar
from worthwhile.syntax.layout import Layout
from worthwhile.syntax.lexer import WordLexer

STARTS = (
    "model",
    "one_name",
    "one_mention",
    "one_signature",
    "one_expression",
    "one_condition",
    "one_value",
    "one_number",
    "one_size",
    "one_date",
    "one_unit",
    "one_scale",
    "one_type",
    "one_bounds",
    "one_distribution",
    "one_timeline",
    "one_fit",
    "one_cell",
    "one_override",
    "one_expectation",
)
"""What can be parsed on its own: a whole file, or one piece of it."""

NAME = "worthwhile.lark"


@cache
def parser() -> Lark:
    """The parser, ready for many threads."""
    text = grammar(NAME)
    file = _cache_file(text)
    return (file and _load(file)) or _build(file)


def build(*, strict: bool = False) -> Lark:
    """The parser built from the grammar, as no cache is asked; strict refuses every conflict."""
    return Lark(
        grammar(NAME),
        parser="lalr",
        lexer="contextual",
        postlex=Layout(),
        start=list(STARTS),
        propagate_positions=True,
        maybe_placeholders=True,
        strict=strict,
        _plugins={"ContextualLexer": WordLexer},
    )


def _build(file: Path | None) -> Lark:
    built = build()
    if file:
        _save(built, file)
    return built


def cache_folder() -> Path | None:
    """Where things are kept from one start to the next; nothing where there is no home to keep them in."""
    if os.environ.get("WORTHWHILE_NO_CACHE"):
        return None
    root = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    try:
        return (Path(root) if root else Path.home() / ".cache") / "worthwhile"
    except RuntimeError:
        return None


def _cache_file(text: str) -> Path | None:
    """Where the tables lie."""
    folder = cache_folder()
    if folder is None:
        return None
    made_with = f"{version('lark')} {sys.version} {text}".encode()
    return folder / f"grammar-{hashlib.sha256(made_with).hexdigest()[:24]}.tables"


def _load(file: Path) -> Lark | None:
    try:
        content = file.read_bytes()
        if hasattr(os, "getuid") and file.stat().st_uid != os.getuid():
            return None
        digest, tables = content[:32], content[32:]
        if hashlib.sha256(tables).digest() != digest:
            return None
        data, memo = marshal.loads(tables)  # noqa: S302 (plain data of our own, see above)
        return cast(
            "Lark",
            Lark._load_from_dict(  # type: ignore[no-untyped-call]  # noqa: SLF001 (what Lark's own generated parsers call)
                data, memo, postlex=Layout(), _plugins={"ContextualLexer": WordLexer}
            ),
        )
    except Exception:  # noqa: BLE001 (a cache never stops anybody)
        return None


def _save(built: Lark, file: Path) -> None:
    try:
        data, memo = cast("tuple[dict[str, Any], Any]", built.memo_serialize([TerminalDef, Rule]))
        data["options"] = {**data["options"], "postlex": None, "_plugins": {}}
        tables = marshal.dumps((data, memo))
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = file.with_suffix(f".{os.getpid()}")
        draft.write_bytes(hashlib.sha256(tables).digest() + tables)
        draft.replace(file)
    except Exception:  # noqa: BLE001 (a cache never stops anybody)
        return
