"""Expressions to the core: names are found, units ruled on, conversions put in, shapes worked out.

Nothing is raised for what a user wrote: what is wrong becomes a finding and a value of unknown
type, which fits everything, so that each fault is told once and hides no other.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from worthwhile.meaning import complaints
from worthwhile.meaning.calls import call
from worthwhile.meaning.core import (
    ENTITY,
    TIME,
    Apply,
    Choose,
    Clock,
    Const,
    Core,
    Instead,
    IsMissing,
    Lag,
    Read,
    Recur,
    Ref,
    adjusted,
    joined,
    operand,
    retyped,
    unknown,
)
from worthwhile.meaning.function import Expansion
from worthwhile.meaning.graph import resolved
from worthwhile.meaning.items import Defined, Role
from worthwhile.meaning.world import World
from worthwhile.syntax.tree import (
    Call,
    Changed,
    Choice,
    Comparison,
    Convert,
    DateText,
    Expression,
    Flag,
    If,
    Index,
    Is,
    Missing,
    Name,
    Number,
    Operation,
    Range,
    Recurrence,
    Taken,
    Text,
    UnitText,
    Within,
)
from worthwhile.text import Finding, Note, Span
from worthwhile.text.finding import Level
from worthwhile.units import (
    Amount,
    Category,
    CurveOf,
    Day,
    Factor,
    Literal,
    Nothing,
    Rate,
    Refusal,
    Ruling,
    Setting,
    Table,
    Tag,
    Truth,
    Type,
    Unit,
    Unknown,
    Words,
    Zero,
)
from worthwhile.units import complaints as rulings
from worthwhile.units.measures import DAYS, MONTHS
from worthwhile.units.rules import converting, functions, meeting, timeline

POINTS = ("point", "points")
EPOCH = date(1970, 1, 1).toordinal()


class Elaborator:
    """Turns expressions to cores; ``offer`` is the alternative whose values they see."""

    def __init__(
        self,
        world: World,
        say: Callable[[Finding], None],
        offer: str = "",
        bound: Mapping[str, Core] | None = None,
        called: tuple[str, ...] = (),
    ) -> None:
        self.world, self.say, self._offer = world, say, offer
        self._bound, self._called = bound or {}, called
        self.setting = world.setting

    def core(self, node: Expression | Range) -> Core:  # noqa: C901, PLR0911, PLR0912 (one line a kind)
        """An expression as a core node, typed."""
        match node:
            case Number():
                return self._number(node)
            case DateText():
                return self._date(node)
            case Text(text=text, span=span):
                return Const(text, Words(), span)
            case Flag(value=value, span=span):
                return Const(value, Truth(), span)
            case Missing(span=span):
                return Const(None, Nothing(), span)
            case Name():
                return self._name(node)
            case Operation():
                return self._operation(node)
            case Comparison():
                return self._comparison(node)
            case Within():
                return self._within(node)
            case Is():
                return self._is(node)
            case If():
                return self._if(node)
            case Convert():
                return self._convert(node)
            case Index():
                return self._index(node)
            case Call():
                return self._call(node)
            case Recurrence():
                return self._recurrence(node)
            case Taken(value=value, type=type_):
                return self.adopt(value, self.world.types.declared(type_))
            case Changed(value=value, how=how, by=by, span=span):
                base = self.core(value)
                return self.changed(base, base.type, how, by, span)
            case Range(span=span):
                self.say(complaints.no_range(span))
                return unknown(span)

    # ---- literals
    def _number(self, node: Number) -> Core:
        value = node.value
        type_ = self.world.types.of_number(node)
        plain = isinstance(type_, Amount) and not type_.unit and not node.is_percent and not node.first
        text = f"{value:g}" if plain else " ".join(node.span.text.split())
        if plain and value == 0:
            type_ = Zero()
        return Const(value, type_, node.span, Literal(text, value))

    def _date(self, node: DateText, *, last: bool = False) -> Core:
        day = day_number(node, last=last)
        if day is None:
            self.say(complaints.no_such_day(node.text, node.span))
            return unknown(node.span)
        return Const(float(day), Day(), node.span)

    # ---- names
    def _name(self, node: Name) -> Core:
        text = node.text
        if text in self._bound:
            return replace(self._bound[text], span=node.span)
        world, name = self.world, resolved(self.world.draft, text, self._offer)
        facts = world.facts.get(name)
        if facts:
            return Ref(name, facts.type, facts.shape, node.span)
        clock = self.setting.clock
        if text in ("t", "period"):
            if clock is None:
                self.say(complaints.no_clock(text, node.span))
                return unknown(node.span)
            if text == "period":
                return Const(1.0, Amount(Unit.one(clock.period)), node.span)
            return Clock(Amount(Unit.one(clock.period), Tag.CLOCK), node.span)
        entity = world.draft.entity
        if entity and text == entity.name:
            return Ref(text, Table(text), frozenset((ENTITY,)), node.span)
        if node.parts[0] not in world.draft.lost and text not in world.draft.lost:
            self.say(self._unknown_name(node))
        return unknown(node.span)

    def _unknown_name(self, node: Name) -> Finding:
        draft, text = self.world.draft, node.text
        for name, facts in self.world.facts.items():
            if isinstance(facts.type, Category) and text in facts.type.labels:
                hint = f"`{text}` is a label of `{name}`: `{name} is {text}`, `{name} in {{..., {text}}}`"
                return complaints.unknown_name(text, node.span, (), hint)
        if text in draft.macros or text in self.world.toolbox.functions or text in self.world.toolbox.aggregates:
            return complaints.unknown_name(text, node.span, (), f"`{text}` is a function: `{text}(...)`")
        if self.setting.units.find(text):
            hint = f"`{text}` is a unit: it follows a number, `1 {text}`"
            return complaints.unknown_name(text, node.span, (), hint)
        known = [it for it in (*draft.names, "t", "period", *self._bound) if " " not in it]
        return complaints.unknown_name(text, node.span, known)

    # ---- operators
    def _operation(self, node: Operation) -> Core:
        args = [self.core(it) for it in node.operands]
        if node.sign == "??":
            return self._instead(node, args)
        if node.sign == "neg" and isinstance(args[0], Const) and isinstance(args[0].value, float):
            inside = args[0]
            literal = inside.literal and Literal(f"-{inside.literal.text}", -inside.literal.value)
            if isinstance(inside.type, Amount | Rate | Zero):
                return replace(inside, value=-args[0].value, span=node.span, literal=literal)
        claims = ""
        if node.sign == "of" and isinstance(args[1], Ref):
            entry = self.world.draft.names.get(args[1].name.removeprefix(f"{self._offer}."))
            if isinstance(entry, Defined) and entry.role is Role.POOL:
                claims = entry.name
        return self.apply(node.sign, args, node.span, claims)

    def apply(self, name: str, args: Sequence[Core], span: Span, claims: str = "") -> Core:
        """A function of typed nodes: its rule decides, conversions are put in."""
        function = self.world.toolbox.functions[name]
        ruling = self._ruled(function.rule, args, span)
        if ruling is None:
            return unknown(span, joined(*args))
        brought = [adjusted(it, ruling.of(place)) for place, it in enumerate(args)]
        if function.expand:
            made = function.expand(Expansion(self.setting, self.world.start, span), brought)
            core: Core = retyped(made, ruling.type)
        else:
            core = Apply(ruling.use or name, tuple(brought), ruling.type, joined(*brought), span, claims)
        return retyped(adjusted(core, ruling.result), ruling.type)

    def _ruled(self, rule: Callable[..., Ruling], args: Sequence[Core], span: Span) -> Ruling | None:
        try:
            ruling = rule(self.setting, *map(operand, args))
        except Refusal as refusal:
            self.say(self._refused(refusal, args, span))
            return None
        self._doubt(ruling, span)
        return ruling

    def _doubt(self, ruling: Ruling, span: Span) -> None:
        for doubt in ruling.doubts:
            self.say(complaints.doubt(doubt.code, doubt.message, span, doubt.hint))

    def _refused(self, refusal: Refusal, args: Sequence[Core], span: Span) -> Finding:
        """The finding of a refusal: both sides with their types, and where they are declared."""
        notes: dict[tuple[int, int], Note] = {}
        for arg in args if len(args) > 1 else ():
            if not isinstance(arg.type, Unknown) and arg.span != span and _inside(arg.span, span):
                notes[arg.span.start, arg.span.end] = Note(arg.span, str(arg.type))
        for arg in args:
            facts = self.world.facts.get(arg.name) if isinstance(arg, Ref) else None
            if facts and facts.at.end > facts.at.start:
                said = f"`{arg.name}` is {facts.type}"  # type: ignore[union-attr]
                notes.setdefault((facts.at.start, facts.at.end), Note(facts.at, said))
        return Finding(
            refusal.code,
            Level.ERROR,
            refusal.message,
            span,
            tuple(notes.values()),
            refusal.expected,
            refusal.found,
            refusal.hint,
        )

    def _instead(self, node: Operation, args: Sequence[Core]) -> Core:
        ruling = self._ruled(_branches, args, node.span)
        if ruling is None:
            return unknown(node.span, joined(*args))
        value, other = (self._into(it, ruling, place) for place, it in enumerate(args))
        return Instead(value, other, ruling.type, joined(*args), node.span)

    def _into(self, core: Core, ruling: Ruling, place: int) -> Core:
        """An operand as a branch of one value."""
        return retyped(adjusted(core, ruling.of(place)), ruling.type)

    def _if(self, node: If) -> Core:
        condition = self.condition(node.condition)
        args = [self.core(node.then), self.core(node.otherwise)]
        ruling = self._ruled(_branches, args, node.span)
        shape = joined(condition, *args)
        if ruling is None:
            return unknown(node.span, shape)
        then, otherwise = (self._into(it, ruling, place) for place, it in enumerate(args))
        return Choose(condition, then, otherwise, ruling.type, shape, node.span)

    # ---- conditions
    def condition(self, node: Expression) -> Core:
        """An expression that has to be true or false."""
        core = self.core(node)
        self._ruled(functions.conditions, (core,), node.span)
        return core

    def _comparison(self, node: Comparison) -> Core:
        months = [it for it in node.operands if isinstance(it, DateText) and it.is_month]
        for month in months:
            self.say(complaints.month_compared(month.text, month.span))
        operands = [unknown(it.span) if it in months else self.core(it) for it in node.operands]
        pairs = zip(node.signs, operands, operands[1:], strict=False)
        tests = [self.compare(sign, a, b, a.span.to(b.span)) for sign, a, b in pairs]
        return self._all_of("and", tests, node.span)

    def compare(self, sign: str, a: Core, b: Core, span: Span) -> Core:
        """A comparison of two typed nodes."""

        def rule(setting: Setting, *operands: object) -> Ruling:
            return meeting.compared(setting, sign, *operands)  # type: ignore[arg-type]

        ruling = self._ruled(rule, (a, b), span)
        if ruling is None:
            return unknown(span, joined(a, b))
        sides = tuple(adjusted(it, ruling.of(place)) for place, it in enumerate((a, b)))
        return Apply(ruling.use, sides, Truth(), joined(a, b), span)

    def _all_of(self, sign: str, tests: Sequence[Core], span: Span) -> Core:
        found = tests[0]
        for test in tests[1:]:
            if isinstance(found.type, Unknown) or isinstance(test.type, Unknown):
                return unknown(span, joined(*tests))
            found = Apply(sign, (found, test), Truth(), joined(found, test), span)
        return found

    def _within(self, node: Within) -> Core:
        value = self.core(node.value)
        found = self.inside(value, node.bounds, node.span)
        if not node.negated or isinstance(found.type, Unknown):
            return found
        return Apply("not", (found,), Truth(), found.shape, node.span)

    def inside(self, value: Core, bounds: Range | Choice, span: Span, want: Type | None = None) -> Core:
        """Whether a value lies in a range or a set; ``want``: what literals of the bounds take over."""
        if isinstance(bounds, Choice):
            return self._in_set(value, bounds, span, want)
        tests = []
        if bounds.low is not None:
            tests.append(self.compare(">=", value, self._end(bounds.low, want), span))
        if bounds.high is not None:
            last = isinstance(bounds.high, DateText) and bounds.high.is_month and not bounds.open
            high = self._date(bounds.high, last=True) if last else self._end(bounds.high, want)  # type: ignore[arg-type]
            tests.append(self.compare("<" if bounds.open else "<=", value, high, span))
        return self._all_of("and", tests, span)

    def _end(self, node: Expression, want: Type | None) -> Core:
        return self.adopt(node, want) if want is not None else self.core(node)

    def _in_set(self, value: Core, choice: Choice, span: Span, want: Type | None) -> Core:
        tests = []
        for it in choice.values:
            if isinstance(value.type, Category):
                tests.append(self._has_label(value, it, span))
            elif isinstance(value.type, Unknown):
                return unknown(span, value.shape)
            else:
                tests.append(self.compare("=", value, self._end(it, want), span))
        return self._all_of("or", tests, span)

    def _has_label(self, value: Core, node: Expression, span: Span) -> Core:
        if isinstance(node, Missing):
            return IsMissing(value, Truth(), value.shape, span)
        label = self.label(value.type, node, _declared_at(self.world, value))
        if label is None:
            return unknown(span, value.shape)
        return Apply("label =", (value, label), Truth(), value.shape, span)

    def label(self, category: Type, node: Expression, at: Span | None = None) -> Const | None:
        """A label of a category, said by a word or a text; nothing, and a finding, where it has none."""
        word = node.parts[0] if isinstance(node, Name) and len(node.parts) == 1 else None
        if isinstance(node, Text):
            word = node.text
        assert isinstance(category, Category)  # noqa: S101 (the caller looked)
        if word is None:
            self.say(complaints.set_of_values(node.span))
            return None
        if category.labels and word not in category.labels:
            self.say(complaints.no_label(word, node.span, category.labels, at))
            return None
        return Const(word, category, node.span)

    def _is(self, node: Is) -> Core:
        value = self.core(node.value)
        found = self._is_kind(value, node)
        if not node.negated or isinstance(found.type, Unknown):
            return found
        return Apply("not", (found,), Truth(), found.shape, node.span)

    def _is_kind(self, value: Core, node: Is) -> Core:
        kind = node.kind
        if isinstance(kind, Missing):
            return IsMissing(value, Truth(), value.shape, node.span)
        if isinstance(value.type, Unknown):
            return unknown(node.span, value.shape)
        if isinstance(value.type, Category) and isinstance(kind, Name | Text):
            return self._has_label(value, kind, node.span)
        if isinstance(value.type, Truth) and isinstance(kind, Flag):
            other = Const(kind.value, Truth(), kind.span)
            return Apply("flag =", (value, other), Truth(), value.shape, node.span)
        self.say(complaints.is_of_what(value.type, operand(value).words, node.span))
        return unknown(node.span, value.shape)

    # ---- conversions
    def _convert(self, node: Convert) -> Core:
        value = self.core(node.value)
        return self.converted(value, node.unit, node.span)

    def converted(self, value: Core, unit: UnitText, span: Span) -> Core:
        """A value in another unit of its dimension."""
        want = self.world.types.unit(unit.words)
        if isinstance(want, Unknown):
            return unknown(span, value.shape)

        def rule(setting: Setting, *operands: object) -> Ruling:
            return converting.converted(setting, *operands, want)  # type: ignore[arg-type]

        ruling = self._ruled(rule, (value,), span)
        if ruling is None:
            return unknown(span, value.shape)
        return replace(retyped(adjusted(value, ruling.of(0)), ruling.type), span=span)

    def adopt(self, node: Expression, want: Type) -> Core:
        """A default, bound, given value or cell, for something declared as ``want``."""
        if isinstance(want, Category) and isinstance(node, Name | Text):
            named = isinstance(node, Name) and resolved(self.world.draft, node.text, self._offer)
            if not named or named not in self.world.facts or node.text in want.labels:  # type: ignore[union-attr]
                label = self.label(want, node)
                return label if label is not None else unknown(node.span)
        return self.taken(self.core(node), want, node.span)

    def taken(self, core: Core, want: Type, span: Span) -> Core:
        """A typed value brought to a declared type."""

        def rule(setting: Setting, *operands: object) -> Ruling:
            return converting.adopted(setting, *operands, want)  # type: ignore[arg-type]

        ruling = self._ruled(rule, (core,), span)
        if ruling is None:
            return unknown(span, core.shape)
        if ruling.use:
            return Apply(ruling.use, (core, _labels(want, span)), want, core.shape, span)
        found = retyped(adjusted(core, ruling.of(0)), want if not isinstance(want, Unknown) else core.type)
        return replace(found, literal=None) if isinstance(found, Const) else found

    def fit(self, core: Core, want: Type, span: Span) -> Core:
        """A formula's value brought to the type that is declared for it."""
        if isinstance(core, Const) and core.literal:
            return self.taken(core, want, span)

        def rule(setting: Setting, *operands: object) -> Ruling:
            return converting.fitted(setting, *operands, want)  # type: ignore[arg-type]

        ruling = self._ruled(rule, (core,), span)
        if ruling is None:
            return unknown(span, core.shape)
        if ruling.use:
            return Apply(ruling.use, (core, _labels(want, span)), want, core.shape, span)
        return retyped(adjusted(core, ruling.of(0)), want)

    def changed(self, base: Core, want: Type, how: str, by: Expression, span: Span) -> Core:
        """A value set, raised or lowered: `= $5`, `up 14%`, `down 2 points`, `up $3`."""
        if how == "set":
            return self.adopt(by, want)
        sign = "+" if how == "up" else "-"
        if isinstance(want, Unknown):
            return unknown(span, base.shape)
        points = isinstance(by, Number) and by.first is not None and by.first.text in POINTS
        if points:
            return self._moved_by_points(base, want, sign, by, span)  # type: ignore[arg-type]
        if isinstance(want, Day):
            return self.apply(sign, (base, self.core(by)), span)
        if not isinstance(want, Amount | Rate | Factor):
            return self._change_refused(want, span, base)
        if isinstance(by, Number) and by.is_percent and not by.per:
            part = Const(1 + by.value if how == "up" else 1 - by.value, Amount(), by.span)
            return Apply("*", (base, part), want, base.shape, span)
        amount = self.adopt(by, want)
        return Apply(sign, (base, amount), want, joined(base, amount), span)

    def _moved_by_points(self, base: Core, want: Type, sign: str, by: Number, span: Span) -> Core:
        percent = isinstance(want, Amount) and not want.unit and want.tag is Tag.PERCENT
        if not (percent or isinstance(want, Rate | Factor)):
            self.say(self._refused(rulings.points_on(want), (), span))
            return unknown(span, base.shape)
        points = Const(by.value / 100, Amount(), by.span)
        return Apply(sign, (base, points), want, base.shape, span)

    def _change_refused(self, want: Type, span: Span, base: Core) -> Core:
        self.say(self._refused(rulings.no_change(want), (), span))
        return unknown(span, base.shape)

    # ---- time
    def _recurrence(self, node: Recurrence) -> Core:
        args = [self.core(node.first), self.core(node.then)]
        shape = joined(*args) | {TIME}
        ruling = self._ruled(_branches, args, node.span)
        if ruling is None:
            return unknown(node.span, shape)
        if self.setting.clock is None:
            self.say(complaints.no_clock("initially", node.span))
            return unknown(node.span, shape)
        first, then = (self._into(it, ruling, place) for place, it in enumerate(args))
        return Recur(first, then, ruling.type, shape, node.span)

    def _index(self, node: Index) -> Core:
        series = self.core(node.value)
        lag = self._lag(node, series)
        if lag is not None:
            return lag
        at = self.core(node.at)
        words = (operand(series).words, operand(at).words)
        if isinstance(series.type, Unknown) or isinstance(at.type, Unknown):
            return unknown(node.span, series.shape - {TIME} | at.shape)
        hint = "a series is read at a time or a number of periods: `[t - 1]`, `[0]`, `[t - 3 months]`"
        if isinstance(series.type, CurveOf) or TIME not in series.shape:
            if TIME not in series.shape:
                hint = f"`{words[0]}` has one value, not one for each period"
            self.say(complaints.no_lag(*words, node.span, hint))
            return unknown(node.span, series.shape | at.shape)
        try:
            adjust = timeline.period_number(self.setting, operand(at))
        except Refusal:
            self.say(complaints.no_lag(*words, node.span, hint))
            return unknown(node.span, series.shape | at.shape)
        shape = series.shape - {TIME} | at.shape
        return Read(series, adjusted(at, adjust), series.type, shape, node.span)

    def _lag(self, node: Index, series: Core) -> Core | None:
        """``x[t]``, ``x[t - 1]``, ``x[t - 3 months]``: a constant number of periods back."""
        at = node.at
        if isinstance(at, Name) and at.parts == ("t",) and TIME in series.shape:
            return replace(series, span=node.span)
        match at:
            case Operation(sign="-" | "+" as sign, operands=(Name(parts=("t",)), Number() as by)):
                pass
            case _:
                return None
        if "t" in self._bound or self.setting.clock is None:
            return None
        periods = self._periods(by)
        words = (operand(series).words, " ".join(at.span.text.split()))
        if periods is None:
            hint = f"a lag is a whole number of {self.setting.clock.period}s, or a time that is"
            self.say(complaints.no_lag(*words, node.span, hint))
            return unknown(node.span, series.shape)
        if isinstance(series.type, Unknown):
            return unknown(node.span, series.shape | {TIME})
        if TIME not in series.shape:
            hint = f"`{words[0]}` has one value, not one for each period"
            self.say(complaints.no_lag(*words, node.span, hint))
            return unknown(node.span, series.shape | {TIME})
        if sign == "+" or periods <= 0:
            clock = self.core(at.operands[0])  # type: ignore[union-attr]
            ahead = Const(float(periods if sign == "+" else -periods), Amount(), by.span)
            later = Apply("+", (clock, ahead), clock.type, clock.shape, at.span)
            return Read(series, later, series.type, series.shape, node.span)
        return Lag(series, periods, series.type, series.shape, node.span)

    def _periods(self, by: Number) -> int | None:
        """A constant number of periods, where it is a whole one."""
        core = self._number(by)
        try:
            adjust = timeline.period_number(self.setting, operand(core))
        except Refusal:
            return None
        brought = adjusted(core, adjust)
        value = brought.value if isinstance(brought, Const) else None
        if not isinstance(value, float) or not value.is_integer() or by.is_percent:
            return None
        if by.first and not self._whole_unit(by):
            return None
        return int(value)

    def _whole_unit(self, by: Number) -> bool:
        """Whether a unit counts whole periods of the timeline: months and years do, weeks and months not."""
        clock, measure = self.setting.clock, by.first and self.setting.units.find(by.first.text)
        if clock is None or measure is None:
            return False
        calendar = (MONTHS, DAYS)
        return any(measure.name in it and clock.period in it for it in calendar)

    # ---- calls
    def _call(self, node: Call) -> Core:
        return call(self, node)

    def inlined(self, name: str, args: Sequence[Core], span: Span) -> Core:
        """A function of the model, put in where it is called."""
        macro = self.world.draft.macros[name]
        if name in self._called:
            self.say(complaints.macro_circle(name, span))
            return unknown(span)
        bound = {it.text: arg for it, arg in zip(macro.parameters, args, strict=True)}
        inner = Elaborator(self.world, self.say, self._offer, bound, (*self._called, name))
        return inner.core(macro.body)

    def is_bound(self, name: str) -> bool:
        """Whether a name is a parameter of the function that is being put in."""
        return name in self._bound

    def ruled(self, rule: Callable[..., Ruling], args: Sequence[Core], span: Span) -> Ruling | None:
        """A rule's answer, or nothing and a finding."""
        return self._ruled(rule, args, span)


