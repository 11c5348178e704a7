"""What of a workspace lies outside it: its key, its anchors, and which ledger lay in which folder.

Whoever can change the workspace alone can change none of these.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

import platformdirs

from desk_access.errors import WorkspaceUnavailable
from desk_access.signing import OutsideKeys

ANCHORS_NAME: Final = "anchors.jsonl"
VARIABLE: Final = "DESK_ACCESS_KEYS"


class Outside:
    """The folder outside, and the keys. Callable on any thread."""

    def __init__(self, folder: Path, use_keyring: bool) -> None:
        self.folder = folder
        self.keys = OutsideKeys(folder / "keys", use_keyring)

    @classmethod
    def of_user(cls) -> Outside:
        """That of this account: DESK_ACCESS_KEYS, or the keyring and the configuration folder."""
        chosen = os.environ.get(VARIABLE)
        if chosen:
            return cls(Path(chosen), use_keyring=False)
        return cls(Path(platformdirs.user_config_dir("desk-access", False)), use_keyring=True)

    def anchors_of(self, workspace: str) -> Path:
        """Where the anchors of a workspace are kept, by its name."""
        return self.folder / "anchors" / f"{workspace}.jsonl"

    def ledger_at(self, place: Path) -> str | None:
        """The name of the workspace that lay in this folder last, None if none did."""
        with suppress(OSError, UnicodeDecodeError):
            return self._noted(place).read_text(encoding="utf-8").strip() or None
        return None

    def note_ledger_at(self, place: Path, workspace: str) -> None:
        """From now on this workspace lies there. Raises OSError."""
        noted = self._noted(place)
        noted.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        noted.write_text(workspace, encoding="utf-8")

    def _noted(self, place: Path) -> Path:
        name = hashlib.sha256(os.fsencode(place)).hexdigest()[:32]
        return self.folder / "places" / name


def add_line(place: Path, line: str) -> None:
    """Add a line to a file of anchors, made when missing. Raises WorkspaceUnavailable."""
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as stream:
            stream.write(line.encode() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise WorkspaceUnavailable(
            f"The anchor cannot be kept in {place} ({error.strerror or error}).",
            "Allow writing there, or choose another folder for anchors in the settings.",
        ) from error


def lines_of(place: Path) -> list[str]:
    """The lines of a file of anchors; none where there is no such file. WorkspaceUnavailable."""
    try:
        return place.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise WorkspaceUnavailable(
            f"The anchors in {place} cannot be read ({error.strerror or error}).",
            "Allow reading the file.",
        ) from error
