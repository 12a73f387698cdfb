"""``inputs:``: values that every row of the entity brings."""

from worthwhile.meaning.items import Role
from worthwhile.statements.declaration import Declarations
from worthwhile.text.frozen import frozen


@frozen
class Inputs(Declarations):
    """A block of inputs."""

    HEAD = "inputs"
    ROLE = Role.INPUT
