"""What the checks of one model share: the draft, the findings so far, and what is understood already."""

from dataclasses import dataclass, field

from worthwhile.meaning import complaints
from worthwhile.meaning.constants import NotConstantError, constant
from worthwhile.meaning.core import ENTITY, TIME, Core, operand
from worthwhile.meaning.draft import Draft
from worthwhile.meaning.expressions import Elaborator
from worthwhile.meaning.function import Toolbox, Value
from worthwhile.meaning.items import OWN
from worthwhile.meaning.meaning import Definition, Input
from worthwhile.meaning.world import World
from worthwhile.text import Finding
from worthwhile.text.limits import Limits
from worthwhile.units import Setting


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
        """What a name stands for, where it is known before any data: formulas, and assumptions' values."""
        definition = self.definitions.get(name)
        return None if definition is None else definition.core

    def constant(self, core: Core) -> Value:
        """The value of a constant; None where it is missing or no constant."""
        try:
            return self.known(core)
        except NotConstantError:
            return None

    def known(self, core: Core) -> Value:
        """The value of a constant. Raises `NotConstantError`."""
        return constant(core, self.toolbox.functions, self.core_of)

    def fan_out(self, core: Core) -> None:
        """Say that many records stand where one value is wanted."""
        table = min(core.shape - {ENTITY, TIME})
        entity = self.draft.entity.name if self.draft.entity else ""
        self.say(complaints.fan_out(table, entity, operand(core).words, core.span, None))
