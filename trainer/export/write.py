"""Files that appear together, whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from trainer.errors import OutputUnwritable


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write each file beside its place; when all are on the disk, move all there, in this order.

    Makes their folders. A failure leaves what was there before. Raises OutputUnwritable.
    """
    parts = {path: path.with_name(f"{path.name}.part") for path in files}
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with parts[path].open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        for path, part in parts.items():
            part.replace(path)
    except OSError as error:
        raise OutputUnwritable(
            f"{error.filename or path} cannot be written ({error.strerror}).",
            "Free some space or choose another folder.",
        ) from error
    finally:
        for part in parts.values():
            _remove(part)


def _remove(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:  # its folder is a file, so there is no part either
        return
