"""Run: a plan and columns in, filled columns out, on numpy. The only floor that knows numpy evaluation."""
