"""How tables are read: one file for each kind of source, and what they share."""
