"""A model and data for it that worker processes can import, too."""

import json
from typing import Any

import pyarrow as pa

import worthwhile as ww

TEXT = """
model plans "Value of a <plan> & more"
currency USD
entity customer key id
timeline 12 months paid end
inputs:
    margin "Margin" : USD per month in $0..
    churn  : percent per month in 0%..100%
    plan   : one of basic, plus
records orders of customer by id:
    amount : USD optional
assumptions:
    discount : percent per year = 10%  source "A & <B>, 2026"
spent = sum(orders.amount over orders)
clv "Value" = npv(margin * (1 - churn)^(t / 1 month), rate: discount) + spent
segment tier:
    top  when clv >= $100
    rest when clv < $100
share = clv / sum(clv over customer)
ensure churn < 90% else "Beyond any churn we have seen"
"""


def tables(seed: int) -> dict[str, Any]:
    """Some customers and their orders; every third host hands over another kind of table."""
    rows = 40 + seed
    customers: Any = {
        "id": [f"c{it}" for it in range(rows)],
        "margin": [float((it * seed) % 17) if it % 7 else None for it in range(rows)],
        "churn": [(it % 10) / 20 for it in range(rows)],
        "plan": ["basic" if (it + seed) % 2 else "plus" for it in range(rows)],
    }
    orders: Any = {"id": [f"c{it * it % rows}" for it in range(60)], "amount": [float(it * seed) for it in range(60)]}
    if seed % 3 == 1:
        customers = pa.table(customers)
    if seed % 3 == 2:
        orders = pa.table(orders)
    return {"customer": customers, "orders": orders}


def answers(model: ww.Model, seed: int) -> str:
    """All that a run says, as text: to be compared to the last digit."""
    data = tables(seed)
    result = model.run(data["customer"], orders=data["orders"], set={"discount": seed / 100}, block=1 + seed % 9)
    return json.dumps(result.to_dict(), default=str)
