"""Proofs that the rows of a segment or a decision leave nothing out and do not overlap.

They are read when a model has such rows: most have none.
"""

from typing import TYPE_CHECKING

from worthwhile.text.later import later

if TYPE_CHECKING:
    from worthwhile.meaning.proofs.together import prove_rules as prove_rules

__getattr__ = later("worthwhile.meaning.proofs.together")
