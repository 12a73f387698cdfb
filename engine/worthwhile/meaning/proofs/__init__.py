"""Proofs that the rows of a segment or a decision leave nothing out and do not overlap."""
