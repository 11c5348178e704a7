"""Reading single files out of wheels, zip files and tar archives, without unpacking them."""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from desk_access.inference.part_file import Readable, SourceFailed, chunks_of

_ZIP = (".whl", ".zip")
_TAR = (".tgz", ".tar.gz", ".tar")

_MOST_UNPACKED = 1 << 30  # bytes of a tar archive: a small one can unpack to any size

Wanted = Callable[[str, int], bool]
"""Whether the file of this path (with ``/``) and size is asked for."""


def is_archive(path: Path) -> bool:
    """Whether the name is that of an archive which can be read here."""
    return path.name.lower().endswith(_ZIP + _TAR)


def members(archive: Path, wanted: Wanted) -> Iterator[Iterator[bytes]]:
    """Every wanted file in the archive, in pieces; read one before asking for the next.

    Raises SourceFailed when the archive is damaged, be it at its end or within a file.
    """
    is_zip = archive.name.lower().endswith(_ZIP)
    with _damage_told():
        for stream in (_zip_members if is_zip else _tar_members)(archive, wanted):
            yield _pieces(stream)


def _pieces(stream: Readable) -> Iterator[bytes]:
    with _damage_told():
        yield from chunks_of(stream)


@contextmanager
def _damage_told() -> Iterator[None]:
    try:
        yield
    except (
        OSError,
        EOFError,
        zlib.error,
        zipfile.BadZipFile,
        tarfile.TarError,
        NotImplementedError,  # a way of compressing that zipfile does not know
        RuntimeError,  # a file under a password
    ) as error:
        raise SourceFailed(f"the archive cannot be read ({error})") from error


def _zip_members(archive: Path, wanted: Wanted) -> Iterator[Readable]:
    with zipfile.ZipFile(archive) as file:
        for info in file.infolist():
            if not info.is_dir() and wanted(info.filename, info.file_size):
                with file.open(info) as stream:
                    yield stream


def _tar_members(archive: Path, wanted: Wanted) -> Iterator[Readable]:
    # "r|*" reads in one pass: a large archive is decompressed once.
    unpacked = 0
    with tarfile.open(archive, "r|*") as file:
        for info in file:
            unpacked += tarfile.BLOCKSIZE + info.size
            if unpacked > _MOST_UNPACKED:
                raise tarfile.TarError(f"it unpacks to more than {_MOST_UNPACKED:,} bytes")
            # A link would lead to another file of the archive: only files are files.
            stream = (
                file.extractfile(info) if info.isfile() and wanted(info.name, info.size) else None
            )
            if stream is not None:
                with stream:
                    yield stream
