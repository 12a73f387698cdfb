"""What needs all the values of a group at once: they are kept until the end."""

from typing import Self

import numpy as np

from worthwhile_plugins.kernels.accumulate.kinds import Column, Groups, Rows


class Gathered:
    """Values with their groups, kept until the end."""

    def __init__(self) -> None:
        self._groups: list[Groups] = []
        self._values: list[tuple[Column, ...]] = []
        self.in_time = False
        self.rows = 0
        """How many values there are."""

    def add(self, groups: Groups, *values: Column) -> None:
        if len(groups):
            self._groups.append(groups)
            self._values.append(values)
            self.rows += len(groups)

    def each(self, rows: int, period: int, counted: Rows, *values: Column) -> None:
        del period
        self.in_time = True
        where = np.arange(rows) if counted is None else np.flatnonzero(counted)
        self.add(where, *(it[where] for it in values))

    def merge(self, other: "Gathered") -> None:
        self._groups += other._groups  # noqa: SLF001 (one of its kind)
        self._values += other._values  # noqa: SLF001 (its own kind)
        self.rows += other.rows

    def together(self) -> tuple[Groups, tuple[Column, ...]]:
        """All the values, as they came."""
        if not self._groups:
            return np.empty(0, dtype=np.int64), (np.empty(0),) * 3
        columns = zip(*self._values, strict=True)
        return _one(self._groups), tuple(_one(list(it)) for it in columns)


def _one(parts: list[Column]) -> Column:
    if len(parts) == 1 and not hasattr(parts[0], "codes"):
        return parts[0]
    if hasattr(parts[0], "codes"):
        lexicon: dict[str, int] = {}
        codes = []
        for part in parts:
            table = np.array([lexicon.setdefault(it, len(lexicon)) for it in part.words.tolist()] + [-1])
            codes.append(table[part.codes])
        return type(parts[0])(np.concatenate(codes).astype(np.int32), np.array(list(lexicon), dtype=object))
    return np.concatenate(parts)


class FromAll:
    """An aggregate that needs all the values of a group at once."""

    def __init__(self) -> None:
        self._all = Gathered()

    def add(self, groups: Groups, *values: Column) -> None:
        self._all.add(groups, *values)

    def each(self, rows: int, period: int, counted: Rows, *values: Column) -> None:
        self._all.each(rows, period, counted, *values)

    def merge(self, other: Self) -> None:
        self._all.merge(other._all)

    def finish(self, size: int) -> Column:
        groups, values = self._all.together()
        return self.of(groups, size, *values)

    def of(self, groups: Groups, size: int, *values: Column) -> Column:
        """The value of each group."""
        raise TypeError(type(self))
