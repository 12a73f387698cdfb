"""Syntax: text in, tree out, and back."""

from worthwhile.syntax.parse import Parsed, parse, parse_piece

__all__ = ["Parsed", "parse", "parse_piece"]
