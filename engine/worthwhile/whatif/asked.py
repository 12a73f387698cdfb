"""What a simulation is asked for: how many draws, which quantiles, draws that come from elsewhere."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np

from worthwhile.data.columns import Array
from worthwhile.data.form import Form, form_of
from worthwhile.meaning.core import SINGLE
from worthwhile.meaning.items import Role
from worthwhile.meaning.meaning import Meaning
from worthwhile.text import Finding, ModelError
from worthwhile.text.frozen import frozen
from worthwhile.whatif import complaints


@frozen
class Asked:
    """How a model is to be simulated."""

    draws: int
    seed: int
    quantiles: tuple[float, ...]
    samples: Mapping[str, Array]
    """Draws of assumptions that come from elsewhere: a posterior, a bootstrap, what was observed."""


def asked_of(
    meaning: Meaning,
    draws: int | Mapping[str, Any],
    seed: int,
    quantiles: Iterable[float],
    changed: Collection[str] = (),
) -> Asked:
    """What is asked for, looked at; ``changed`` are names that were set, or that a scenario changes.

    Raises `ModelError` for what cannot be.
    """
    wrong: list[Finding] = []
    some = list(quantiles) if isinstance(quantiles, Iterable) else [quantiles]
    wrong += [complaints.no_quantile(it) for it in some if not _is_probability(it)]
    samples: dict[str, Array] = {}
    count = 0
    if isinstance(draws, Mapping):
        samples = samples_of(draws, meaning, changed)
        count = len(next(iter(samples.values()))) if samples else 0
    elif _is_whole(draws):
        count = int(draws)
    if count < 1:
        wrong.append(complaints.no_draws(draws))
    if not _is_whole(seed) or not 0 <= seed < complaints.MOST_SEED:
        wrong.append(complaints.no_seed(seed))
    if wrong:
        raise ModelError(wrong)
    return Asked(count, int(seed), tuple(dict.fromkeys(map(float, some))), samples)


def _is_whole(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _is_probability(value: object) -> bool:
    return isinstance(value, int | float | np.floating) and not isinstance(value, bool) and 0 <= float(value) <= 1


def samples_of(given: Mapping[str, Any], meaning: Meaning, changed: Collection[str] = ()) -> dict[str, Array]:
    """Columns of draws for some assumptions, in their declared units, shape (draws,).

    Raises `ModelError` where a name is no assumption of numbers, and where draws are not numbers or not as many
    for each.
    """
    found: dict[str, Array] = {}
    wrong: list[Finding] = []
    known = [
        name
        for name, it in meaning.declared.items()
        if it.role is Role.ASSUMPTION and it.bound is None and _of_numbers(name, meaning)
    ]
    for name, values in given.items():
        why = "" if name in known else "it is no assumption of numbers"
        if name in changed:
            why = "it is set, or the scenario changes it"
        column = np.empty(0)
        try:
            column = np.array(values, dtype=np.float64)  # a copy: they may be asked for again
        except (TypeError, ValueError) as error:
            why = why or str(error).splitlines()[0]
        if not why and (column.ndim != 1 or not len(column)):
            why = f"an array of shape {column.shape} is no list of draws"
        elif not why and not np.isfinite(column).all():
            why = f"{int(np.count_nonzero(~np.isfinite(column))):,} of them are no numbers"
        elif not why and found and len(column) != len(next(iter(found.values()))):
            why = f"there are {len(column):,}, and {len(next(iter(found.values()))):,} of `{next(iter(found))}`"
        if why:
            wrong.append(complaints.no_samples(name, why, [] if name in known else known))
        else:
            found[name] = column
    if wrong:
        raise ModelError(wrong)
    return found


def _of_numbers(name: str, meaning: Meaning) -> bool:
    definition = meaning.definitions.get(name)
    return definition is not None and definition.shape == SINGLE and form_of(definition.type) is Form.NUMBER
