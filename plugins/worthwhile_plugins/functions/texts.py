"""Functions of texts: they are case-sensitive unless said otherwise."""

from collections.abc import Iterator

from worthwhile.plugin import Example, Function, InCells, Parameter, plugin, rules

TEXT = Parameter("text")


@plugin
def functions() -> Iterator[Function]:
    """Offer the functions of texts."""
    yield Function(
        "lower", (TEXT,), rules.texts, "The text in small letters.", (Example('lower("Paid Search")', "paid search"),),
        scalar=lambda text: text.lower(), excel=InCells("LOWER({0})"),
    )  # fmt: skip
    yield Function(
        "upper", (TEXT,), rules.texts, "The text in capitals.", (Example('upper("web")', "WEB"),),
        scalar=lambda text: text.upper(), excel=InCells("UPPER({0})"),
    )  # fmt: skip
    yield Function(
        "contains", (TEXT, Parameter("part")), rules.text_test, "Whether a text has another in it.",
        (Example('contains("paid search", "search")', True),), scalar=lambda text, part: part in text, excel=InCells("ISNUMBER(FIND({1},{0}))+0*LEN({0})+0*LEN({1})>0", 4),
    )  # fmt: skip
    yield Function(
        "starts_with", (TEXT, Parameter("part")), rules.text_test, "Whether a text begins with another.",
        (Example('starts_with("Paid social", "Paid")', True),), scalar=lambda text, part: text.startswith(part), excel=InCells("EXACT(LEFT({0},LEN({1})),{1})"),
    )  # fmt: skip
