"""Lints: each is raised where a colleague would ask, and nowhere else; each has a page with both."""

import re

import pytest

from worthwhile.plugin.registry import installed
from worthwhile.resources import page
from worthwhile.text import Level, Source, errors
from worthwhile.understanding import understand

CODES = sorted({code for lint in installed().lints for code in lint.codes})
CLV = """timeline 36 months paid end
assumptions:
    discount : percent per year  = 10%   source "Treasury"
inputs:
    revenue  : USD per month     = $50
    margin   : USD per month     = $20
    churn    : percent per month = 3%
    stays    : factor per month  = 97%
survival = (1 - churn)^t
"""
CASE = """timeline 24 months paid end
inputs:
    price : USD             = $5_000
    hours : hours per month = 30
    wage  : USD per hour    = $40
"""


def told(text: str, *, code: str | None = None) -> list[tuple[str, int]]:
    """The lints of a model, with their lines; those of one code."""
    found = understand(Source("a model", text), installed()).findings
    assert not errors(found), found
    assert all(it.level is Level.WARNING for it in found)
    return [(it.code, it.span.line) for it in found if it.span and it.code in ([code] if code else CODES)]


def test_the_lints_are_those_of_the_language() -> None:
    assert CODES == ["W0251", "W0252", "W0254", "W0357", "W0358", "W0359", "W0360", "W0551", "W0552", "W0553"]


@pytest.mark.parametrize("code", CODES)
def test_a_page_shows_a_model_with_the_lint_and_one_without(code: str) -> None:
    text = page(code)
    assert text is not None
    assert re.match(rf"# {code} \w", text)
    wrong, right = re.findall(r"```worth\n(.*?)```", text, re.DOTALL)
    assert told(wrong, code=code)
    assert not told(right, code=code)


@pytest.mark.parametrize("code", CODES)
def test_a_lint_can_be_turned_off_on_its_line(code: str) -> None:
    wrong = re.findall(r"```worth\n(.*?)```", page(code) or "", re.DOTALL)[0]
    lines = wrong.splitlines()
    for _, line in told(wrong, code=code):
        lines[line - 1] += f"   # worthwhile: allow {code}"
    assert not told("\n".join(lines) + "\n", code=code)


@pytest.mark.parametrize("code", CODES)
def test_the_same_model_twice_says_the_same(code: str) -> None:
    wrong = re.findall(r"```worth\n(.*?)```", page(code) or "", re.DOTALL)[0]
    assert told(wrong) == told(wrong)