def _branches(setting: Setting, *operands: object) -> Ruling:
    return meeting.branches(setting, operands)  # type: ignore[arg-type]


def _inside(inner: Span, outer: Span) -> bool:
    same = inner.source is outer.source or inner.source == outer.source
    return same and outer.start <= inner.start and inner.end <= outer.end


def _labels(want: Type, span: Span) -> Const:
    """The labels of a category, as a constant to look texts up in."""
    assert isinstance(want, Category)  # noqa: S101 (only a category asks for labels)
    return Const("\n".join(want.labels), want, span)


def _declared_at(world: World, core: Core) -> Span | None:
    facts = world.facts.get(core.name) if isinstance(core, Ref) else None
    return facts.at if facts and facts.at.end > facts.at.start else None


def day_number(node: DateText, *, last: bool = False) -> int | None:
    """The day of a date, counted from 1970-01-01; of a month its first day, or its last."""
    parts = [int(it) for it in node.text.split("-")]
    try:
        if len(parts) == 3:  # noqa: PLR2004 (year, month, day)
            return date(*parts).toordinal() - EPOCH
        year, month = parts
        if last:
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)  # noqa: PLR2004
            return date(year, month, 1).toordinal() - EPOCH - 1
        return date(year, month, 1).toordinal() - EPOCH
    except ValueError:
        return None


