"""AVIF and HEIC pictures, turned upright as their boxes or their EXIF data say.

Their rotation and mirroring are properties of the file (``irot``, ``imir``: ISO/IEC 23008-12, 6.5),
which OpenCV passes over. Only for the child process that decodes pictures.
"""

from __future__ import annotations

import io

import numpy as np
import pillow_heif
from PIL import AvifImagePlugin, Image, ImageOps

from desk_access.capture.picture_header import NoPicture
from desk_access.model import arrays

# One thread each: more would each reserve memory, of which the process has little.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
pillow_heif.register_heif_opener(
    decode_threads=1, thumbnails=False, depth_images=False, aux_images=False
)


def decode_boxes(data: bytes) -> arrays.Image:
    """The first picture of the file, h x w x 3 uint8 BGR, upright.

    Raises NoPicture for what cannot be read, MemoryError.
    """
    try:
        with Image.open(io.BytesIO(data), formats=("AVIF", "HEIF")) as picture:
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except MemoryError:
        raise
    except Exception as error:
        # Whatever a broken file does to its reader, it is the file's fault.
        raise NoPicture from error
    return np.ascontiguousarray(np.asarray(upright, np.uint8)[:, :, ::-1])
