"""What the checks of one model share: the draft, the findings so far, and what is understood already."""

from dataclasses import dataclass, field, replace

from worthwhile.meaning.constants import NotConstantError, constant
from worthwhile.meaning.core import ENTITY, TIME, Core, Given, Reduce, Ref, below, every, operand
from worthwhile.meaning.draft import Draft
from worthwhile.meaning.expressions import Elaborator
from worthwhile.meaning.function import Toolbox, Value
from worthwhile.meaning.items import OWN
from worthwhile.meaning.meaning import Definition, Input
from worthwhile.meaning.tables import complaints as table_complaints
from worthwhile.meaning.uncertain.uncertain import Uncertain
from worthwhile.meaning.world import World
from worthwhile.text import Finding
from worthwhile.text.limits import Limits
from worthwhile.units import Setting, Truth


@dataclass(slots=True)
class Said:
    """The findings so far, each once."""

    findings: dict[tuple[str, int, int, str], Finding] = field(default_factory=dict)

    def __call__(self, finding: Finding) -> None:
        """Take in a finding."""
        span = finding.span
        key = (finding.code, span.start if span else -1, span.end if span else -1, finding.message)
        self.findings.setdefault(key, finding)


def unheard(finding: Finding) -> None:
    """Take in a finding, and forget it."""
    del finding


@dataclass(slots=True)
class Checking:
    """One model while it is being understood."""

    draft: Draft
    toolbox: Toolbox
    limits: Limits
    say: Said
    world: World
    definitions: dict[str, Definition] = field(default_factory=dict)
    inputs: dict[str, Input] = field(default_factory=dict)
    recurrences: tuple[tuple[str, ...], ...] = ()
    uncertain: dict[str, Uncertain] = field(default_factory=dict)

    @property
    def setting(self) -> Setting:
        """The units and the timeline."""
        return self.world.setting

    def at(self, sees: tuple[str, ...] = OWN) -> Elaborator:
        """A place to look at expressions from."""
        return Elaborator(self.world, self.say, sees)

    def quietly(self, sees: tuple[str, ...] = OWN) -> Elaborator:
        """A place from which nothing is said."""
        return Elaborator(self.world, unheard, sees)

    def core_of(self, name: str) -> Core | None:
        """What a name stands for, where it is known before any data: formulas, and assumptions' values.

        What is uncertain is not known, whatever stands for it in a plain run.
        """
        definition = self.definitions.get(name)
        return None if definition is None or name in self.uncertain else definition.core

    def drawn(self, name: str) -> Definition | None:
        """The definition of a name, as it is when what is uncertain is drawn."""
        definition, how = self.definitions.get(name), self.uncertain.get(name)
        return definition if definition is None or how is None else replace(definition, core=how.core)

    def constant(self, core: Core) -> Value:
        """The value of a constant; None where it is missing or no constant."""
        try:
            return self.known(core)
        except NotConstantError:
            return None

    def known(self, core: Core) -> Value:
        """The value of a constant. Raises `NotConstantError`."""
        return constant(core, self.toolbox.functions, self.core_of)

    def uncertain_in(self, core: Core) -> str:
        """The first uncertain name that a value hangs on, directly or through others; nothing where it does on none."""
        waiting, seen = [core], set[str]()
        while waiting:
            for node in every(waiting.pop(0)):
                if isinstance(node, Ref) and node.name not in seen:
                    seen.add(node.name)
                    if node.name in self.uncertain:
                        return node.name
                    waiting += [self.definitions[node.name].core] if node.name in self.definitions else []
        return ""

    def fan_out(self, core: Core) -> None:
        """Say that many records stand where one value is wanted, and where they come in."""
        table = min(core.shape - {ENTITY, TIME})
        entity = self.draft.entity.name if self.draft.entity else ""
        found = self._coming_in(core, table)
        at = found.span if found.span != core.span else None
        mixed = any(isinstance(it, Reduce) for it in every(self._defined(core)))
        words = operand(found if mixed or isinstance(found.type, Truth) else core).words
        self.say(table_complaints.fan_out(table, entity, words, core.span, at, condition=isinstance(found.type, Truth)))

    def _defined(self, core: Core) -> Core:
        """What a name stands for; anything else as it is."""
        return self.definitions[core.name].core if isinstance(core, Ref) and core.name in self.definitions else core

    def _coming_in(self, core: Core, table: str) -> Core:
        """The column of a table that a value goes back to; a condition on its rows as it stands."""
        here = self._defined(core)
        while not isinstance(here.type, Truth):
            inside = [it for it in below(here) if table in it.shape]
            if isinstance(here, Reduce) or not inside:
                break
            here = inside[0]
        return core if isinstance(here, Given) else here
