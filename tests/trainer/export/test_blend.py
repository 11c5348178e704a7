"""A network between the one that a run began with and the one that it became."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from trainer.backbones.make import BackboneKind, BackboneSettings, make_backbone
from trainer.data.shards import CropSet
from trainer.errors import ConfigUnusable
from trainer.export.blend import blended
from trainer.losses.make import LossKind, LossSettings
from trainer.settings import Settings


@pytest.fixture
def crops(drawn_crops: Path, tmp_path: Path) -> CropSet:
    return CropSet(Path(shutil.copytree(drawn_crops, tmp_path / "crops")))


def _settings(recogniser: Path) -> Settings:
    backbone = BackboneSettings(BackboneKind.ONNX, file=str(recogniser))
    return Settings(backbone, LossSettings(LossKind.TRIPLET, 0.2))


def _trained(settings: Settings) -> nn.Module:
    network = make_backbone(settings.backbone)
    with torch.no_grad():
        for each in network.parameters():
            each.add_(1.0)
    return network


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_every_weight_goes_that_part_of_its_way(
    crops: CropSet, recogniser: Path, share: float
) -> None:
    settings = _settings(recogniser)
    made = blended(_trained(settings), settings, crops, share)
    for start, weight in zip(
        make_backbone(settings.backbone).parameters(), made.parameters(), strict=True
    ):
        assert torch.allclose(weight - start, torch.full_like(start, share), atol=1e-6)


def test_with_a_centred_teacher_the_start_is_where_training_began(
    crops: CropSet, recogniser: Path
) -> None:
    plain = _settings(recogniser)
    taught = replace(plain, teacher=replace(plain.teacher, file=str(recogniser), centred=True))
    one, other = (blended(_trained(each), each, crops, 0.0) for each in (plain, taught))
    moved = {
        name
        for (name, weight), other_weight in zip(
            one.state_dict().items(), other.state_dict().values(), strict=True
        )
        if not torch.equal(weight, other_weight)
    }
    assert moved
    assert all(name.endswith("bias") for name in moved)


def test_what_has_no_start_or_faded_cannot_be_blended(crops: CropSet, recogniser: Path) -> None:
    settings = _settings(recogniser)
    new = BackboneSettings(BackboneKind.MOBILEFACENET, dimension=64, width=0.125)
    faded = replace(settings.backbone, fade=10)
    for backbone in (new, faded):
        with pytest.raises(ConfigUnusable, match="no start"):
            blended(nn.Linear(1, 1), replace(settings, backbone=backbone), crops, 0.5)
