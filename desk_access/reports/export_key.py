"""The workspace's own key for signing exports: made once, kept for its owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from desk_access.errors import ReportUnwritable, SignatureUnusable

KEY_NAME: Final = "export-key.pem"


def made_key(folder: Path) -> Ed25519PrivateKey:
    """The key of the workspace in ``folder``, made when there is none.

    Raises ReportUnwritable where none can be kept, SignatureUnusable for a file that is no key.
    """
    found = kept_key(folder)
    if found is not None:
        return found
    place = folder / KEY_NAME
    draft = folder / f".{KEY_NAME}-{secrets.token_hex(8)}.part"
    content = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    try:
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            _settle(draft, place)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise ReportUnwritable(
            f"The key for signatures, {place}, cannot be kept ({error.strerror or error}).",
            "Allow writing to the workspace's folder, or export without a signature.",
        ) from error
    made = kept_key(folder)
    assert made is not None
    return made


def kept_key(folder: Path) -> Ed25519PrivateKey | None:
    """The key, None while there is none. Raises SignatureUnusable for a file that is no key."""
    place = folder / KEY_NAME
    try:
        key = load_pem_private_key(place.read_bytes(), None)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _no_key(place) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _no_key(place)
    return key


def _settle(draft: Path, place: Path) -> None:
    """Give the draft its name, unless another program was first: then its key is the one."""
    try:
        os.link(draft, place)
    except FileExistsError:
        return
    except OSError:  # a file system without links
        os.replace(draft, place)


def _no_key(place: Path) -> SignatureUnusable:
    return SignatureUnusable(
        f"{place} is no key for signatures, or may not be read.",
        "Put it back from a backup, or move it away: a new one is made then.",
    )
