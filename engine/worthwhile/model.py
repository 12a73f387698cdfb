"""The front door: text to model, model and data to result, one line for each stage.

=========  ==========================  ======================================stage      takes                       gives
=========  ==========================  ======================================parse      `Source`                    parts of statements, and what cannot be read
read       parts                       `Statement`s, each of its kind
collect    statements and places       `Volume`: the text with all that it takes in
assemble   volume                      `Draft`: items sorted by kind
check      draft and toolbox           `Meaning`: typed, ordered, with findings
compile    meaning                     `Plan`: slots, steps, passes
ask        plan and data               `Result`: columns, diagnostics, explanations
=========  ==========================  ======================================
Asking reads numpy and Arrow, which nothing before it needs: they are imported when a model is first
run.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from worthwhile import statements
from worthwhile.meaning import complaints
from worthwhile.meaning.description import described
from worthwhile.meaning.items import Change, Declared, GivenScenario, Role, Trial
from worthwhile.meaning.items import Given as GivenValue
from worthwhile.meaning.mapped import mapped
from worthwhile.meaning.meaning import Input, Meaning, Output
from worthwhile.meaning.shown import unit_text
from worthwhile.plugin.registry import Registry, installed
from worthwhile.reuse import Places, Reader, Volume
from worthwhile.setting import scenario_changes, set_changes
from worthwhile.text import Finding, ModelError, Source, errors
from worthwhile.text.deadline import within
from worthwhile.text.limits import LIMITS, Limits
from worthwhile.text.source import Spelling
from worthwhile.understanding import Understood, grasp, libraries_of, read_source, understand

if TYPE_CHECKING:
    from worthwhile.answer.result import Result
    from worthwhile.answer.stream import Stream
    from worthwhile.answer.trial import Outcome
    from worthwhile.plan.steps import Plan
    from worthwhile.run.fitting.estimating import Found
    from worthwhile.run.subject.answer import Subject
    from worthwhile.whatif.simulation import Simulation

Value = float | int | str | bool | date | None


@dataclass(frozen=True, eq=False)
class Model:
    """A model that has been understood: run it on data, ask it about one subject, look at its names.

    It never changes, equals another of the same text, can be pickled, and may be shared by threads.
    """

    source: Source
    registry: Registry
    limits: Limits
    understood: Understood
    changes: tuple[Change, ...] = ()
    """What was set since it was loaded, in order."""
    fits: "Mapping[str, Found]" = field(default_factory=dict)
    """What its fits have found elsewhere: they are not estimated again."""
    heads: tuple[tuple[str, str], ...] = ()
    """The inputs and keys whose columns go by other heads in the data, and those heads."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Model) and self._content == other._content

    def __hash__(self) -> int:
        return hash(self._content)

    @cached_property
    def _content(self) -> tuple[object, ...]:
        """What makes models equal: their texts, imported ones included, and what was set."""
        set_ = tuple((it.name, it.how, it.value, it.span.text) for it in self.changes)
        fits = tuple((name, it.data) for name, it in self.fits.items())
        return self.understood.volume.content, set_, fits, self.heads

    def __reduce__(self) -> tuple[Any, ...]:
        # The texts go along: a model that was loaded needs no files again, wherever it comes to.
        return _restored, (self.understood.volume, self.limits, self.changes, dict(self.fits), self.heads)

    # ---- what is in it
    @property
    def name(self) -> str:
        """The model's name."""
        return self.meaning.name

    @cached_property
    def meaning(self) -> Meaning:
        """What the model means: every name typed, in an order to compute in."""
        return mapped(self.understood.meaning, dict(self.heads)) if self.heads else self.understood.meaning

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The warnings that the model loads with."""
        return self.understood.findings

    @property
    def inputs(self) -> Mapping[str, Input]:
        """The inputs by name, with `type`, `label`, `default`, `optional`."""
        declared = self.meaning.declared
        return {name: it for name, it in self.meaning.inputs.items() if declared[name].role is Role.INPUT}

    @property
    def assumptions(self) -> Mapping[str, Declared]:
        """The assumptions by name."""
        declared = self.meaning.declared
        return {name: it for name, it in declared.items() if it.role is Role.ASSUMPTION}

    @property
    def outputs(self) -> Mapping[str, Output]:
        """What a run returns, by name."""
        return {it.name: it for it in self.meaning.outputs}

    @property
    def units(self) -> Mapping[str, str | None]:
        """The unit of each output; None for what has none, such as a category."""
        return {it.name: unit_text(it.core.type) for it in self.meaning.outputs}

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The names of the scenarios."""
        return tuple(self.meaning.scenarios)

    @property
    def imports(self) -> Mapping[str, str]:
        """The models that are taken in, under their names here, and the files that they stand in."""
        rooms = self.understood.draft.rooms.items()
        return {home.removesuffix("."): it.draft.source.name for home, it in rooms}

    def describe(self) -> dict[str, object]:
        """What is in it as plain data: inputs, assumptions, tables, formulas with their units, conventions."""
        return described(self.meaning, self.imports)

    def _repr_html_(self) -> str:
        from worthwhile.meaning.markup import model_html  # noqa: PLC0415 (for notebooks only)

        return model_html(self.describe())

    @cached_property
    def plan(self) -> "Plan":
        """All that there is to do, for any runner."""
        from worthwhile.plan.compile import compile_plan  # noqa: PLC0415 (read when a model is run)

        return compile_plan(self.meaning, self.registry.toolbox, fitted=self.fits)

    @cached_property
    def _plan_of_a_stream(self) -> "Plan":
        """The same, without a look at all rows just to see whether fits were made of them."""
        from worthwhile.plan.compile import compile_plan  # noqa: PLC0415 (as above)

        return compile_plan(self.meaning, self.registry.toolbox, fitted=self.fits, compared=False)

    def __str__(self) -> str:
        return statements.write(self.understood.statements)

    # ---- other values
    def with_values(self, set: Mapping[str, Any] | None = None, scenario: str | None = None) -> "Model":
        """The same model with other values: first the scenario's lines, then what is set.

        Values are plain Python ones, in the declared unit, or texts in the language: ``"8%"``,
        ``"up 2 points"``. Raises `ModelError` for names and values that do not fit.
        """
        changes = [
            *scenario_changes(self.meaning.scenarios, scenario),
            *set_changes(set or {}, self.understood.draft, self.meaning, self.limits),
        ]
        if not changes:
            return self
        return self._changed(tuple(changes))

    def with_fits(self, fits: str | Path | None) -> "Model":
        """The same model with what its fits have found before, from a file that `Result.save_fits` has written.

        Raises `ModelError` where the file has other fits than the model.
        """
        if fits is None:
            return self
        from worthwhile.run.fitting.kept import taken_in  # noqa: PLC0415 (numpy, at its one door)

        return replace(self, fits=taken_in(fits, self.meaning.fits))

    def with_columns(self, map: Mapping[str, str] | None = None) -> "Model":  # noqa: A002 (as `run` has it)
        """The same model for data whose heads are others: ``{"margin": "Avg Margin", "orders.paid": "Bezahlt"}``.

        Inputs are named, and keys: that of the entity by itself, that of another table after the table's
        name. Raises `ModelError` for names that have no column.
        """
        if not map:
            return self
        mapped(self.meaning, map)
        return replace(self, heads=tuple({**dict(self.heads), **map}.items()))

    @cached_property
    def _reader(self) -> Reader:
        """What reads its texts: once, however often other values are set or tests are run."""
        return Reader(self.limits)

    def _changed(self, changes: tuple[Change, ...], trial: Trial | None = None) -> "Model":
        changes = (*self.changes, *changes)
        understood = grasp(self.understood.volume, self._reader, self.registry, changes, trial)
        if errors(understood.findings):
            raise ModelError(errors(understood.findings))
        return replace(self, understood=understood, changes=changes)

    # ---- asking
    def run(
        self,
        data: Any = None,  # noqa: ANN401 (whatever holds columns)
        *,
        set: Mapping[str, Any] | None = None,
        scenario: str | None = None,
        map: Mapping[str, str] | None = None,  # noqa: A002 (what it is called on the command line)
        strict: bool = False,
        block: int | None = None,
        threads: int | None = None,
        on: str | None = None,
        fits: str | Path | None = None,
        **tables: Any,  # noqa: ANN401 (whatever holds columns)
    ) -> "Result":
        """Run the model on the rows of a table.

        ``data`` holds the entity's rows: a dict of arrays, a pandas or polars data frame, an Arrow
        table, a DuckDB relation, or the address of a source such as ``"customers.csv"``; for a model
        about one thing a dict of values. Plain numbers are in the declared units. ``map`` names columns that
        have other heads in the data: ``{"margin": "Avg Margin"}``. ``on`` names a runner, another engine that
        carries it out and gives the same. ``fits`` is a file of fits that were saved: they are not estimated
        again.

        ``threads`` of the processors there are, all unless told, and ``block`` rows at once: neither
        changes a bit of what comes of it.

        Raises `ModelError` where the data cannot be taken in, where an ``ensure`` does not hold
        (``error.result`` has the numbers all the same), and with ``strict`` for every warning.
        """
        from worthwhile.answer.ask import ask  # noqa: PLC0415 (numpy and Arrow, at their one door)
        from worthwhile.plugin.tables import frame_of  # noqa: PLC0415 (the same)
        from worthwhile.run.heads import columns_read  # noqa: PLC0415 (the same)

        with within(self.limits.seconds):
            model = self.with_values(set, scenario).with_columns(map).with_fits(fits)
            entity = model.meaning.entity.name if model.meaning.entity else ""
            given = {**tables, **({} if data is None else {entity: data})}
            if on is not None:
                from worthwhile.plugin.running import Job, run_on  # noqa: PLC0415 (numpy and Arrow, at their one door)

                job = Job(model, model.meaning, model.plan, model.registry, model.limits, given, strict, block, threads)
                return run_on(on, job)
            frames = {
                name: frame_of(it, name or "the values", model.registry, columns_read(model.meaning, name))
                for name, it in given.items()
            }
            return ask(
                model.meaning,
                model.plan,
                model.registry.toolbox,
                frames,
                strict=strict,
                block=block,
                threads=threads,
                limits=model.limits,
            )

    def stream(
        self,
        data: Any,  # noqa: ANN401 (whatever gives batches)
        *,
        batch_rows: int = 1_000_000,
        set: Mapping[str, Any] | None = None,
        scenario: str | None = None,
        map: Mapping[str, str] | None = None,  # noqa: A002 (what it is called on the command line)
        strict: bool = False,
        block: int | None = None,
        keep: bool = False,
        exact: bool = True,
        fits: str | Path | None = None,
        **tables: Any,  # noqa: ANN401 (whatever holds columns)
    ) -> "Stream":
        """Run the model on more rows than memory holds: the results of some rows at a time, in their order.

        ``data`` is the address of a source, an Arrow record batch reader, an iterable of batches or
        data frames, or whatever `run` takes; the other tables are held in memory. Each batch is a
        `Result` of ``batch_rows`` rows, of about so many where they need not be ``exact``; with ``keep``
        `to_arrow` gives the columns of the data before the outputs. What is said of the run as a whole is in the ``summary`` of the
        stream when the last batch has been taken.

        Where values hang on all rows, as a share of a total does, the rows are read several times; what
        can be read just once is kept in a temporary file meanwhile. Raises `ModelError` as `run`
        does, for what only the rows can tell after the last batch. With ``fits`` nothing is said of whether
        they were made of these rows.
        """
        from worthwhile.answer.stream import Stream  # noqa: PLC0415 (numpy and Arrow, at their one door)
        from worthwhile.plugin.streams import supply_of  # noqa: PLC0415 (the same)
        from worthwhile.plugin.tables import frame_of  # noqa: PLC0415 (the same)
        from worthwhile.run.heads import columns_read  # noqa: PLC0415 (the same)

        model = self.with_values(set, scenario).with_columns(map).with_fits(fits)
        entity = model.meaning.entity.name if model.meaning.entity else ""
        supply = supply_of(data, entity or "the values", model.registry)
        frames = {
            name: frame_of(it, name, model.registry, columns_read(model.meaning, name)) for name, it in tables.items()
        }
        return Stream(
            model.meaning,
            model._plan_of_a_stream if model.fits else model.plan,  # noqa: SLF001 (its own kind)
            model.registry.toolbox,
            supply,
            frames,
            strict=strict,
            rows=batch_rows,
            block=block,
            limits=model.limits,
            keep=keep,
            exact=exact,
        )

    def simulate(
        self,
        data: Any = None,  # noqa: ANN401 (whatever holds columns)
        *,
        draws: int | Mapping[str, Any] = 4_096,
        seed: int = 1,
        quantiles: Iterable[float] = (0.05, 0.5, 0.95),
        set: Mapping[str, Any] | None = None,
        scenario: str | None = None,
        map: Mapping[str, str] | None = None,  # noqa: A002 (what it is called on the command line)
        threads: int | None = None,
        fits: str | Path | None = None,
        on_draws: Callable[[int], None] | None = None,
        **tables: Any,  # noqa: ANN401 (whatever holds columns)
    ) -> "Simulation":
        """Run the model in many draws of what is uncertain in it (`~`): means, spreads and quantiles of its outputs.

        An assumption is drawn once in each draw, an input once in each row and draw; with the same ``seed`` draws are
        the same, on every machine and whatever else is in the model. Instead of their number ``draws`` may hold draws
        from elsewhere, a posterior or what was observed: ``{"churn": array}`` by assumptions, in their units. What
        is ``set`` to a value is not drawn. ``on_draws`` is told of draws as they are made.

        ``data``, ``map``, ``fits`` and tables are as `run` has them. Raises `ModelError` as `run` does, and where
        nothing is uncertain.
        """
        from worthwhile.plugin.tables import frame_of  # noqa: PLC0415 (numpy and Arrow, at their one door)
        from worthwhile.run.heads import columns_read  # noqa: PLC0415 (the same)
        from worthwhile.whatif.asked import asked_of  # noqa: PLC0415 (the same)
        from worthwhile.whatif.simulate import simulate  # noqa: PLC0415 (the same)

        with within(self.limits.seconds):
            model = self.with_values(set, scenario).with_columns(map).with_fits(fits)
            asked = asked_of(model.meaning, draws, seed, quantiles, [it.name for it in model.changes])
            entity = model.meaning.entity.name if model.meaning.entity else ""
            given = {**tables, **({} if data is None else {entity: data})}
            frames = {
                name: frame_of(it, name or "the values", model.registry, columns_read(model.meaning, name))
                for name, it in given.items()
            }
            return simulate(
                model.meaning,
                model.plan,
                model.registry.toolbox,
                frames,
                asked,
                fitted=model.fits,
                threads=threads,
                limits=model.limits,
                on_draws=on_draws,
            )

    def evaluate(self, subject: Mapping[str, Any] | None = None, /, **values: Any) -> dict[str, Any]:  # noqa: ANN401 (values of every type)
        """Ask about one subject: plain numbers in and out, in the declared units.

        Inputs are given by name, those with other characters in a dict; assumptions may be given,
        too, and tables: records, all of them the subject's own, and lookups. A missing value is None.
        Raises `ModelError` as `run` does.
        """
        if subject is None:
            given: Mapping[str, Any] = values
        else:
            given = subject if type(subject) is dict and not values else {**subject, **values}
        try:
            return self._quickly(given)
        except Exception:  # noqa: BLE001, S110 (whatever is odd is looked at with care)
            pass
        with within(self.limits.seconds):
            found = self.subject.answer_with_care(given)
            if found is not None:
                return found
            result = self._as_a_table(given)
            return {name: result.values(name)[0] for name in result}

    def examine(self, subject: Mapping[str, Any] | None = None, /, **values: Any) -> "Result":  # noqa: ANN401 (values of every type)
        """Ask about one subject as `evaluate` does, for all there is to say: diagnostics, explanations.

        The result has one row; its `explain` needs no key. Raises `ModelError` as `evaluate` does.
        """
        with within(self.limits.seconds):
            return self._as_a_table({**(subject or {}), **values})

    @cached_property
    def _quickly(self) -> "Callable[[Mapping[str, Any]], dict[str, Any]]":
        """What answers for a subject of whom everything is known and regular; it raises for any other."""
        with within(self.limits.seconds):
            return self.subject.answer_quickly

    @cached_property
    def subject(self) -> "Subject":
        """The model as plain Python functions of one subject: their text, and themselves."""
        from worthwhile.run.subject.answer import Subject  # noqa: PLC0415 (read when a model is first asked)

        return Subject(self.meaning, self.plan, self.registry.toolbox, self.limits)

    def _as_a_table(self, given: Mapping[str, Any]) -> "Result":
        """One subject as a table of one row, which tells what is wrong with it."""
        from worthwhile.answer.ask import ask_one  # noqa: PLC0415 (numpy and Arrow, at their one door)
        from worthwhile.plugin.tables import frame_of  # noqa: PLC0415 (the same)

        given = dict(given)
        tables = {name: frame_of(given.pop(name), name, self.registry) for name in self.meaning.tables if name in given}
        assumed = {name: it for name, it in given.items() if name in self.assumptions}
        model = self.with_values(assumed) if assumed else self
        known = {name: it for name, it in given.items() if name not in assumed}
        unknown = [it for it in known if it not in self.inputs]
        if unknown:
            names = [*self.inputs, *self.assumptions, *self.meaning.tables]
            raise ModelError([complaints.unknown_to_set(it, None, names) for it in unknown])
        return ask_one(model.meaning, model.plan, model.registry.toolbox, known, tables, model.limits)

    def compile(self, to: str = "python") -> str:
        """The model as the program that the engine runs, printed by the target ``to``. Raises `ModelError`."""
        from worthwhile.plugin.compiling import Compilation, printed  # noqa: PLC0415 (read when it is asked for)
        from worthwhile.run.program.listing import listed  # noqa: PLC0415 (numpy, at its one door)

        rows = tuple(listed(self.plan, self.registry.toolbox)) if self.meaning.entity or self.meaning.tables else ()
        fast = self.subject.fast
        label = self.meaning.label
        return printed(to, Compilation(self.name, label, rows, fast.text if fast else ""), self.registry)

    def test(self) -> "tuple[Outcome, ...]":
        """Run the model's own tests."""
        from worthwhile.answer.trial import try_out  # noqa: PLC0415 (numpy and Arrow, at their one door)

        found: list[Outcome] = []
        for it in self.meaning.trials:
            with within(self.limits.seconds):
                found.append(try_out(it, self.registry.toolbox, partial(self._under, it)))
        return tuple(found)

    def _under(self, trial: Trial) -> "tuple[Meaning, Plan]":
        """The model with what a test gives, and what it expects."""
        changes: list[Change] = []
        for line in trial.lines:
            match line:
                case GivenScenario(name=name):
                    changes += scenario_changes(self.meaning.scenarios, name.text, name.span)
                case GivenValue(change=change):
                    changes.append(change)
        model = self._changed(tuple(changes), trial)
        return model.meaning, model.plan


