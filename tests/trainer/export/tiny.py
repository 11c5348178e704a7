"""A small network and a few crops, enough to be exported in a second."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from desk_access.opencv import cv2
from trainer.data.shards import SIDE, Crop, CropSet, ShardWriter, Verdict, write_selection

DIMENSION = 64
PEOPLE, PICTURES = 80, 4


class TinyNet(nn.Module):
    """Strided, depthwise and pointwise convolutions, a residual sum, a dense layer."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 7, 4), nn.BatchNorm2d(16), nn.LeakyReLU(0.2))
        self.first = nn.Sequential(
            nn.Conv2d(16, 16, 3, padding=1, groups=16), nn.BatchNorm2d(16), nn.LeakyReLU(0.1),
            nn.Conv2d(16, 16, 1), nn.BatchNorm2d(16),
        )  # fmt: skip
        self.second = nn.Sequential(nn.Conv2d(16, 8, 3, 4), nn.ReLU(), nn.Flatten())
        self.dense = nn.Linear(8 * 7 * 7, DIMENSION)

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem((x - 127.5) / 128)
        out: Tensor = self.dense(self.second(x + self.first(x)))
        return out


def tiny_net(seed: int = 0) -> TinyNet:
    """Random weights, and running statistics that differ from channel to channel."""
    torch.manual_seed(seed)
    network = TinyNet()
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.running_mean, -0.1, 0.1)
            nn.init.uniform_(module.running_var, 0.05, 2.0)
    return network.eval()


def tiny_crops(folder: Path, people: int = PEOPLE, pictures: int = PICTURES) -> CropSet:
    """Half of the people to train on, half to validate. Each is a pattern, a little changed."""
    rng = np.random.default_rng(1)
    writer, crops, verdicts = ShardWriter(folder), [], []
    for person in range(people):
        pattern = cv2.resize(
            rng.integers(0, 256, (6, 6, 3), np.uint8), (SIDE, SIDE), interpolation=cv2.INTER_CUBIC
        )
        for number in range(pictures):
            noise = rng.normal(0, 12, pattern.shape)
            picture = np.clip(pattern * rng.uniform(0.8, 1) + noise, 0, 255).astype(np.uint8)
            crops.append(Crop(f"p{person}", f"p{person}/{number}.jpg", 80.0))
            verdicts.append(Verdict.TRAIN if person < people // 4 else Verdict.VALIDATION)
            writer.add(crops[-1], picture)
    writer.flush()
    write_selection(folder, crops, verdicts)
    return CropSet(folder)
