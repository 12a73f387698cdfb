"""The hooks: every question the engine asks its plugins.

A plugin is a module with functions marked ``@plugin``, each named after a hook here; it implements
those it has an answer for. Each is asked once, one plugin at a time, when the engine is first needed,
but for `commands`, which is asked when the command line is looked through. An answer is a list, or
what is `yield`-ed. It is looked at before it is taken: a plugin that raises, gives something of another
kind, has a hook that there is none of, a function that is named after a hook and not marked, or a
name that is taken is left out whole, named by `worthwhile plugins` and in a warning (W0804); all others go on.

What a plugin offers is asked later, when a model needs it. What it raises then becomes a finding that
names the plugin, too, and stops no more than what needed it. Nothing is printed by a plugin, and
findings are returned; where something has to be raised, `ModelError` carries findings.
"""

from collections.abc import Iterable
from types import ModuleType
from typing import Any

import pluggy

from worthwhile.meaning.fitting import Fit
from worthwhile.meaning.function import Aggregate, Function
from worthwhile.meaning.uncertain.distribution import Distribution
from worthwhile.plugin.kinds import Library, Lint, Printer, Runner, Section, Source, Target
from worthwhile.units import Measure, Rates

PROJECT = "worthwhile"
spec = pluggy.HookspecMarker(PROJECT)
plugin = pluggy.HookimplMarker(PROJECT)


@spec
def functions() -> Iterable[Function]:
    """Offer functions for formulas: name, parameters, a rule of units, kernel and scalar, help, examples.

    The rule is asked where a model calls the function, and gives a `Ruling` or raises `Refusal`. The kernel is
    asked for each block of rows, with an array for each argument, all of one length or of one value, and
    gives an array; the scalar is asked for constants and for one subject. Both have to give the same.

    On failure: what the rule, the expansion, the kernel or the scalar raises, or gives that is of the wrong
    kind or length, is an error at the call (W0804). `ArithmeticError` and `ValueError` of a scalar are no failure:
    they say that there is no value.
    """


@spec
def aggregates() -> Iterable[Aggregate]:
    """Offer reductions: name, a rule of units, and the class of an accumulator.

    The rule is asked where a model calls the aggregate, with the axis after the setting. Of the accumulator one is
    made for each part of the rows: `add`, or `take`, takes values with the group of each, `each` one value for every
    row in each period of a timeline, `merge` takes in another of its kind, `finish` gives a value for each group.

    On failure: what any of these raises, and what `finish` gives that is no array of a value for each group,
    is an error at the call (W0804).
    """


@spec
def fits() -> Iterable[Fit]:
    """Offer estimators for `fit`: the data they need, what they estimate, and what formulas read of them.

    Asked before any model is read. A name may be offered once, as of functions.
    The estimator is asked as an accumulator is: `add` and `merge` while rows are read, `finish` at their end. It
    raises `Unfit` where the data cannot carry the estimate, which is a finding of its own.

    On failure: whatever else it raises is an error at the statement (W0804).
    """


@spec
def distributions() -> Iterable[Distribution]:
    """Offer distributions for `~`: their parameters, and what computes quantile, probability and mean.

    Asked before any model is read. A name may be offered once; several may have one `word`, and are told apart by the
    names of their parameters. The kernels are asked with arrays that numpy broadcasts, `fault` and `support` with plain
    numbers where a model is checked.

    On failure: what a kernel raises, or gives that is no array of such a shape, is an error at the name (W0804), as is
    what `fault` or `support` raises.
    """


@spec
def sources() -> Iterable[Source]:
    """Offer readers of tables.

    Asked by ``--data name=ADDRESS`` and wherever a table is given as a text: the first source that `claims` the
    address opens it. `columns` gives its heads, `batches` Arrow record batches of the columns that are asked for,
    in the order of the source; it may be asked several times. What is missing is null, and nothing else is.

    On failure: what it raises, while it is opened or half way through, and what it gives that is no batch or
    lacks a column, is an error that names the address and the plugin (W0608); nothing is written of such a run.
    """


