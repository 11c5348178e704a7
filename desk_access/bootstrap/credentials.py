"""Names and passwords of network cameras that the system's keyring keeps."""

from __future__ import annotations

from desk_access import keyring_access
from desk_access.camera_address import CameraAddress

SERVICE = "desk-access camera"
"""Under this service and the address's host and port: ``keyring set "desk-access camera" HOST``,
with ``NAME:PASSWORD`` as the password."""


def kept_credentials(address: CameraAddress) -> tuple[str, str] | None:
    """Name and password for an address that has none; None where the keyring has none either.

    Blocks, and may ask for the keyring's own password; never on the GUI thread.
    """
    kept = keyring_access.kept(SERVICE, address.place)
    if kept is None:
        return None
    user, _, password = kept.partition(":")
    return user, password
