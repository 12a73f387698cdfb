"""W5: one customer at a time, ten inputs and sixteen formulas, through `Model.evaluate`."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks._race import Contender, Target, race
from benchmarks._report import Report, Wanted, told
from benchmarks._settings import Settings, model

MOST = 3e-6
CUSTOMER = {
    "price": 49.0,
    "qty": 3.0,
    "margin": 0.42,
    "stays": 0.93,
    "discount": 0.009,
    "nps": 61.0,
    "tickets": 1.4,
    "tcost": 7.5,
    "tenure": 17.0,
    "cac": 85.0,
}
FORMULAS = {
    "revenue": "price * qty",
    "gross": "revenue * margin",
    "support": "tickets * tcost",
    "loyalty": "min(tenure / 24.0, 1.0)",
    "nps_part": "1.0 + 0.1 * (nps - 50.0) / 50.0",
    "leaves": "1.0 - stays",
    "adjusted": "leaves * (1.0 - 0.2 * loyalty)",
    "q": "(1.0 - adjusted) / (1.0 + discount)",
    "annuity": "(1.0 - q ** 12.0) / (1.0 - q)",
    "benefit": "gross * annuity * nps_part",
    "upsell": "gross * 0.15 * (1.0 - exp(-tenure / 36.0))",
    "cost": "support * annuity * 0.5 + cac / (1.0 + tenure / 12.0)",
    "risk": "max(0.0, 0.35 - stays) * revenue",
    "value": "benefit + upsell - cost - risk",
    "roi": "value / cost",
    "score": "(3.0 if value >= 1000.0 else 2.0 if value >= 300.0 else 1.0 if value >= 0.0 else 0.0)"
    " + 0.1 * min(max(roi, 0.0), 9.0)",
}


def by_hand() -> Callable[..., float]:
    """The function that one would write: a line for each formula."""
    lines = [f"def score({', '.join(CUSTOMER)}):", *(f"    {name} = {it}" for name, it in FORMULAS.items())]
    made: dict[str, Any] = {"exp": math.exp}
    exec("\n".join([*lines, "    return score"]), made)  # noqa: S102 (the text above)
    function: Callable[..., float] = made["score"]
    return function


def by_eval() -> Callable[[], float]:
    """Each formula compiled apart, and evaluated over a dict: what a small rule engine does."""
    compiled = [(name, compile(it, name, "eval")) for name, it in FORMULAS.items()]
    known = {"exp": math.exp, "min": min, "max": max, "__builtins__": {}}

    def run() -> float:
        values = dict(CUSTOMER)
        for name, code in compiled:
            values[name] = eval(code, known, values)  # noqa: S307 (the text above)
        return values["score"]

    return run


def contenders(settings: Settings) -> Iterator[Contender]:
    asked = model("one_customer")
    yield Contender("worthwhile", "worthwhile", lambda: asked.evaluate(CUSTOMER)["score"], one)
    function = by_hand()
    yield Contender("Python, a function by hand", "Python", lambda: function(**CUSTOMER), one)
    yield Contender("Python, eval formula by formula", "eval", by_eval(), one)
    if numexpr := settings.peer("numexpr"):
        columns = {name: np.array([it]) for name, it in CUSTOMER.items()}
        plain = [it for it in FORMULAS.items() if " if " not in it[1] and "min(" not in it[1] and "max(" not in it[1]]

        def some() -> Any:
            values = {**columns, "loyalty": np.array([17.0 / 24.0]), "risk": np.array([0.0])}
            for name, it in plain:
                values[name] = numexpr.evaluate(it, local_dict=values)
            return values["roi"]

        yield Contender("numexpr, formula by formula", "numexpr", some, None, remarks="without the three that choose")
    if zen := settings.peer("zen"):
        yield from with_zen(zen)
    if rules := settings.peer("rule_engine"):
        yield with_rule_engine(rules)
    if cel := settings.peer("celpy"):
        yield with_cel(cel)
    if polars := settings.peer("polars"):
        yield with_polars(polars)


def one(found: Any) -> tuple[Any, ...]:
    return (np.asarray([float(found)]),)


def nested(change: Callable[[str], str]) -> dict[str, str]:
    """The formulas as another language writes them."""
    return {name: change(it) for name, it in FORMULAS.items()}


def branches(text: str) -> str:
    """Choices with ``? :`` instead of ``if else``."""
    return text.replace(
        "(3.0 if value >= 1000.0 else 2.0 if value >= 300.0 else 1.0 if value >= 0.0 else 0.0)",
        "(value >= 1000.0 ? 3.0 : (value >= 300.0 ? 2.0 : (value >= 0.0 ? 1.0 : 0.0)))",
    )


def with_zen(zen: Any) -> Iterator[Contender]:
    def change(text: str) -> str:
        text = branches(text).replace("**", "^").replace("exp(-tenure / 36.0)", f"({math.e!r} ^ (-tenure / 36.0))")
        text = text.replace("min(max(roi, 0.0), 9.0)", "min([max([roi, 0.0]), 9.0])")
        return text.replace("min(tenure / 24.0, 1.0)", "min([tenure / 24.0, 1.0])").replace(
            "max(0.0, 0.35 - stays)", "max([0.0, 0.35 - stays])"
        )

    compiled = {name: zen.compile_expression(it) for name, it in nested(change).items()}

    def run() -> float:
        values = dict(CUSTOMER)
        for name, it in compiled.items():
            values[name] = it.evaluate(values)
        return values["score"]

    yield Contender("zen-engine, formula by formula", "zen-engine", run, one)


def with_rule_engine(rules: Any) -> Contender:
    def change(text: str) -> str:
        text = branches(text).replace("exp(-tenure / 36.0)", f"({math.e!r} ** (-tenure / 36.0))")
        text = text.replace("min(max(roi, 0.0), 9.0)", "$min([$max([roi, 0.0]), 9.0])")
        return text.replace("min(tenure / 24.0, 1.0)", "$min([tenure / 24.0, 1.0])").replace(
            "max(0.0, 0.35 - stays)", "$max([0.0, 0.35 - stays])"
        )

    compiled = {name: rules.Rule(it) for name, it in nested(change).items()}

    def run() -> float:
        values: dict[str, Any] = dict(CUSTOMER)
        for name, it in compiled.items():
            values[name] = it.evaluate(values)
        return float(values["score"])

    return Contender("rule-engine, formula by formula", "rule-engine", run, one, remarks="decimal arithmetic")


def with_cel(cel: Any) -> Contender:
    double = cel.celtypes.DoubleType
    functions = {
        "pow": lambda base, power: double(float(base) ** float(power)),
        "exp": lambda value: double(math.exp(value)),
        "min": lambda one, other: double(min(one, other)),
        "max": lambda one, other: double(max(one, other)),
    }
    environment = cel.Environment()
    texts = nested(lambda it: branches(it).replace("q ** 12.0", "pow(q, 12.0)"))
    compiled = {name: environment.program(environment.compile(it), functions=functions) for name, it in texts.items()}

    def run() -> float:
        values = {name: double(it) for name, it in CUSTOMER.items()}
        for name, it in compiled.items():
            values[name] = it.evaluate(values)
        return float(values["score"])

    return Contender("cel-python, formula by formula", "cel-python", run, one)


def with_polars(polars: Any) -> Contender:
    values: dict[str, Any] = {name: polars.col(name) for name in CUSTOMER}
    known = {
        "exp": lambda it: it.exp(),
        "min": polars.min_horizontal,
        "max": polars.max_horizontal,
        "__builtins__": {},
    }
    for name, it in FORMULAS.items():
        if name != "score":
            values[name] = eval(it, known, values)  # noqa: S307 (the text above)
    value = values["value"]
    steps = polars.when(value >= 1000.0).then(3.0).when(value >= 300.0).then(2.0).when(value >= 0.0).then(1.0)
    score = steps.otherwise(0.0) + 0.1 * polars.min_horizontal(polars.max_horizontal(values["roi"], 0.0), 9.0)
    return Contender(
        "polars, a frame of one row",
        "polars",
        lambda: polars.DataFrame({name: [it] for name, it in CUSTOMER.items()}).select(score=score)["score"][0],
        one,
    )


def measure(settings: Settings) -> Iterator[Report]:
    report = race(
        settings,
        "w5",
        f"W5: one customer, {len(CUSTOMER)} inputs and {len(FORMULAS)} formulas",
        contenders(settings),
        one(by_hand()(**CUSTOMER)),
        targets=(Target(1.0, ("zen-engine", "rule-engine", "cel-python")),),
        notes=("The engine checks what it is given; the function by hand checks nothing.",),
    )
    wanted = [*report.wanted]
    if not settings.small:
        taken = next(it.median for it in report.lines if it.ours)
        wanted.insert(0, Wanted(f"worthwhile at most {told(MOST)}", told(taken), taken <= MOST))
    yield replace(report, wanted=wanted)
