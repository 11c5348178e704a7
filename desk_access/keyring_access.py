"""Secrets in the system's keyring, where there is one and it is open.

A machine without a desktop has none, and one may stay locked: then there is simply no secret.
"""

from __future__ import annotations

import keyring
from keyring.errors import KeyringError

_FAILURES = (KeyringError, OSError, RuntimeError)
"""What keyrings raise; those that speak over D-Bus not only their own kind."""


def kept(service: str, name: str) -> str | None:
    """The secret, None where there is none to be had. Blocks; the keyring may ask its owner."""
    try:
        return keyring.get_password(service, name)
    except _FAILURES:
        return None


def keep(service: str, name: str, secret: str) -> bool:
    """Keep a secret; whether it can be had again."""
    try:
        keyring.set_password(service, name, secret)
    except _FAILURES:
        return False
    return kept(service, name) == secret
