"""``python -m desk_access`` and ``desk-access`` are one program."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from desk_access import system_libraries
from desk_access.errors import DeskAccessError


def main() -> int:
    """Run the program; returns its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Hangul and emoji on any console, and line ends as they are written: a table for a
            # spreadsheet has its own.
            stream.reconfigure(encoding="utf-8", newline="")
    try:
        system_libraries.require_to_start()
    except DeskAccessError as error:
        sys.stderr.write(f"desk-access: {error}\n")
        return 1
    # Imported only now: on a bare system OpenCV cannot even be imported, and would say so itself.
    from desk_access.cli.program import main as run_program

    return run_program(_open_window)


def _open_window(folder: Path) -> int:
    """Open the window on a workspace. Qt is loaded here: no other command needs it."""
    system_libraries.require_screen()
    system_libraries.require(system_libraries.window_uses())
    from desk_access.gui.app import run_window

    return run_window(folder)


if __name__ == "__main__":
    sys.exit(main())