@pytest.mark.parametrize(
    ("code", "text", "lines"),
    [
        # ---- unused: only with `outputs:`, and whatever mentions a name uses it
        ("W0251", "inputs:\n    x : number = 1\n    y : number = 2\na = x\n", []),
        ("W0251", "inputs:\n    x : number = 1\n    y : number = 2\na = x\noutputs:\n    a\n", [3]),
        ("W0251", "inputs:\n    x : number = 1 in 0..y\n    y : number = 2\na = x\noutputs:\n    a\n", []),
        ("W0251", "inputs:\n    x : number = y\n    y : number = 2\na = x\noutputs:\n    a\n", []),
        (
            "W0251",
            'inputs:\n    x : number = 1\n    y : number = 2\na = x\nensure y > 1 else "low"\noutputs:\n    a\n',
            [],
        ),
        ("W0251", "inputs:\n    x : number = 1\n    y : number = 2 in 0..9\na = x\noutputs:\n    a\n", [3]),
        ("W0251", 'a = 1\nb = 2\noutputs:\n    a\ntest "b":\n    expect b = 2\n', []),
        ("W0251", "a = 1\nb = 2\nc = b\noutputs:\n    a\n", [3]),
        ("W0251", 'assumptions:\n    n : months = 12   source "plan"\ntimeline n\na = t\noutputs:\n    a\n', []),
        (
            "W0251",
            'define twice(x) = x * k\nassumptions:\n    k : number = 2   source "x"\na = twice(3)\noutputs:\n    a\n',
            [],
        ),
        (
            "W0251",
            "inputs:\n    fee : USD = $5\nnet = fee * 2\nalternative rival:\n    fee = $4\ngain = rival.net - ours.net\noutputs:\n    gain\n",
            [],
        ),
        ("W0251", "as_of = 2026-01-01\na = 1\noutputs:\n    a\n", []),
        # ---- sources
        ("W0252", 'assumptions:\n    k : number = 2\n    j : number = 3   source "a study"\na = k * j\n', [2]),
        ("W0252", "inputs:\n    k : number = 2\na = k\n", []),
        ("W0252", "assumptions:\n    as_of : date = 2026-01-01\na = year(as_of)\n", []),
        # ---- constant conditions
        ("W0254", "inputs:\n    x : number = 1\na = if x > 1 then 1 else 2\n", []),
        ("W0254", "inputs:\n    x : number = 1\na = if x > x then 1 else 2\n", [3]),
        ("W0254", 'assumptions:\n    on : flag = true   source "x"\na = if on then 1 else 2\n', []),
        ("W0254", 'ensure 1 < 2 else "never said"\na = 1\n', [1]),
        ("W0254", "timeline 3 months\na = if t < 2 then 1 else 2\nb = once($5, at: 1)\n", []),
        ("W0254", "define share(part, whole) = if whole = 0 then 0% else part / whole\na = share(1, 4)\n", []),
        # ---- churn
        ("W0357", "inputs:\n    churn : percent per year = 60%\na = churn\n", []),
        ("W0357", "inputs:\n    churn : percent per month = 50%\na = churn\n", []),
        ("W0357", "inputs:\n    growth : percent per month = 60%\na = growth\n", []),
        ("W0357", "inputs:\n    monthly_churn : percent per month = 60%\na = monthly_churn\n", [2]),
        ("W0357", "inputs:\n    retention : factor per month = 40%\na = retention\n", [2]),
        ("W0357", "inputs:\n    retention : factor per year = 40%\na = retention\n", []),
        ("W0357", 'inputs:\n    r "Retention" : factor per week = 40%\na = r\n', [2]),
        ("W0357", "inputs:\n    churn : percent per month\na = churn ?? 3%\n", []),
        # ---- value over revenue
        ("W0358", CLV + "clv = npv(revenue * survival, rate: discount)\nother = margin\n", [10]),
        ("W0358", CLV + "clv = npv(margin * survival, rate: discount)\nother = revenue\n", []),
        ("W0358", CLV + "share = margin / revenue\nclv = npv(revenue * share * survival, rate: discount)\n", []),
        ("W0358", CLV + "lifetime_revenue = npv(revenue * survival, rate: discount)\n", []),
        (
            "W0358",
            "inputs:\n    revenue : USD per month = $5\n    churn : percent per month = 3%\nclv = revenue / churn\n",
            [],
        ),
        # ---- horizons
        ("W0359", CLV + "total = sum(margin * survival over t)\n", [10]),
        ("W0359", CLV + "total = sum(margin * survival over t where t < 12)\n", []),
        ("W0359", CLV.replace("36 months", "12 months") + "total = sum(margin * survival over t)\n", []),
        ("W0359", CLV + "total = sum(survival over t)\n", []),
        ("W0359", CLV + "total = sum(discounted(margin, rate: discount) over t)\n", []),
        ("W0359", CLV + "now = discounted(margin, rate: discount)\ntotal = sum(now over t)\n", []),
        ("W0359", CLV + "total = sum(margin * survival * (1 + discount)^-t over t)\n", []),
        ("W0359", CLV + "total = sum(margin * survival / (1 + discount)^t over t)\n", []),
        ("W0359", CLV + "worth_of_1 = (1 + discount)^t\ntotal = sum(margin * survival / worth_of_1 over t)\n", []),
        ("W0359", CLV + "total = sum(margin * ((1 - churn) / (1 + discount))^t over t)\n", []),
        ("W0359", CLV + "total = npv(margin * survival, rate: discount)\n", []),
        ("W0359", CLV + "stock = initially $100 then stock[t-1] * 1.01\ntotal = stock[5]\n", []),
        # ---- lifetime and npv
        ("W0360", CLV + "life = 1 / churn\nclv = npv(margin, rate: discount) * (life / 36 months)\n", [11]),
        ("W0360", CLV + "clv = npv(margin * (1 month / 1 month) / churn * 1% / 1 month, rate: discount)\n", [10]),
        ("W0360", CLV + "clv = npv(margin * survival, rate: discount)\nsimple = margin / churn\n", []),
        ("W0360", CLV + "clv = npv(margin * survival, rate: discount) / npv(revenue, rate: discount)\n", []),
        ("W0360", CLV + "terminal = margin * survival / (discount as percent per year) * 1%\n", []),
        # ---- benefits of benefits
        ("W0551", CASE + "benefits:\n    time = hours * wage\n    more = 10% of time\n", [8]),
        ("W0551", CASE + "step = time * 2\nbenefits:\n    time = hours * wage\n    more = 10% of step\n", [9]),
        ("W0551", CASE + "benefits:\n    a:\n        time = hours * wage\n    more = 10% of a\n", [9]),
        ("W0551", CASE + "saved = hours * wage\nbenefits:\n    time = saved\n    more = 10% of saved\n", []),
        ("W0551", CASE + "benefits:\n    time = hours * wage\ncosts:\n    share = 10% of time\n", []),
        # ---- ramps
        ("W0552", CASE + "benefits:\n    time = hours * wage\n", [7]),
        ("W0552", CASE + "benefits:\n    time = hours * wage   when t >= 3\n", []),
        ("W0552", CASE + "benefits:\n    time = hours * wage * min(1, (t + 1) / 6 months)\n", []),
        ("W0552", CASE + "benefits:\n    sold = once($500, at: 3)\n", []),
        ("W0552", "inputs:\n    saved : USD = $9\nbenefits:\n    time = saved\n", []),
        # ---- costs
        ("W0553", CASE + "benefits:\n    time = hours * wage\ncosts:\n    licence = $400 per month\n", [9]),
        ("W0553", CASE + "benefits:\n    time = hours * wage\ncosts:\n    paid = once(price, at: 0)\n", [9]),
        ("W0553", CASE + "benefits:\n    time = hours * wage\ncosts:\n    upkeep = $400 per month\n", []),
        (
            "W0553",
            CASE
            + "benefits:\n    time = hours * wage\ncosts:\n    paid = once(price, at: 0)\n    upkeep = $40 per month\n",
            [],
        ),
        ("W0553", CASE + "costs:\n    paid = once(price, at: 0)\n", []),
    ],
)
def test_a_lint_is_raised_where_it_should_and_only_there(code: str, text: str, lines: list[int]) -> None:
    assert told(text, code=code) == [(code, line) for line in lines]


