"""``benefits:``: what an offer brings, line by line."""

from worthwhile.meaning.items import Role
from worthwhile.statements.total import Total
from worthwhile.text.frozen import frozen


@frozen
class Benefits(Total):
    """The benefits and their total."""

    HEAD = "benefits"
    ROLE = Role.BENEFIT
