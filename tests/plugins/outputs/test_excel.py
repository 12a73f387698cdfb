"""Workbooks: LibreOffice computes the same numbers from the formulas alone, and follows when an input is changed."""

import zipfile
from pathlib import Path
from typing import Any

import pytest

import worthwhile as ww
from plugins.outputs.office import apart, cells, forgotten, office, recomputed
from worthwhile.plugin.registry import installed
from worthwhile.plugin.targets import written

ROOT = Path(__file__).parents[3]
EVERY_NODE = """
model every "Everything a formula can have"
currency USD
entity shop key id
timeline 6 months from 2026-01 paid end

assumptions:
    discount "Cost of capital" : percent per year = 10% source "Finance"
    floor_   "Least"           : USD = $2             source "Finance"
    growth   "Growth"          : factor per month = 1.01 source "Finance"
    twice    "Twice the least" : USD = floor_ * 2     source "Finance"

inputs:
    margin  "Margin"   : USD per month optional
    churn   "Leaving"  : percent per month in 0%..100%
    size    "Size"     : number = 3
    since   "Since"    : date
    kind    "Kind"     : one of web, store, partner
    note    "Note"     : text optional
    open    "Open"     : flag optional

records orders of shop by shop_id:
    amount : USD
    paid   : flag
    day    : date

lookup kinds by kind:
    fee : USD

curve loyalty over months using linear beyond last_rate:
    0  -> 100%
    3  -> 70%
    12 -> 50%

curve effort over months using step:
    0  -> 1
    2  -> 3

dated price "Price" as USD per month:
    from 2026-01 = $10
    from 2026-04 = $11.50

survival  = (1 - churn)^t
cash      = margin * survival
value     = npv(cash, rate: discount)
members   = initially size then members[t-1] * 0.9 + 1
running   = cumulative(members)
seen      = loyalty[t] + effort[t] / 10
income    = price * loyalty[t]
ahead     = members[t+1]
fourth    = members[3]
payback   = first_period(cumulative(cash) > $40)
invested  = if t = 0 months then -$50 per month else $15 per month
rate      = irr(invested)
mean_of_some = mean(cash where t > 1 month over t)
largest   = max(members over t)
spent     = sum(orders.amount where orders.paid)
bought    = count(orders)
average   = mean(orders.amount)
first_one = min(orders.day)
charge    = kinds.fee
months_in = months_between(since, 2026-03-15)
later     = since + 2 months
rounded   = round(value / floor_, 1)
odd       = margin / (size - 3)
known     = odd ?? margin
unknown   = margin is missing
both      = open and size > 2
either    = open or size > 2
words     = if starts_with(lower(note), "a") then "yes" else note
logs      = ln(size) + exp(0.5) + sqrt(size) + mod(size, 2) + abs(-size) + log10(size) + sign(size) + ceil(size / 2)
scaled    = clamp(rescale(size, from: 1..5, to: 0..10), 0, 8) + min(size, 2) + max(size, 4, 1) + floor(size / 2)

segment tier "Tier" (first match):
    large  when value >= $100
    middle when value >= $20
    small  otherwise

segment band "Band":
    low   when churn < 5%
    high  when churn >= 5%

decide action:
    tier            | band -> act      | give
    large or middle | low  -> "keep"   | 5%
    large or middle | high -> "win"    | 10%
    small           | any  -> "wait"   | 0%

decide extra (sum):
    open | band -> more
    true | any  -> $2
    any  | high -> $5

total     = sum(value over shop)
shops     = count(shop where tier is large)
by_kind   = mean(value over shop by kind)
share     = value / total
best      = max(value over shop where band is low)
any_open  = any(open over shop)
middle_   = median(value over shop)
high_     = quantile(value, 80% over shop)
spread    = stdev(value over shop)
place     = rank(value over shop)
"""


def shops() -> dict[str, Any]:
    kinds = ["web", "store", "partner"]
    return {
        "id": [f"s{it}" for it in range(9)],
        "margin": [None if it == 4 else 3.0 + it * 1.7 for it in range(9)],
        "churn": [it / 50 for it in range(9)],
        "size": [1.0 + it for it in range(9)],
        "since": [f"2025-{it + 1:02}-28" for it in range(9)],
        "kind": [kinds[it % 3] for it in range(9)],
        "note": [None if it == 2 else f"{'Ab'[it % 2]}{it}" for it in range(9)],
        "open": [[True, False, None][it % 3] for it in range(9)],
    }


