"""A contact sheet of the camera augmentation, to be looked at before a run is begun."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from desk_access.opencv import cv2
from trainer.data.camera import Camera
from trainer.data.jitter import Misalignment
from trainer.data.shards import INPUT, MARGIN, CropSet, Verdict
from trainer.errors import OutputUnwritable
from trainer.settings import CameraSettings


def write_camera_sheet(
    path: Path,
    crops: CropSet,
    settings: CameraSettings,
    misalignments: Sequence[Misalignment],
    shape: tuple[int, int],
    seed: int,
) -> None:
    """Write a PNG: a row a crop, first the crop as it is, then views of it.

    ``shape``: rows and views. The crops are drawn from those that are trained on; there are fewer
    rows when those are fewer. Raises OutputUnwritable.
    """
    rows, views = shape
    camera = Camera(settings, misalignments)
    chosen = np.random.default_rng(seed).permutation(crops.used_for(Verdict.TRAIN))[:rows]
    sheet = np.full((len(chosen) * INPUT, (1 + views) * INPUT, 3), 255, np.uint8)
    for row, index in enumerate(chosen):
        crop = crops.picture(int(index))
        clean = crop[MARGIN : MARGIN + INPUT, MARGIN : MARGIN + INPUT]
        shown = [clean, *(camera.view(crop, (seed, row, view)) for view in range(views))]
        sheet[row * INPUT : (row + 1) * INPUT] = np.hstack(shown)
    _, data = cv2.imencode(".png", sheet)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.tobytes())
    except OSError as error:
        raise OutputUnwritable(
            f"{path} cannot be written ({error.strerror}).", "Name another place."
        ) from error
