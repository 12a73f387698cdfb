"""The models that ship: their own tests pass, and their answers are those of a plain loop over the same rows."""

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

import worthwhile as ww
from worthwhile.answer.result import Result
from worthwhile.text.draw import draw

RULES = Path(__file__).parents[2] / "rules"
MODELS = sorted(RULES.rglob("*.worth"))
MONTHS = 36
MONTH = 1.1 ** (-1 / 12)
"""What a dollar in a month is worth today, where money costs 10% a year."""


def rows(name: str) -> list[dict[str, str]]:
    with (RULES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def worth(margin: float, churn: float) -> float:
    """The present value of 36 margins, each paid at the end of a month by who was there at its beginning."""
    return sum(margin * (1 - churn) ** t * MONTH ** (t + 1) for t in range(MONTHS))


def single(result: Result, name: str) -> object:
    """A value that there is once."""
    values = result.values(name)
    assert len(values) == 1
    return values[0]


@cache
def loaded(path: Path) -> ww.Model:
    """A model, read once for all that is asked of it."""
    return ww.load(path)


@pytest.mark.parametrize("path", MODELS, ids=lambda it: str(it.relative_to(RULES)))
def test_the_tests_of_a_model_pass(path: Path) -> None:
    outcomes = loaded(path).test()
    assert outcomes, "a model that ships has tests"
    assert all(it.ok for it in outcomes), "\n".join(draw(f) for it in outcomes for f in it.findings)


@pytest.mark.parametrize("path", MODELS, ids=lambda it: str(it.relative_to(RULES)))
def test_a_model_loads_without_a_finding(path: Path) -> None:
    assert loaded(path).findings == ()


def test_demo() -> None:
    result = ww.load(RULES / "demo/subscription.worth").run(str(RULES / "demo/customers.csv"))
    totals: dict[str, float] = defaultdict(float)
    losing = 0
    customers = rows("demo/customers.csv")
    for row, seen in zip(customers, result.values("clv"), strict=True):
        if not row["churn"] or not row["tickets_per_year"]:
            assert seen is None
            continue
        margin = 0.72 * float(row["monthly_fee"]) - float(row["tickets_per_year"]) * 6.50 / 12
        value = worth(margin, float(row["churn"].rstrip("%")) / 100) - float(row["cac"])
        assert seen == pytest.approx(value, rel=1e-9)
        totals[row["plan"]] += value
        losing += value < 0
    for plan, total in totals.items():
        assert single(result, f"total_{plan}") == pytest.approx(total, rel=1e-9)
    assert single(result, "total") == pytest.approx(sum(totals.values()), rel=1e-9)
    assert single(result, "losing") == losing


def test_telecom() -> None:
    result = ww.load(RULES / "telecom/telecom.worth").run(str(RULES / "telecom/sample.csv"))
    customers = rows("telecom/sample.csv")
    left: dict[str, int] = defaultdict(int)
    months: dict[str, int] = defaultdict(int)
    for row in customers:
        left[row["Contract"]] += row["Churn"] == "Yes"
        months[row["Contract"]] += int(row["tenure"])
    totals: dict[str, float] = defaultdict(float)
    tiers = []
    for row, seen in zip(customers, result.values("value"), strict=True):
        contract = row["Contract"]
        value = worth(0.60 * float(row["MonthlyCharges"]), left[contract] / months[contract])
        value = 0.0 if row["Churn"] == "Yes" else value
        assert seen == pytest.approx(value, rel=1e-9)
        totals[contract] += value
        known = "high" if value >= 1200 else "middle" if value >= 600 else "low"
        tiers.append("left" if row["Churn"] == "Yes" else known)
    assert result.values("tier") == tiers
    names = {"Month-to-month": "total_monthly", "One year": "total_one_year", "Two year": "total_two_year"}
    assert set(totals) == set(names)
    for contract, name in names.items():
        assert single(result, name) == pytest.approx(totals[contract], rel=1e-9)
    assert single(result, "total") == pytest.approx(sum(totals.values()), rel=1e-9)


def test_telecom_sample_holds_every_kind_of_customer() -> None:
    kinds = {(row["Contract"], row["Churn"]) for row in rows("telecom/sample.csv")}
    assert {contract for contract, _ in kinds} == {"Month-to-month", "One year", "Two year"}
    assert {churn for _, churn in kinds} == {"Yes", "No"}
