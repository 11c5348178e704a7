"""Contact sheets: what was taken out, each beside the picture that it was compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from desk_access.model.arrays import Image
from desk_access.opencv import cv2
from trainer.data.shards import MARGIN, SIDE
from trainer.errors import OutputUnwritable

_COLUMNS, _ROWS = 6, 8
_MOST: Final = 5
"""Sheets of one kind; the list has the rest."""

_FACE: Final = SIDE - MARGIN
"""Pixels of a crop that are shown, from its middle."""

_CAPTION: Final = 18
_GAP: Final = 10


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """A crop with what it was compared with, both SIDE x SIDE x 3 uint8, under a caption.

    The caption is of ASCII characters; the font knows no others.
    """

    caption: str
    crop: Image
    beside: Image


def write_sheets(folder: Path, name: str, tiles: Sequence[Tile]) -> list[Path]:
    """Write ``NAME-1.png`` and so on, 48 tiles a sheet, five sheets at most.

    Sheets of that name from an earlier run are removed. Raises OutputUnwritable.
    """
    each = _COLUMNS * _ROWS
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob(f"{name}-*.png"):
            old.unlink()
        for number, start in enumerate(range(0, min(len(tiles), _MOST * each), each), start=1):
            path = folder / f"{name}-{number}.png"
            _, data = cv2.imencode(".png", _sheet(tiles[start : start + each]))
            path.write_bytes(data.tobytes())
            written.append(path)
    except OSError as error:
        raise OutputUnwritable(
            f"{folder} cannot be written ({error.strerror}).",
            "Free some space or choose another folder; what is complete is kept.",
        ) from error
    return written


def _sheet(tiles: Sequence[Tile]) -> Image:
    rows = -(-len(tiles) // _COLUMNS)
    wide, high = 2 * _FACE + _GAP, _FACE + _CAPTION
    sheet = np.full((rows * high, _COLUMNS * wide, 3), 255, np.uint8)
    for place, tile in enumerate(tiles):
        y, x = place // _COLUMNS * high, place % _COLUMNS * wide
        for picture, left in ((tile.crop, x), (tile.beside, x + _FACE)):
            sheet[y + _CAPTION : y + high, left : left + _FACE] = _middle(picture)
        cv2.putText(
            sheet, tile.caption, (x + 2, y + 13), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (0, 0, 0), 1,
            cv2.LINE_AA,
        )  # fmt: skip
    return sheet


def _middle(picture: Image) -> Image:
    edge = (SIDE - _FACE) // 2
    return picture[edge : edge + _FACE, edge : edge + _FACE]
