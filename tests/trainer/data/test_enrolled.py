"""The enrolment pictures of a desk become crops without a face being looked for again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from desk_access.model.person import EnrolmentPicture
from desk_access.opencv import cv2
from desk_access.store.workspace import Workspace
from trainer.data import enrolled
from trainer.data.shards import MARGIN, TEMPLATE, Verdict
from trainer.errors import DataUnusable

AT = datetime(2026, 1, 1, tzinfo=UTC)
POINTS = TEMPLATE * 1.5 + 60


@pytest.fixture(autouse=True)
def desk_without_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk is its workspace here: what is read needs no model."""

    def opened(folder: Path) -> SimpleNamespace:
        workspace = Workspace.open(folder)
        return SimpleNamespace(gallery=workspace.gallery, close=workspace.close)

    monkeypatch.setattr(enrolled, "open_desk", opened)


def enrol(folder: Path, code: str, pictures: int) -> None:
    image = np.full((300, 300, 3), 90, np.uint8)
    for x, y in POINTS:
        cv2.circle(image, (round(float(x)), round(float(y))), 6, (255, 255, 255), -1)
    _, jpeg = cv2.imencode(".jpg", image)
    kept = EnrolmentPicture(jpeg.tobytes(), POINTS.astype(np.float32), 1.0, AT)
    with Workspace.open(folder) as workspace:
        workspace.gallery.enrol(code, code, "", [(kept, None)] * pictures, AT)


def test_crops_are_aligned_by_the_points_that_were_kept(tmp_path: Path) -> None:
    enrol(tmp_path / "desk", "A1", 2)
    crops = enrolled.crops_of_workspace(tmp_path / "desk", tmp_path / "crops")
    assert [crop.person for crop in crops.crops] == ["A1", "A1"]
    picture = crops.picture(0)
    for x, y in np.rint(TEMPLATE + MARGIN).astype(int):
        assert picture[y, x].min() > 200
    assert crops.crops[0].face_width == pytest.approx(1.5 * 76, abs=1)


def test_who_was_removed_is_withdrawn_and_who_is_new_is_added(tmp_path: Path) -> None:
    enrol(tmp_path / "desk", "A1", 1)
    enrol(tmp_path / "desk", "B2", 1)
    enrolled.crops_of_workspace(tmp_path / "desk", tmp_path / "crops")
    with Workspace.open(tmp_path / "desk") as workspace:
        workspace.gallery.remove("A1")
    enrol(tmp_path / "desk", "C3", 1)
    crops = enrolled.crops_of_workspace(tmp_path / "desk", tmp_path / "crops")
    used = {crops.crops[int(index)].person for index in crops.used_for(Verdict.TRAIN)}
    assert used == {"B2", "C3"}


def test_a_desk_with_nobody_says_so(tmp_path: Path) -> None:
    with pytest.raises(DataUnusable, match="Nobody is enrolled"):
        enrolled.crops_of_workspace(tmp_path / "desk", tmp_path / "crops")
