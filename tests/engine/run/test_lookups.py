"""Lookups by keys of every form: whole numbers, texts, flags, days; from the entity and from records at once."""

import worthwhile as ww

MODEL = """
currency USD
entity customer key id
inputs:
    site  : count
    ok    : flag
    since : date
    kind  : one of big, small
records orders of customer by id:
    site : text
lookup sites by site:
    tax : percent
lookup rights by ok:
    fee : USD
lookup days by since:
    rate : percent
lookup kinds by kind:
    seats : count = 3
mine   = sites.tax
theirs = max(sites.tax over orders)
fee    = rights.fee
rate   = days.rate
seats  = kinds.seats
"""


def test_keys_of_every_form_find_their_rows() -> None:
    result = ww.parse(MODEL).run(
        {"id": ["a", "b"], "site": [1, 2], "ok": [True, False], "since": ["2025-01-01", "2025-02-01"],
         "kind": ["small", "big"]},
        orders={"id": ["a", "a"], "site": ["1", "2"]},
        sites={"site": ["1", "2"], "tax": ["10%", "20%"]},
        rights={"ok": ["true", "false"], "fee": [5, 6]},
        days={"since": ["2025-01-01"], "rate": ["1%"]},
        kinds={"kind": ["small"]},
    )  # fmt: skip
    assert result.values("mine") == [0.1, 0.2]
    assert result.values("theirs") == [0.2, None]
    assert result.values("fee") == [5.0, 6.0]
    assert result.values("rate") == [0.01, None]
    assert result.values("seats") == [3, None], "a default holds for rows that are there"
    told = [it.message for it in result.diagnostics if it.code == "W0614"]
    assert told == [
        "1 row of `customer` looks for what `days` does not have: its `since` is 2025-02-01",
        "1 row of `customer` looks for what `kinds` does not have: its `kind` is big",
    ]
