"""The other spelling: the same models as YAML, read, described and written."""
