"""OpenCV, imported once for the whole program: ``from desk_access.opencv import cv2``.

Its wheels for desktops change the process's environment on import: they point Qt at their own
plug-ins and at a font folder that does not exist, which breaks every Qt started after them
(github.com/opencv/opencv-python/issues/736), and they prepend to ``LD_LIBRARY_PATH``, where an
empty rest means the current folder. All of that is undone here. What the user has set is kept.
"""

from __future__ import annotations

import os

_CHANGED_BY_CV2 = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR", "LD_LIBRARY_PATH")

# Windows: without this Media Foundation takes 12 s to minutes to open a camera
# (github.com/opencv/opencv/issues/17687).
os.environ.setdefault("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0")
# FFmpeg's own complaints about damaged pictures: -8 is AV_LOG_QUIET. Ours reach the user as errors.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
# A silent camera on Linux keeps its reader for 10 s otherwise, and is busy for the next.
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "3")
# A picture of a few kilobytes may claim to be 60,000 x 60,000: decoders refuse above this.
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", "100000000")

_before = {name: os.environ.get(name) for name in _CHANGED_BY_CV2}

import cv2  # noqa: E402 - what stands above must come first

for _name, _value in _before.items():
    if _value is None:
        os.environ.pop(_name, None)
    else:
        os.environ[_name] = _value

# The chain has threads of its own; a pool in each warp or resize makes all of them wait.
cv2.setNumThreads(1)

__all__ = ["cv2"]
