"""Segments and decisions drawn at random, and what is true of them, found by trying every value that matters."""

from properties.rows.drawn import Table, tables
from properties.rows.judged import Judgement, judge

__all__ = ["Judgement", "Table", "judge", "tables"]
