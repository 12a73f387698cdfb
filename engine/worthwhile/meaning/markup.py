"""What is in a model, for notebooks."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from worthwhile.text.markup import QUIET, element, escaped, table


def model_html(described: Mapping[str, Any]) -> str:
    """The names of a model in tables: what goes in, what is assumed, what comes out."""
    return element("div", "".join(_parts(described)))


def _parts(described: Mapping[str, Any]) -> Iterator[str]:
    label = f": {described['label']}" if described["label"] else ""
    yield element("p", f"{element('b', escaped(described['model']))}{escaped(label)}")
    yield element("p", escaped(_conventions(described)), QUIET)
    yield from _section("Inputs", described["inputs"], _given)
    yield from _section("Assumptions", described["assumptions"], _given)
    for each in described["tables"]:
        yield from _section(f"{each['name']} (by {each['key']})", each["columns"], _given)
    outputs = [it for it in described["formulas"] if it["output"]]
    yield from _section("Outputs", outputs, lambda it: str(it["formula"] or ""))


def _conventions(described: Mapping[str, Any]) -> str:
    said = described["conventions"]
    words = [f"one row is one {described['entity']['name']}"] if described["entity"] else []
    if said["periods"]:
        paid = f", paid at the {said['timing']} of each" if said["timing"] else ""
        words.append(f"{said['periods']} {said['period']}s{paid}")
    return "; ".join([*words, f"currency {said['currency']}"])


def _section(title: str, entries: Sequence[Mapping[str, Any]], last: Any) -> Iterator[str]:  # noqa: ANN401 (a function of an entry)
    if entries:
        rows = [(str(it["name"]), str(it["label"]), str(it["type"]), last(it)) for it in entries]
        yield table(["name", "label", "unit", "value" if last is _given else "formula"], rows, caption=title)


def _given(entry: Mapping[str, Any]) -> str:
    said = [f"= {entry['default']}" if entry["default"] else ""]
    said += [
        f"in {entry['bounds']}" if entry["bounds"] else "",
        f"~ {entry['uncertain']}" if entry["uncertain"] else "",
    ]
    said += [f"({entry['source']})" if entry["source"] else ""]
    return "  ".join(filter(None, said)) or "required"
