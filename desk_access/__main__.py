"""``python -m desk_access`` and ``desk-access`` are one program."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from desk_access import own_command_line, system_libraries
from desk_access.errors import DeskAccessError

if TYPE_CHECKING:
    from desk_access.service.bench import WindowFigures


def main() -> int:
    """Run the program; returns its exit status."""
    exposed = own_command_line.hide_passwords()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Hangul and emoji on any console, and line ends as they are written: a table for a
            # spreadsheet has its own.
            stream.reconfigure(encoding="utf-8", newline="")
    if exposed:
        sys.stderr.write(
            "desk-access: A password on the command line can be read by other users of this "
            "machine while the program starts. Give it by --password-stdin, or keep it in the "
            "settings.\n"
        )
    try:
        system_libraries.require_to_start()
    except DeskAccessError as error:
        sys.stderr.write(f"desk-access: {error}\n")
        return 1
    # Imported only now: on a bare system OpenCV cannot even be imported, and would say so itself.
    from desk_access.cli.program import main as run_program

    return run_program(_Window())


class _Window:
    """The window. Qt is loaded here: no other command needs it."""

    def open(self, folder: Path) -> int:
        """Open it on a workspace; returns the exit status."""
        self._require()
        from desk_access.gui.app import run_window

        return run_window(folder)

    def bench(self, source: str, seconds: float) -> WindowFigures:
        """Run it on a source for so long, in an empty workspace, and measure."""
        self._require()
        from desk_access.gui.bench import bench_window

        return bench_window(source, seconds)

    def _require(self) -> None:
        system_libraries.require_screen()
        system_libraries.require(system_libraries.window_uses())


if __name__ == "__main__":
    sys.exit(main())
