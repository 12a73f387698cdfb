"""``costs:``: what an offer takes, line by line."""

from worthwhile.meaning.items import Role
from worthwhile.statements.total import Total
from worthwhile.text.frozen import frozen


@frozen
class Costs(Total):
    """The costs and their total."""

    HEAD = "costs"
    ROLE = Role.COST
