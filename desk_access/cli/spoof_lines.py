"""What was refused as no living face, as ``desk-access log --spoofs`` prints it."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from desk_access.cli.terminal import Terminal
from desk_access.errors import UsageError
from desk_access.model.punch import PunchFilter
from desk_access.model.spoof import Spoof
from desk_access.store.workspace import Workspace

_MOST: Final = 1000


def show_spoofs(
    args: argparse.Namespace, wanted: PunchFilter, workspace: Workspace, terminal: Terminal
) -> int:
    """Print the spoofs of the days and person asked for, newest first.

    Raises UsageError when a picture cannot be written.
    """
    for spoof in workspace.spoofs.newest(_MOST):
        if not _wanted(spoof, wanted):
            continue
        if args.json:
            terminal.json(_record(spoof))
        else:
            terminal.answer(_line(spoof))
        if args.pictures and spoof.picture:
            _write(spoof, args.pictures)
    return 0


def _wanted(spoof: Spoof, wanted: PunchFilter) -> bool:
    if wanted.start is not None and spoof.at < wanted.start:
        return False
    if wanted.end is not None and spoof.at >= wanted.end:
        return False
    return wanted.person_code is None or spoof.code == wanted.person_code


def _record(spoof: Spoof) -> dict[str, Any]:
    return {
        "time": spoof.at.isoformat().replace("+00:00", "Z"),
        "camera": spoof.camera,
        "resembles": spoof.code or None,
        "name": spoof.name or None,
        "match": spoof.score,
        **asdict(spoof.evidence),
    }


def _line(spoof: Spoof) -> str:
    """One line for people: when, where, of whom, how sure, and what spoke for it."""
    time = spoof.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    whose = f"{spoof.name} ({spoof.code})" if spoof.code else "nobody known"
    evidence = spoof.evidence
    cues = [
        f"{name} {value:.2f}"
        for name, value in (
            ("network", evidence.network),
            ("carried", evidence.carried),
            ("bent", evidence.bent),
        )
        if value is not None
    ]
    if evidence.challenge is False:
        cues.append("challenge failed")
    return f"{time}  {spoof.camera}  of {whose}, live {evidence.score:.3f} ({', '.join(cues)})"


def _write(spoof: Spoof, folder: Path) -> None:
    name = spoof.at.astimezone().strftime("spoof-%Y%m%d-%H%M%S-%f.jpg")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(spoof.picture)
    except OSError as error:
        raise UsageError(
            f"{folder / name} cannot be written ({error.strerror}).", "Choose another folder."
        ) from error
