"""The workspace's own key for signing exports: made once, kept for its owner alone."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from desk_access import signing
from desk_access.errors import ReportUnwritable
from desk_access.signing import SigningKey

KEY_NAME: Final = "export-key.pem"


def made_key(folder: Path) -> SigningKey:
    """The key of the workspace in ``folder``, made when there is none.

    Raises ReportUnwritable where none can be kept, SignatureUnusable for a file that is no key.
    """
    place = folder / KEY_NAME
    try:
        return signing.made_key(place)
    except OSError as error:
        raise ReportUnwritable(
            f"The key for signatures, {place}, cannot be kept ({error.strerror or error}).",
            "Allow writing to the workspace's folder, or export without a signature.",
        ) from error


def kept_key(folder: Path) -> SigningKey | None:
    """The key, None while there is none. Raises SignatureUnusable for a file that is no key."""
    return signing.kept_key(folder / KEY_NAME)
