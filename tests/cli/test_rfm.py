"""``worthwhile rfm``: published summaries, and the same numbers whatever the columns, the parts or the order of rows."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from worthwhile.cli import main
from worthwhile.data.parts import Parts, keys_of_rows, part_of
from worthwhile.data.supply import Supply

# The first customers of CDNOW's sample (Fader and Hardie), who all came on the first day of 1997.
CDNOW = """
1 0101 29.33, 1 0118 29.73, 1 0802 14.96, 1 1212 26.48, 2 0101 63.34, 2 0113 11.77, 3 0101 6.79, 6 0101 35.99,
6 0111 32.99, 6 0315 77.96, 6 0416 59.30, 6 0424 134.98, 6 0623 91.92, 6 0722 47.08, 6 0726 71.96, 6 1025 78.47,
6 1206 83.47, 9 0101 16.36, 9 0501 28.13, 9 0908 22.97
"""
# Their rows in the published summary of 39 weeks: repeat purchases, weeks to the last, weeks in all, mean spend.
PUBLISHED = {
    "1": (2, 30.43, 38.86, 22.35),
    "2": (1, 1.71, 38.86, 11.77),
    "3": (0, 0.00, 38.86, None),
    "6": (7, 29.43, 38.86, 73.74),
    "9": (2, 35.71, 38.86, 25.55),
}


@pytest.fixture
def cdnow(tmp_path: Path) -> Path:
    lines = ["Kunde;Tag;Betrag"]
    for it in CDNOW.replace("\n", " ").split(","):
        who, day, amount = it.split()
        lines.append(f"{who};1997-{day[:2]}-{day[2:]};{amount.replace('.', ',')}")
    path = tmp_path / "kaeufe.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def summed(path: Path, *more: str) -> list[dict[str, str]]:
    out = path.with_suffix(".out.csv")
    assert main(["rfm", str(path), *more, "--out", str(out), "--quiet"]) == 0
    with out.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


COLUMNS = ("--customer", "Kunde", "--date", "Tag", "--spend", "Betrag")


def test_customers_of_cdnow_as_published(cdnow: Path) -> None:
    rows = summed(cdnow, *COLUMNS, "--until", "1997-09-30")
    assert [it["customer_id"] for it in rows] == list(PUBLISHED)  # in the order in which they came
    for row, (frequency, recency, age, spend) in zip(rows, PUBLISHED.values(), strict=True):
        assert float(row["frequency"]) == frequency
        assert float(row["recency"]) == pytest.approx(recency, abs=0.0051)
        assert float(row["age"]) == pytest.approx(age, abs=0.0051)
        assert row["spend"] == "" if spend is None else float(row["spend"]) == pytest.approx(spend, abs=0.0051)
    assert [it["f"] for it in rows] == ["3", "2", "1", "5", "3"]  # two have less than customers 1 and 9


def test_a_holdout_beside_the_calibration(cdnow: Path) -> None:
    rows = {it["customer_id"]: it for it in summed(cdnow, *COLUMNS, "--until", "1997-09-30", "--holdout", "1997-12-31")}
    assert [rows[it]["holdout_frequency"] for it in ("1", "2", "6")] == ["1", "0", "2"]
    assert float(rows["6"]["holdout_spend"]) == pytest.approx((78.47 + 83.47) / 2)
    assert float(rows["6"]["holdout"]) == pytest.approx(92 / 7)
    assert rows["6"]["spend"] == summed(cdnow, *COLUMNS, "--until", "1997-09-30")[3]["spend"]


def test_the_last_day_is_that_of_the_data_and_money_is_not_needed(cdnow: Path, capsys: Any) -> None:
    assert main(["rfm", str(cdnow), "--customer", "Kunde", "--date", "Tag", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found["outputs"]) == ["frequency", "recency", "age", "r", "f"]
    assert found["outputs"]["age"][0] == pytest.approx(345 / 7)  # to the 12th of December
    assert found["outputs"]["frequency"] == [3, 1, 0, 9, 2]


def test_refunds_zeros_days_and_who_came_later(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "id,day,paid\na,2026-01-01,10\na,2026-01-01,5\na,2026-01-09,30\na,2026-01-10,-12\nb,2026-01-02,0\n"
        "b,2026-01-31,0\nc,2026-03-01,9\nd,2026-01-03,-4\n",
        encoding="utf-8",
    )
    asked = ("--customer", "id", "--date", "day", "--spend", "paid", "--until", "2026-01-31")
    left_out, netted = (summed(path, *asked, "--refunds", it) for it in ("left_out", "netted"))
    assert [it["customer_id"] for it in left_out] == ["a", "b"]  # c came later, d has only given back
    assert [(it["frequency"], it["spend"], it["total"]) for it in left_out] == [("1", "30", "45"), ("1", "0", "0")]
    assert [(it["frequency"], it["spend"], it["total"]) for it in netted] == [("1", "18", "33"), ("1", "0", "0")]
    weeks = summed(path, *asked, "--every", "week")
    # the 1st is in the week of Monday, December 29th; the 9th in the next; the last day in that of the 26th
    assert [(it["recency"], it["age"]) for it in weeks] == [("1", "4"), ("4", "4")]


@pytest.mark.parametrize("kind", ["number", "text"])
def test_parts_and_order_change_nothing(tmp_path: Path, monkeypatch: Any, kind: str) -> None:
    rng = np.random.default_rng(4)
    who = rng.integers(0, 700, 3000)
    keys = who.tolist() if kind == "number" else [f"c{'é' * (it % 3)}{it}" for it in who]
    days = np.datetime64("2026-01-01") + rng.integers(0, 200, 3000)
    table = pa.table({"id": keys, "day": days, "paid": np.round(rng.gamma(2, 20, 3000), 2)})
    path = tmp_path / "t.parquet"
    pq.write_table(table, path, row_group_size=500)
    asked = ("--customer", "id", "--date", "day", "--spend", "paid", "--until", "2026-06-01")
    whole = summed(path, *asked)
    assert len(whole) == len({key for key, day in zip(keys, days, strict=True) if day <= np.datetime64("2026-06-01")})
    monkeypatch.setattr(Parts.__init__, "__defaults__", (None, 1000))
    assert summed(path, *asked) == whole
    pq.write_table(table.take(pa.array(rng.permutation(3000))), path)
    mixed = summed(path, *asked)
    assert sorted(map(str, mixed)) == sorted(map(str, whole))


def test_parts_have_all_the_rows_of_their_customers() -> None:
    keys = pa.array(["a", None, "b", "a", "", "c", "b"] * 40)
    table = pa.table({"id": keys, "n": list(range(280))})
    with Parts("id", held=50) as seen:
        assert sum(it.num_rows for it in seen.gather(Supply.of(table.to_batches(30), "t"), ["id", "n"])) == 280
        parts = list(seen.parts())
        of = [set(it.column("id").to_pylist()) for it in parts]
        assert sum(map(len, of)) == 5
        assert sum(it.num_rows for it in parts) == 280
        first = {
            key: place for it in parts for key, place in zip(*keys_of_rows(it, "id").to_pydict().values(), strict=True)
        }
    assert first == {"a": 0, "b": 2, "": 4, "c": 5}


def test_a_key_has_its_part_wherever_it_stands() -> None:
    for keys in (
        pa.array([5, -3, None, 5]),
        pa.array(["x", "yy", None, "x"]),
        pa.array(["x", "yy", None, "x"]).dictionary_encode(),
    ):
        whole = part_of(keys, 16)
        assert whole[0] == whole[3]
        assert part_of(keys.slice(1), 16).tolist() == whole[1:].tolist()
        assert ((whole >= 0) & (whole < 16)).all()
    spread = np.bincount(part_of(pa.array(np.arange(16_000) * 64), 16), minlength=16)
    assert spread.min() > 800
    spread = np.bincount(part_of(pa.array([f"customer-{it}" for it in range(16_000)]), 16), minlength=16)
    assert spread.min() > 800


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--customer", "Kunden", "--date", "Tag"), "no column `Kunden`: did you mean `Kunde`?"),
        ((*COLUMNS, "--holdout", "1998-01-01"), "--holdout goes with --until"),
        ((*COLUMNS, "--until", "1997-06-01", "--holdout", "1997-05-01"), "--holdout is a day after --until"),
        ((*COLUMNS, "--until", "June"), "June"),
    ],
)
def test_wrong_usage_is_told(cdnow: Path, capsys: Any, more: tuple[str, ...], words: str) -> None:
    assert main(["rfm", str(cdnow), *more]) == 2
    assert words in capsys.readouterr().err


def test_what_is_wrong_with_the_data_is_told(cdnow: Path, capsys: Any) -> None:
    with cdnow.open("a", encoding="utf-8") as file:
        file.write(";1997-01-05;3,00\n7;yesterday;4,00\n")
    assert main(["rfm", str(cdnow), *COLUMNS, "--until", "1997-09-30"]) == 0
    said = capsys.readouterr().err
    assert '`orders.date`: 1 cell of kaeufe.csv cannot be read, the first says "yesterday"' in said
    assert "1 row of `orders` belongs to no `customer`" in said
    assert main(["rfm", str(cdnow), *COLUMNS, "--strict"]) == 1
    assert main(["rfm", str(cdnow.with_name("nothing.csv")), *COLUMNS]) == 2


def test_no_transactions_at_all(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "t.csv"
    path.write_text("id,day\n", encoding="utf-8")
    assert main(["rfm", str(path), "--customer", "id", "--date", "day", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["outputs"]["frequency"] == []


def test_transactions_of_which_none_counts(tmp_path: Path, capsys: Any) -> None:
    """What cannot be read, or lies after the last day, is no empty table of customers."""
    path = tmp_path / "t.csv"
    for day, more in (("soon", []), ("2026-01-31", ["--until", "1990-01-01"])):
        path.write_text(f"id,day\na,{day}\n", encoding="utf-8")
        out = tmp_path / "customers.csv"
        assert main(["rfm", str(path), "--customer", "id", "--date", "day", "--out", str(out), *more]) == 1
        assert "W0844" in capsys.readouterr().err
        assert not out.exists()
