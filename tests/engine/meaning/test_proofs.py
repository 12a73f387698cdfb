"""What is proven, what is left to the data, and what is taken for a variable."""

import pytest

from worthwhile import ModelError
from worthwhile.meaning.meaning import Proof
from worthwhile.model import parse_model
from worthwhile.plugin.registry import installed
from worthwhile.text import Finding, Source, errors
from worthwhile.understanding import understand

INPUTS = """
currency USD
entity customer key customer_id
timeline 12 months paid end
assumptions:
    cut   : USD = $100    source "Sales"
    usual : USD = $50     source "Sales"
inputs:
    price  : USD in $0..
    cost   : USD in $0..
    n      : count in 0..
    limit  : USD in $0..price
    name   : text
    ok     : flag
    joined : date
margin = price - cost
markup = margin / cost
fee    = usual * 2
"""


def findings(statement: str) -> tuple[Finding, ...]:
    return understand(Source("model.worth", f"{INPUTS}\n{statement}\n"), installed()).findings


def codes(statement: str) -> list[str]:
    return [it.code for it in findings(statement) if it.code.startswith("W054")]


def proof(statement: str) -> Proof:
    found = understand(Source("model.worth", f"{INPUTS}\n{statement}\n"), installed())
    assert not errors(found.findings)
    (only,) = found.meaning.proofs.values()
    return only


def segment(*rows: str) -> str:
    return "\n".join(["segment tier:", *(f"    r{place} when {it}" for place, it in enumerate(rows))])


# ---- proven


@pytest.mark.parametrize(
    "rows",
    [
        ("price < cost", "price >= cost"),
        ("price < cost", "cost < price", "price = cost"),
        ('starts_with(name, "a")', 'not starts_with(name, "a")'),
        ("margin < $0", "$0 <= margin"),
        ("price - cost < $0", "price - cost >= $0"),
        ("count(customer where ok) <= 2", "count(customer where ok) >= 3"),
        ("days_between(joined, 2026-01-01) < 30 days", "days_between(joined, 2026-01-01) >= 30 days"),
        ("t < 6", "t in 6..11"),
        ("price < cut", "price >= cut"),
        ("price < 2 * cut", "price >= 2 * cut"),
        ("price < fee", "price >= fee"),
        ("fee < cut", "fee >= cut"),
        ("ok = true", "ok is false"),
        ("price < $12", "$12 <= price"),
        ("price < limit and price < $5", "price < limit and price >= $5", "price >= limit"),
        ("not (price < $5 and n < 3)", "price < $5 and n <= 2"),
    ],
)
def test_what_holds_whatever_the_values_is_proven(rows: tuple[str, ...]) -> None:
    assert proof(segment(*rows)).proven


# ---- left to the data


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (("price <= cost", "price >= cost"), "are compared with each other"),
        (("margin < $0", "markup >= 0%"), "`margin` and `markup` depend on one another"),
        (("price < $5", "margin >= $5"), "`price` and `margin` depend on one another"),
        (("price < $5", "limit >= $5"), "`limit` is more than"),
        (("price < 90% * cost", "price > cost"), "are compared with each other"),
        (("n < 3", "n >= 3 and ok = (price > cost)"), "more than a comparison"),
    ],
)
def test_what_depends_on_the_data_is_looked_at_there(rows: tuple[str, ...], why: str) -> None:
    found = proof(segment(*rows))
    assert not found.proven
    assert why in found.why


def test_mean_of_counts_is_no_count() -> None:
    assert codes(segment("mean(n over customer) <= 2", "mean(n over customer) >= 3")) == ["W0541"]
    assert codes(segment("sum(n over customer) <= 2", "sum(n over customer) >= 3")) == []


def test_names_of_no_common_input_fall_where_they_may() -> None:
    """Both are formulas, and nothing keeps one from any value because of the other."""
    assert codes("twice = n * 2\n" + segment("twice < 5 and margin < $0", "twice >= 5")) == ["W0541"]


# ---- constants


def test_a_cut_that_is_moved_is_proven_again() -> None:
    model = parse_model(INPUTS + segment("price < cut", "price >= $100"))
    assert not errors(model.findings)
    for value, code in (("$99", "W0541"), ("$101", "W0540")):
        with pytest.raises(ModelError) as told:
            model.with_values({"cut": value})
        assert [it.code for it in told.value.findings] == [code]


def test_an_input_that_is_given_is_a_variable_all_the_same() -> None:
    model = parse_model(INPUTS + segment("price < $5", "price >= $5"))
    assert model.with_values({"price": 3.0}).findings == model.findings


def test_a_test_that_moves_a_cut_fails_with_what_is_wrong() -> None:
    text = (
        INPUTS + segment("price < cut", "price >= $100") + '\ntest "a cut":\n    given cut = $50\n    expect n >= 0\n'
    )
    (outcome,) = parse_model(text).test()
    assert not outcome.ok
    assert [it.code for it in outcome.findings] == ["W0541"]


def test_an_alternative_has_its_own_proof() -> None:
    rows = segment("price < cut", "price >= cut")
    found = understand(Source("m", f"{INPUTS}\n{rows}\nalternative rival:\n    cut = $5\n"), installed())
    assert {title: it.proven for title, it in found.meaning.proofs.items()} == {"tier": True, "rival.tier": True}