def tables() -> dict[str, Any]:
    return {
        "orders": {
            "shop_id": [f"s{it % 5}" for it in range(14)],
            "amount": [10.0 + it for it in range(14)],
            "paid": [it % 3 != 0 for it in range(14)],
            "day": [f"2026-02-{it + 1:02}" for it in range(14)],
        },
        "kinds": {"kind": ["web", "store", "partner"], "fee": [1.0, 2.5, 4.0]},
    }


PLAIN = """
model plans "Three plans"
currency USD
timeline 12 months paid mid
assumptions:
    churn  "Churn"  : percent per month  = 3%    source "Cohorts"
    price  "Price"  : USD per month      = $40   source "Price list"
    rate   "Rate"   : percent per year   = 8%    source "Bank"
inputs:
    start  "Today"  : count              = 1_000
customers  "Customers"  = start * (1 - churn)^t
revenue    "Revenue"    = sum(customers * price over t)
worth      "Worth"      = npv(customers * price, rate: rate)
loan       "Loan"       = payment($100k, 10% per year, 7 years)
outputs:
    customers rounded 0
    revenue
    worth
    loan
"""


def workbooks(folder: Path) -> dict[str, tuple[Path, Any]]:
    """Each a workbook, and the result that it was made of."""
    found = {
        "every": ww.parse(EVERY_NODE).run(shops(), **tables()),
        "plain": ww.parse(PLAIN).run(),
        "telecom": ww.load(ROOT / "rules" / "telecom" / "telecom.worth").run(
            str(ROOT / "rules" / "telecom" / "sample.csv")
        ),
        "demo": ww.load(ROOT / "rules" / "demo" / "subscription.worth").run(
            str(ROOT / "rules" / "demo" / "customers.csv")
        ),
    }
    for name, result in found.items():
        written(result, str(folder / f"{name}.xlsx"))
    return {name: (folder / f"{name}.xlsx", result) for name, result in found.items()}


CHANGED = ww.parse(PLAIN).run(set={"churn": 0.05, "price": 33.5, "start": 1200})
CELLS = {"<v>0.03</v>": "<v>0.05</v>", "<v>40.0</v>": "<v>33.5</v>", "<v>1000.0</v>": "<v>1200</v>"}


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Any]]:
    return workbooks(tmp_path_factory.mktemp("books"))


def test_libreoffice_computes_the_same(books: dict[str, tuple[Path, Any]], tmp_path: Path) -> None:
    office()
    bare = []
    for name, (file, _) in books.items():
        bare.append(tmp_path / f"{name}.xlsx")
        forgotten(file, bare[-1])
    forgotten(books["plain"][0], tmp_path / "changed.xlsx", CELLS)
    *same, changed = recomputed([*bare, tmp_path / "changed.xlsx"], tmp_path)
    for (file, _), again in zip(books.values(), same, strict=True):
        assert apart(cells(file), cells(again), 1e-9) == [], file.name
    sheet = {row[0]: row for row in cells(changed)["Outputs"]}
    for name in ("revenue", "worth", "loan"):
        assert sheet[name][2] == pytest.approx(CHANGED.values(name)[0], rel=1e-9)
    assert sheet["customers"][3:] == pytest.approx(CHANGED.values("customers")[0], rel=1e-9)


def formulas(file: Path) -> str:
    with zipfile.ZipFile(file) as book:
        sheets = [book.read(it).decode() for it in book.namelist() if it.startswith("xl/worksheets/sheet")]
    return "".join(sheets)


def test_cells_are_what_the_run_gave(books: dict[str, tuple[Path, Any]]) -> None:
    file, result = books["every"]
    outputs = cells(file)["Outputs"]
    names = outputs[1]
    for name in ("share", "known", "mean_of_some", "rounded", "spent", "charge"):
        column = [row[names.index(name)] for row in outputs[4:]]
        assert [None if it in ("", "#N/A") else it for it in column] == result.values(name), name
    assert "Everything a formula can have" in cells(file)["Summary"][0]
    assert ["discount", "Cost of capital", 0.1, "percent per year", "10%", "Finance"] in cells(file)["Assumptions"]


