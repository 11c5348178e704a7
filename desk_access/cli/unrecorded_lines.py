"""Punches that are not in the ledger, as ``log --not-recorded`` prints them."""

from __future__ import annotations

import argparse
from zoneinfo import ZoneInfo

from desk_access.cli.terminal import Terminal
from desk_access.errors import UsageError
from desk_access.model.waiting_punch import WaitingPunch
from desk_access.store.workspace import Workspace


def show_unrecorded(args: argparse.Namespace, terminal: Terminal) -> int:
    """Print what waits, what cannot be recorded, and how many records are damaged.

    Exit status 1 when something cannot be recorded. With ``--dismiss`` that is deleted.
    """
    if not args.not_recorded:
        raise UsageError("--dismiss belongs to --not-recorded.", "Give both.")
    with Workspace.open(args.folder, exclusive=args.dismiss) as workspace:
        waiting, refused = workspace.spool.waiting(), workspace.spool.refused()
        damaged = workspace.spool.damaged()
        for punch in (*waiting, *refused):
            if args.json:
                terminal.json(_as_json(punch))
            else:
                terminal.answer(_as_text(punch))
        if damaged:
            terminal.say(f"Damaged records of punches, in punches.damaged: {damaged}")
        if args.dismiss:
            workspace.spool.dismiss()
            terminal.say(f"Deleted: {len(refused) + damaged}")
            return 0
    return 1 if refused or damaged else 0


def _as_text(punch: WaitingPunch) -> str:
    local = punch.at.astimezone(ZoneInfo(punch.zone)).strftime("%Y-%m-%d %H:%M:%S")
    what = punch.refused or "waits to be recorded"
    return f"{local}  {punch.person_code}, {punch.evidence.camera}: {what}"


def _as_json(punch: WaitingPunch) -> dict[str, str | None]:
    return {
        "time": punch.at.isoformat().replace("+00:00", "Z"),
        "person_code": punch.person_code,
        "camera": punch.evidence.camera,
        "cannot_be_recorded": punch.refused or None,
    }
