"""Which punches a command is about, from its options."""

from __future__ import annotations

import argparse

import tzlocal

from desk_access.cli.arguments import day_bounds
from desk_access.config import Settings
from desk_access.errors import UsageError
from desk_access.model.punch import PunchFilter
from desk_access.store.workspace import Workspace


def chosen_punches(args: argparse.Namespace, workspace: Workspace) -> PunchFilter:
    """The filter for ``--from``, ``--to`` and ``--person``; days are the site's.

    Raises PersonNotFound for a code that was never given, UsageError for days in wrong order.
    """
    if args.from_day and args.to_day and args.to_day < args.from_day:
        raise UsageError(f"{args.to_day} lies before {args.from_day}.", "Exchange --from and --to.")
    attendance = Settings.parse(workspace.settings.load()).attendance
    start, end = day_bounds(
        args.from_day, args.to_day, attendance.tzinfo(tzlocal.get_localzone_name())
    )
    code = getattr(args, "person", None)
    if code is not None:
        code = workspace.gallery.person(code).code
    return PunchFilter(start=start, end=end, person_code=code)
