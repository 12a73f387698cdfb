"""YAML: what it is read as, where things stand in it, and that nothing else comes of it than findings."""

import pickle
import threading

import pytest
import yaml

import worthwhile as ww
from worthwhile.statements.spelled import same
from worthwhile.syntax import parse
from worthwhile.syntax.tree import Name, every
from worthwhile.syntax.twin import nodes
from worthwhile.syntax.twin.nodes import compose
from worthwhile.syntax.twin.quoting import scalar
from worthwhile.text import Source
from worthwhile.text.limits import Limits
from worthwhile.text.source import Spelling


def source(text: str) -> Source:
    return Source("model.yaml", text, Spelling.YAML)


REFERENCE = r"""
model: subscription_clv
label: Discounted customer lifetime value
currency: USD
units: {seat: , box: 12 pieces}
entity: {name: customer, key: customer_id}
timeline: 36 months paid end
assumptions:
  discount: {label: Cost of capital, type: percent per year, default: 10%, source: "CFO, 2026 plan"}
  cac: {type: USD, default: $120}
inputs:
  margin: {type: USD per month, in: "$0..", from: Avg Margin}
  churn: {type: percent per month, default: 3%, in: 0%..100%, uncertain: beta(8, 92), optional: true}
formulas:
  survival: (1 - churn)^t
  clv: {label: Lifetime value, type: USD, is: "npv(margin * survival, rate: discount) - cac"}
defines: {"share(part, whole)": part / whole}
pools: {crew_hours: crew * hours_worked}
benefits:                    # nested mappings are groups; a leaf is an expression or {label, is, when}
  operating: {label: Operating, lines: {fuel: fuel_saved * fuel_price}}
  resale: {is: "once($6_000, at: 59)", when: owned}
costs: {premium: "once(price - reference_price, at: 0)"}
records: {orders: {of: customer, by: customer_id, columns: {amount: USD, placed_on: date}}}
lookups: {plans: {by: plan_id, columns: {price: USD}}}
dated: {price: {unit: USD per month, rows: {2026-01: $10}}}
curves: {retention: {over: months, using: linear, beyond: last_rate, rows: {0: 100%, 12: 69%}}}
scorecards: {appeal: {scale: 0..10, normalised: false, elements: {quality: {weight: 40%, is: quality_score}}}}
segments:
  tier: {label: Who gets what care, policy: exactly one, rows: {vip: clv >= $1_000, rest: otherwise}}
decisions:
  strategy:
    policy: exactly one
    when: [clv, potential]
    then: [care, discount]
    rows: [["< $100", "< 30%", '"automate"', 0%], ["otherwise", "", '"manage"', 10%]]
alternatives: {rival: {label: R-200, reference: true, set: {unit_price: $14_900, energy: up 14%}}}
scenarios: {bold: {extends: modest, set: {price: up 20%}}}
correlate: [{churn: price, at: 0.3}]
fits: {buying: "bgnbd(frequency, recency, age)"}
ensure: [{that: churn <= 20%, else: Above any churn we have seen}]
warn: [{say: High churn, when: churn > 10%}]
tests: [{name: one steady customer, given: {margin: $10}, tables: {orders: [{amount: $5}]}, expect: ["clv = $360"]}]
imports: [{library: clv.subscription, as: base, with: {margin: net_margin}}, {path: shared/margins.worth, as: margins}]
extend: saas.worth
requires: [retail-plugin]
outputs: [{name: clv, rounded: 2, as: USD}, tier]
"""

IN_LINES = """
model subscription_clv "Discounted customer lifetime value"
currency USD
unit seat
unit box = 12 pieces
entity customer key customer_id
timeline 36 months paid end
assumptions:
    discount "Cost of capital" : percent per year = 10% source "CFO, 2026 plan"
    cac : USD = $120
inputs:
    margin : USD per month in $0.. from "Avg Margin"
    churn : percent per month = 3% in 0%..100% ~ beta(8, 92) optional
survival = (1 - churn)^t
clv "Lifetime value" : USD = npv(margin * survival, rate: discount) - cac
define share(part, whole) = part / whole
pool crew_hours = crew * hours_worked
benefits:
    operating "Operating":
        fuel = fuel_saved * fuel_price
    resale = once($6_000, at: 59) when owned
costs:
    premium = once(price - reference_price, at: 0)
records orders of customer by customer_id:
    amount : USD
    placed_on : date
lookup plans by plan_id:
    price : USD
dated price as USD per month:
    from 2026-01 = $10
curve retention over months using linear beyond last_rate:
    0 -> 100%
    12 -> 69%
scorecard appeal scale 0..10:
    quality weight 40% = quality_score
segment tier "Who gets what care" (exactly one):
    vip when clv >= $1_000
    rest otherwise
decide strategy (exactly one):
    clv | potential -> care | discount
    < $100 | < 30% -> "automate" | 0%
    otherwise -> "manage" | 10%
alternative rival "R-200" (reference):
    unit_price = $14_900
    energy up 14%
scenario bold extends modest:
    price up 20%
correlate churn with price at 0.3
fit buying = bgnbd(frequency, recency, age)
ensure churn <= 20% else "Above any churn we have seen"
warn "High churn" when churn > 10%
test "one steady customer":
    given margin = $10
    given orders:
        amount
        $5
    expect clv = $360
import clv.subscription as base with margin = net_margin
import "shared/margins.worth" as margins
extend "saas.worth"
requires plugin `retail-plugin`
outputs:
    clv rounded 2 as USD
    tier
"""


