"""What if: each asks the same plan again, with other values."""
