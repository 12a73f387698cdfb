"""The plugin door: everything a plugin author may use, and nothing else.

A plugin is a module with functions marked ``@plugin``, each named after a hook in
`worthwhile.plugin.hooks`.
"""

from worthwhile.meaning.fitting import (
    Estimate,
    Estimator,
    Fit,
    Fitted,
    Measured,
    Member,
    Option,
    Shown,
    Unfit,
    Variable,
    Worked,
)
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
    Source,
    Table,
    Target,
    Writer,
)
from worthwhile.resources import shelf
from worthwhile.text import Finding, Level, ModelError, Note, Span
from worthwhile.units import Measure, Refusal, Ruling, Setting

__all__ = [
    "EVERY",
    "Aggregate",
    "Algebra",
    "BatchTarget",
    "Compiled",
    "Definition",
    "Estimate",
    "Estimator",
    "Example",
    "Expansion",
    "Finding",
    "Fit",
    "Fitted",
    "Function",
    "Kind",
    "Level",
    "Library",
    "Lint",
    "Listed",
    "Meaning",
    "Measure",
    "Measured",
    "Member",
    "ModelError",
    "Note",
    "Option",
    "Parameter",
    "Printer",
    "Refusal",
    "Role",
    "Ruling",
    "Runner",
    "Running",
    "Setting",
    "Shown",
    "Source",
    "Span",
    "Table",
    "Target",
    "Unfit",
    "Value",
    "Variable",
    "Worked",
    "Writer",
    "Written",
    "core",
    "plugin",
    "rules",
    "shelf",
]
