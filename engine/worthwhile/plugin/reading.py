"""What sources of tables use beside the rest of the door: how texts are spelled, addresses as they may be shown."""

from worthwhile.data.spelling import BOTH, LOCAL_DATE, UNSEEN, UNSURE, Spelled, Spelling, either, readings
from worthwhile.text import did_you_mean
from worthwhile.text.shown import shown, without_secrets

__all__ = [
    "BOTH",
    "LOCAL_DATE",
    "UNSEEN",
    "UNSURE",
    "Spelled",
    "Spelling",
    "did_you_mean",
    "either",
    "readings",
    "shown",
    "without_secrets",
]
