"""The plugin door: everything a plugin author may use, and nothing else.

A plugin is a module with functions marked ``@plugin``, each named after a hook in
`worthwhile.plugin.hooks`.
"""

from worthwhile.meaning.fitting import Estimator, Fitted, Unfit
from worthwhile.meaning.function import (
    EVERY,
    Aggregate,
    Algebra,
    Example,
    Expansion,
    Function,
    Parameter,
    Running,
    Value,
    Written,
)
from worthwhile.meaning.items import Kind, Role
from worthwhile.meaning.meaning import Definition, Meaning
from worthwhile.plugin import core, rules
from worthwhile.plugin.hooks import plugin
from worthwhile.plugin.kinds import (
    BatchTarget,
    Compiled,
    Library,
    Lint,
    Listed,
    Printer,
    Runner,
    Section,
    Source,
    Table,
    Target,
    Writer,
)
from worthwhile.resources import shelf
from worthwhile.text import Finding, Level, ModelError, Note, Span
from worthwhile.units import Amount, Measure, Operand, Rates, Refusal, Ruling, Setting, Unit

__all__ = [
    "EVERY",
    "Aggregate",
    "Algebra",
    "Amount",
    "BatchTarget",
    "Compiled",
    "Definition",
    "Estimator",
    "Example",
    "Expansion",
    "Finding",
    "Fitted",
    "Function",
    "Kind",
    "Level",
    "Library",
    "Lint",
    "Listed",
    "Meaning",
    "Measure",
    "ModelError",
    "Note",
    "Operand",
    "Parameter",
    "Printer",
    "Rates",
    "Refusal",
    "Role",
    "Ruling",
    "Runner",
    "Running",
    "Section",
    "Setting",
    "Source",
    "Span",
    "Table",
    "Target",
    "Unfit",
    "Unit",
    "Value",
    "Writer",
    "Written",
    "core",
    "plugin",
    "rules",
    "shelf",
]
