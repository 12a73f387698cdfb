"""Definitions to meaning: every name typed, every fault told, in an order to compute in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import cast

from worthwhile.meaning import complaints
from worthwhile.meaning.constants import NotConstantError, constant
from worthwhile.meaning.core import (
    ENTITY,
    SINGLE,
    TIME,
    Apply,
    Const,
    Core,
    Given,
    Ref,
    Shape,
    operand,
    retyped,
    unknown,
)
from worthwhile.meaning.draft import AS_OF, Draft, own_measures, place
from worthwhile.meaning.elaborate import Elaborator, day_number
from worthwhile.meaning.function import Toolbox, Value
from worthwhile.meaning.graph import Graph, circle, components, graph_of, in_period_order
from worthwhile.meaning.items import (
    Alternative,
    Change,
    Condition,
    Declared,
    Defined,
    Expect,
    Given as GivenValue,
    GivenScenario,
    GivenTable,
    Kind,
    Role,
    Scenario,
    Shown,
    TimelineOf,
    Trial,
)
from worthwhile.meaning.meaning import (
    Check,
    Definition,
    Entity,
    Expected,
    Input,
    Meaning,
    Output,
    Timeline,
)
from worthwhile.meaning.offers import with_offers
from worthwhile.meaning.pools import pool_checks
from worthwhile.meaning.shown import shown
from worthwhile.meaning.types import TypeReader
from worthwhile.meaning.world import Facts, World
from worthwhile.syntax.format import expression_text
from worthwhile.syntax.tree import Comparison, Name, Number, Recurrence, Text
from worthwhile.text import Finding, Span
from worthwhile.text.finding import Level
from worthwhile.text.limits import LIMITS, Limits
from worthwhile.units import (
    NUMBER,
    Amount,
    Category,
    Clock,
    Day,
    Measure,
    Rate,
    Setting,
    Tag,
    Type,
    Unit,
    Units,
    Unknown,
)
from worthwhile.units.currencies import ISO_4217
from worthwhile.units.measures import PERIODS

STAYS = ("retention", "survival", "renewal", "loyal")
"""How names of what stays begin."""
ROUNDS = 4
"""How often the types of a recurrence are worked out before they have to stand."""
DEFAULT_OUTPUTS = (Role.FORMULA, Role.SCORE, Role.SEGMENT, Role.DECISION, Role.TOTAL)


def check(
    draft: Draft, toolbox: Toolbox, limits: Limits = LIMITS, trial: Trial | None = None
) -> Meaning:
    """Understand a model; what is wrong with it stands in the findings of the meaning.

    With ``trial`` it is understood for that test, and what the test expects is in the meaning, too.
    """
    return _Checker(draft, toolbox, limits).meaning(trial)


@dataclass(slots=True)
class _Said:
    """The findings so far, each once."""

    findings: dict[tuple[str, int, int, str], Finding] = field(default_factory=dict)

    def __call__(self, finding: Finding) -> None:
        span = finding.span
        key = (finding.code, span.start if span else -1, span.end if span else -1, finding.message)
        self.findings.setdefault(key, finding)


class _Checker:
    """Checks one model, stage by stage."""

    def __init__(self, draft: Draft, toolbox: Toolbox, limits: Limits) -> None:
        self.say, self.toolbox, self.limits = _Said(), toolbox, limits
        self.draft = draft
        self.definitions: dict[str, Definition] = {}
        self.inputs: dict[str, Input] = {}

    def meaning(self, trial: Trial | None = None) -> Meaning:
        units = self._units()
        self._names()
        self._overrides()
        self.draft = with_offers(self.draft)
        self.reader = TypeReader(units, self.say, lambda it: it in self.draft.names)
        self.setting = Setting(units)
        self.world = World(self.draft, self.setting, self.toolbox, self.reader, {})
        graph = graph_of(self.draft)
        timeline = self._timeline(graph)
        order, recurrences = self._order(graph)
        for group in order:
            self._understand(group)
        checks = tuple(self._checks())
        outputs = tuple(self._outputs(graph))
        self._scenarios()
        self._trials()
        entity = self.draft.entity
        heading = self.draft.heading
        reference = next((it.name for it in self.draft.alternatives.values() if it.reference), "")
        return Meaning(
            self.draft.source,
            heading.name if heading else "model",
            heading.label if heading else "",
            self.setting,
            Entity(entity.name, entity.key, entity.label, entity.span) if entity else None,
            timeline,
            self.inputs,
            self.definitions,
            recurrences,
            checks,
            outputs,
            {name: it for name, it in self.draft.names.items() if isinstance(it, Declared)},
            self.draft.scenarios,
            tuple(self.draft.trials),
            {it.name: it.label for it in self.draft.alternatives.values()},
            reference,
            tuple(self.say.findings.values()),
            tuple(self._expected(it) for it in trial.lines if isinstance(it, Expect)) if trial else (),
        )

    # ---- units, names, overrides
    def _units(self) -> Units:
        """The standard units and the model's own, those that stand on others after them."""
        draft, currency = self.draft, "USD"
        units = Units(currency)
        if draft.currency:
            code = draft.currency.word.text
            measure = units.find(code)
            if measure is None or measure.base != measure.name:
                self.say(complaints.unknown_currency(code, draft.currency.word.span, sorted(ISO_4217)))
            else:
                units = replace(units, currency=code)
        for name, measure in own_measures(draft.units).items():
            if units.find(name):
                self.say(complaints.taken(name, "a unit already", draft.units[name].span))
            units = units.with_own(measure)
        waiting = {name: it for name, it in draft.units.items() if it.size is not None}
        while waiting:
            ready = {name: made for name, it in waiting.items() if (made := _multiple(units, name, it.size))}
            if not ready:
                break
            for name, measure in ready.items():
                units = units.with_own(measure)
                del waiting[name]
        for name, it in waiting.items():
            word = it.size.first if it.size and it.size.first else None
            if word and word.text.rstrip("s") in draft.units:
                self.say(complaints.unit_circle(name, it.span))
            elif word:
                self.say(complaints.unknown_unit(word.text, word.span, units.words(), value=False))
            units = units.with_own(Measure(name, name))
        return units

    def _names(self) -> None:
        draft = self.draft
        for what, again, first in draft.again:
            self.say(complaints.defined_twice(what, again, first))
        for it in draft.not_yet:
            self.say(complaints.not_understood(it.what, it.span))
        for required in draft.required:
            if required.plugin.text not in self.toolbox.plugins:
                self.say(complaints.no_plugin(required.plugin.text, required.plugin.span, self.toolbox.plugins))
        lower: dict[str, str] = {}
        for name, entry in draft.names.items():
            other = lower.setdefault(name.lower(), name)
            if other != name and " " not in name:
                self.say(complaints.only_case(name, other, place(entry), place(draft.names[other])))
            if name in ("t", "period") and draft.timeline:
                self.say(complaints.taken(name, "a name of the timeline", place(entry)))
            if draft.entity and name == draft.entity.name:
                self.say(complaints.taken(name, "the name of the entity", place(entry)))
        for name, macro in draft.macros.items():
            if name in self.toolbox.functions or name in self.toolbox.aggregates:
                self.say(complaints.taken(name, "a function of the language", macro.span))
        if len(draft.names) > self.limits.names:
            self.say(complaints.too_many("W0905", "names", len(draft.names), self.limits.names, None))

    def _overrides(self) -> None:
        """Take out of scenarios and alternatives what sets names that are not there."""
        draft = self.draft
        scenarios, alternatives = {}, {}
        for name, scenario in draft.scenarios.items():
            known = tuple(it for it in scenario.changes if self._settable(it))
            scenarios[name] = replace(scenario, changes=known)
            if scenario.extends and scenario.extends.text not in draft.scenarios:
                word = scenario.extends
                self.say(complaints.unknown_scenario(word.text, word.span, draft.scenarios))
        for name, offer in draft.alternatives.items():
            known = tuple(it for it in offer.changes if self._there(it, draft.names))
            alternatives[name] = replace(offer, changes=known)
            if name in draft.names:
                self.say(complaints.taken(name, "a name of the model", offer.span))
        self.draft = replace(draft, scenarios=scenarios, alternatives=alternatives)

    def _settable(self, change: Change) -> bool:
        settable = [name for name, it in self.draft.names.items() if isinstance(it, Declared)]
        if not self._there(change, settable, others=self.draft.names):
            return False
        entry = self.draft.names[change.name]
        if isinstance(entry, Defined):
            self.say(complaints.cannot_set(change.name, change.span, entry.at))
            return False
        return True

    def _there(self, change: Change, known: Iterable[str], others: Iterable[str] = ()) -> bool:
        if change.name in known or change.name in others:
            return True
        if change.name not in self.draft.lost and change.name.split(".")[0] not in self.draft.lost:
            self.say(complaints.unknown_to_set(change.name, change.span, [it for it in known if " " not in it]))
        return False

    # ---- the timeline
    def _timeline(self, graph: Graph) -> Timeline | None:
        said = self.draft.timeline
        if said is None:
            return None
        period, length = self._length(said, graph)
        start = day_number(said.starts) if said.starts else None
        if said.starts and start is None:
            self.say(complaints.no_such_day(said.starts.text, said.starts.span))
        if length is not None and length > self.limits.periods:
            self.say(complaints.too_many("W0907", "periods", length, self.limits.periods, said.length.span))
            length = None
        clock = Clock(period, length, said.starts is not None, said.paid)
        self.setting = Setting(self.setting.units, clock)
        self.world.setting = self.setting
        self.world.start = None if start is None else float(start)
        return Timeline(period, length or 1, self.world.start, said.paid)

    def _length(self, said: TimelineOf, graph: Graph) -> tuple[str, int | None]:
        """The period and how many there are: a constant, or an assumption that is one."""
        at = said.length
        words = " ".join(at.span.text.split())
        if isinstance(at, Name):
            entry = self.draft.names.get(at.text)
            if entry is None:
                if at.text not in self.draft.lost:
                    self.say(complaints.unknown_name(at.text, at.span, self.draft.names))
                return "month", None
            if not isinstance(entry, Declared) or entry.role is not Role.ASSUMPTION:
                hint = "declare it as an assumption, such as `horizon : months = 36`"
                self.say(complaints.length_wanted(words, at.span, hint))
                return "month", None
            self._understand_all(graph, at.text)
            facts = self.world.facts[at.text]
            core: Core = Ref(at.text, facts.type, SINGLE, at.span)
        else:
            core = Elaborator(self.world, self.say).core(at)
        if not self.setting.is_time(core.type):
            if not isinstance(core.type, Unknown):
                self.say(complaints.length_wanted(words, at.span, "a length of time, such as `36 months`"))
            return "month", None
        assert isinstance(core.type, Amount)  # noqa: S101 (it is a time)
        period = core.type.unit.powers[0][0]
        value = self._constant(core)
        if not isinstance(value, float) or not value.is_integer() or value < 1:
            text = "missing" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
            self.say(complaints.periods_wanted(text, at.span))
            return period, None
        return period, int(value)

    def _understand_all(self, graph: Graph, name: str) -> None:
        """Understand a name and what it needs, before the others."""
        needed, waiting = {name}, [name]
        while waiting:
            for mention in graph[waiting.pop()]:
                if mention.name not in needed:
                    needed.add(mention.name)
                    waiting.append(mention.name)
        for group in components({it: graph[it] for it in graph if it in needed}):
            if len(group) == 1:
                self._understand(group)

    # ---- order
    def _order(self, graph: Graph) -> tuple[list[tuple[str, ...]], tuple[tuple[str, ...], ...]]:
        groups, recurrences = [], []
        for group in components(graph):
            around = len(group) > 1 or any(it.name == group[0] for it in graph[group[0]])
            if not around:
                groups.append(group)
                continue
            links = circle(graph, group, lagged=False)
            if links:
                self.say(complaints.circle(_visible(links), place(self.draft.names[group[0]])))
                self._give_up(group)
                continue
            links = circle(graph, group, lagged=True)
            if links:
                self.say(complaints.no_first_value(_visible(links)))
                self._give_up(group)
                continue
            ordered = in_period_order(graph, group)
            recurrences.append(ordered)
            groups.append(ordered)
        return groups, tuple(recurrences)

    def _give_up(self, group: Iterable[str]) -> None:
        """Names that go in circles fit everything from here on."""
        for name in group:
            entry = self.draft.names[name]
            shape = frozenset((TIME,)) if self.draft.timeline else SINGLE
            self.world.facts[name] = Facts(Unknown(), shape, place(entry))
            core = unknown(place(entry), shape)
            self.definitions[name] = Definition(
                name, entry.role, entry.label, core, Unknown(), shape, place(entry)
            )

    # ---- definitions
    def _understand(self, group: tuple[str, ...]) -> None:
        """Work out the cores and types of a name, or of the names of one recurrence together."""
        if group[0] in self.definitions:
            return
        if len(group) == 1 and not self._is_recurrent(group[0]):
            self._define(group[0], self.say)
            return
        for name in group:
            self.world.facts[name] = self._guess(name)
        for _ in range(ROUNDS):
            before = {name: self.world.facts[name].type for name in group}
            for name in group:
                self._define(name, _unheard)
            if before == {name: self.world.facts[name].type for name in group}:
                break
        for name in group:
            self._define(name, self.say)

    def _is_recurrent(self, name: str) -> bool:
        entry = self.draft.names[name]
        return isinstance(entry, Defined) and isinstance(entry.expression, Recurrence)

    def _guess(self, name: str) -> Facts:
        """What a name of a recurrence is taken for at first: as declared, or as its first value."""
        entry, shape = self.draft.names[name], frozenset((TIME,))
        type_: Type = Unknown()
        if entry.type is not None:
            type_ = self.reader.declared(entry.type)
        elif isinstance(entry, Defined) and isinstance(entry.expression, Recurrence):
            first = Elaborator(self.world, _unheard, entry.offer).core(entry.expression.first)
            type_, shape = _settled(first), first.shape | {TIME}
        return Facts(type_, shape, place(entry))

    def _define(self, name: str, say: "_Said | _Unheard") -> None:
        entry = self.draft.names[name]
        definition = (
            self._formula(entry, say) if isinstance(entry, Defined) else self._declared(entry, say)
        )
        self.definitions[name] = definition
        self.world.facts[name] = Facts(definition.type, definition.shape, entry.at)

    def _formula(self, entry: Defined, say: "_Said | _Unheard") -> Definition:
        at = Elaborator(self.world, say, entry.offer)
        core = at.core(entry.expression)
        if entry.type is not None:
            want = self.reader.declared(entry.type)
            core = at.fit(core, want, core.span)
        type_ = core.type if entry.type is not None else _settled(core)
        core = retyped(core, type_) if isinstance(core, Const) and not isinstance(core.type, Unknown) else core
        return Definition(
            entry.name, entry.role, entry.label, core, type_, core.shape, entry.at, entry.group
        )

    def _declared(self, entry: Declared, say: "_Said | _Unheard") -> Definition:
        at = Elaborator(self.world, say)
        want = self._declared_type(entry)
        if isinstance(want, Rate) and entry.name.startswith(STAYS):
            say(complaints.survival_as_rate(entry.name, entry.at))
        single = entry.role is Role.ASSUMPTION or self.draft.entity is None
        shape: Shape = SINGLE if single else frozenset((ENTITY,))
        default = at.adopt(entry.default, want) if entry.default is not None else None
        if default is not None and not default.shape <= shape:
            words = operand(default).words
            what = f"the {'value' if entry.role is Role.ASSUMPTION else 'default'} of `{entry.name}`"
            say(complaints.one_value(what, words, default.span, "aggregate it, or make it a formula"))
            default = unknown(default.span)
        core: Core = Given(entry.name, want, shape, entry.at)
        if entry.role is Role.ASSUMPTION and default is not None:
            core = default
        else:
            column = entry.column or entry.name
            self.inputs[entry.name] = Input(
                entry.name, entry.label, want, shape, default, entry.optional, column, entry.at, entry.table
            )
        for change in entry.changes:
            itself = {entry.name: core}
            core = Elaborator(self.world, say, bound=itself).changed(core, want, change.how, change.value, change.span)
            if change.how == "set" and entry.name in self.inputs:
                self.inputs[entry.name] = replace(self.inputs[entry.name], default=core, column="")
        if not core.shape <= shape:
            words = operand(core).words
            say(complaints.one_value(f"`{entry.name}`", words, core.span, "set it to one value"))
        return Definition(entry.name, entry.role, entry.label, core, want, shape, entry.at)

    def _declared_type(self, entry: Declared) -> Type:
        if entry.name == AS_OF:
            return Day()
        return self.reader.declared(entry.type) if entry.type is not None else NUMBER

    # ---- conditions
    def _checks(self) -> Iterator[Check]:
        for name, entry in self.draft.names.items():
            if isinstance(entry, Declared):
                yield from self._bounds(name, entry)
        for condition in self.draft.conditions:
            yield from self._condition(condition)
        found = pool_checks(self.draft, self.definitions, self._constant, self.say)
        yield from found

    def _bounds(self, name: str, entry: Declared) -> Iterator[Check]:
        definition = self.definitions[name]
        value = Ref(name, definition.type, definition.shape, entry.at)
        if isinstance(definition.type, Unknown):
            return
        tests: list[tuple[Core, str, Kind]] = []
        at = Elaborator(self.world, self.say)
        if entry.bounds is not None:
            core = at.inside(value, entry.bounds, entry.bounds.span, definition.type)
            tests.append((core, expression_text(entry.bounds), Kind.BOUNDS))
        if isinstance(definition.type, Amount) and definition.type.scale and not definition.type.unit:
            low, high = definition.type.scale
            ends = [Const(it, definition.type, entry.at) for it in (low, high)]
            above = at.compare(">=", value, ends[0], entry.at)
            below = at.compare("<=", value, ends[1], entry.at)
            tests += [(it, f"{low:g}..{high:g}", Kind.SCALE) for it in (above, below)]
        for core, wants, kind in tests:
            if isinstance(core.type, Unknown):
                continue
            self._doubt_constant(name, entry, core, wants)
            yield Check(kind, core, entry.at, name, shows=value, wants=wants)

    def _doubt_constant(self, name: str, entry: Declared, core: Core, wants: str) -> None:
        """A default outside the bounds is doubted when the model loads."""
        default = self.inputs[name].default if name in self.inputs else self.definitions[name].core
        if default is None or entry.changes:
            return
        try:
            inside = constant(core, self.toolbox.functions, lambda it: default if it == name else self._core_of(it))
            value = constant(default, self.toolbox.functions, self._core_of)
        except NotConstantError:
            return
        if inside is False and entry.default is not None:
            text = shown(value, self.definitions[name].type)
            self.say(complaints.default_outside(name, text, wants, entry.default.span))

    def _condition(self, condition: Condition) -> Iterator[Check]:
        at = Elaborator(self.world, self.say)
        core = at.condition(condition.expression)
        if isinstance(core.type, Unknown):
            return
        tables = core.shape - {ENTITY, TIME}
        if tables:
            self._fan_out(core)
            return
        shows = at.core(condition.shows) if condition.shows is not None else None
        wants = ""
        if condition.kind is Kind.SCALE and shows is not None and isinstance(shows.type, Amount) and shows.type.scale:
            wants = f"{shows.type.scale[0]:g}..{shows.type.scale[1]:g}"
        found = Check(condition.kind, core, condition.span, condition.subject, condition.text, shows, wants)
        if condition.kind in (Kind.WEIGHTS, Kind.SCALE) and self._holds_at_load(found):
            return
        yield found

    def _holds_at_load(self, found: Check) -> bool:
        """Whether a constant condition was settled when the model loaded."""
        try:
            holds = constant(found.core, self.toolbox.functions, self._core_of)
            value = constant(found.shows, self.toolbox.functions, self._core_of) if found.shows else None
        except NotConstantError:
            return False
        if holds is False and found.kind is Kind.WEIGHTS:
            total = shown(value, Amount(tag=Tag.PERCENT))
            self.say(complaints.weights_total(found.subject, total, found.at, found.text))
        elif holds is False:
            self.say(complaints.off_the_scale(found.subject, shown(value, NUMBER), found.wants, found.at))
        return True

    def _fan_out(self, core: Core) -> None:
        table = sorted(core.shape - {ENTITY, TIME})[0]
        entity = self.draft.entity.name if self.draft.entity else ""
        self.say(complaints.fan_out(table, entity, operand(core).words, core.span, None))

    def _core_of(self, name: str) -> Core | None:
        """What a name stands for, where it is known before any data: formulas, and assumptions' values."""
        definition = self.definitions.get(name)
        return None if definition is None else definition.core

    def _constant(self, core: Core) -> Value:
        """The value of a constant; None where it is missing or no constant."""
        try:
            return constant(core, self.toolbox.functions, self._core_of)
        except NotConstantError:
            return None

    # ---- outputs
    def _outputs(self, graph: Graph) -> Iterator[Output]:
        if self.draft.shown:
            for it in self.draft.shown:
                yield from self._shown(it)
            return
        used = {it.name for name, mentions in graph.items() for it in mentions if it.name != name}
        for name, entry in self.draft.names.items():
            definition = self.definitions[name]
            table = definition.shape - {ENTITY, TIME}
            if isinstance(entry, Defined) and entry.role in DEFAULT_OUTPUTS and name not in used and not table:
                core = Ref(name, definition.type, definition.shape, definition.at)
                yield Output(name, definition.label, core)

    def _shown(self, it: Shown) -> Iterator[Output]:
        at = Elaborator(self.world, self.say)
        core = at.core(it.name)
        if isinstance(core.type, Unknown):
            return
        if core.shape - {ENTITY, TIME}:
            self._fan_out(core)
            return
        if it.unit is not None:
            core = at.converted(core, it.unit, it.span)
        known = self.definitions.get(core.name) if isinstance(core, Ref) else None
        name = self.definitions.get(it.name.text)
        label = it.label or (known.label if known else name.label if name else "")
        yield Output(it.name.text, label, core, it.digits)

    # ---- scenarios and tests: what they set has to fit
    def _scenarios(self) -> None:
        for scenario in self.draft.scenarios.values():
            self._extends(scenario)
            for change in scenario.changes:
                self._fits(change)
        for offer in self.draft.alternatives.values():
            self._offer_set(offer)

    def _extends(self, scenario: Scenario) -> None:
        seen, here = {scenario.name}, scenario
        while here.extends and here.extends.text in self.draft.scenarios:
            here = self.draft.scenarios[here.extends.text]
            if here.name in seen:
                self.say(complaints.scenario_circle(scenario.name, scenario.span))
                return
            seen.add(here.name)

    def _fits(self, change: Change) -> Core | None:
        definition = self.definitions.get(change.name)
        if definition is None:
            return None
        base = Ref(change.name, definition.type, definition.shape, change.span)
        at = Elaborator(self.world, self.say)
        return at.changed(base, definition.type, change.how, change.value, change.span)

    def _offer_set(self, offer: Alternative) -> None:
        for change in offer.changes:
            self._fits(change)

    def _trials(self) -> None:
        for trial in self.draft.trials:
            self._trial(trial)

    def _trial(self, trial: Trial) -> None:
        at = Elaborator(self.world, self.say)
        for line in trial.lines:
            match line:
                case GivenValue(change=change):
                    if self._settable(change):
                        self._given(change)
                case GivenScenario(name=name):
                    if name.text not in self.draft.scenarios:
                        self.say(complaints.unknown_scenario(name.text, name.span, self.draft.scenarios))
                case GivenTable():
                    self._given_table(line)
                case Expect(expression=expression, within=within):
                    core = at.condition(expression)
                    if core.shape - {ENTITY, TIME}:
                        self._fan_out(core)
                    if within is not None:
                        at.core(within)

    def _expected(self, line: Expect) -> Expected:
        """An expectation: two sides of an equation, as close as is said, or a condition."""
        at = Elaborator(self.world, self.say)
        whole, sides = at.condition(line.expression), ()
        node = line.expression
        if isinstance(node, Comparison) and node.signs == ("=",) and isinstance(whole, Apply):
            sides = whole.args
        left, right = sides if len(sides) == 2 else (None, None)  # noqa: PLR2004 (two sides)
        relative = False
        within: Core | None = None
        if line.within is not None and left is not None:
            within = at.core(line.within)
            relative = isinstance(within.type, Amount) and within.type.tag is Tag.PERCENT
            relative = relative and not within.type.unit  # type: ignore[union-attr]
            if not relative:
                within = at.taken(within, left.type, line.within.span)
        return Expected(whole, left, right, within, relative, line.span)

    def _given(self, change: Change) -> None:
        """A value that a test sets has to fit, and is doubted outside the bounds."""
        core = self._fits(change)
        entry = self.draft.names[change.name]
        if core is None or not isinstance(entry, Declared) or entry.bounds is None:
            return
        quiet = Elaborator(self.world, _unheard)
        test = quiet.inside(core, entry.bounds, entry.bounds.span, core.type)
        if not isinstance(test.type, Unknown) and self._constant(test) is False:
            text = shown(self._constant(core), core.type)
            wants = expression_text(entry.bounds)
            self.say(complaints.default_outside(change.name, text, wants, change.value.span, "the test's value"))

    def _given_table(self, table: GivenTable) -> None:
        entity = self.draft.entity
        if entity is None or table.name.text != entity.name:
            if table.name.text not in self.draft.lost:
                known = [entity.name] if entity else []
                self.say(complaints.unknown_name(table.name.text, table.name.span, known))
            return
        at = Elaborator(self.world, self.say)
        for place_, column in enumerate(table.columns):
            if column.text == entity.key:
                continue
            definition = self.definitions.get(column.text)
            if definition is None:
                self.say(complaints.unknown_to_set(column.text, column.span, self.inputs))
                continue
            for row in table.rows:
                if place_ < len(row):
                    at.adopt(row[place_], definition.type)


class _Unheard:
    """Takes findings and forgets them."""

    def __call__(self, finding: Finding) -> None:
        del finding


_unheard = _Unheard()


def _settled(core: Core) -> Type:
    """The type of a formula: that of its core, a literal's zero being a number."""
    match core.type:
        case Amount(unit=unit, tag=Tag.CLOCK | Tag.DATES):
            return Amount(unit)
    if str(core.type) in ("zero",):
        return NUMBER
    return core.type


def _visible(links: tuple) -> tuple:  # type: ignore[type-arg]
    return links


def _multiple(units: Units, name: str, size: Number | None) -> Measure | None:
    """A unit that is so many of another, where that one is known."""
    if size is None or size.first is None or size.per:
        return None
    of = units.find(size.first.text)
    if of is None or of.name == name:
        return None
    return Measure(name, of.base, of.scale * Fraction(size.text.replace("_", "")) if _plain(size) else of.scale)


def _plain(size: Number) -> bool:
    return size.text.replace("_", "").replace(".", "").isdigit()


