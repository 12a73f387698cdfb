"""The models of value to the customer that read tables: on their sample data they give what plain Python gives."""

import csv
import statistics
from collections import defaultdict
from typing import Any

import numpy as np
import pytest

import worthwhile as ww
from worthwhile.cli.shipped import shipped_models

Rows = list[dict[str, str]]


def rows(name: str, table: str = "") -> Rows:
    with shipped_models()[f"value.{name}"].tables[table].open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def answers(name: str) -> dict[str, Any]:
    """What a model gives on its sample data."""
    shipped = shipped_models()[f"value.{name}"]
    tables: dict[str, Any] = {table: str(path) for table, path in shipped.tables.items()}
    result = ww.load(shipped.file).run(tables.pop(""), **tables)
    return {it: result.values(it)[0] if result.is_single(it) else result.values(it) for it in result}


def share(text: str) -> float:
    return float(text.removesuffix("%")) / 100


def test_fair_value_line() -> None:
    given, found = rows("fair_value_line"), answers("fair_value_line")
    quality = np.array([float(it["quality"]) for it in given])
    price = np.array([float(it["price"]) for it in given])
    slope, base = np.polyfit(quality, price, 1)
    fair = base + slope * quality
    assert found["point_price"] == pytest.approx(slope, rel=1e-9)
    assert found["base"] == pytest.approx(base, rel=1e-9)
    assert found["fit_of_line"] == pytest.approx(np.corrcoef(quality, price)[0, 1], rel=1e-9)
    assert found["above"] == pytest.approx(price - fair, rel=1e-9)
    assert found["relative_price"] == pytest.approx(100 * price / price.mean(), rel=1e-9)
    off = (price - fair) / fair
    places = np.where(off < -0.05, "better_value", np.where(off > 0.05, "worse_value", "fair"))
    assert found["position"] == places.tolist()


def test_brand_premium() -> None:
    given, found = rows("brand_premium"), answers("brand_premium")
    premiums = [float(it["branded"]) - float(it["unbranded"]) for it in given]
    mean, spread = statistics.fmean(premiums), statistics.stdev(premiums) / len(premiums) ** 0.5
    assert found["mean_premium"] == pytest.approx(mean, rel=1e-9)
    assert found["middle_premium"] == pytest.approx(statistics.median(premiums), rel=1e-9)
    assert found["paying"] == pytest.approx(sum(it > 0 for it in premiums) / len(premiums), rel=1e-9)
    assert found["at_least"] == pytest.approx(mean - 1.96 * spread, rel=1e-9)
    assert found["net"] == pytest.approx(mean * 200_000 - 140_000, rel=1e-9)


def test_unit_value() -> None:
    given, found = rows("unit_value"), answers("unit_value")
    prices = [float(it["price"]) / float(it["content"]) for it in given]
    smallest: dict[str, tuple[float, float]] = {}
    for it, each in zip(given, prices, strict=True):
        first = smallest.get(it["product"])
        if first is None or float(it["content"]) < first[0]:
            smallest[it["product"]] = (float(it["content"]), each)
    saving = [1 - each / smallest[it["product"]][1] for it, each in zip(given, prices, strict=True)]
    assert found["saving"] == pytest.approx(saving, rel=1e-9, abs=1e-12)
    assert found["reversed"] == sum(it < -1e-12 for it in saving)
    used = [min(1.0, 3 / (float(it["content"]) / 400)) for it in given]
    assert found["true_price"] == pytest.approx([a / b for a, b in zip(prices, used, strict=True)], rel=1e-9)


@pytest.mark.parametrize("name", ["elements_b2c", "elements_b2b"])
def test_elements(name: str) -> None:
    given, found = rows(name), answers(name)
    scores: dict[tuple[str, str], list[float]] = defaultdict(list)
    for it in rows(name, "answers"):
        scores[it["name"], it["company"]].append(float(it["score"]))
    good = {key: sum(it >= 8 for it in said) / len(said) for key, said in scores.items()}
    weights = [share(it["weight"]) for it in given]
    ours = [good[it["name"], "us"] for it in given]
    best = [max(good[it["name"], "north"], good[it["name"], "south"]) for it in given]
    assert found["ours"] == pytest.approx(ours, rel=1e-9, abs=1e-12)
    assert found["best_rival"] == pytest.approx(best, rel=1e-9, abs=1e-12)
    assert found["delivered"] == [it >= 0.5 for it in ours]
    assert found["delivered_by_us"] == sum(it >= 0.5 for it in ours)
    assert found["by_us_alone"] == sum(a >= 0.5 > b for a, b in zip(ours, best, strict=True))
    assert found["index"] == pytest.approx(sum(w for w, a in zip(weights, ours, strict=True) if a >= 0.5), rel=1e-9)
    widest = max(w * max(0.0, b - a) for w, a, b in zip(weights, ours, best, strict=True))
    assert found["widest"] == pytest.approx(widest, rel=1e-9)


