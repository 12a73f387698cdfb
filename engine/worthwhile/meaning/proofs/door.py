"""The door to the proofs. What is behind it is read when a model has rows to prove: most have none."""

from typing import TYPE_CHECKING

from worthwhile.text.later import later

if TYPE_CHECKING:
    from worthwhile.meaning.proofs.together import *  # noqa: F403 (what is behind the door)

__getattr__ = later("worthwhile.meaning.proofs.together")