def test_the_form_of_the_reference_is_the_same_tree_as_its_lines() -> None:
    one, two = parse(source(REFERENCE)), parse(Source("model.worth", IN_LINES))
    assert [str(it) for it in (*one.findings, *two.findings)] == []
    assert same(one.parts, two.parts)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("inputs: {margin: USD}", "inputs: {margin: {type: USD}}"),
        ("assumptions: {fee: $3}", "assumptions: {fee: {default: $3}}"),
        ("formulas: {fee: $3}", "formulas: {fee: {is: $3, label: }}"),
        ("requires: tables", "requires: [tables]"),
        ("benefits: {a: {b: 1}}", "benefits: {lines: {a: {lines: {b: {is: 1}}}}}"),
        ("segments: {s: {rows: {a: otherwise}}}", "segments: {s: {rows: {a: {when: otherwise}}}}"),
        ("outputs: [a]", "outputs: [{name: a}]"),
        ("ensure: [a > 1]", "ensure: [{that: a > 1}]"),
        ("tests: [{name: t, expect: a = 1}]", "tests: [{name: t, lines: [{expect: [a = 1]}]}]"),
        ("tests: [{name: t, tables: {o: [{a: 1, b: 2}, {b: 3}]}}]",
         "tests: [{name: t, tables: {o: {columns: [a, b], rows: [[1, 2], [missing, 3]]}}}]"),
        ("fits: {f: {is: bgnbd(a, b), label: F}}", "fits: {f: {is: 'bgnbd(a, b)', label: F}}"),
        ("formulas: {a: npv(b, rate: c), d: max(1, f(2, 3),\n    4)}", "formulas: {a: 'npv(b, rate: c)', d: 'max(1, f(2, 3), 4)'}"),
        ("defines: {share(a, b): a / max(b, 1)}", "defines: {'share(a, b)': 'a / max(b, 1)'}"),
        ("tests: [{name: t, expect: [max(1, 2) = 2, a = (1), min(3, 4) = 3]}]",
         "tests: [{name: t, expect: ['max(1, 2) = 2', 'a = (1)', 'min(3, 4) = 3']}]"),
        ("formulas: {a: 1}\npools: {b: 2}", "- formulas: {a: 1}\n- pools: {b: 2}"),
    ],
)  # fmt: skip
def test_a_short_form_says_what_the_long_one_says(short: str, long: str) -> None:
    one, two = parse(source(short)), parse(source(long))
    assert one.findings == two.findings == []
    assert one.parts
    assert same(one.parts, two.parts)


def test_a_key_in_backquotes_is_a_name_whatever_it_means_elsewhere() -> None:
    parsed = parse(source('benefits: {all: {"`is`": 1, "`lines`": {"`lines`": 2}}}'))
    lines = parse(Source("lines", "benefits:\n  all:\n    `is` = 1\n    lines:\n      lines = 2\n"))
    assert parsed.findings == lines.findings == []
    assert same(parsed.parts, lines.parts)


WRITTEN = {
    "plain": "formulas:\n  value: alpha + beta\n",
    "plain on two lines": "formulas:\n  value: alpha +\n     beta\n",
    "single": "formulas:\n  value: 'alpha + if ''x'' = \"it''s\" then beta else 0'\n",
    "single on two lines": "formulas:\n  value: 'alpha +\n\n     beta'\n",
    "double": 'formulas:\n  value: "alpha + \\x62eta"\n',
    "double with escapes": 'formulas:\n  value: "upper(\\"\\u00e9\\t\\") = alpha \\\n    or beta"\n',
    "literal": "formulas:\n  value: |\n    alpha\n      + beta\n",
    "literal, indented by a number": "formulas:\n  value: |2-\n      alpha\n    + beta\n",
    "folded": "formulas:\n  value: >-  # said\n    alpha\n    + beta\n\n",
    "folded, deeper": "formulas:\n  value: >\n\n    max(\n      alpha,\n      beta)\n",
    "flow": "formulas: {value: alpha + beta}\n",
    "windows": "formulas:\r\n  value: |\r\n    alpha\r\n    + beta\r\n",
    "marked": "\ufeffformulas:\n  value: alpha + beta\n",
    "wide": "# 😀\nformulas:\n  value: if 'a' = \"😀\" then alpha else beta\n".replace("'a'", '"ä"'),
}


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_names_point_at_their_letters(text: str) -> None:
    parsed = parse(source(text))
    if "''x''" not in text:
        assert [str(it) for it in parsed.findings] == []
    found = {it.text: it.span for part in parsed.parts for it in every(part) if isinstance(it, Name)}
    for name in ("alpha", "beta"):
        if name in found:
            spelled = found[name].text
            assert spelled in (name, "\\x62eta")
            assert found[name].start == text.index(spelled)


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_the_fast_reader_and_the_plain_one_agree(text: str, loader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(yaml, loader):
        pytest.skip("PyYAML is here without its fast form")
    before = compose(source(text))
    monkeypatch.setattr(nodes, "_LOADER", getattr(yaml, loader))
    after = compose(source(text))
    assert [(it.text, it.style, it.span) for it in before.scalars] == [
        (it.text, it.style, it.span) for it in after.scalars
    ]


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 5_000, "- " * 5_000 + "a", "a:\n" + " " * 70 + "- " * 70])
def test_deep_nesting_is_a_finding(text: str) -> None:
    parsed = parse(source(text), Limits(line=10**7))
    assert [it.code for it in parsed.findings] in (["W0903"], ["W0105"], ["W0130"])


