"""A model means the same wherever it is taken in: imported, imported twice over, extended."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings

import worthwhile as ww
from properties.asking import run, table_of
from properties.generator import Drawn, models
from properties.generator.written import Cell
from properties.same import identical
from worthwhile.answer.result import Result

FEW = settings(max_examples=25)


def taken_in(drawn: Drawn, text: str, columns: Mapping[str, str], **others: str) -> Result:
    """Another model, asked with the table of the drawn one under other heads."""
    with TemporaryDirectory() as folder:
        for name, content in {"drawn": drawn.text, **others}.items():
            (Path(folder) / f"{name}.worth").write_text(content, encoding="utf-8")
        model = ww.parse(text, folder=folder)
    if drawn.entity:
        table = table_of(drawn)
        return model.run(table.rename_columns([columns.get(it, it) for it in table.column_names]))
    values: dict[str, Cell] = {columns.get(name, name): cells[0] for name, cells in drawn.table.items()}
    return model.run(values or None)


def head(drawn: Drawn) -> str:
    """What has to be the same in both; then names and functions that mean something else here."""
    entity = f"entity {drawn.entity} key id\n" if drawn.entity else ""
    timeline = f"timeline {drawn.timeline}\n" if drawn.timeline else ""
    names = [*(it.name for it in drawn.assumptions), *(it.name for it in drawn.formulas)]
    others = "".join(f'{it} = "another"\n' for it in names)
    return f"{entity}{timeline}define between(x, y) = x\ndefine larger(x, y) = y\n{others}"


def outputs(drawn: Drawn, prefix: str) -> str:
    """Lists what the model returns, as it is called here."""
    places = ["benefits", "costs"] if any(it.place for it in drawn.formulas) else []
    names = [*(it.name for it in drawn.formulas), *places]
    return "outputs:\n" + "".join(f"    {prefix}{it}\n" for it in names)


def same(one: Result, two: Result, prefix: str) -> None:
    for name in one:
        assert identical(one[name], two[f"{prefix}{name}"]), name
        assert str(one.output(name).type) == str(two.output(f"{prefix}{name}").type), name


@FEW
@given(models())
def test_imported_it_gives_what_it_gives_alone(drawn: Drawn) -> None:
    text = f'currency CAD\n{head(drawn)}import "drawn.worth" as base\n{outputs(drawn, "base.")}'
    columns = {it.name: f"base.{it.name}" for it in drawn.inputs}
    same(run(drawn), taken_in(drawn, text, columns), "base.")


@FEW
@given(models())
def test_bound_to_the_same_inputs_it_gives_the_same(drawn: Drawn) -> None:
    """The inputs are declared here, and the inner model is imported by another import."""
    lines = "".join(f"    {it}\n" for it in drawn.inputs)
    bound = ", ".join(f"base.{it.name} = {it.name}" for it in drawn.inputs)
    units = "currency USD\nunit seat\nunit piece\nunit box = 12 pieces\n"
    imported = f'import "between.worth" as far with {bound}\n'
    text = f"{units}{head(drawn)}inputs:\n{lines}{imported}{outputs(drawn, 'far.base.')}"
    between = f'{head(drawn)}import "drawn.worth" as base\n'
    same(run(drawn), taken_in(drawn, text, {}, between=between), "far.base.")


@FEW
@given(models())
def test_extended_it_gives_the_same(drawn: Drawn) -> None:
    same(run(drawn), taken_in(drawn, 'extend "drawn.worth"\nmore = 1\n', {}), "")


@FEW
@given(models().filter(lambda it: bool(it.alternatives)))
def test_its_alternatives_go_along(drawn: Drawn) -> None:
    names = [it.name for it in drawn.formulas]
    listed = "outputs:\n" + "".join(f"    rival.{it}\n" for it in names)
    alone = ww.parse(relisted(drawn, listed))
    data = table_of(drawn) if drawn.entity else {name: cells[0] for name, cells in drawn.table.items()} or None
    text = f'currency CAD\n{head(drawn)}import "drawn.worth" as base\n{listed.replace("rival.", "base.rival.")}'
    columns = {it.name: f"base.{it.name}" for it in drawn.inputs}
    same(alone.run(data), taken_in(drawn, text, columns), "base.")


def relisted(drawn: Drawn, listed: str) -> str:
    """The model with other outputs."""
    said = [it for it in drawn.statements() if not it.startswith("outputs:")]
    return "currency USD\n" + "\n".join(said) + "\n" + listed
