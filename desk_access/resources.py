"""Where the files of ``resources/`` are: model manifests, icons, the style sheet.

In a checkout they lie beside the package; a wheel carries them inside it (``setup.py``).
"""

from __future__ import annotations

from pathlib import Path

from desk_access.errors import DeskAccessError

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str, package: Path = _PACKAGE) -> Path:
    """The file or folder ``resources/<name>``; ``name`` is relative, with forward slashes.

    ``package`` is the folder of the ``desk_access`` package. Raises DeskAccessError when it is
    not there: the installation is damaged.
    """
    for folder in (package.parent / "resources", package / "_resources"):
        if (folder / name).exists():
            return folder / name
    raise DeskAccessError(
        f"A part of the program is missing: resources/{name}.", "Install the program again."
    )