@spec
def outputs() -> Iterable[Target]:
    """Offer writers of results.

    Asked by ``--out ADDRESS``: the first output that `claims` the address writes it, whole or not at all. One that has
    `begin`, too, takes rows as they are computed: a `Writer` gets them by `write`, then either `commit` or `abort`.

    On failure: what it raises is an error that names the address and the plugin (W0612), and a writer is told to
    `abort`. It has to leave there what was there before: `worthwhile.testing.check_output` sees to that.
    """


@spec
def runners() -> Iterable[Runner]:
    """Offer other engines that can run a plan, chosen by ``--on NAME``; each must give what numpy gives, to the bit.

    Asked when a run names one: `lacks` says in words what is not installed, `run` does the job and gives a `Result`.
    What a runner is made of is imported when it runs.

    On failure: what it raises, or gives that is no result, is an error that names the plugin (W0804); what it lacks
    is one that names the extra (W0821). Without ``--on`` the run goes on here.
    """


@spec
def targets() -> Iterable[Printer]:
    """Offer printers of a compiled model, chosen by ``compile --to NAME``.

    Asked when one is named: `printed` gives the text.

    On failure: what it raises, or gives that is no text, is an error that names the plugin (W0804).
    """


@spec
def libraries() -> Iterable[Library]:
    """Offer folders of models for ``import name.model``.

    Asked where a model imports by a name. The folder has to be there when the plugin is gathered.

    On failure: what is wrong with a model in it is told where it is imported, as of any other.
    """


@spec
def units() -> Iterable[Measure | Rates]:
    """Offer units, currencies, and rates of exchange, beside the standard ones.

    Asked before any model is read. `Measure("seat", "seat")` is a unit of its own, `Measure("MWh", "kWh", Fraction(1000))`
    so many of another, `Measure("PTS", "PTS", currency=True)` a currency. A unit that a model declares itself goes
    before that of a plugin. `Rates("EUR", "USD", {"2026-01-01": "1.08"})` are read as the dated value `fx.EUR_USD`, and
    as `fx.USD_EUR`; two currencies never meet by themselves.

    On failure: a unit that there is already, one of a dimension that there is none of, rates between what is no
    currency, on a day that is none or not above 0, leave the plugin out.
    """


@spec
def report_sections() -> Iterable[Section]:
    """Offer sections of a report: a name, a title, and the HTML that is made of a result.

    Asked and looked at as all others are, and listed; no command of this version uses them yet. A later one that
    writes reports will, in the order of the plugins.

    On failure: what a section raises will be a finding that names the plugin, and the report lacks that section.
    """


@spec
def commands(group: Any) -> None:  # noqa: ANN401 (a click group, which this floor does not know)
    """Add commands to the command line: ``group.add_command(...)`` with commands of click.

    Asked when the command line starts with a word that it does not know, lists its commands, or lists plugins. The
    group is the plugin's own. A command gives its exit code, or nothing, which is 0.

    On failure: a command whose name is taken, and a plugin that raises, are left out with a warning (W0804); what a
    command raises when it is called is an error that names the plugin.
    """


@spec
def lints() -> Iterable[Lint]:
    """Offer checks over a model that has been understood; they give findings that are warnings.

    Asked for each model that is checked and has no error. Codes of your own begin with a letter other than W.

    On failure: what it raises, or gives that is no finding, is a warning that names the plugin (W0804); the other
    lints look on.
    """


@spec
def bundle() -> Iterable[ModuleType]:
    """Offer further plugins, as one package with many modules does.

    Each is taken as if it were installed by itself, under the last part of its name: one that fails is left out
    alone, and WORTHWHILE_DISABLE_PLUGINS can name it.
    """


HOOKS = (
    "functions",
    "aggregates",
    "fits",
    "distributions",
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
