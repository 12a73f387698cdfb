"""Tables beside the entity's: who holds the key of a lookup, whose rows an expression is about."""
