"""What only constants go into is computed when the plan is made."""

from contextlib import suppress

from worthwhile.data.form import Form
from worthwhile.meaning.constants import NotConstantError, call
from worthwhile.meaning.curves.reading import interpolated
from worthwhile.plan.rewrites.draft import Draft
from worthwhile.plan.steps import Op, Slot, Step, Value


def fold_constants(draft: Draft) -> Draft:
    """Compute what only constants go into; what has no answer stays, so that the run can say why."""
    functions = draft.toolbox.functions
    known: dict[Slot, Step] = {}
    steps = []
    for step in draft.steps:
        folded = step
        if step.op is Op.APPLY and all(it in known for it in step.args):
            function = functions[step.name]
            values = [known[it].value for it in step.args]
            if function.scalar is not None and step.form in (Form.NUMBER, Form.FLAG):
                with suppress(NotConstantError):
                    value = call(function, values)
                    if _is(value, step.form):  # what is missing is computed in the run, which says why
                        folded = Step(step.slot, Op.CONSTANT, (), step.form, step.shape, step.span, value=value)
        if step.reading is not None and step.form is Form.NUMBER and all(it in known for it in step.args):
            at, *rows = (known[it].value for it in step.args)
            value = interpolated(step.reading, step.keys, [_float(it) for it in rows], _float(at) or 0.0)
            if at is not None and value is not None:
                folded = Step(step.slot, Op.CONSTANT, (), step.form, step.shape, step.span, value=value)
        if folded.op is Op.CONSTANT:
            known[folded.slot] = folded
        steps.append(folded)
    return Draft(tuple(steps), draft.roots, draft.toolbox, draft.periods, draft.told)


def _is(value: Value, form: Form) -> bool:
    """Whether a value is of a form, as a plugin's function has to give it."""
    return (
        isinstance(value, bool) if form is Form.FLAG else isinstance(value, float | int) and not isinstance(value, bool)
    )


def _float(value: Value) -> float | None:
    return value if isinstance(value, float) else None
