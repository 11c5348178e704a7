"""Signatures with Ed25519 (RFC 8032), and where their keys are kept.

The key of exports lies in the workspace. The key of the ledger's ends must not: it lies in the
system's keyring, or in a file of the user's configuration folder where there is no keyring.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from desk_access import keyring_access
from desk_access.errors import SignatureUnusable

_SERVICE: Final = "desk-access"


class SigningKey:
    """A private key. Callable on any thread."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public: bytes = key.public_key().public_bytes_raw()

    @classmethod
    def made(cls) -> SigningKey:
        """A new one."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def read(cls, pem: bytes) -> SigningKey:
        """The key in PEM. Raises ValueError for what is none."""
        try:
            key = load_pem_private_key(pem, None)
        except (TypeError, UnsupportedAlgorithm) as error:
            raise ValueError(str(error)) from error
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError("not an Ed25519 key")
        return cls(key)

    @property
    def pem(self) -> bytes:
        """The key as it is kept."""
        return self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @property
    def fingerprint(self) -> str:
        """What people compare: the beginning of the public key's SHA-256."""
        return fingerprint_of(self.public)

    def sign(self, content: bytes) -> bytes:
        """The signature, 64 bytes."""
        return self._key.sign(content)


def fingerprint_of(public: bytes) -> str:
    """The fingerprint of a public key of 32 bytes: 16 hexadecimal digits."""
    return hashlib.sha256(public).hexdigest()[:16]


def holds(public: bytes, signature: bytes, content: bytes) -> bool:
    """Whether the key's owner signed the content."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def canonical(statement: Mapping[str, Any]) -> bytes:
    """What is signed: JSON with sorted keys, no spaces, UTF-8."""
    text = json.dumps(statement, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    # What no writer of ours puts there must not stop the check: it only makes it fail.
    return text.encode(errors="surrogatepass")


def kept_key(place: Path) -> SigningKey | None:
    """The key in a file, None while there is none. Raises SignatureUnusable for no key."""
    try:
        return SigningKey.read(place.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise SignatureUnusable(
            f"{place} is no key for signatures, or may not be read.",
            "Put it back from a backup, or move it away: a new one is made then.",
        ) from error


def made_key(place: Path) -> SigningKey:
    """The key in a file, made when there is none, for its owner alone.

    Raises OSError where none can be kept, SignatureUnusable for a file that is no key.
    """
    found = kept_key(place)
    if found is not None:
        return found
    draft = place.with_name(f".{place.name}-{secrets.token_hex(8)}.part")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(SigningKey.made().pem)
            stream.flush()
            os.fsync(stream.fileno())
        _settle(draft, place)
    finally:
        draft.unlink(missing_ok=True)
    made = kept_key(place)
    assert made is not None
    return made


def _settle(draft: Path, place: Path) -> None:
    """Give the draft its name, unless another program was first: then its key is the one."""
    try:
        os.link(draft, place)
    except FileExistsError:
        return
    except OSError:  # a file system without links
        os.replace(draft, place)


class OutsideKeys:
    """Keys that lie outside every workspace, by name: in the keyring, or in files of ``folder``.

    ``use_keyring`` False: in files alone.
    """

    def __init__(self, folder: Path, use_keyring: bool = True) -> None:
        self._folder = folder
        self._use_keyring = use_keyring

    def find(self, name: str) -> SigningKey | None:
        """The key of this name, None where there is none or it may not be read."""
        kept = keyring_access.kept(_SERVICE, name) if self._use_keyring else None
        if kept:
            with contextlib.suppress(ValueError):  # No key of ours: there may be a file.
                return SigningKey.read(kept.encode())
        try:
            return kept_key(self._file(name))
        except SignatureUnusable:
            return None

    def make(self, name: str) -> SigningKey:
        """A new key of this name, in place of one that there was. Raises OSError."""
        made = SigningKey.made()
        if self._use_keyring and keyring_access.keep(_SERVICE, name, made.pem.decode()):
            return made
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file(name).unlink(missing_ok=True)
        return made_key(self._file(name))

    def where(self, name: str) -> str:
        """Where the key of this name lies, for a person."""
        if self._file(name).exists():
            return str(self._file(name))
        return "the system's keyring" if self.find(name) else "nowhere on this machine"

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.pem"
