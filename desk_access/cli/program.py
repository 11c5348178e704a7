"""The program ``desk-access``: reads the command line, runs a command, ends with its status."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn, Protocol

from desk_access import __version__, bootstrap
from desk_access.camera_address import masked
from desk_access.cli import (
    attacks,
    audit,
    bench,
    calibrate,
    close_month,
    corrections,
    doctor,
    enroll,
    evaluate,
    export,
    export_jobs,
    export_templates,
    holidays,
    import_people,
    import_table,
    leave,
    log,
    models,
    people,
    run,
    schedules,
    timesheet,
    today,
    visitors,
)
from desk_access.cli.terminal import Terminal
from desk_access.errors import DeskAccessError, UsageError
from desk_access.service.bench import WindowFigures

_COMMANDS = (
    run, enroll, import_people, people, visitors, log, today, timesheet, corrections, schedules,
    holidays, leave, close_month, export, export_templates, export_jobs, import_table, audit,
    models, calibrate, evaluate, attacks, doctor, bench,
)  # fmt: skip

DONE, COULD_NOT, WRONG_USAGE = 0, 1, 2


class _Parser(argparse.ArgumentParser):
    """Complains without repeating the password of an address."""

    def error(self, message: str) -> NoReturn:
        for each in sys.argv[1:]:
            if (shown := masked(each)) != each:
                message = message.replace(each, shown).replace(repr(each), shown)
        super().error(message)


def parser() -> argparse.ArgumentParser:
    """The grammar of the command line."""
    top = _Parser(
        prog="desk-access",
        description="Attendance and access control by face. Without a command: open the window.",
    )
    top.add_argument("--version", action="version", version=f"desk-access {__version__}")
    top.add_argument(
        "--data-dir",
        type=Path,
        metavar="DIR",
        help="the workspace to use (else DESK_ACCESS_HOME, else the user's data folder)",
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    for command in _COMMANDS:
        command.register(commands)
    return top


class Window(Protocol):
    """The window, as far as the command line knows it. It needs Qt; no other command does."""

    def open(self, folder: Path) -> int:
        """Open it on a workspace; returns the exit status."""
        ...

    def bench(self, source: str, seconds: float) -> WindowFigures:
        """Run it on a source for so long, in an empty workspace, and measure."""
        ...


def main(window: Window, arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit status."""
    terminal = Terminal()
    try:
        args = parser().parse_args(arguments)
        args.folder = (args.data_dir or bootstrap.home()).expanduser().absolute()
        if args.command is None:
            return window.open(args.folder)
        args.bench_window = window.bench
        status: int = args.run(args, terminal)
        return status
    except DeskAccessError as error:
        terminal.say(f"desk-access: {error}")
        return WRONG_USAGE if isinstance(error, UsageError) else COULD_NOT
    except KeyboardInterrupt:
        terminal.say("desk-access: stopped.")
        return COULD_NOT
    except BrokenPipeError:
        # Whoever read the answer has enough. Nothing more can be flushed at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return COULD_NOT
