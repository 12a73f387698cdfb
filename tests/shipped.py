"""The models that ship, each with the sample data that lies beside it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import worthwhile as ww
from worthwhile.answer.result import Result
from worthwhile.cli.shipped import shipped_models

RULES = Path(__file__).parents[1] / "rules"


@dataclass(frozen=True)
class Sample:
    """A model and its tables; the entity's own under an empty name."""

    name: str
    path: Path
    tables: dict[str, Path]

    def run(self, model: ww.Model, on: str | None = None) -> Result:
        """The model on its tables."""
        rest: dict[str, Any] = {name: str(it) for name, it in self.tables.items() if name}
        main = self.tables.get("")
        return model.run(str(main) if main else None, on=on, **rest)


SAMPLES = [
    Sample(name, it.file, it.tables)
    for name, it in shipped_models().items()
    if it.file.resolve().is_relative_to(RULES.resolve())
]
OF_ROWS = [it for it in SAMPLES if "" in it.tables]
"""Those about many rows."""
