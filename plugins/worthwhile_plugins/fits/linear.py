"""A line through the rows, and a trend that is broken at a known moment."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from worthwhile.plugin import Estimate, Fit, Measured, Member, Shown, Variable, Worked, plugin

LINEAR = "worthwhile_plugins.kernels.fits.linear"
SEGMENTED = "worthwhile_plugins.kernels.fits.segmented"
SOURCE = "Draper and Smith (1998), Applied Regression Analysis"
BROKEN = "Wagner, Soumerai, Zhang and Ross-Degnan (2002), Segmented Regression Analysis of Interrupted Time Series"
LIFESTAGE = {"y": (200, 235, 180, 305, 285, 400), "x1": (3.0, 3.5, 4.0, 4.5, 5.0, 7.0)}
"""Future spend by life stage: MineThatData, 14 February 2024."""
STEPPED = {"y": (1, 3, 5, 17, 22, 27), "since": (-3, -2, -1, 0, 1, 2)}
"""1 + 2 (t + 3) before; 10 more and 3 a period more from the change on."""


@dataclass(frozen=True)
class Bound:
    """One end of the interval of a coefficient, looked up."""

    side: str
    place: int

    def __call__(self, *, tables: Mapping[str, Any], **_: object) -> Any:  # noqa: ANN401 (a number of numpy, not read here)
        """The end."""
        return tables[self.side][self.place]


def _bounds(estimates: Sequence[Estimate]) -> Iterator[Member]:
    for place, it in enumerate(estimates):
        for side, which in (("low", "lower"), ("high", "upper")):
            yield Member(
                f"{it.name}_{side}", Bound(side, place), unit=it.unit, help=f"The {which} end of the interval of 95% of `{it.name}`.",
                fails=NO_SPARE, tables=True,
            )  # fmt: skip


def _estimates(names: Sequence[str], _: Mapping[str, float]) -> tuple[Estimate, ...]:
    xs = names[1:]
    slopes = ("slope",) if len(xs) == 1 else tuple(f"slope{place}" for place in range(1, len(xs) + 1))
    return (
        Estimate("intercept", "y", "y where every x is 0."),
        *(
            Estimate(
                name, f"y / {x}", f"How much y grows for each unit of {x}{', the others as they are' * (len(xs) > 1)}."
            )
            for name, x in zip(slopes, xs, strict=True)
        ),
    )


X = (Variable("x", Measured.AMOUNT, "A value for each x of the fit, in their order.", many=True, like="x"),)
NO_SPARE = "as many coefficients as rows"
T_QUANTILE = Member(
    "t_quantile", f"{LINEAR}:t_quantile", fails=NO_SPARE, tables=True,
    help="The 97.5% quantile of Student's t: so many standard errors on each side of a coefficient make an interval of 95%.",
)  # fmt: skip
MEMBERS = (
    Member("predict", f"{LINEAR}:predict", X, unit="y", help="The y of the line at a place.", source=SOURCE),
    Member(
        "predict_low", f"{LINEAR}:predict_low", X, unit="y", help="The lower end of the interval of 95% of a new y.",
        fails=NO_SPARE, source=SOURCE, tables=True,
    ),
    Member(
        "predict_high", f"{LINEAR}:predict_high", X, unit="y", help="The upper end of the interval of 95% of a new y.",
        fails=NO_SPARE, source=SOURCE, tables=True,
    ),
    Member("fitted", f"{LINEAR}:fitted", columns=("x",), unit="y", help="The y of the line for the row's own x."),
    Member("residual", f"{LINEAR}:residual", columns=("y", "x"), unit="y", help="The row's y less that of the line."),
    Member(
        "r2", f"{LINEAR}:r2", help="The share of the variance of y that the line accounts for.",
        fails="a y that is the same in all rows", tables=True, shown=Shown.PERCENT,
    ),
    Member(
        "sigma", f"{LINEAR}:sigma", unit="y", help="The standard error of a single y about the line.", fails=NO_SPARE, tables=True,
    ),
    T_QUANTILE,
)  # fmt: skip


BREAK = (
    Estimate("level", "y", "y just before the change, by the trend up to it."),
    Estimate("trend", "y / since", "How much y grew with time before the change."),
    Estimate("step", "y", "How much y jumped at the change."),
    Estimate("trend_change", "y / since", "How much faster y grows since."),
)
TIME = (Variable("time", Measured.TIME, "Time since the change, below 0 before it."),)


@plugin
def fits() -> Iterator[Fit]:
    """Offer linear and segmented regression."""
    yield Fit(
        "linear",
        (
            Variable("y", Measured.AMOUNT, "What is to be told from the others."),
            Variable("x", Measured.AMOUNT, "What it is told from.", many=True),
        ),
        estimates=_estimates,
        members=MEMBERS,
        estimator=f"{LINEAR}:Linear",
        help="A line, or with several x a plane, by least squares: every digit of the data counts, however alike the columns are.",
        examples=(
            Worked(LIFESTAGE, "intercept", 34.625),
            Worked(LIFESTAGE, "slope", 51.75),
            Worked(LIFESTAGE, "residual", (10.125, 19.25, -61.625, 37.5, -8.375, 3.125)),
            Worked(LIFESTAGE, "predict(6)", 34.625 + 6 * 51.75),
        ),
        source=SOURCE,
    )  # fmt: skip
    yield Fit(
        "segmented",
        (
            Variable("y", Measured.AMOUNT, "What was measured, at many times."),
            Variable("since", Measured.TIME, "Time since the change, below 0 before it."),
        ),
        estimates=BREAK,
        members=(
            Member("predict", f"{SEGMENTED}:predict", TIME, unit="y", help="The y of the lines at a time.", source=BROKEN),
            Member(
                "predict_low", f"{SEGMENTED}:predict_low", TIME, unit="y", help="The lower end of the interval of 95% of a new y.",
                fails=NO_SPARE, source=SOURCE, tables=True,
            ),
            Member(
                "predict_high", f"{SEGMENTED}:predict_high", TIME, unit="y", help="The upper end of the interval of 95% of a new y.",
                fails=NO_SPARE, source=SOURCE, tables=True,
            ),
            Member("without", f"{SEGMENTED}:without", TIME, unit="y", help="What would have been: the trend from before, carried on.", source=BROKEN),
            Member("effect", f"{SEGMENTED}:effect", TIME, unit="y", help="What the change has added at a time; nothing before it.", source=BROKEN),
            Member(
                "effect_low", f"{SEGMENTED}:effect_low", TIME, unit="y", help="The lower end of the interval of 95% of the effect.",
                fails=NO_SPARE, source=BROKEN, tables=True,
            ),
            Member(
                "effect_high", f"{SEGMENTED}:effect_high", TIME, unit="y", help="The upper end of the interval of 95% of the effect.",
                fails=NO_SPARE, source=BROKEN, tables=True,
            ),
            Member("fitted", f"{SEGMENTED}:fitted", columns=("since",), unit="y", help="The y of the lines at the row's own time."),
            Member("residual", f"{SEGMENTED}:residual", columns=("y", "since"), unit="y", help="The row's y less that of the lines."),
            Member(
                "r2", f"{LINEAR}:r2", help="The share of the variance of y that the lines account for.",
                fails="a y that is the same in all rows", tables=True, shown=Shown.PERCENT,
            ),
            Member(
                "sigma", f"{LINEAR}:sigma", unit="y", help="The standard error of a single y about the lines.",
                fails=NO_SPARE, tables=True,
            ),
            Member(
                "durbin_watson", f"{SEGMENTED}:durbin_watson",
                help="2 where what is left over does not hang together in time; towards 0 where neighbours are alike.",
                fails="rows that all lie on the lines", source="Durbin and Watson (1950)", tables=True,
            ),
            T_QUANTILE,
            *_bounds(BREAK),
        ),
        estimator=f"{SEGMENTED}:Segmented",
        help="Whether something changed at a known moment: a step and another slope, beside the trend that was there before.",
        examples=(
            Worked(STEPPED, "level", 7.0),
            Worked(STEPPED, "trend", 2.0),
            Worked(STEPPED, "step", 10.0),
            Worked(STEPPED, "trend_change", 3.0),
            Worked(STEPPED, "effect(2)", 16.0),
            Worked(STEPPED, "without(2)", 11.0),
        ),
        source=BROKEN,
    )  # fmt: skip
