"""What the operating system must bring, for the window (``run``) or for all tests (``test``).

Run by ``make`` with the interpreter of ``.venv``, before anything that needs it. As root on a
system with apt it installs what is missing. Elsewhere it prints the one command that does: without
a library the program cannot start, so the status is 1; without a tool some tests are skipped, and
each of them says what it lacks.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from desk_access import system_libraries

TEST_TOOLS = (
    "xvfb",  # a screen in memory, for the window's benchmarks
    "fonts-dejavu-core",
    "fonts-noto-cjk",  # Korean names
    "ffmpeg",  # cameras on loopback
    "python3-gi",
    "gir1.2-gst-rtsp-server-1.0",
    "gstreamer1.0-plugins-base",
    "gstreamer1.0-plugins-good",
    "gstreamer1.0-plugins-bad",
    "poppler-utils",  # reads the PDF files that reports write
)
"""Debian's packages with what only the tests need."""


def main(purpose: str) -> int:
    """See to it for ``purpose``, run or test; returns the exit status."""
    uses = system_libraries.window_uses() if purpose == "run" else set(system_libraries.Use)
    libraries = system_libraries.missing(uses)
    tools = _not_installed(TEST_TOOLS) if purpose == "test" else []
    packages = [*dict.fromkeys(each.package for each in libraries), *tools]
    if packages and _may_install() and _installed(packages):
        return 0
    if libraries:
        names = ", ".join(each.soname for each in libraries)
        print(f"System libraries are missing: {names}.", file=sys.stderr)
        print(system_libraries.cure(libraries, and_packages=tools), file=sys.stderr)
        return 1
    if tools:
        print("Some tests will be skipped, for want of tools.", file=sys.stderr)
        print(f"Install with: sudo apt-get install {' '.join(tools)}", file=sys.stderr)
    return 0


def _not_installed(packages: Sequence[str]) -> list[str]:
    """Those that dpkg does not have; none where there is no dpkg to ask."""
    if shutil.which("dpkg-query") is None:
        return []
    command = ["dpkg-query", "-Wf", "${Package} ${db:Status-Status}\n", *packages]
    found = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    there = {line.split()[0] for line in found.splitlines() if line.endswith(" installed")}
    return [each for each in packages if each not in there]


def _may_install() -> bool:
    """Whether this is root on a system with apt."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _installed(packages: Sequence[str]) -> bool:
    """Install them; False, after apt's own words, when that fails."""
    print(f"Installing {' '.join(packages)}", file=sys.stderr)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "--quiet=2"],
        ["apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends", *packages],
    ):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.stderr.write(done.stderr)
            return False
    return True


if __name__ == "__main__":
    if sys.argv[1:] not in (["run"], ["test"]):
        sys.exit("usage: scripts/system_packages.py run|test")
    sys.exit(main(sys.argv[1]))
