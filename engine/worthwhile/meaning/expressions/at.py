"""The place from which expressions are looked at: what they may name, and how rulings become findings.

Nothing is raised for what a user wrote: what is wrong becomes a finding and a value of unknown type,
which fits everything, so that each fault is told once and hides no other.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from worthwhile.meaning import complaints
from worthwhile.meaning.core import (
    Apply,
    Const,
    Core,
    Ref,
    adjusted,
    joined,
    operand,
    retyped,
    unknown,
)
from worthwhile.meaning.function import Expansion
from worthwhile.meaning.items import OWN
from worthwhile.meaning.types import TypeReader
from worthwhile.meaning.world import World
from worthwhile.syntax.tree import Expression, Range
from worthwhile.text import Finding, Level, Note, Span
from worthwhile.units import Adjust, Nothing, Operand, Refusal, Ruling, Setting, Truth, Type, Unknown, article
from worthwhile.units.rules import functions, meeting

Say = Callable[[Finding], None]
Rule = Callable[..., Ruling]


class At(ABC):
    """A place: the model round it, what its names may begin with, the parameters bound there.

    ``table`` is the one whose rows it is about: from there a lookup is read by their key.
    """

    def __init__(
        self,
        world: World,
        say: Say,
        sees: tuple[str, ...] = OWN,
        bound: Mapping[str, Core] | None = None,
        called: tuple[str, ...] = (),
        table: str = "",
    ) -> None:
        self.world, self.say, self.sees = world, say, sees
        self.bound, self.called, self.table = bound or {}, called, table

    @property
    def setting(self) -> Setting:
        """The units and the timeline."""
        return self.world.setting

    @property
    def types(self) -> TypeReader:
        """The types and units that may be written here."""
        return self.world.types[self.home]

    @property
    def home(self) -> str:
        """How the names of the model begin in which it stands: nothing, or `base.` where it is taken in."""
        return self.sees[-1]

    def is_lost(self, text: str) -> bool:
        """Whether a name is not there because something about it has been complained of already."""
        return self.world.draft.is_lost(self.home, text)

    @abstractmethod
    def core(self, node: Expression | Range) -> Core:
        """An expression as a core node, typed."""

    @abstractmethod
    def within(self, bound: Mapping[str, Core], called: tuple[str, ...], sees: tuple[str, ...] | None = None) -> "At":
        """The same place with other parameters, or another one with them."""

    @abstractmethod
    def along(self, table: str) -> "At":
        """The same place, about the rows of a table."""

    def condition(self, node: Expression) -> Core:
        """An expression that has to be true or false."""
        core = self.core(node)
        self.ruled(functions.conditions, (core,), node.span)
        return with_types((core,), Truth())[0]

    def apply(self, name: str, args: Sequence[Core], span: Span, claims: str = "") -> Core:
        """A function of typed nodes: its rule decides, conversions are put in."""
        toolbox = self.world.toolbox
        function = toolbox.functions.get(name)
        if function is None:
            self.say(complaints.no_operator(name, span))
            return unknown(span, joined(*args))
        ruling = self.ruled(function.rule, args, span, toolbox.owner("functions", name))
        if ruling is None:
            return unknown(span, joined(*args))
        brought = [adjusted(it, ruling.of(place)) for place, it in enumerate(with_types(args, ruling.type))]
        core: Core
        if function.expand:
            try:
                made = _core(function.expand(Expansion(self.setting, self.world.start, span), brought))
            except Exception as error:  # noqa: BLE001 (whatever a plugin does)
                self.say(complaints.plugin_failed(f"`{name}`", error, span, toolbox.owner("functions", name)))
                return unknown(span, joined(*args))
            core = retyped(made, ruling.type)
        else:
            used = ruling.use or name
            if used not in toolbox.functions:
                self.say(complaints.no_operator(used, span))
                return unknown(span, joined(*args))
            core = Apply(used, tuple(brought), ruling.type, joined(*brought), span, claims)
        return retyped(adjusted(core, ruling.result), ruling.type)

    def branches(self, args: Sequence[Core], span: Span) -> tuple[Core, ...] | None:
        """Values that have to be of one type, brought to it; nothing, and a finding, where they are not."""
        ruling = self.ruled(_branches, args, span)
        if ruling is None:
            return None
        return tuple(retyped(adjusted(it, ruling.of(place)), ruling.type) for place, it in enumerate(args))

    def ruled(self, rule: Rule, args: Sequence[Core], span: Span, owner: str = "") -> Ruling | None:
        """A rule's answer, its doubts said; nothing, and a finding, where it refuses.

        ``owner`` is the plugin whose rule it is.
        """
        try:
            ruling = _whole(rule(self.setting, *map(operand, args)))
        except Refusal as refusal:
            self.say(self.refused(refusal, args, span))
            return None
        except Exception as error:  # noqa: BLE001 (whatever a plugin does)
            words = " ".join(span.text.split())
            self.say(complaints.plugin_failed(f"the rule of units in `{words}`", error, span, owner))
            return None
        for doubt in ruling.doubts:
            self.say(complaints.doubt(doubt.code, doubt.message, span, doubt.hint))
        return ruling

    def refused(self, refusal: Refusal, args: Sequence[Core], span: Span) -> Finding:
        """The finding of a refusal: both sides with their types, and where they are declared."""
        notes: dict[tuple[int, int], Note] = {}
        for arg in args if len(args) > 1 else ():
            if not isinstance(arg.type, Unknown) and arg.span != span and _inside(arg.span, span):
                notes[arg.span.start, arg.span.end] = Note(arg.span, article(arg.type))
        for arg in args:
            facts = self.world.facts.get(arg.name) if isinstance(arg, Ref) else None
            if facts and isinstance(arg, Ref) and facts.at.end > facts.at.start:
                place = (facts.at.start, facts.at.end)
                notes.setdefault(place, Note(facts.at, f"`{arg.name}` is {article(facts.type)}"))
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

    def declared_at(self, core: Core) -> Span | None:
        """Where a name is declared that a node mentions."""
        facts = self.world.facts.get(core.name) if isinstance(core, Ref) else None
        return facts.at if facts and facts.at.end > facts.at.start else None


def with_types(args: Sequence[Core], type_: Type) -> tuple[Core, ...]:
    """Each `missing` as a value of the kind that stands beside it, or of the type of the whole."""
    known = next((it.type for it in args if not isinstance(it.type, Nothing)), type_)
    return tuple(
        replace(it, type=known) if isinstance(it, Const) and isinstance(it.type, Nothing) else it for it in args
    )


def _whole(ruling: object) -> Ruling:
    """What a rule has decided, if it is what rules give. Raises `TypeError`."""
    if not isinstance(ruling, Ruling) or not isinstance(ruling.type, Type):
        raise TypeError(f"it decides `{ruling!r}`, which is no `Ruling` with a type")
    if not all(isinstance(it, Adjust) for it in (*ruling.adjust, ruling.result)):
        raise TypeError(f"it adjusts by `{ruling.adjust!r}`, which are not all `Adjust`s")
    return ruling


def _core(made: object) -> Core:
    """What a function expands into, if it is a node. Raises `TypeError`."""
    if isinstance(made, Core):
        return made
    raise TypeError(f"it expands into `{type(made).__name__}`, which is no core node")


def _branches(setting: Setting, *operands: Operand) -> Ruling:
    return meeting.branches(setting, operands)


def _inside(inner: Span, outer: Span) -> bool:
    same = inner.source is outer.source or inner.source == outer.source
    return same and outer.start <= inner.start and inner.end <= outer.end