def test_customer_value_analysis() -> None:
    given, found = rows("customer_value_analysis"), answers("customer_value_analysis")
    drivers = {it["driver"]: it for it in rows("customer_value_analysis", "drivers")}
    totals = {"quality": 0.0, "price": 0.0}
    for it in given:
        driver = drivers[it["driver"]]
        totals[driver["side"]] += (
            100 * share(it["weight"]) * share(driver["share"]) * float(it["ours"]) / float(it["theirs"])
        )
    assert found["quality"] == pytest.approx(totals["quality"], rel=1e-9)
    assert found["relative_price"] == pytest.approx(10_000 / totals["price"], rel=1e-9)
    assert found["cva"] == pytest.approx(0.6 * totals["quality"] + 0.4 * totals["price"], rel=1e-9)


def test_a_point_more_of_score_adds_what_the_lever_says() -> None:
    shipped = shipped_models()["value.customer_value_analysis"]
    before = answers("customer_value_analysis")
    given = rows("customer_value_analysis")
    model, drivers = ww.load(shipped.file), str(shipped.tables["drivers"])
    for place, it in enumerate(given):
        now = [{**row, "ours": float(row["ours"]) + (row is it), "theirs": float(row["theirs"])} for row in given]
        columns = {head: [row[head] for row in now] for head in now[0]}
        after = model.run(columns, drivers=drivers)
        assert after.values("cva")[0] - before["cva"] == pytest.approx(before["lever"][place], rel=1e-9)


def test_value_realised() -> None:
    given, found = rows("value_realised"), answers("value_realised")
    cut = {"very": 0.0, "moderately": 0.3, "doubtful": 0.6}
    believed = [float(it["promised"]) * (1 - cut[it["confidence"]]) for it in given]
    measured = [(float(it["realised"]), b) for it, b in zip(given, believed, strict=True) if it["realised"]]
    assert found["believed"] == pytest.approx(believed, rel=1e-9)
    assert found["kept"] == pytest.approx(sum(a for a, _ in measured) / sum(b for _, b in measured), rel=1e-9)
    assert found["unmeasured"] == len(given) - len(measured)


def test_value_chain() -> None:
    given, found = rows("value_chain"), answers("value_chain")
    adding = sum(float(it["work"]) for it in given if it["changes"] == "yes")
    time = sum(float(it["work"]) + float(it["waits"]) for it in given)
    worths = [float(it["worth"]) for it in given if it["worth"]]
    assert found["ratio"] == pytest.approx(adding / time, rel=1e-9)
    assert found["wasted"] == sum(float(it["cost"]) for it in given if it["changes"] == "no")
    assert found["created"] == worths[-1] - worths[0]


def test_offers_and_expectancy() -> None:
    given, found = rows("offers_compared"), answers("offers_compared")
    surplus = [float(it["worth"]) - float(it["asked"]) - float(it["other"]) for it in given]
    assert found["surplus"] == surplus
    assert found["by_difference"] == [1 + sum(other > it for other in surplus) for it in surplus]
    assert found["margin"] == max(surplus) - sorted(surplus)[-2]
    weights = {"memory": 0.4, "graphics": 0.3, "size": 0.2, "price": 0.1}
    liked = [sum(w * float(it[head]) for head, w in weights.items()) for it in rows("expectancy_value")]
    assert answers("expectancy_value")["attraction"] == pytest.approx(liked, rel=1e-9)


def test_customer_value_index_on_its_sample_is_the_published_one() -> None:
    found = answers("customer_value_index")
    assert round(found["product_index"]) == 120
    assert round(found["service_index"], 1) == 126.7
    assert round(found["brand_index"], 1) == 133.3
    assert round(found["value_index"]) == 23
