"""The plugin door: everything a plugin author may use, and nothing else.

A plugin is a module with functions marked ``@plugin``, each named after a hook in
`worthwhile.plugin.hooks`.
"""

from worthwhile.meaning.function import Aggregate, Example, Expansion, Function, Parameter, Value
from worthwhile.plugin import core, rules
from worthwhile.plugin.hooks import plugin
from worthwhile.plugin.kinds import Library, Lint, Source, Table, Target
from worthwhile.text import Finding, Level, ModelError, Note, Span
from worthwhile.units import Measure, Refusal, Ruling, Setting

__all__ = [
    "Aggregate",
    "Example",
    "Expansion",
    "Finding",
    "Function",
    "Level",
    "Library",
    "Lint",
    "Measure",
    "ModelError",
    "Note",
    "Parameter",
    "Refusal",
    "Ruling",
    "Setting",
    "Source",
    "Span",
    "Table",
    "Target",
    "Value",
    "core",
    "plugin",
    "rules",
]
