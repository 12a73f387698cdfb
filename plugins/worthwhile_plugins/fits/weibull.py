"""How long customers stay, after Weibull."""

import math
from collections.abc import Iterator

from worthwhile.plugin import Estimate, Fit, Measured, Member, Shown, Variable, Worked, plugin

KERNELS = "worthwhile_plugins.kernels.fits.weibull"
TIME = (Variable("time", Measured.TIME, "Time since the start."),)
BEFORE = "a time before the start"
SOURCE = "Lawless (2003), Statistical Models and Methods for Lifetime Data, section 5.2"
UNITS = {"lived": (54, 187, 216, 240, 244, 335, 361, 373, 375, 386, *[500] * 10), "churned": (*[1] * 10, *[0] * 10)}
"""Hours until failure, of 20 units that were watched for 500: NIST/SEMATECH e-Handbook, section 8.4.1.3."""


@plugin
def fits() -> Iterator[Fit]:
    """Offer the distribution of Weibull, with who is still there counted as such."""
    yield Fit(
        "weibull",
        (
            Variable("lived", Measured.TIME, "How long the customer was there: until leaving, or until last seen."),
            Variable("churned", Measured.FLAG, "Whether it left then; otherwise it was still there."),
        ),
        estimates=(
            Estimate("shape", help="Above 1 the rate of leaving rises with time, below 1 it falls.", low=0.0),
            Estimate("scale", "lived", "The time after which 1/e, 36.8%, are still there.", low=0.0),
        ),
        members=(
            Member(
                "survival", f"{KERNELS}:survival", TIME, help="The share still there after a time.",
                fails=BEFORE, source=SOURCE, shown=Shown.PERCENT,
            ),
            Member(
                "hazard", f"{KERNELS}:hazard", TIME, unit="1 / lived", help="The rate at which those still there leave.",
                fails="a time before the start, or the start itself where the rate falls from infinity", source=SOURCE,
            ),
            Member("mean", f"{KERNELS}:mean", unit="lived", help="The mean time that customers stay.", source=SOURCE),
            Member("median", f"{KERNELS}:median", unit="lived", help="The time by which half have left.", source=SOURCE),
            Member(
                "residual", f"{KERNELS}:residual", TIME, unit="lived",
                help="The mean time that who is there after a time will still stay.", fails=BEFORE, source=SOURCE,
            ),
        ),
        estimator=f"{KERNELS}:Weibull",
        help="How long customers stay who may leave at any time, where the rate of leaving rises or falls with time.",
        examples=(
            Worked(UNITS, "shape", 1.7208, within=1e-5),
            Worked(UNITS, "scale", 606.5280, within=1e-6),
            Worked(UNITS, "log_likelihood", -75.135, within=1e-5),
            Worked(UNITS, "mean", 540.737, within=1e-5),
            Worked(UNITS, "survival(5)", math.exp(-1), given={"shape": 2.0, "scale": 5.0}),
            Worked(UNITS, "residual(7)", 5.0, given={"shape": 1.0, "scale": 5.0}),
        ),
        source=SOURCE,
        extra="",
    )  # fmt: skip
