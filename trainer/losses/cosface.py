"""CosFace, the large margin cosine loss (Wang et al. 2018, eq. 4)."""

from __future__ import annotations

import pytorch_metric_learning.losses as library

from trainer.losses.margin_softmax import MarginSoftmaxLoss, common_options


class CosFaceLoss(MarginSoftmaxLoss):
    """Softmax of ``scale x cos θ`` where the picture's own person gets ``cos θ - margin``."""

    def __init__(self, people: int, dimension: int, margin: float, scale: float) -> None:
        super().__init__(
            library.CosFaceLoss(people, dimension, margin=margin, scale=scale, **common_options())
        )
