"""Files from an address, continued where an earlier try ended."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

from desk_access import __version__
from desk_access.inference.part_file import CHUNK, SourceFailed, Watch, save

TIMEOUT_S = 10.0
_TRIES = 3  # of one address; each goes on where the one before it broke off


class SourceUnreachable(SourceFailed):
    """The host does not answer at all: its other files need not be asked for."""


def fetch_from_address(
    url: str, part: Path, size: int, watch: Watch, timeout_s: float = TIMEOUT_S
) -> bool:
    """Write the ``size`` bytes of the file at ``url`` to ``part``, after those it holds already.

    What ``part`` held is trusted; the hash decides afterwards. Returns whether it was used, so
    that the caller can start over. Raises SourceFailed (SourceUnreachable when nobody answers),
    ModelMissing when the folder cannot be written, and what ``watch`` raises. Blocks.
    """
    resumed = False
    for _ in range(_TRIES):
        start = _held(part, size)
        try:
            resumed = _fetch(url, part, start, size, watch, timeout_s) or resumed
        except (OSError, http.client.HTTPException) as error:
            if _held(part, size) == start:  # not a byte further
                raise _failure(error) from error
        if _held(part, size + 1) == size:
            return resumed
    raise SourceFailed(f"it broke off after {_held(part, size):,} of {size:,} bytes")


def _held(part: Path, size: int) -> int:
    """How many bytes of a file of ``size`` bytes are there; 0 when they cannot be of it."""
    try:
        held = part.stat().st_size
    except FileNotFoundError:
        return 0
    return held if held < size else 0


def _fetch(url: str, part: Path, start: int, size: int, watch: Watch, timeout_s: float) -> bool:
    headers = {"User-Agent": f"desk-access/{__version__}", "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
    request = urllib.request.Request(url, headers=headers)
    with urllib.request.urlopen(request, timeout=timeout_s) as response:
        resuming = response.status == HTTPStatus.PARTIAL_CONTENT and response.headers.get(
            "Content-Range", ""
        ).startswith(f"bytes {start}-")
        told = response.headers.get("Content-Length", "")
        expected = size - start if resuming else size
        if told.isdigit() and int(told) != expected:
            raise SourceFailed(f"it has a file of another size ({int(told):,} bytes)")
        save(_pieces(response), part, size, watch, append=resuming)
        return resuming and start > 0


def _pieces(response: http.client.HTTPResponse) -> Iterator[bytes]:
    # read1 gives what is there, so that a slow line still shows its progress and can be stopped.
    while chunk := response.read1(CHUNK):
        yield chunk


def _failure(error: OSError | http.client.HTTPException) -> SourceFailed:
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        return SourceFailed(f"it answers {error.code} {error.reason}")
    if isinstance(error, urllib.error.URLError):
        return SourceUnreachable(f"it cannot be reached ({error.reason})")
    if isinstance(error, TimeoutError):
        return SourceFailed("it stopped answering")
    return SourceFailed(f"it broke off ({error or type(error).__name__})")