def test_every_output_is_a_formula_but_those_it_says_are_not(books: dict[str, tuple[Path, Any]]) -> None:
    file, result = books["every"]
    told = [it for it in cells(file)["Findings"] if it[0] == "W0675"]
    assert [it[2].partition(" is values")[0] for it in told] == ["`place`"]
    assert "`rank`" in told[0][2]
    (note,) = [it for it in written(result, str(file.with_name("again.xlsx"))) if it.level == "warning"]
    assert (note.code, "`rank`" in note.message) == ("W0675", True)
    with zipfile.ZipFile(file) as book:
        outputs = book.read("xl/worksheets/sheet2.xml").decode()
    rows = outputs.split('<row r="5"')[1:]
    assert rows[0].count("<f>") == rows[0].count("<c r=") - 9  # the keys are values


SPELLED = (
    "+ - * / of ^ neg total = != < <= > >= and or not abs min max clamp round floor ceil sqrt exp ln log10 mod sign "
    "rescale lower upper contains starts_with days_between months_between year month day"
)
SUMMED = "sum mean count min max median quantile product any all stdev"


def test_what_has_a_spelling_for_cells_is_known() -> None:
    """As the page on outputs says; what is not there is values in a workbook."""
    toolbox = installed().toolbox
    assert [it for it in SPELLED.split() if toolbox.functions[it].excel is None] == []
    assert [it for it in SUMMED.split() if toolbox.aggregates[it].excel is None] == []


EARLY = ["0001-01-01", "1899-12-31", "1900-02-28", "1900-03-01", None]


def test_dates_from_before_the_calendar_are_texts_and_nothing_is_computed_of_them(tmp_path: Path) -> None:
    model = ww.parse(
        "entity r key id\ninputs:\n    day : date optional\nlater = day + 3 days\noutputs:\n    day\n    later\n"
    )
    found = written(model.run({"id": range(5), "day": EARLY}), str(tmp_path / "d.xlsx"))
    assert [it.code for it in found] == ["W0675"]
    assert "dates before March 1900" in found[0].message
    rows = cells(tmp_path / "d.xlsx")["Outputs"][4:]
    assert [str(it[1]) for it in rows[:4]] == EARLY[:4]


def test_names_that_are_cells_or_sheets(tmp_path: Path) -> None:
    model = ww.parse(
        "timeline 2 months\na1 = 2\nR = 3\n`net $` = a1 * R\nrc = `net $` + 1\nhistory = t / (1 month) + rc\noutputs:\n    rc\n    history\n"
    )
    assert written(model.run(), str(tmp_path / "n.xlsx")) == ()
    assert cells(tmp_path / "n.xlsx")["Outputs"][4][2] == 7


def test_texts_stay_texts(tmp_path: Path) -> None:
    texts = ["=1+1", "007", "_x0041_", "a\nb", "https://example.org", "{=1}", "", "ü" * 300]
    model = ww.parse("entity r key id\ninputs:\n    w : text\noutputs:\n    w\n")
    written(model.run({"id": range(len(texts)), "w": texts}), str(tmp_path / "t.xlsx"))
    assert [it[1] for it in cells(tmp_path / "t.xlsx")["Inputs"][4:]] == texts


def test_the_mean_of_what_is_uncertain_is_a_value_to_change(tmp_path: Path) -> None:
    """Only one that hangs on other cells does not follow them, and that is told."""
    text = "assumptions:\n    s : number ~ 10 +- 2\n    n : number ~ uniform({})\nv = s * n\n"
    assert written(ww.parse(text.format("1, 3")).run(), str(tmp_path / "a.xlsx")) == ()
    rows = {it[0]: it for it in cells(tmp_path / "a.xlsx")["Assumptions"]}
    assert (rows["s"][2], rows["n"][2]) == (10, 2)
    (note,) = written(ww.parse(text.format("s - 1, s + 1")).run(), str(tmp_path / "b.xlsx"))
    assert note.message.startswith("`n` is values in the workbook")
