"""Fits carried out: the estimator fed with the rows, its members computed, what was found kept in files."""
