"""How a run of the benchmarks is set: sizes, repetitions, which peers there are."""

import importlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import worthwhile as ww

MODELS = Path(__file__).parent / "models"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the command line said."""

    rows: int | None = None
    """Instead of the rows that a workload has by itself."""
    reps: int = 5
    small: bool = False
    """Tiny sizes: whether it runs and agrees, nothing about time."""
    alone: bool = False
    """No peers beside numpy."""
    missing: dict[str, None] = field(default_factory=dict)
    """The peers that were asked for and are not installed."""

    def size(self, usual: int, small: int) -> int:
        """How many rows."""
        return small if self.small else self.rows or usual

    def peer(self, name: str) -> Any:
        """A peer's module, or nothing where it is not installed."""
        if self.alone:
            return None
        try:
            return importlib.import_module(name)
        except ImportError:
            self.missing[name] = None
            return None


def model(name: str) -> ww.Model:
    """One of the models beside the workloads."""
    return ww.load(MODELS / f"{name}.worth")
