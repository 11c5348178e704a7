from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from desk_access.model.arrays import Image
from desk_access.opencv import cv2
from tests.trainer.crops import drawn_crop
from trainer.data.camera import Camera
from trainer.data.camera_sheet import write_camera_sheet
from trainer.data.jitter import Misalignment
from trainer.data.occlusion import occluded
from trainer.data.shards import INPUT, MARGIN, SIDE, CropSet
from trainer.errors import OutputUnwritable
from trainer.settings import CameraSettings

ERRORS = [Misalignment(0.1, 1.05, 2.0, -1.0), Misalignment(-0.1, 0.95, -2.0, 3.0)]
CENTRE = slice(MARGIN, MARGIN + INPUT)


@pytest.fixture(scope="module")
def crop() -> Image:
    return drawn_crop("anna", "today")


def _apart(one: Image, other: Image) -> float:
    return float(np.abs(one.astype(float) - other).mean())


def test_a_view_depends_on_its_seed_alone(crop: Image) -> None:
    settings = CameraSettings(occluded=0.5)
    first, second = Camera(settings, ERRORS), Camera(settings, ERRORS)
    made = [first.view(crop, (0, 3, place)) for place in range(12)]
    for place in reversed(range(12)):
        assert np.array_equal(second.view(crop, (0, 3, place)), made[place])
    assert len({each.tobytes() for each in made}) == 12
    assert {(each.shape, each.dtype) for each in made} == {((INPUT, INPUT, 3), np.dtype("uint8"))}


def test_a_crop_is_left_as_it_is(crop: Image) -> None:
    before = crop.copy()
    camera = Camera(CameraSettings(occluded=1.0), ERRORS)
    for seed in range(6):
        camera.view(crop, (seed,))
    assert np.array_equal(crop, before)


def test_nothing_ruined_nothing_moved_is_nearly_the_centre(crop: Image) -> None:
    camera = Camera(CameraSettings(ruined=0.0, occluded=0.0, jitter=0.0), ERRORS)
    centre = crop[CENTRE, CENTRE]
    views = [camera.view(crop, (seed,)) for seed in range(30)]
    nearest = [min(_apart(view, centre), _apart(view[:, ::-1], centre)) for view in views]
    # Light and colour are drawn: some views get neither, and those are the crop itself.
    assert min(nearest) < 0.5
    assert np.median(nearest) < 40


def test_a_poor_camera_leaves_less_detail() -> None:
    fine = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE, 3), np.uint8)
    fine = np.asarray(cv2.GaussianBlur(fine, (0, 0), 1.0))

    def kept(ruined: float) -> float:
        camera = Camera(CameraSettings(ruined=ruined, occluded=0.0, jitter=0.0), ERRORS)
        views = [camera.view(fine, (seed,)) for seed in range(12)]
        return float(np.median([_likeness(view, fine[CENTRE, CENTRE]) for view in views]))

    assert kept(0.0) > 0.9
    assert kept(1.0) < 0.5


def _likeness(view: Image, centre: Image) -> float:
    """The correlation of brightness with the picture or its mirror image."""
    grey, right = (each.mean(axis=2) for each in (view, centre))
    return float(
        max(np.corrcoef(grey.ravel(), each.ravel())[0, 1] for each in (right, right[:, ::-1]))
    )


def test_jitter_moves_the_face(crop: Image) -> None:
    still, moved = (
        Camera(CameraSettings(ruined=0.0, occluded=0.0, jitter=jitter), [ERRORS[0]])
        for jitter in (0.0, 4.0)
    )
    apart = [_apart(still.view(crop, (seed,)), moved.view(crop, (seed,))) for seed in range(4)]
    assert min(apart) > 1.0


def test_views_of_the_smallest_face_keep_their_place(crop: Image) -> None:
    """Scaling down and up again must not shift the picture by part of a small pixel."""
    blob = np.zeros_like(crop)
    blob[SIDE // 2 - 20 : SIDE // 2 + 20, SIDE // 2 - 20 : SIDE // 2 + 20] = 255
    settings = CameraSettings(ruined=1.0, face_width=(10.0, 10.0), occluded=0.0, jitter=0.0)
    camera = Camera(settings, ERRORS)
    for seed in range(10):
        view = camera.view(blob, (seed,)).astype(float).mean(axis=2)
        bright = view > (view.max() + view.min()) / 2
        middle = np.argwhere(bright).mean(axis=0)
        assert np.abs(middle - (INPUT - 1) / 2).max() < 5


def test_something_stands_before_the_face_and_not_everywhere(crop: Image) -> None:
    rng = np.random.default_rng(0)
    for _ in range(30):
        made = occluded(crop, rng)
        assert (made.shape, made.dtype) == (crop.shape, crop.dtype)
        covered = (np.abs(made.astype(int) - crop).max(axis=2) > 20).mean()
        assert 0.005 < covered < 0.7
    one, other = (occluded(crop, np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(one, other)


def test_the_sheet_begins_each_row_with_the_clean_crop(drawn_crops: Path, tmp_path: Path) -> None:
    crops, out = CropSet(drawn_crops), tmp_path / "가" / "sheet.png"
    write_camera_sheet(out, crops, CameraSettings(), ERRORS, (3, 2), 5)
    first = out.read_bytes()
    sheet = cv2.imdecode(np.frombuffer(first, np.uint8), cv2.IMREAD_COLOR)
    assert sheet.shape == (3 * INPUT, 3 * INPUT, 3)
    clean = {crops.picture(each)[CENTRE, CENTRE].tobytes() for each in range(len(crops))}
    for row in range(3):
        cell = sheet[row * INPUT : (row + 1) * INPUT]
        assert np.ascontiguousarray(cell[:, :INPUT]).tobytes() in clean
        assert np.ascontiguousarray(cell[:, INPUT : 2 * INPUT]).tobytes() not in clean
    write_camera_sheet(out, crops, CameraSettings(), ERRORS, (3, 2), 5)
    assert out.read_bytes() == first


def test_a_sheet_that_cannot_be_written_is_told(drawn_crops: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputUnwritable, match="cannot be written"):
        write_camera_sheet(
            tmp_path / "file" / "sheet.png",
            CropSet(drawn_crops),
            CameraSettings(),
            ERRORS,
            (1, 1),
            0,
        )
