"""What a supplier of energy adds: a tariff, files of meters, a unit, points that customers pay with, a command."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from worthwhile.plugin import Function, Library, Measure, Rates, Source, Target, plugin

from .meters import MeterSource, MeterTarget
from .tariff import STEPPED

worthwhile_api = 1


@plugin
def functions() -> Iterator[Function]:
    yield STEPPED


@plugin
def sources() -> Iterator[Source]:
    yield MeterSource()


@plugin
def outputs() -> Iterator[Target]:
    yield MeterTarget()


@plugin
def units() -> Iterator[Measure | Rates]:
    yield Measure("kWh", "kWh")
    yield Measure("MWh", "kWh", Fraction(1000))
    yield Measure("PTS", "PTS", currency=True)
    yield Rates("PTS", "EUR", {"2025-01-01": "0.01", "2026-01-01": "0.0125"}, source="Acme's terms")


@plugin
def libraries() -> Iterator[Library]:
    yield Library("energy", str(Path(__file__).parent / "models"))


@plugin
def commands(group: Any) -> None:
    from .command import meters

    group.add_command(meters)
