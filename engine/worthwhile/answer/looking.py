"""Look at data without giving answers: whether it fits the inputs of a model."""

from collections.abc import Mapping

from worthwhile.answer.ask import answered
from worthwhile.answer.diagnostics import diagnostics
from worthwhile.data.frame import Frame
from worthwhile.meaning.function import Toolbox
from worthwhile.meaning.meaning import Meaning
from worthwhile.plan.steps import Plan
from worthwhile.text import Finding, ModelError

DATA = "W06"
"""The family of what is said of data."""


def look_at(meaning: Meaning, plan: Plan, toolbox: Toolbox, tables: Mapping[str, Frame]) -> list[Finding]:
    """What is to be said of the columns and cells of some tables, bounds of inputs included."""
    try:
        scene = answered(meaning, plan, toolbox, tables)
    except ModelError as error:
        return list(error.findings)
    return [it for it in diagnostics(scene) if it.code.startswith(DATA)]
