from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from trainer.data.jitter import Misalignment
from trainer.data.shards import CropSet, Verdict, write_selection
from trainer.errors import DataUnusable
from trainer.validation import Figures, Validation

STILL = [Misalignment(0.0, 1.0, 0.0, 0.0)]


class Squares(nn.Module):
    """Reads the drawings' squares, or nothing of them. Counts what it was asked."""

    def __init__(self, *, blind: bool = False) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1))
        self.blind = blind
        self.modes: list[bool] = []

    def forward(self, x: Tensor) -> Tensor:
        self.modes.append(self.training)
        seen = functional.adaptive_avg_pool2d(x.mean(dim=1, keepdim=True), 6).flatten(1) - 128
        if self.blind:
            return torch.ones_like(seen) * self.scale
        return seen * self.scale


def test_who_can_be_told_apart_is_found(drawn_crops: Path) -> None:
    network = Squares().train()
    figures = Validation(CropSet(drawn_crops), STILL, 0).measure(network)
    assert figures.clean_fnir == 0.0
    assert 0.0 <= figures.webcam_fnir <= 1.0
    assert 0.0 <= figures.webcam_fpir <= 1.0
    assert set(network.modes) == {False}


def test_who_looks_like_everybody_is_missed(drawn_crops: Path) -> None:
    figures = Validation(CropSet(drawn_crops), STILL, 0).measure(Squares(blind=True))
    assert figures.clean_fnir > 0.5
    assert figures.webcam_fnir > 0.5


def test_every_measurement_sees_the_same(drawn_crops: Path) -> None:
    crops, network = CropSet(drawn_crops), Squares()
    validation = Validation(crops, STILL, 0)
    first = validation.measure(network)
    assert validation.measure(network) == first
    assert Validation(crops, STILL, 0).measure(network) == first


def test_a_clean_miss_counts_doubly() -> None:
    assert Figures(0.25, 0.5, 0.9).merit == pytest.approx(1.0)


@pytest.mark.parametrize("kept", ["validation0", "validation4"])
def test_people_who_are_all_enrolled_or_all_strangers_validate_nothing(
    drawn_crops: Path, tmp_path: Path, kept: str
) -> None:
    folder = Path(shutil.copytree(drawn_crops, tmp_path / "crops"))
    crops = CropSet(folder)
    verdicts = [
        Verdict.VALIDATION if crop.person == kept else Verdict.DUPLICATE for crop in crops.crops
    ]
    write_selection(folder, crops.crops, verdicts)
    with pytest.raises(DataUnusable, match="nobody to validate on") as told:
        Validation(CropSet(folder), STILL, 0)
    assert "Prepare with more people" in told.value.cure


def test_pictures_of_a_poor_camera_are_made_from_the_seed(drawn_crops: Path) -> None:
    crops = CropSet(drawn_crops)
    seen: list[np.ndarray] = []

    class Looking(Squares):
        def forward(self, x: Tensor) -> Tensor:
            seen.append(x.numpy().copy())
            return super().forward(x)

    for seed in (0, 0, 1):
        Validation(crops, STILL, seed).measure(Looking())
    enrolled, clean, spoilt = zip(*(seen[each : each + 3] for each in (0, 3, 6)), strict=True)
    assert np.array_equal(enrolled[0], enrolled[2])
    assert np.array_equal(clean[0], clean[2])
    assert np.array_equal(spoilt[0], spoilt[1])
    assert not np.array_equal(spoilt[0], spoilt[2])
    assert len(enrolled[0]) == 3 * 4
    assert len(clean[0]) == 2 + 2 + 1 + 1 + 4
