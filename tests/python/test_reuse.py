"""Imports from Python: folders, libraries, pickles, equality, and files that a model must not reach."""

import os
import pickle
import shutil
from pathlib import Path

import pytest

import worthwhile as ww
from worthwhile.plugin import Library, plugin
from worthwhile.plugin.registry import Registry, installed
from worthwhile.reuse import volume
from worthwhile.syntax.parse import Parsed, parse
from worthwhile.text import Source
from worthwhile.text.limits import Limits

RULES = Path(__file__).parents[2] / "rules"
MARGINS = "currency USD\nassumptions:\n    share : percent = 30%\ninputs:\n    price : USD\nmargin = price * share\n"
SHOP = """
currency USD
import "shared/margins.worth" as m with price = shelf * 2
import "shared/margins.worth" as other
inputs:
    shelf : USD = $10
profit = m.margin + other.margin
"""


def written(folder: Path, **texts: str) -> Path:
    """Files by their names, a double underscore for a folder; gives the first."""
    paths = [folder / f"{name.replace('__', '/')}.worth" for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return paths[0]


def refused(code: str, path: Path, **options: object) -> ww.Finding:
    with pytest.raises(ww.ModelError) as error:
        ww.load(path, **options)  # type: ignore[arg-type]  # as a test says them
    assert {it.code for it in error.value.findings} == {code}
    return error.value.findings[0]


def test_inputs_and_assumptions_of_an_import_are_those_of_the_model(tmp_path: Path) -> None:
    model = ww.load(written(tmp_path, shop=SHOP, shared__margins=MARGINS))
    assert set(model.inputs) == {"shelf", "other.price"}
    assert set(model.assumptions) == {"as_of", "m.share", "other.share"}
    assert list(model.outputs) == ["profit"]
    values = {"shelf": 5.0, "other.price": 100.0, "m.share": 0.5}
    assert model.evaluate(values) == {"profit": 35.0}
    run = model.run({"shelf": 5.0, "other.price": 100.0}, set={"other.share": "10%"})
    assert run.values("profit") == [13.0]
    with pytest.raises(ww.ModelError, match="given by the import"):
        model.with_values({"m.price": 5.0})


def test_a_pickle_carries_the_texts(tmp_path: Path) -> None:
    path = written(tmp_path / "here", shop=SHOP, shared__margins=MARGINS)
    model = ww.load(path).with_values({"m.share": 0.5})
    packed = pickle.dumps(model)
    shutil.rmtree(tmp_path / "here")
    again = pickle.loads(packed)  # noqa: S301 (its own)
    assert again == model
    assert hash(again) == hash(model)
    wanted = {"profit": 10.0 + 30.0}
    assert again.evaluate({"other.price": 100.0}) == model.evaluate({"other.price": 100.0}) == wanted
    assert again.with_values({"other.share": 0.1}).evaluate({"other.price": 100.0}) == {"profit": 20.0}


def test_models_are_equal_by_what_they_import(tmp_path: Path) -> None:
    here = ww.load(written(tmp_path / "here", shop=SHOP, shared__margins=MARGINS))
    there = ww.load(written(tmp_path / "there", shop=SHOP, shared__margins=MARGINS))
    other = ww.load(written(tmp_path / "other", shop=SHOP, shared__margins=MARGINS.replace("30%", "40%")))
    assert here == there
    assert hash(here) == hash(there)
    assert here != other
    assert here != here.with_values({"m.share": 0.5})
    assert len({here, there, other}) == 2


def test_a_model_does_not_look_at_its_files_again(tmp_path: Path) -> None:
    path = written(tmp_path, shop=SHOP, shared__margins=MARGINS)
    model = ww.load(path)
    written(tmp_path, shared__margins=MARGINS.replace("30%", "90%"))
    assert model.with_values({"shelf": 20.0}).evaluate({"other.price": 0.0}) == {"profit": 12.0}


def test_a_text_imports_from_libraries_and_from_a_folder_that_is_said(tmp_path: Path) -> None:
    written(
        tmp_path / "library", sales__margins=MARGINS, sales__deep__more="import sales.margins as m with price = $5\n"
    )
    text = "currency USD\nimport sales.margins as m with price = $40\nprofit = m.margin\n"
    for library in (tmp_path / "library", str(tmp_path / "library"), [tmp_path / "no", tmp_path / "library"]):
        assert ww.parse(text, library=library).evaluate() == {"profit": 12.0}
    named = text.replace("sales.margins", "library.sales.margins")
    assert ww.parse(named, library=tmp_path / "library").evaluate() == {"profit": 12.0}
    with pytest.raises(ww.ModelError, match="W0813"):
        ww.parse(text)
    beside = text.replace("sales.margins", '"sales/margins.worth"')
    assert ww.parse(beside, folder=tmp_path / "library").evaluate() == {"profit": 12.0}
    with pytest.raises(ww.ModelError, match="W0814"):
        ww.parse(beside)


def test_libraries_of_plugins(tmp_path: Path) -> None:
    written(tmp_path, pricing=MARGINS)

    class Shelf:
        @plugin
        def libraries(self) -> list[Library]:
            return [Library("retail", str(tmp_path))]

    shipped = installed()
    tools = Registry(**{**vars(shipped), "libraries": Registry.of(Shelf()).libraries})
    text = "currency USD\nimport retail.pricing as m with price = $40\nprofit = m.margin\n"
    assert ww.parse(text, registry=tools).evaluate() == {"profit": 12.0}
    assert ww.parse(text.replace("retail.", ""), registry=tools).evaluate() == {"profit": 12.0}
    assert ww.parse(text, registry=tools).imports == {"m": "retail:pricing.worth"}  # wherever it is installed


def test_the_models_that_ship_are_a_library() -> None:
    """An input reads the column that it says; one that says none reads that of its whole name."""
    head = "entity customer key customer_id\ntimeline 36 months paid end\nimport demo.subscription as base\n"
    model = ww.parse(head + "worth = base.clv\n")
    rows = {"customer_id": ["a", "b"], "monthly_fee": [30.0, 90.0], "tickets_per_year": [2.0, 1.0]}
    rest = {"plan": ["basic", "team"], "churn": [0.03, 0.01], "cac": [50.0, 80.0]}
    result = model.run({**rows, **{f"base.{name}": values for name, values in rest.items()}})
    itself = ww.load(RULES / "demo" / "subscription.worth").run({**rows, **rest})
    assert result.names == ("worth",)
    assert result.values("worth") == itself.values("clv")
    with pytest.raises(ww.ModelError) as error:  # its conditions hold here, too
        model.run({**rows, **{f"base.{name}": values for name, values in {**rest, "churn": [0.9, 0.1]}.items()}})
    assert "W0702" in {it.code for it in error.value.findings}


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_do_not_lead_out(tmp_path: Path) -> None:
    secret = written(tmp_path, secret=MARGINS)
    shop = written(tmp_path / "model", shop=SHOP.replace("shared/", ""))
    (tmp_path / "model" / "margins.worth").symlink_to(secret)
    with pytest.raises(ww.ModelError) as error:
        ww.load(shop)
    assert {it.code for it in error.value.findings} == {"W0811"}
    (tmp_path / "model" / "margins.worth").unlink()
    written(tmp_path / "model", real=MARGINS)
    (tmp_path / "model" / "margins.worth").symlink_to("real.worth")
    assert ww.load(shop).evaluate({"other.price": 0.0}) == {"profit": 6.0}
    (tmp_path / "model" / "margins.worth").unlink()
    (tmp_path / "model" / "margins.worth").symlink_to("margins.worth")
    with pytest.raises(ww.ModelError) as error:
        ww.load(shop)
    assert {it.code for it in error.value.findings} == {"W0810"}


@pytest.mark.parametrize(
    "path", ["\\0.worth", "x" * 5_000, "shared", "shared/../../model/shop.worth", ".", "~/x.worth"]
)
def test_odd_paths_are_told(tmp_path: Path, path: str) -> None:
    shop = written(tmp_path / "model", shop=f'import "{path}" as odd\nx = odd.x\n', shared__margins=MARGINS)
    with pytest.raises(ww.ModelError) as error:
        ww.load(shop)
    assert {it.code for it in error.value.findings} <= {"W0106", "W0810", "W0811"}


def test_a_library_is_not_left_either(tmp_path: Path) -> None:
    written(tmp_path, secret=MARGINS)
    written(tmp_path / "library", inner='import "../secret.worth" as s\nx = s.margin\n')
    found = refused(
        "W0811", written(tmp_path / "model", shop="import inner as i\nx = i.x\n"), library=tmp_path / "library"
    )
    assert found.span is not None
    assert found.span.source.name == str(tmp_path / "library" / "inner.worth")
    refused(
        "W0813", written(tmp_path / "model", shop="import `../secret` as i\nx = i.x\n"), library=tmp_path / "library"
    )


def test_how_many_texts_and_how_deep(tmp_path: Path) -> None:
    twice = 'import "{0}.worth" as one\nimport "{0}.worth" as two\nx = one.x + two.x\n'
    path = written(tmp_path, a=twice.format("b"), b=twice.format("c"), c=twice.format("d"), d="x = 1\n")
    assert ww.load(path).evaluate() == {"x": 8}
    assert "15 texts" not in str(ww.load(path, limits=Limits(imports=15)).findings)
    refused("W0909", path, limits=Limits(imports=14))
    refused("W0909", path, limits=Limits(depth=2))


def test_the_same_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, shop=SHOP, shared__margins=MARGINS)
    read: list[str] = []
    plain = Path.read_bytes

    def counted(path: Path) -> bytes:
        read.append(path.name)
        return plain(path)

    monkeypatch.setattr(Path, "read_bytes", counted)
    ww.load(path)
    assert read.count("margins.worth") == 1


