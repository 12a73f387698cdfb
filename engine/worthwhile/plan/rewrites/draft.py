"""A plan while it is rewritten."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from worthwhile.data.form import Form
from worthwhile.meaning.core import Shape
from worthwhile.meaning.function import Algebra, Function, Toolbox
from worthwhile.plan.steps import Op, Slot, Step
from worthwhile.text import Span
from worthwhile.text.frozen import frozen


@frozen
class Draft:
    """A plan before its passes are laid out."""

    steps: tuple[Step, ...]
    roots: tuple[Slot, ...]
    toolbox: Toolbox
    periods: int = 1
    told: tuple[Slot, ...] = ()
    """What only explanations ask for."""


Rewrite = Callable[[Draft], Draft]


@dataclass(slots=True)
class Bench:
    """Steps as they are replaced: each in its place, new ones before those that need them."""

    draft: Draft
    steps: list[Step] = field(default_factory=list)
    by_slot: dict[Slot, Step] = field(default_factory=dict)
    _next: Slot = 0
    _made: dict[tuple[object, ...], Slot] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_slot = {it.slot: it for it in self.draft.steps}
        self._next = max(self.by_slot, default=-1) + 1

    def put(self, step: Step) -> None:
        """A step in the place of the one that fills its slot."""
        self.by_slot[step.slot] = step
        self.steps.append(step)

    def new(self, op: Op, args: tuple[Slot, ...], shape: Shape, span: Span, name: str = "", **more: float) -> Slot:
        """A new step of numbers; the same one is made once."""
        key = (op, args, shape, name, *more.items())
        known = self._made.get(key)
        if known is None:
            known = self._made[key] = self._next
            self._next += 1
            self.put(Step(known, op, args, Form.NUMBER, shape, span, name, **more))  # type: ignore[arg-type]
        return known

    def constant(self, value: float, span: Span) -> Slot:
        """A constant."""
        return self.new(Op.CONSTANT, (), frozenset(), span, value=value)

    def apply(self, algebra: Algebra, one: Slot, other: Slot, span: Span) -> Slot | None:
        """What a function of algebra gives of two slots; nothing where no plugin offers it."""
        function = named(self.draft.toolbox, algebra)
        if function is None:
            return None
        shape = self.by_slot[one].shape | self.by_slot[other].shape
        return self.new(Op.APPLY, (one, other), shape, span, function.name)

    def finished(self, roots: tuple[Slot, ...] = (), told: tuple[Slot, ...] = ()) -> Draft:
        """The draft with these steps."""
        draft = self.draft
        return Draft(tuple(self.steps), roots or draft.roots, draft.toolbox, draft.periods, (*draft.told, *told))


def named(toolbox: Toolbox, algebra: Algebra) -> Function | None:
    """The function that is something in algebra."""
    return next((it for it in toolbox.functions.values() if it.algebra is algebra), None)


def algebra_of(step: Step, toolbox: Toolbox) -> Algebra | None:
    """What a step is in algebra."""
    return toolbox.functions[step.name].algebra if step.op is Op.APPLY else None


def constant_of(step: Step) -> float | None:
    """The number that a step stands for."""
    if step.op is Op.CONSTANT and isinstance(step.value, float) and step.form is Form.NUMBER:
        return step.value
    return None


Steps = Mapping[Slot, Step]
