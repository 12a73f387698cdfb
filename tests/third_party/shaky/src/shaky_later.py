"""A plugin that is taken, and breaks when it is asked: half way through a read and a write, in a command, in a lint."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from worthwhile.plugin import Finding, Lint, Meaning, Source, Target, plugin

worthwhile_api = 1


class Half:
    name = "half"

    def claims(self, address: str) -> bool:
        return address.endswith(".half")

    def open(self, address: str) -> "Half":
        del address
        return self

    def columns(self) -> Sequence[str]:
        return ["id", "use"]

    def batches(self, columns: Sequence[str]) -> Iterator[Any]:
        from pyarrow import RecordBatch

        data = {"id": ["a", "b"], "use": [1.0, 2.0]}
        yield RecordBatch.from_pydict({it: data[it] for it in columns})
        raise ConnectionError("the line went dead")

    def write(self, result: Any, address: str) -> Sequence[Finding]:
        Path(address).with_suffix(".draft").write_text("half", encoding="utf-8")
        Path(address).with_suffix(".draft").unlink()
        raise ConnectionError(f"no room for {result.rows} rows")


def look(meaning: Meaning) -> Sequence[Finding]:
    raise KeyError(meaning.name)


@plugin
def sources() -> Iterator[Source]:
    yield Half()


@plugin
def outputs() -> Iterator[Target]:
    yield Half()


@plugin
def lints() -> Iterator[Lint]:
    yield Lint(("S0001",), look)


@plugin
def commands(group: Any) -> None:
    group.add_command("run", "run")
