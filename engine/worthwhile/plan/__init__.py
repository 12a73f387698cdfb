"""Plan: meaning in, passes over slots out."""
