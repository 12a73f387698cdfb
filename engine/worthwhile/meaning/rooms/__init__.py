"""Models taken in by others: joined to one draft, and held to be about the same."""
