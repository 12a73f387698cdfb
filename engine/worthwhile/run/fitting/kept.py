"""Fits in files: what was estimated as JSON, every number to its last bit, and taken in again.

A file says what was fitted of what, and has a fingerprint of the rows: whoever takes it in is told where
the model's own fit is another, or the rows are.
"""

import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from worthwhile.meaning.fits.facts import FitFacts
from worthwhile.meaning.fitting import Fitted
from worthwhile.run.complaints import no_file
from worthwhile.run.fitting import complaints
from worthwhile.run.fitting.estimating import Found
from worthwhile.text import Finding, ModelError

FORMAT = 1
SPECIAL = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


def as_text(model: str, fits: Mapping[str, tuple[FitFacts, Found]]) -> str:
    """Fits as the text of a file."""
    told = {name: _entry(facts, found) for name, (facts, found) in fits.items()}
    whole = {"format": FORMAT, "model": model, "fits": told}
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _entry(facts: FitFacts, found: Found) -> dict[str, object]:
    fitted = found.fitted
    return {
        **said_of(facts),
        "estimates": {name: _number(it) for name, it in fitted.estimates.items()},
        "standard_errors": {name: _number(it) for name, it in fitted.errors.items()},
        "log_likelihood": _number(fitted.log_likelihood),
        "rows": int(fitted.rows),
        "remarks": list(fitted.remarks),
        "data": found.data,
        "tables": {name: _array(np.asarray(it)) for name, it in fitted.tables.items()},
    }


def said_of(facts: FitFacts) -> dict[str, object]:
    """What a fit is of: what has to be the same where it is taken in."""
    return {
        "fit": facts.fit.name,
        "call": facts.call,
        "options": dict(facts.options),
        "units": {name: str(unit) if unit else "" for name, unit in facts.units.items()},
    }


def _number(value: float) -> float | str:
    value = float(value)
    return value if math.isfinite(value) else str(value)


def _array(array: Any) -> dict[str, object]:  # noqa: ANN401 (an array of numbers)
    kind = "int64" if array.dtype.kind in "iub" else "float64"
    values = array.astype(kind).ravel().tolist()
    return {
        "type": kind,
        "shape": list(array.shape),
        "values": [it if kind == "int64" else _number(it) for it in values],
    }


# ---- taken in again


def taken_in(path: str | Path, known: Mapping[str, FitFacts]) -> dict[str, Found]:
    """The fits of a file for a model whose fits are known. Raises `ModelError` where they are not its own."""
    file = str(path)
    try:
        told = json.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError([no_file(file)]) from None
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError([complaints.no_fits(file, _first(error))]) from None
    if not isinstance(told, dict) or told.get("format") != FORMAT or not isinstance(told.get("fits"), dict):
        raise ModelError([complaints.no_fits(file, f"it is not a file of fits of format {FORMAT}")])
    findings = [it for name, entry in told["fits"].items() for it in _misfits(file, name, entry, known)]
    if findings:
        raise ModelError(findings)
    try:
        return {name: _found(it, known[name]) for name, it in told["fits"].items()}
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        why = f"something in it is not as it was written: {_first(error)}"
        raise ModelError([complaints.no_fits(file, why)]) from None


def _first(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def _misfits(file: str, name: str, entry: Any, known: Mapping[str, FitFacts]) -> Iterable[Finding]:  # noqa: ANN401 (what JSON has)
    facts = known.get(name)
    if facts is None:
        yield complaints.no_such_fit(file, name, list(known))
        return
    if facts.given:
        yield complaints.given_already(file, name, facts.with_at)
        return
    here, there = said_of(facts), entry if isinstance(entry, dict) else {}
    for part, value in here.items():
        if there.get(part) != value:
            yield complaints.other_fit(file, name, part, _words(there.get(part)), _words(value), facts.with_at)
            return


def _words(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {it or 'number'}" for name, it in value.items()) or "nothing"
    return "nothing" if value is None else str(value)


def _found(entry: Mapping[str, Any], facts: FitFacts) -> Found:
    if set(entry["estimates"]) != {it.name for it in facts.estimates}:
        raise ValueError("estimates")
    estimates = {name: _back(it) for name, it in entry["estimates"].items()}
    for it in facts.estimates:
        if not it.holds(estimates[it.name]):
            raise ValueError(f"the estimate {it.name} is {estimates[it.name]:g}")
    fitted = Fitted(
        estimates,
        {name: _back(it) for name, it in entry["standard_errors"].items()},
        _back(entry["log_likelihood"]),
        int(entry["rows"]),
        {name: _array_back(it) for name, it in entry["tables"].items()},
        tuple(map(str, entry["remarks"])),
    )
    return Found(fitted, str(entry["data"]), saved=str(entry["data"]))


def _back(value: float | str) -> float:
    if isinstance(value, bool):
        raise TypeError(f"{value}, where a number was expected")
    return SPECIAL[value] if isinstance(value, str) else float(value)


def _array_back(told: Mapping[str, Any]) -> Any:  # noqa: ANN401 (an array)
    if told["type"] not in ("int64", "float64"):
        raise ValueError(told["type"])
    values = [_back(it) if told["type"] == "float64" else int(it) for it in told["values"]]
    return np.array(values, dtype=told["type"]).reshape([int(it) for it in told["shape"]])
