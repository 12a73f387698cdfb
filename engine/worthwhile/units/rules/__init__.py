"""The rules of units: what operands give, and why some do not go together."""
