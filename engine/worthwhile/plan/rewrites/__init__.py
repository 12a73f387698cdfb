"""What is done to every plan before its passes are laid out: each rewrite takes a draft and gives one.

=============  ==================================================================
folding        what only constants go into is computed
powers         whole exponents become multiplications, powers of t a running product
sums           geometric sums over the timeline get their closed form
products       what grows in the other sums is drawn together into one running product
factors        a factor that products have in common is taken once
unused         what nothing needs is left out
=============  ==================================================================
"""

from worthwhile.plan.rewrites.draft import Draft, Rewrite
from worthwhile.plan.rewrites.factors import common_factors
from worthwhile.plan.rewrites.folding import fold_constants
from worthwhile.plan.rewrites.powers import running_powers, whole_powers
from worthwhile.plan.rewrites.products import drawn_together
from worthwhile.plan.rewrites.sums import closed_sums
from worthwhile.plan.rewrites.unused import drop_unused

REWRITES: tuple[Rewrite, ...] = (
    fold_constants,
    closed_sums,
    drawn_together,
    running_powers,
    fold_constants,
    common_factors,
    whole_powers,
    drop_unused,
)
"""In order: a sum is closed while its powers are still powers."""

__all__ = ["REWRITES", "Draft", "Rewrite"]
