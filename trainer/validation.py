"""Open-set identification of the validation people: which weights are the best so far.

Nobody of them is trained on. The pictures are made once, so every measurement sees the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from torch import nn

from desk_access.vision.metrics_open_set import threshold_at
from trainer.data.jitter import Misalignment
from trainer.data.shards import CropSet, Verdict
from trainer.errors import DataUnusable
from trainer.trial import Shown, Trial, View, both_views, gate

_FPIR: Final = 0.01


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares, 0 to 1. ``webcam_fpir``: strangers that pass at the threshold of clean pictures."""

    clean_fnir: float
    webcam_fnir: float
    webcam_fpir: float

    @property
    def merit(self) -> float:
        """Lower is better: what the weights are chosen by.

        A poor camera's misses count fully, a clean picture's doubly, since everybody notices those.
        """
        return self.webcam_fnir + 2 * self.clean_fnir


class Validation:
    """The validation people's pictures, made once. Raises DataUnusable without such people."""

    def __init__(self, crops: CropSet, misalignments: Sequence[Misalignment], seed: int) -> None:
        enrolled, probes = gate(
            [
                Shown(crops.crops[index].person, crops, int(index))
                for index in crops.used_for(Verdict.VALIDATION)
            ]
        )
        known = {each.person for each in enrolled}
        if not known or {each.person for each in probes} <= known:
            raise DataUnusable(
                f"{crops.folder} holds nobody to validate on.",
                "Prepare with more people: some with four pictures, some with fewer.",
            )
        self._trial = Trial(enrolled, probes, both_views(misalignments), seed)

    def measure(self, network: nn.Module) -> Figures:
        """Search for everybody with ``network``: N x 3 x 112 x 112 RGB to N x D, on its device.

        Leaves it in evaluation mode.
        """
        searches = self._trial.run(network)
        clean, webcam = searches[View.CLEAN], searches[View.WEBCAM]
        limits = [threshold_at(each.score[~each.mated], _FPIR) for each in (clean, webcam)]
        missed = [
            1 - float((each.right & (each.score >= limit))[each.mated].mean())
            for each, limit in zip((clean, webcam), limits, strict=True)
        ]
        passed = float((webcam.score[~webcam.mated] >= limits[0]).mean())
        return Figures(missed[0], missed[1], passed)