def test_a_careful_model_has_nothing_to_say() -> None:
    text = """model desk "A helpdesk that answers by itself"
currency USD
timeline 36 months paid end
assumptions:
    discount : percent per year = 9%                source "Treasury"
    wage     : USD per hour     = $38               source "HR, 2026"
inputs:
    hours "Hours of the desk" : hours per month     in 0..
    price "Price of a seat"   : USD per month       in $0..
pool desk_hours = hours
benefits:
    answered "Answered by itself" = 15% of desk_hours * wage * min(1, (t + 1) / 6 months)
    quicker  "Quicker answers"    = 5% of desk_hours * wage    when t >= 6
costs:
    licence  "Licence"     = price
    project  "Putting in"  = once($12_000, at: 0)
net = benefits - costs
worth "Worth today" = npv(net, rate: discount)
back  "Paid back"   = first_period(cumulative(net) >= 0)
outputs:
    worth
    back
"""
    assert told(text) == []


def test_a_benefit_made_of_one_that_is_taken_in_counts_nothing_twice() -> None:
    taken_in = "currency USD\nimport value.hours_saved as hours\n"
    once = "benefits:\n    people = hours.saving\n    calm = $10 per year\n"
    assert told(taken_in + once) == []
    twice = "benefits:\n    people = hours.saving\n    more = 10% of people\n"
    assert told(taken_in + twice) == [("W0551", 5)]
