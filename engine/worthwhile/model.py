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

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from worthwhile import statements
from worthwhile.meaning import complaints
from worthwhile.meaning.check import check
from worthwhile.meaning.description import described
from worthwhile.meaning.draft import Draft
from worthwhile.meaning.items import Change, Declared, GivenScenario, How, Role, Trial
from worthwhile.meaning.items import Given as GivenValue
from worthwhile.meaning.meaning import Input, Meaning, Output
from worthwhile.meaning.rooms import complaints as reuse_complaints
from worthwhile.plugin.kinds import Lint
from worthwhile.plugin.registry import Registry, installed
from worthwhile.reuse import Assembled, Library, Places, Reader, Volume, assemble, collect
from worthwhile.syntax import complaints as unread
from worthwhile.syntax import parse_piece
from worthwhile.syntax.comments import allowed
from worthwhile.syntax.tree import DateText, Expression, Flag, Missing, Number, Operation, Part, Text
from worthwhile.text import Finding, Level, ModelError, Source, Span, errors
from worthwhile.text.deadline import within
from worthwhile.text.limits import LIMITS, Limits
from worthwhile.text.source import Spelling
from worthwhile.units import Category, Words

if TYPE_CHECKING:
    from worthwhile.answer.result import Result
    from worthwhile.answer.stream import Stream
    from worthwhile.answer.trial import Outcome
    from worthwhile.plan.steps import Plan
    from worthwhile.run.fitting.estimating import Found
    from worthwhile.run.subject.answer import Subject

Value = float | int | str | bool | date | None


@dataclass(frozen=True)
class Understood:
    """What came of a text: its statements, what they mean, and everything there is to say of them."""

    volume: Volume
    statements: tuple[statements.Statement, ...]
    draft: Draft
    meaning: Meaning
    findings: tuple[Finding, ...]


def understand(
    source: Source,
    registry: Registry,
    limits: Limits = LIMITS,
    changes: Sequence[Change] = (),
    trial: Trial | None = None,
    places: Places | None = None,
) -> Understood:
    """All the stages up to the meaning; nothing is raised, all that is wrong is in the findings.

    ``places`` says where the files are that the text takes in; without it there are the libraries only.
    """
    reader = Reader(limits)
    collected = collect(source, reader, places or Places.of(None, libraries_of(registry), read_source))
    return grasp(collected.volume, reader, registry, changes, trial, collected.findings)


def grasp(
    volume: Volume,
    reader: Reader,
    registry: Registry,
    changes: Sequence[Change] = (),
    trial: Trial | None = None,
    missed: Sequence[Finding] = (),
) -> Understood:
    """The stages after the texts have been read; ``missed`` is what was said of those that were not."""
    whole = assemble(volume, reader)
    meaning = check(whole.draft.changed(changes), registry.toolbox, reader.limits, trial)
    findings = [*missed, *whole.findings, *meaning.findings]
    if not errors(findings):
        findings += [found for lint in registry.lints for found in _looked(lint, meaning) if _is_own(found, whole)]
    order = {it.source: (place, allowed(it.source)) for place, it in enumerate(volume.every())}
    findings = [it for it in findings if not _is_off(it, order)]
    findings.sort(key=lambda it: (order[it.span.source][0] if it.span and it.span.source in order else -1, _start(it)))
    return Understood(volume, whole.statements, whole.draft, meaning, tuple(findings))


def _start(finding: Finding) -> tuple[int, str]:
    return finding.span.start if finding.span else -1, finding.code


def _is_own(finding: Finding, whole: Assembled) -> bool:
    """Whether a lint is about the model itself: those of an imported one are for who works on that."""
    return finding.span is None or finding.span.source in whole.own


def _looked(lint: Lint, meaning: Meaning) -> Sequence[Finding]:
    """What a lint finds; where it breaks, that."""
    try:
        return lint(meaning)
    except Exception as error:  # noqa: BLE001 (whatever a plugin does)
        return [complaints.plugin_failed(f"the lint {', '.join(lint.codes)}", error).at(Level.WARNING)]


def _is_off(finding: Finding, order: Mapping[Source, tuple[int, Mapping[int, frozenset[str]]]]) -> bool:
    """Whether a comment on its line turns a warning off."""
    span = finding.span
    if span is None or span.source not in order or finding.level is Level.ERROR:
        return False
    off = order[span.source][1]
    return bool(off) and finding.code in off.get(span.line, ())


