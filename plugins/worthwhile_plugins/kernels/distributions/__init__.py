"""What computes distributions: quantile, probability and mean over columns."""
