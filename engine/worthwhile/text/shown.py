"""Addresses as they may be shown: without the passwords that are in them."""

import re
from urllib.parse import unquote

_USER = re.compile(r"(://[^:/@?#\s]*):(?P<secret>.*)@", re.DOTALL)
_OPTION = re.compile(r"([?&](?:password|sslpassword|passfile)=)(?P<secret>[^&#\s]*)", re.IGNORECASE)
HIDDEN = "***"


def shown(address: str) -> str:
    """An address with its password hidden.

    >>> shown("postgresql://ann:secret@host/base#table")
    'postgresql://ann:***@host/base#table'
    """
    return _OPTION.sub(rf"\1{HIDDEN}", _USER.sub(rf"\1:{HIDDEN}@", address))


def without_secrets(text: str, address: str) -> str:
    """What is said about an address, with its password hidden however it is written there."""
    secrets = [it["secret"] for pattern in (_USER, _OPTION) for it in pattern.finditer(address)]
    for it in sorted({word for secret in secrets for word in (secret, unquote(secret)) if word}, key=len, reverse=True):
        text = text.replace(it, HIDDEN)
    return text
