"""A model printed as the Python that the engine runs: for one subject, and for blocks of rows on numpy."""

from collections.abc import Iterator

from worthwhile.plugin import Compiled, Listed, Printer, plugin

BLOCK = 16_384
HEAD = '''"""{title}

Printed from a model of Worthwhile; it is what the engine runs, and changes with the model. Missing values
are not in it: rows in which something is missing, endless or not as a condition wants it are odd, and
are left to an interpreter that knows what is to be said of them. `look` finds them; it, the grids and
what is called and not defined here is the engine's own.
"""
'''


class PythonTarget:
    """Readable Python."""

    name = "python"

    def printed(self, model: Compiled) -> str:
        """The functions, in the order in which a run calls them."""
        parts = [HEAD.format(title=model.label or model.name)]
        if model.one:
            parts.append("# One subject: plain numbers in and out.\n")
            imports = _mathematics(model.one)
            if imports:
                parts.append(f"{imports}\n")
            parts.append(model.one)
        parts.append(f"# Many: numpy, some {BLOCK:,} rows at a time, on as many threads as there are processors.\n")
        parts.append("import numpy as np\n")
        for number, it in enumerate(model.rows, 1):
            parts += _walk(number, it)
        return "\n".join(it.rstrip("\n") + "\n" for it in parts)


def _mathematics(text: str) -> str:
    """The import of what a function takes from `math`."""
    import math  # noqa: PLC0415 (its names)
    import re  # noqa: PLC0415 (only when something is printed)

    used = sorted({it for it in re.findall(r"\b([a-z]\w*)\(", text) if hasattr(math, it) and it != "pow"})
    used += ["pow"] if re.search(r"\bpow\(", text) else []
    return f"from math import {', '.join(used)}" if used else ""


def _walk(number: int, it: Listed) -> Iterator[str]:
    """One walk over the rows of a table."""
    of = f"the rows of {it.table}" if it.table else "the rows"
    yield f"# Walk {number}, over {of}."
    for limit in it.limits:
        yield f"# {limit}"
    if it.source:
        yield it.source.replace("def block(", f"def walk_{number}(", 1)
    else:
        yield "# This one the interpreter carries out step by step."
    if it.feeds:
        yield f"# When all rows have been walked: {', '.join(it.feeds)}."


@plugin
def targets() -> Iterator[Printer]:
    """Offer ``python``."""
    yield PythonTarget()
