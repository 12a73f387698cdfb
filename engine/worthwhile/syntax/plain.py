"""Lists that ship as YAML, read as plain values: they are ours, not a user's text, so nothing is told of places."""

import yaml


def plain(text: str) -> object:
    """Lists, dicts and scalars, as YAML 1.1 has them."""
    found: object = yaml.safe_load(text)
    return found
