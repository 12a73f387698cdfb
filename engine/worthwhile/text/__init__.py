"""Text: what was written, where it stands, and what we say about it."""

from worthwhile.text.finding import Finding, Level, ModelError, Note, errors
from worthwhile.text.source import Source, Span
from worthwhile.text.suggest import did_you_mean

__all__ = [
    "Finding",
    "Level",
    "ModelError",
    "Note",
    "Source",
    "Span",
    "did_you_mean",
    "errors",
]