def test_setting_values_does_not_parse_the_texts_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = ww.load(written(tmp_path, shop=SHOP, shared__margins=MARGINS))
    parsed: list[str] = []

    def counting(source: Source, limits: Limits) -> Parsed:
        parsed.append(source.name)
        return parse(source, limits)

    monkeypatch.setattr(volume, "parse", counting)
    profits = [model.with_values({"shelf": it, "other.price": 100}).run().values("profit") for it in (10, 20, 30)]
    assert profits == [[36.0], [42.0], [48.0]]
    assert len(parsed) == len(set(parsed)) == 2


def test_both_spellings_take_in_each_other(tmp_path: Path) -> None:
    words = 'currency USD\nimport "margins.yaml" as m with price = $40\nprofit = m.margin\n'
    path = written(tmp_path, shop=words, deep="x = 2 USD\n")
    margins = (
        "currency: USD\nassumptions:\n  share: {type: percent, default: 30%}\ninputs:\n  price: USD\n"
        "imports: [{path: deep.worth, as: deep}]\nformulas:\n  margin: price * share + deep.x\n"
    )
    (tmp_path / "margins.yaml").write_text(margins, encoding="utf-8")
    (tmp_path / "more.yaml").write_text("extend: shop.worth\nformulas:\n  twice: profit * 2\n", encoding="utf-8")
    model = ww.load(path)
    assert model.evaluate() == {"profit": 14.0}
    assert ww.load(tmp_path / "more.yaml").evaluate() == {"twice": 28.0}
    assert pickle.loads(pickle.dumps(model)) == model  # noqa: S301 (its own)
    (tmp_path / "margins.yaml").write_text(margins.replace("* share", "* shares"), encoding="utf-8")
    assert refused("W0201", path).span is not None


def test_yaml_that_is_no_model_is_not_offered_as_one(tmp_path: Path) -> None:
    (tmp_path / "list.yaml").write_text("- method: M01\n  models: []\n", encoding="utf-8")
    (tmp_path / "fees.yaml").write_text("model: fees\nformulas:\n  fee: 2\n", encoding="utf-8")
    (tmp_path / "main.worth").write_text('import "other.worth" as other\nx = other.y\n', encoding="utf-8")
    with pytest.raises(ww.ModelError) as caught:
        ww.load(tmp_path / "main.worth")
    (found,) = (it for it in caught.value.findings if it.code == "W0810")
    assert "fees.yaml" in found.hint
    assert "list.yaml" not in found.hint
