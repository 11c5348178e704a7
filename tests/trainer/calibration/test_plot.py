from __future__ import annotations

from pathlib import Path

import pytest

from desk_access.opencv import cv2
from tests.trainer.calibration.people import parted, people
from trainer.calibration.calibrate import calibrate
from trainer.calibration.galleries import checked
from trainer.calibration.plot import draw
from trainer.errors import OutputUnwritable

REFERENCES, PROBES = parted(people(120, 5), 3)
MADE = calibrate(REFERENCES, [PROBES], "made up")


def test_the_plot_is_a_picture_with_lines_in_it(tmp_path: Path) -> None:
    draw(MADE.calibration, checked(MADE.strictest, MADE.calibration), tmp_path / "fpir.png")
    picture = cv2.imread(str(tmp_path / "fpir.png"))
    assert picture.shape[0] > 400
    assert 0.01 < (picture < 200).any(axis=2).mean() < 0.5


def test_a_place_that_takes_no_picture_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputUnwritable, match="cannot be written"):
        draw(MADE.calibration, [], tmp_path / "none" / "fpir.png")
