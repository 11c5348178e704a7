"""The workspace is for its owner alone: its folder 0700, its files 0600.

This concerns POSIX. On Windows the folder has the rights of the user's profile, which this program
does not change.
"""

from __future__ import annotations

import os
import shlex
import stat
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from desk_access.errors import WorkspaceUnavailable

OTHERS: Final = 0o077
"""The bits that let the group or anybody in."""

OUR_FILES: Final = (
    "desk_access.db",
    "desk_access.db-*",
    "desk_access.draft*",
    "desk_access.before-update.db*",
    "punches.spool*",
    "punches.damaged",
    "anchors.jsonl",
    "desk-access.lock",
    "desk-access.pid",
    "desk-access.log*",
    "export-key.pem",
    ".export-key.pem-*.part",
    ".desk-access-*.part",
    "found-*.sqlite*",
)
"""Every name that this program gives to a file of a workspace, as patterns."""

OUR_FOLDERS: Final = ("models",)

_OF_THE_SYSTEM: Final = (".DS_Store", "lost+found")
_SHOWN = 3


def make_private(path: Path) -> None:
    """Make an empty file for its owner alone, unless there is one. Raises OSError."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))


def close_to_others(folder: Path) -> None:
    """Take every right to the workspace in ``folder`` from all but its owner.

    Only what is this program's own is changed. Raises WorkspaceUnavailable where something stays
    open: the folder is shared or holds other things too, belongs to another account, or lies on a
    disk that keeps no rights.
    """
    if os.name != "posix":
        return
    try:
        mode = folder.stat().st_mode
        if mode & OTHERS:
            _refuse_shared(folder, mode)
            _close(folder)
        # Looked for after the folder is closed: nobody else can exchange a name any more.
        for path in folder.iterdir():
            if _is_ours(path):
                _close_inside(path)
    except OSError as error:
        raise _open_still(folder, error.strerror or str(error)) from error


def _refuse_shared(folder: Path, mode: int) -> None:
    foreign = sorted(path.name for path in folder.iterdir() if not _known(path))
    if not foreign and not mode & stat.S_ISVTX:
        return
    names = ", ".join(map(repr, foreign[:_SHOWN])) + (", …" if len(foreign) > _SHOWN else "")
    also = f" and holds more than a workspace: {names}" if foreign else ""
    alone = "Choose a folder for the workspace alone."
    # Nobody is told to close a folder like /tmp.
    shared = mode & stat.S_ISVTX
    raise WorkspaceUnavailable(
        f"The folder {folder} is open to other accounts of this machine{also}.",
        alone if shared else f"{alone} Or close this one: chmod go-rwx {_quoted(folder)}",
    )


def _is_ours(path: Path) -> bool:
    if path.name in OUR_FOLDERS:
        return path.is_dir() and not path.is_symlink()
    return any(fnmatchcase(path.name, pattern) for pattern in OUR_FILES)


def _known(path: Path) -> bool:
    return path.name in OUR_FOLDERS or path.name in _OF_THE_SYSTEM or _is_ours(path)


def _close_inside(path: Path) -> None:
    """A link is not followed: what it leads to may be anybody's. It must be closed already."""
    try:
        if not path.is_symlink():
            _close(path)
        elif path.stat().st_mode & OTHERS:
            raise _open_still(path.resolve(), f"{path.name} of the workspace is a link to it")
    except FileNotFoundError:  # Another program took it away meanwhile, or a link leads nowhere.
        return


def _close(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if not mode & OTHERS:
        return
    try:
        path.chmod(mode & ~OTHERS)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _open_still(path, error.strerror or str(error)) from error
    # Some file systems take the call and keep no rights.
    if path.stat().st_mode & OTHERS:
        raise _open_still(path, "its disk keeps no rights")


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))


def _open_still(path: Path, why: str) -> WorkspaceUnavailable:
    return WorkspaceUnavailable(
        f"{path} is open to other accounts of this machine, and that cannot be changed ({why}).",
        f"Have its owner run: chmod go-rwx {_quoted(path)}, or choose a folder of your "
        "own, on a disk that keeps rights.",
    )
