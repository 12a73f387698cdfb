"""The hooks: every question the engine asks its plugins.

A plugin is a module with functions marked ``@plugin``, each named after a hook here; it implements
those it has an answer for. Each hook is asked once for every plugin, when the engine is first
needed, one plugin at a time: what one raises is told by `worthwhile plugins`, with its name, and the
others go on. Nothing is printed by a plugin, and findings are returned, not raised.
"""

from collections.abc import Iterable
from types import ModuleType
from typing import Any

import pluggy

from worthwhile.meaning.fitting import Fit
from worthwhile.meaning.function import Aggregate, Function
from worthwhile.plugin.kinds import Library, Lint, Printer, Runner, Source, Target
from worthwhile.units import Measure

PROJECT = "worthwhile"
spec = pluggy.HookspecMarker(PROJECT)
plugin = pluggy.HookimplMarker(PROJECT)


@spec
def functions() -> Iterable[Function]:
    """Offer functions for formulas: name, parameters with a rule of units, kernel, help, examples.

    Asked before any model is read. A name may be offered once; the one that comes first stays, and
    the other plugin is told so. Operators are functions named by their sign.
    """


@spec
def aggregates() -> Iterable[Aggregate]:
    """Offer reductions: name, rule of units, and an accumulator that takes values and merges.

    Asked before any model is read.
    """


@spec
def fits() -> Iterable[Fit]:
    """Offer estimators for `fit`: the data they need, what they estimate, and what formulas read of them.

    Asked before any model is read. A name may be offered once, as of functions.
    """


@spec
def sources() -> Iterable[Source]:
    """Offer readers of tables.

    Asked when data is first wanted; the first source that claims an address opens it. Columns are
    pushed down: a source reads no more than it is asked for.
    """


@spec
def outputs() -> Iterable[Target]:
    """Offer writers of results.

    Asked when a result is first to be written; the first that claims an address writes it, whole
    or not at all.
    """


@spec
def runners() -> Iterable[Runner]:
    """Offer other engines that can run a plan, chosen by ``--on NAME``; each must give what numpy gives.

    Asked when a run names one. What a runner is made of is imported when it runs.
    """


@spec
def targets() -> Iterable[Printer]:
    """Offer printers of a compiled model, chosen by ``compile --to NAME``."""


@spec
def libraries() -> Iterable[Library]:
    """Offer folders of models for ``import name.model``."""


@spec
def units() -> Iterable[Measure]:
    """Offer units and currencies beside the standard ones.

    Asked before any model is read.
    """


@spec
def report_sections() -> Iterable[Any]:
    """Offer sections of a report."""


@spec
def commands(group: Any) -> None:  # noqa: ANN401 (a click group, which this floor does not know)
    """Add commands to the command line: ``group.add_command(...)``.

    Asked when the command line starts with a word that it does not know, or lists its commands.
    """


@spec
def lints() -> Iterable[Lint]:
    """Offer checks over a model that has been understood; they give findings that are warnings.

    Asked for each model that is checked.
    """


@spec
def bundle() -> Iterable[ModuleType]:
    """Offer further plugins, as one package with many modules does."""


HOOKS = (
    "functions",
    "aggregates",
    "fits",
    "sources",
    "outputs",
    "runners",
    "targets",
    "libraries",
    "units",
    "report_sections",
    "commands",
    "lints",
)
"""The hooks by name, but for ``bundle``."""