def libraries_of(registry: Registry, more: str | Path | Iterable[str | Path] = ()) -> tuple[Library, ...]:
    """The folders of models: those that are named first, then those of plugins."""
    named = [more] if isinstance(more, str | Path) else list(more)
    own = [Library(Path(it).name, str(it)) for it in named]
    return (*own, *(Library(it.name, it.folder) for it in registry.libraries.values()))


def spelling_of(path: Path) -> Spelling:
    """How a file is written, by the ending of its name."""
    return Spelling.YAML if path.suffix.lower() in (".yaml", ".yml") else Spelling.WORTH


def read_source(path: str | Path) -> Source:
    """The text of a file. Raises `ModelError` where it is not there, or no text."""
    file = Path(path)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ModelError([unread.no_file(str(path), error.strerror or str(error))]) from None
    return decoded(str(path), content, spelling_of(file))


def decoded(name: str, content: bytes, spelling: Spelling) -> Source:
    """What was read as a text. Raises `ModelError` where it is none."""
    try:
        return Source(name, content.decode("utf-8-sig"), spelling)
    except UnicodeDecodeError as error:
        raise ModelError([unread.not_utf8(name, content, error.start)]) from None


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

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Model) and self._content == other._content

    def __hash__(self) -> int:
        return hash(self._content)

    @cached_property
    def _content(self) -> tuple[object, ...]:
        """What makes models equal: their texts, imported ones included, and what was set."""
        set_ = tuple((it.name, it.how, it.value, it.span.text) for it in self.changes)
        return self.understood.volume.content, set_, tuple((name, it.data) for name, it in self.fits.items())

    def __reduce__(self) -> tuple[Any, ...]:
        # The texts go along: a model that was loaded needs no files again, wherever it comes to.
        return _restored, (self.understood.volume, self.limits, self.changes, dict(self.fits))

    # ---- what is in it
    @property
    def name(self) -> str:
        """The model's name."""
        return self.meaning.name

    @property
    def meaning(self) -> Meaning:
        """What the model means: every name typed, in an order to compute in."""
        return self.understood.meaning

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
        changes = [*self._scenario_changes(scenario), *self._set_changes(set or {})]
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

    def _changed(self, changes: tuple[Change, ...], trial: Trial | None = None) -> "Model":
        changes = (*self.changes, *changes)
        understood = grasp(self.understood.volume, Reader(self.limits), self.registry, changes, trial)
        if errors(understood.findings):
            raise ModelError(errors(understood.findings))
        return replace(self, understood=understood, changes=changes)

    def _scenario_changes(self, name: str | None, at: Span | None = None) -> Iterator[Change]:
        if name is None:
            return
        scenarios = self.meaning.scenarios
        if name not in scenarios:
            raise ModelError([complaints.unknown_scenario(name, at, scenarios)])
        scenario = scenarios[name]
        if scenario.extends:
            yield from self._scenario_changes(scenario.extends.text)
        yield from scenario.changes

    def _set_changes(self, values: Mapping[str, Any]) -> Iterator[Change]:
        wrong: list[Finding] = []
        for name, value in values.items():
            entry = self.understood.draft.names.get(name)
            if isinstance(entry, Declared) and entry.bound is not None:
                wrong.append(reuse_complaints.is_bound(name, None, entry.bound.span))
                continue
            if not isinstance(entry, Declared):
                declared = self.meaning.declared.items()
                known = [it for it, e in declared if (it != "as_of" or e.at.end) and e.bound is None]
                at = entry.at if entry else None
                wrong.append(
                    complaints.cannot_set(name, None, at) if entry else complaints.unknown_to_set(name, None, known)
                )
                continue
            try:
                yield self._change(name, value)
            except ModelError as error:
                wrong += error.findings
        if wrong:
            raise ModelError(wrong)

    def _change(self, name: str, value: Any) -> Change:  # noqa: ANN401 (whatever a host has)
        origin = f"{name} = {value}"
        if isinstance(value, str):
            type_ = self.meaning.definitions[name].type
            label = isinstance(type_, Category) and value in type_.labels
            if label or (isinstance(type_, Words) and not value.startswith('"')):
                span = Span(Source("set", origin), len(name) + 3, len(origin))
                return Change(name, How.SET, Text(value, span), span)
            return self._override(name, value)
        span = Span(Source("set", origin), len(name) + 3, len(origin))
        return Change(name, How.SET, plain_value(value, name, span), span)

    def _override(self, name: str, text: str) -> Change:
        """A value as the language writes it: an expression, or `up 14%`."""
        parsed = parse_piece(text, "one_override", f"--set {name}", self.limits)
        if parsed.findings:
            raise ModelError(parsed.findings)
        part = parsed.parts[0].children[0]
        assert isinstance(part, Part)  # noqa: S101 (the grammar says so)
        how = {"set_to": How.SET, "up": How.UP, "down": How.DOWN}[part.rule]
        value = cast("Expression", part.children[0])
        return Change(name, how, value, value.span)

    # ---- asking
    def run(
        self,
        data: Any = None,  # noqa: ANN401 (whatever holds columns)
        *,
        set: Mapping[str, Any] | None = None,
        scenario: str | None = None,
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
        about one thing a dict of values. Plain numbers are in the declared units. ``on`` names a runner,
        another engine that carries it out and gives the same. ``fits`` is a file of fits that were saved: they
        are not estimated again.

        ``threads`` of the processors there are, all unless told, and ``block`` rows at once: neither
        changes a bit of what comes of it.

        Raises `ModelError` where the data cannot be taken in, where an ``ensure`` does not hold
        (``error.result`` has the numbers all the same), and with ``strict`` for every warning.
        """
        from worthwhile.answer.ask import ask  # noqa: PLC0415 (numpy and Arrow, at their one door)
        from worthwhile.plugin.tables import frame_of  # noqa: PLC0415 (the same)

        with within(self.limits.seconds):
            model = self.with_values(set, scenario).with_fits(fits)
            entity = model.meaning.entity.name if model.meaning.entity else ""
            given = {**tables, **({} if data is None else {entity: data})}
            if on is not None:
                from worthwhile.plugin.running import Job, run_on  # noqa: PLC0415 (numpy and Arrow, at their one door)

                job = Job(model, model.meaning, model.plan, model.registry, model.limits, given, strict, block, threads)
                return run_on(on, job)
            frames = {name: frame_of(it, name or "the values", model.registry) for name, it in given.items()}
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

        model = self.with_values(set, scenario).with_fits(fits)
        entity = model.meaning.entity.name if model.meaning.entity else ""
        supply = supply_of(data, entity or "the values", model.registry)
        frames = {name: frame_of(it, name, model.registry) for name, it in tables.items()}
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
            return self._as_a_table(given) if found is None else found

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

    def _as_a_table(self, given: Mapping[str, Any]) -> dict[str, Any]:
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
                    changes += self._scenario_changes(name.text, name.span)
                case GivenValue(change=change):
                    changes.append(change)
        model = self._changed(tuple(changes), trial)
        return model.meaning, model.plan


def plain_value(value: Any, name: str, span: Span) -> Expression:  # noqa: ANN401 (whatever a host has)
    """A plain Python value as a literal of the language. Raises `ModelError` for what is none."""
    if value is None:
        return Missing(span)
    if isinstance(value, bool):
        return Flag(value, span)
    if isinstance(value, date):
        return DateText(value.isoformat()[:10], span)
    if hasattr(value, "item"):
        return plain_value(value.item(), name, span)
    if isinstance(value, int | float):
        number = float(value)
        if math.isnan(number):
            return Missing(span)
        if math.isinf(number):
            raise ModelError([complaints.no_number(name, str(value))])
        literal = Number(repr(abs(number)), None, (), span)
        return Operation("neg", (literal,), span) if number < 0 else literal
    raise ModelError([complaints.no_number(name, f"a {type(value).__name__}")])


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
    with within(limits.seconds):
        understood = understand(source, registry, limits, places=places)
    if errors(understood.findings):
        raise ModelError(understood.findings)
    return Model(source, registry, limits, understood)


def _restored(
    volume: Volume, limits: Limits, changes: tuple[Change, ...], fits: "Mapping[str, Found]" = MappingProxyType({})
) -> Model:
    tools = installed()
    understood = grasp(volume, Reader(limits), tools, changes)
    if errors(understood.findings):
        raise ModelError(understood.findings)
    return Model(volume.source, tools, limits, understood, changes, fits)


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
