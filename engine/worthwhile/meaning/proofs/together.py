"""The rows of a model proven: as it is, and under each of its scenarios."""

from worthwhile.meaning.checking import Checking
from worthwhile.meaning.meaning import Check, Proof
from worthwhile.meaning.proofs.prove import prove_all
from worthwhile.meaning.proofs.scenarios import prove_scenarios


def prove_rules(checking: Checking) -> tuple[tuple[Check, ...], dict[str, Proof]]:
    """What is to be looked at in the data, and what is known of each segment and decision."""
    proofs: dict[str, Proof] = {}
    checks = tuple(prove_all(checking, proofs))
    prove_scenarios(checking)
    return checks, proofs