def test_aliases_that_grow_are_refused_before_they_do() -> None:
    grown = "a: &a [1]\n" + "".join(f"{chr(98 + it)}: &x{it} [{'*a, ' * 9}*a]\n" for it in range(9))
    codes = {it.code for it in parse(source(grown)).findings}
    assert codes == {"W0131", "W0134"}


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n"])
def test_a_text_without_a_model_is_told(text: str) -> None:
    assert [it.code for it in parse(source(text)).findings] == ["W0115"]


@pytest.mark.parametrize("text", ["5", "- 5", "[[a]]", "a", "''"])
def test_something_that_is_no_mapping_is_told(text: str) -> None:
    assert {it.code for it in parse(source(text)).findings} == {"W0136"}


def test_what_is_broken_is_not_missed_elsewhere() -> None:
    text = "formulas:\n  fee: 1 +* 2\n  twice: fee * 2\nsegments:\n  tier: {rows: {a: '>', b: otherwise}}\n"
    with pytest.raises(ww.ModelError) as told:
        ww.parse(text + "ensure: [tier is a]\n", spelling="yaml")
    assert [(it.code, it.span and it.span.line) for it in told.value.findings] == [("W0113", 2), ("W0113", 5)]


def test_models_of_two_spellings_differ_and_can_be_sent() -> None:
    text = "value: 3"
    with pytest.raises(ww.ModelError):
        ww.parse(text)
    model = ww.parse("formulas: {value: 3}", spelling="yaml")
    assert pickle.loads(pickle.dumps(model)) == model  # noqa: S301 (what was written a word before)
    assert str(model) == "value = 3\n"


@pytest.mark.parametrize("spelling", ["yam", "YAML"])
def test_a_spelling_that_there_is_not_is_refused(spelling: str) -> None:
    with pytest.raises(ValueError, match="is not a valid Spelling"):
        ww.parse("value = 3", spelling=spelling)


def test_many_threads_read_at_once() -> None:
    found: list[bool] = []
    expected = parse(source(REFERENCE)).parts

    def read() -> None:
        found.append(same(parse(source(REFERENCE)).parts, expected))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for it in threads:
        it.start()
    for it in threads:
        it.join()
    assert found == [True] * 4


TEXTS = [
    "10%", "0%..100%", "! a", "!a", "*a", "&a", "a: b", "a #b", "a# b", "~", "~a", "@a", "2026-01", "2026-01-31",
    "yes", "no", "null", "1e3", "0x10", "0o17", "017", "1:30", "-", "- a", "-5", "--- a", "...", "? a", "?a", ":a", "a:",
    "a:b", "'a'", '"a"', 'a "b" c', "it's", "`a b`", "a, b", "[a]", "{a}", "a\\b", "a\nb", "a\tb", " a", "a ", "",
    "\x07", "\x85", "\u2028", "\ufeff", "é😀", "%a", "|", ">", ">= 3", "<= 3", "= 3", "<<", "#a", ",", "true", "a\rb",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("kind", ["words", "an expression"])
def test_every_text_is_quoted_so_that_it_comes_back(text: str, kind: str) -> None:
    words = kind == "words"
    block = scalar(text, words=words)
    flow = scalar(text, words=words, flow=True)
    made = f"{block}: {block}\nlist:\n- {block}\nflow: {{{flow}: [{flow}, {flow}]}}\n"
    said = [it.value for it in yaml.parse(made, Loader=yaml.SafeLoader) if isinstance(it, yaml.ScalarEvent)]
    assert said == [text, text, "list", text, "flow", text, text, text]
    if words:
        assert isinstance(yaml.safe_load(block), str)