def load(
    path: str | Path,
    *,
    library: str | Path | Iterable[str | Path] = (),
    registry: Registry | None = None,
    limits: Limits = LIMITS,
) -> Model:
    """Load a model from a file. Raises `ModelError` with everything that is wrong with it.

    What it imports by a path is looked for in the file's folder, what it imports by a name in the folders of
    ``library``, then in those of plugins.
    """
    tools = registry or installed()
    return _understood(read_source(path), tools, limits, Places.of(path, libraries_of(tools, library), read_source))


def parse_model(
    text: str,
    *,
    name: str = "<text>",
    spelling: str = Spelling.WORTH,
    folder: str | Path | None = None,
    library: str | Path | Iterable[str | Path] = (),
    registry: Registry | None = None,
    limits: Limits = LIMITS,
) -> Model:
    """Read a model from a text, with ``spelling="yaml"`` from YAML.

    Raises `ModelError` with everything that is wrong with it. It imports from libraries only, as in `load`; with ``folder`` it may import files of that folder, too.
    """
    tools = registry or installed()
    file = None if folder is None else Path(folder) / name
    source = Source(name, text, Spelling(spelling))
    return _understood(source, tools, limits, Places.of(file, libraries_of(tools, library), read_source))


def _understood(source: Source, registry: Registry, limits: Limits, places: Places) -> Model:
    limits.look_over()
    with within(limits.seconds):
        understood = understand(source, registry, limits, places=places)
    if errors(understood.findings):
        raise ModelError(understood.findings)
    return Model(source, registry, limits, understood)


def _restored(
    volume: Volume,
    limits: Limits,
    changes: tuple[Change, ...],
    fits: "Mapping[str, Found]" = MappingProxyType({}),
    heads: tuple[tuple[str, str], ...] = (),
) -> Model:
    tools = installed()
    understood = grasp(volume, Reader(limits), tools, changes)
    if errors(understood.findings):
        raise ModelError(understood.findings)
    return Model(volume.source, tools, limits, understood, changes, fits, heads)


def look_over(
    paths: Iterable[str | Path], registry: Registry, library: str | Path | Iterable[str | Path] = ()
) -> Iterator[tuple[str, tuple[Finding, ...]]]:
    """The findings of several files, one after the other."""
    libraries = libraries_of(registry, library)
    for path in paths:
        try:
            places = Places.of(path, libraries, read_source)
            yield str(path), understand(read_source(path), registry, places=places).findings
        except ModelError as error:
            yield str(path), error.findings
