"""What CosFace and ArcFace share: a softmax over people with a margin."""

from __future__ import annotations

from typing import Any

from pytorch_metric_learning.losses import LargeMarginSoftmaxLoss
from pytorch_metric_learning.reducers import DoNothingReducer
from pytorch_metric_learning.utils.common_functions import TorchInitWrapper
from torch import Tensor, nn

from trainer.losses.loss import Cost, Loss


class MarginSoftmaxLoss(Loss):
    """A loss of pytorch-metric-learning with one weight vector a person. Labels: 0 to people - 1.

    ``value`` is the mean over the pictures; ``active`` the share of pictures whose person, margin
    included, has a probability under a half.
    """

    def __init__(self, softmax: LargeMarginSoftmaxLoss) -> None:
        super().__init__()
        self._softmax = softmax

    def _cost(self, embeddings: Tensor, labels: Tensor) -> Cost:
        costs = self._softmax(embeddings, labels)["loss"]["losses"]
        return Cost.of_pictures(costs)


def common_options() -> dict[str, Any]:
    """The options that both are made with.

    Weights start small, as in ArcFace's own code (standard deviation 0.01): only their direction
    counts, and the library's default of 1 makes them √D long, too long to turn in a short run.
    """
    return {
        "reducer": DoNothingReducer(),
        "weight_init_func": TorchInitWrapper(nn.init.normal_, std=0.01),
    }
