"""Look at data without running: whether it fits the inputs of a model."""

from collections.abc import Mapping

from worthwhile.data.frame import Frame
from worthwhile.meaning.meaning import Meaning
from worthwhile.plan.steps import Plan
from worthwhile.run.bind import bind
from worthwhile.text import Finding


def look_at(meaning: Meaning, plan: Plan, tables: Mapping[str, Frame]) -> list[Finding]:
    """What is to be said of the columns and cells of some tables."""
    entity = meaning.entity.name if meaning.entity else ""
    return bind(meaning, plan, tables.get(entity)).findings
