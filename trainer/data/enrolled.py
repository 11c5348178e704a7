"""The enrolment pictures that a desk keeps, as prepared crops.

They are kept with the five points that they were enrolled by, so nothing has to be found anew.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

import numpy as np

from desk_access.bootstrap import open_desk
from desk_access.errors import PictureUnusable
from desk_access.vision.picture import decode
from trainer.data.shards import (
    Crop,
    Crops,
    CropSet,
    ShardWriter,
    Verdict,
    wide_crop,
    write_selection,
)
from trainer.errors import DataUnusable

_WIDTH: Final = 76.0 / 35.2
"""A face's width in distances of its eyes, as both are on the template."""


def crops_of_workspace(workspace: Path, folder: Path) -> CropSet:
    """Cut the active people's pictures into ``folder``, a new or the same one; a person's name is
    the code. The desk must not be open elsewhere.

    Raises DataUnusable when nobody is enrolled, OutputUnwritable, StoreError and ModelError.
    """
    writer = ShardWriter(folder)
    kept = set()
    desk = open_desk(workspace)
    try:
        codes = {person.person_id: person.code for person in desk.gallery.people()}
        for number, person, picture in desk.gallery.all_pictures():
            code = codes.get(person)
            if code is None:
                continue
            # A number may be given again once its picture was deleted.
            digest = hashlib.sha256(picture.jpeg).hexdigest()
            source = f"{code}/{number}-{digest[:8]}"
            kept.add(source)
            if source not in writer.done:
                image = decode(picture.jpeg)
                width = _WIDTH * float(np.hypot(*(picture.points[1] - picture.points[0])))
                writer.add(Crop(code, source, round(width, 1)), wide_crop(image, picture.points))
    except PictureUnusable as error:
        raise DataUnusable(error.what, error.cure) from error
    finally:
        desk.close()
    writer.flush()
    if not kept:
        raise DataUnusable(f"Nobody is enrolled in {workspace}.", "Enrol people first.")
    crops = Crops(folder).crops
    verdicts = [Verdict.TRAIN if crop.source in kept else Verdict.WITHDRAWN for crop in crops]
    write_selection(folder, crops, verdicts)
    return CropSet(folder)
