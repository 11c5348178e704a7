"""Native libraries that write to the terminal: what they say goes to the log instead."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import tempfile
from collections.abc import Iterator

_log = logging.getLogger(__name__)
_STDERR = 2


@contextlib.contextmanager
def quiet_stderr(who: str) -> Iterator[None]:
    """Keep what native code writes to stderr inside from the terminal; it is logged for ``who``.

    MediaPipe knows no setting for it (github.com/google-ai-edge/mediapipe/issues/5371). The file
    descriptor belongs to the whole process, so this is for the moment of loading alone.
    """
    if sys.stderr is None:  # a program without a terminal, such as pythonw, has nothing to keep
        yield
        return
    sys.stderr.flush()
    before = os.dup(_STDERR)
    with tempfile.TemporaryFile() as kept:
        os.dup2(kept.fileno(), _STDERR)
        try:
            yield
        finally:
            os.dup2(before, _STDERR)
            os.close(before)
            kept.seek(0)
            for line in kept.read().decode("utf-8", "replace").splitlines():
                _log.debug("%s: %s", who, line)
