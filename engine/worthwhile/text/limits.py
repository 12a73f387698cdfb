"""How much of everything a model may hold: each limit is documented, has a finding and can be set."""

from math import inf

from worthwhile.text.frozen import frozen


@frozen
class Limits:
    """The limits of one model; a host that runs models of strangers sets them lower."""

    text: int = 1_000_000
    """Characters of one text."""
    line: int = 10_000
    """Characters of one line."""
    nesting: int = 200
    """Brackets and blocks within one another, and the depth of an expression."""
    operators: int = 200
    """Operators in one expression."""
    names: int = 20_000
    """Names that a model defines."""
    rows: int = 20_000
    """Rows of one table in a model's text."""
    periods: int = 12_000
    """Periods of the timeline: a thousand years of months."""
    imports: int = 200
    """Texts that a model is put together of, each as often as it is imported."""
    depth: int = 10
    """Models within models."""
    cells: int = 400_000_000
    """Rows times periods of the series that a run returns."""
    seconds: float = inf
    """Seconds that a call may take: reading a model, running it, asking it about one subject."""
    memory: float = inf
    """Bytes that the columns of a run may take, as they are reckoned before it begins."""

    def look_over(self) -> None:
        """See that each limit is one, so that none is off by mistake. Raises `ValueError`."""
        for name in Limits.__dataclass_fields__:
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
                raise ValueError(f"the limit {name} is {value!r}, where a number above 0 was expected")


LIMITS = Limits()
