"""Units, currencies and rates of exchange of plugins: they are as good as those that a model declares."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest

import worthwhile as ww
import worthwhile_plugins
from worthwhile.model import parse_model
from worthwhile.plugin import Measure, Rates, plugin
from worthwhile.plugin.registry import Registry

EURO = Rates(
    "EUR",
    "USD",
    {date(2026, 1, 1): Decimal("1.0805"), "2024-07-01": "1.0745", "2026-03-15": 1.0921},
    source="a table of rates",
)
OFFERED = (
    Measure("kWh", "kWh"),
    Measure("MWh", "kWh", Fraction(1000)),
    Measure("PTS", "PTS", currency=True),
    Measure("seat", "seat"),
    EURO,
    Rates("PTS", "EUR", {"2020-01-01": "0.01"}),
)


def registry(*offered: Measure | Rates) -> Registry:
    def units() -> Sequence[Measure | Rates]:
        return offered

    made = ModuleType("energy")
    setattr(made, "units", plugin(units))  # noqa: B010 (a module has whatever its file says)
    found = Registry.of(worthwhile_plugins, made)
    assert not [it.fault for it in found.plugins if it.fault]
    return found


TOOLS = registry(*OFFERED)


def parsed(text: str) -> ww.Model:
    return parse_model(text, registry=TOOLS)


def codes(text: str) -> list[str]:
    with pytest.raises(ww.ModelError) as told:
        parsed(text)
    return [it.code for it in told.value.findings]


# ---- units and currencies


def test_a_unit_converts_as_one_of_the_models_own() -> None:
    model = parsed("price = $80 per MWh\nuse = 1_500 kWh\ncost = use * price\nboth = use + 2 MWh\n")
    assert str(model.meaning.definitions["cost"].type) == "USD"
    assert model.evaluate()["cost"] == pytest.approx(120)
    assert model.evaluate()["both"] == 3_500
    assert codes("a = 1 kWh + $1\n") == ["W0301"]


def test_a_currency_is_money_of_a_model() -> None:
    model = parsed("currency PTS\nprice = 500 PTS\nboth = price + 20 PTS\n")
    assert str(model.meaning.definitions["both"].type) == "PTS"
    assert codes("price = 500 PTS + $1\n") == ["W0301"]
    assert codes("currency kWh\na = 1\n") == ["W0320"]
    assert codes("currency seat\na = 1\n") == ["W0320"]


def test_a_count_is_told_in_a_unit_of_a_plugin() -> None:
    model = parsed("inputs:\n    n : count\nheld = n as seats\n")
    assert str(model.meaning.definitions["held"].type) == "seats"


def test_a_unit_that_a_model_declares_goes_first() -> None:
    """What is installed beside a model never breaks it."""
    model = parsed("unit box\nunit kWh = 2 boxes\nunit seats\na = 3 kWh + 1 box\nb = 2 seats\n")
    assert model.evaluate() == {"a": 3.5, "b": 2}
    assert str(model.meaning.definitions["a"].type) == "kWh"


def test_it_goes_first_in_a_model_that_takes_in_another(tmp_path: Path) -> None:
    folder = tmp_path
    (folder / "meter.worth").write_text("used = 4 kWh\n", encoding="utf-8")
    text = 'import "meter.worth" as meter\nunit box\n{}a = meter.used\n'
    fine = parse_model(text.format(""), folder=folder, registry=TOOLS)
    assert fine.evaluate() == {"a": 4}
    with pytest.raises(ww.ModelError) as told:
        parse_model(text.format("unit kWh = 2 boxes\n"), folder=folder, registry=TOOLS)
    assert [it.code for it in told.value.findings] == ["W0816"]


# ---- rates


def test_a_rate_is_a_dated_value() -> None:
    model = parsed(
        "price = €100\n"
        "before = price * fx.EUR_USD[2025-12-31]\n"
        "after = price * fx.EUR_USD[2026-01-01]\n"
        "now = price * fx.EUR_USD\n"
        "back = now * fx.USD_EUR\n"
        "outputs:\n    before\n    after\n    now\n    back\n"
    )
    assert str(model.meaning.definitions["now"].type) == "USD"
    found = model.with_values({"as_of": date(2026, 3, 20)}).evaluate()
    assert found["before"] == pytest.approx(107.45, rel=1e-15)
    assert found["after"] == pytest.approx(108.05, rel=1e-15)
    assert found["now"] == pytest.approx(109.21, rel=1e-15)
    assert found["back"] == pytest.approx(100, rel=1e-15)
    assert str(model.meaning.definitions["back"].type) == "EUR"


def test_a_rate_goes_along_the_timeline() -> None:
    model = parsed(
        "timeline 4 months from 2025-12 paid end\ninputs:\n    fee : EUR per month\n"
        "income = fee * fx.EUR_USD\ntotal = sum(income over t)\n"
    )
    assert model.evaluate(fee=10.0)["total"] == pytest.approx(10 * (1.0745 + 1.0805 * 3), rel=1e-14)
    entity = parsed(
        "entity row key id\ntimeline 4 months from 2025-12 paid end\ninputs:\n    fee : EUR per month\n"
        "total = sum(fee * fx.EUR_USD over t)\n"
    )
    (total,) = entity.run({"id": [1], "fee": [10.0]}).values("total")
    assert total == pytest.approx(43.16, rel=1e-14)


def test_before_its_first_date_there_is_no_rate() -> None:
    model = parsed("entity row key id\ninputs:\n    day : date\nworth = €1 * fx.EUR_USD[day]\n")
    found = model.run({"id": [1, 2], "day": ["2024-06-30", "2024-07-01"]})
    assert found.values("worth") == [None, 1.0745]
    assert [(it.code, it.rows) for it in found.diagnostics] == [("W0720", 1)]


def test_currencies_do_not_meet_by_themselves() -> None:
    assert codes("a = €1 + $1\n") == ["W0301"]
    assert codes("a = €1 as USD\n") == ["W0312"]


def test_a_rate_that_nobody_offers_is_told_with_those_that_are() -> None:
    with pytest.raises(ww.ModelError) as told:
        parsed("a = €1 * fx.EUR_GBP\n")
    (finding,) = told.value.findings
    assert finding.code == "W0201"
    assert "fx.EUR_USD" in finding.hint


def test_a_model_that_is_taken_in_reads_rates(tmp_path: Path) -> None:
    (tmp_path / "shop.worth").write_text("price = €10\nworth = price * fx.EUR_USD[2026-01-01]\n", encoding="utf-8")
    model = parse_model('import "shop.worth" as shop\na = shop.worth\n', folder=tmp_path, registry=TOOLS)
    assert model.evaluate() == {"a": pytest.approx(10.805)}
    assert str(model.meaning.definitions["a"].type) == "USD"


def test_the_models_own_fx_goes_first(tmp_path: Path) -> None:
    (tmp_path / "fx.worth").write_text("EUR_USD = $2 / €1\n", encoding="utf-8")
    model = parse_model('import "fx.worth" as fx\na = €1 * fx.EUR_USD\n', folder=tmp_path, registry=TOOLS)
    assert model.evaluate() == {"a": 2}


def test_why_says_which_rate_it_was() -> None:
    model = parsed("price = €100\nworth = price * fx.EUR_USD[2026-02-01]\n")
    assert "1.0805" in str(model.run().explain("worth"))


def test_without_the_plugin_the_rate_is_unknown() -> None:
    with pytest.raises(ww.ModelError) as told:
        parse_model("a = €1 * fx.EUR_USD\n", registry=Registry.of(worthwhile_plugins))
    assert [it.code for it in told.value.findings] == ["W0201"]
