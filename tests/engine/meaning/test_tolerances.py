"""How close is close enough: `within 1%` is relative, `within $0.01` is not, nor is `within 0.5 points` of a percent."""

import pytest

import worthwhile as ww

MODEL = """currency USD
assumptions:
    churn  : percent per month  = 3.04%   source "counted"
    stays  : factor per month   = 96.96%  source "counted"
share = 19.8%
price = $99
test "one":
    expect {}
"""


@pytest.mark.parametrize(
    ("expected", "holds"),
    [
        ("share = 20% within 1.1%", True),
        ("share = 20% within 0.9%", False),
        ("share = 20% within 0.3 points", True),
        ("share = 20% within 0.1 points", False),
        ("churn = 3% within 0.05 points", True),
        ("churn = 3% within 0.03 points", False),
        ("stays = 97% within 1 point", True),
        ("20% = share within 0.3 points", True),
        ("price = $100 within $2", True),
        ("price = $100 within 0.5%", False),
    ],
)
def test_within(expected: str, holds: bool) -> None:  # noqa: FBT001 (a case of the table)
    (outcome,) = ww.parse(MODEL.format(expected)).test()
    assert outcome.ok is holds


def test_points_are_of_percents_only() -> None:
    with pytest.raises(ww.ModelError) as caught:
        ww.parse(MODEL.format("price = $100 within 2 points"))
    assert [it.code for it in caught.value.findings] == ["W0320"]
