"""What is in a model, as plain data: what `worthwhile show` prints and hosts read."""

from collections.abc import Mapping

from worthwhile.meaning.core import ENTITY, TIME
from worthwhile.meaning.expressions.fits import offered
from worthwhile.meaning.items import Role
from worthwhile.meaning.meaning import Definition, Meaning, OtherTable
from worthwhile.syntax.format import expression_text


def described(meaning: Meaning, imports: Mapping[str, str]) -> dict[str, object]:
    """What is in a model, as plain data; ``imports`` are the files of the models that it takes in."""
    outputs = {it.name for it in meaning.outputs}
    return {
        "model": meaning.name,
        "label": meaning.label,
        "entity": {"name": meaning.entity.name, "key": meaning.entity.key} if meaning.entity else None,
        "conventions": _conventions(meaning),
        "inputs": [_entry(meaning, it) for it in of_role(meaning, Role.INPUT)],
        "assumptions": [_entry(meaning, it) for it in of_role(meaning, Role.ASSUMPTION)],
        "tables": [_table(meaning, it) for it in meaning.tables.values()],
        "formulas": [{**_entry(meaning, it), "output": it.name in outputs} for it in visible(meaning)],
        "fits": [_fit(meaning, it) for it in of_role(meaning, Role.FIT) if it.name in meaning.fits],
        "rules": [
            {
                "name": it.title,
                "policy": it.policy.strip("()"),
                "rows": it.rows,
                "proven": it.proven,
                "why": it.why or None,
            }
            for it in meaning.proofs.values()
        ],
        "outputs": [it.name for it in meaning.outputs],
        "correlations": [{"one": it.one, "other": it.other, "at": it.at} for it in meaning.correlations],
        "scenarios": list(meaning.scenarios),
        "alternatives": list(meaning.alternatives),
        "imports": dict(imports),
        "tests": [it.name for it in meaning.trials],
    }


def _fit(meaning: Meaning, it: Definition) -> dict[str, object]:
    """A fit: what is fitted of what, and what can be read of it."""
    facts = meaning.fits[it.name]
    return {
        "name": it.name,
        "label": it.label,
        "fit": facts.fit.name,
        "of": facts.call,
        "given": bool(facts.given),
        "offers": offered(it.name, facts),
        "source": facts.fit.source,
    }


def _table(meaning: Meaning, it: OtherTable) -> dict[str, object]:
    columns = [_entry(meaning, column) for column in columns_of(meaning, it.name)]
    return {"name": it.name, "label": it.label, "of": it.of or None, "key": it.key, "columns": columns}


def columns_of(meaning: Meaning, table: str) -> list[Definition]:
    """The columns of a table beside the entity's."""
    return [it for it in of_role(meaning, Role.COLUMN) if meaning.declared[it.name].table == table]


def of_role(meaning: Meaning, role: Role) -> list[Definition]:
    """The names that stand in the text in one role."""
    return [it for it in meaning.definitions.values() if it.role is role and it.at.end > 0]


def visible(meaning: Meaning) -> list[Definition]:
    """The names that are computed, for people to see."""
    hidden = (Role.INPUT, Role.ASSUMPTION, Role.COLUMN, Role.HIDDEN, Role.FIT, Role.OF_FIT)
    return [it for it in meaning.definitions.values() if it.role not in hidden]


def _entry(meaning: Meaning, it: Definition) -> dict[str, object]:
    declared = meaning.declared.get(it.name)
    declared = None if declared and declared.bound else declared
    default = declared.default if declared else None
    return {
        "name": it.name,
        "label": it.label,
        "type": str(it.type),
        "shape": shape_text(meaning, it),
        "default": expression_text(default) if default is not None else None,
        "bounds": expression_text(declared.bounds) if declared and declared.bounds is not None else None,
        "uncertain": meaning.uncertain[it.name].says if it.name in meaning.uncertain else None,
        "source": declared.source if declared else "",
        "formula": None if declared else " ".join(it.core.span.text.split()),
    }


def shape_text(meaning: Meaning, it: Definition) -> str:
    """How many values a name has, in words."""
    each = []
    if ENTITY in it.shape and meaning.entity:
        each.append(f"each {meaning.entity.name}")
    if TIME in it.shape and meaning.timeline:
        each.append(f"each {meaning.timeline.period}")
    each += [f"each row of {table}" for table in sorted(it.shape & meaning.tables.keys())]
    return "for " + " and ".join(each) if each else "one value"


def _conventions(meaning: Meaning) -> dict[str, object]:
    timeline = meaning.timeline
    as_of = meaning.declared.get("as_of")
    return {
        "timing": timeline.paid or None if timeline else None,
        "periods": timeline.length if timeline else None,
        "period": timeline.period if timeline else None,
        "compounding": "rates and factors compound by the period; flows rescale linearly",
        "as_of": expression_text(as_of.default) if as_of and as_of.default is not None else None,
        "currency": meaning.setting.units.currency,
    }
