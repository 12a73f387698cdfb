"""Rows in groups of those that are alike."""

from collections.abc import Iterator

from worthwhile.plugin import Fit, Measured, Member, Option, Shown, Variable, Worked, plugin

KERNELS = "worthwhile_plugins.kernels.fits.k_means"
SOURCE = "Lloyd (1982); Arthur and Vassilvitskii (2007), k-means++"
NUMBER = (Variable("cluster", help="The number of a cluster, from 1."),)
UNKNOWN = "a number that no cluster has"
PAIRS = {"x1": (1, 2, 1, 9, 10, 10), "x2": (5, 5, 8, 1, 1, 4)}
TWO = {"clusters": 2.0, "scaled": 0.0}


MEMBERS = (
    Member(
        "cluster", f"{KERNELS}:cluster", columns=("x",), source=SOURCE, tables=True, shown=Shown.COUNT,
        help="The number of the cluster that the row is nearest to: 1 has the least mean of the first column.",
    ),
    Member(
        "distance", f"{KERNELS}:distance", columns=("x",), source=SOURCE, tables=True,
        help="How far the row is from the centre of its cluster, in standard deviations; where columns are not scaled in their unit.",
    ),
    Member(
        "within", f"{KERNELS}:within", tables=True,
        help="The sum of squared distances of all rows from their centres.",
    ),
    Member(
        "explained", f"{KERNELS}:explained",
        help="The share of the squared distances from the common centre that the clusters account for.",
        fails="rows that are all the same", tables=True, shown=Shown.PERCENT,
    ),
    Member("size", f"{KERNELS}:size", NUMBER, help="How many rows a cluster has.", fails=UNKNOWN, tables=True, shown=Shown.COUNT),
)  # fmt: skip


@plugin
def fits() -> Iterator[Fit]:
    """Offer k-means."""
    yield Fit(
        "k_means",
        (Variable("x", Measured.AMOUNT, "What rows are compared by.", many=True),),
        estimates=(),
        members=MEMBERS,
        estimator=f"{KERNELS}:KMeans",
        help="Rows in groups of those that are alike. It finds groups in any data: look whether they mean something.",
        options=(
            Option("clusters", help="How many.", low=1, high=1000, whole=True),
            Option(
                "scaled", help="1: each column counts by its standard deviation; 0: as it is, all columns in one unit.",
                low=0, high=1, whole=True,
            ),
            Option("seed", 1, help="Where the random starts begin: the same seed gives the same clusters.", low=0, high=2**53, whole=True),
            Option("starts", 10, help="How many starts are tried; the best is kept.", low=1, high=1000, whole=True),
        ),
        likelihood=False,
        examples=(
            Worked(PAIRS, "cluster", (1.0, 1.0, 1.0, 2.0, 2.0, 2.0), options=TWO),
            Worked(PAIRS, "within", 40 / 3, options=TWO),
            Worked(PAIRS, "size(2)", 3.0, options=TWO),
        ),
        source=SOURCE,
        extra="",
    )  # fmt: skip
