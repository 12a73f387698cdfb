"""``assumptions:``: values that hold for the whole model until a scenario says otherwise."""

from worthwhile.meaning.items import Role
from worthwhile.statements.declaration import Declarations
from worthwhile.text.frozen import frozen


@frozen
class Assumptions(Declarations):
    """A block of assumptions."""

    HEAD = "assumptions"
    ROLE = Role.ASSUMPTION
