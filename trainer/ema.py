"""The exponential moving average of a network's weights, which is what is measured and exported."""

from __future__ import annotations

from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from trainer.errors import ConfigUnusable


def averaged(network: nn.Module, decay: float) -> AveragedModel:
    """A copy of ``network``, in evaluation mode: call ``update_parameters(network)`` a step.

    Each update keeps ``decay`` of the average and takes the rest from the network, so the average
    looks back over about 1 / (1 - decay) steps; the first update copies. Running statistics of
    batch normalisation are averaged too, so that they fit the averaged weights. The network
    itself is ``.module``. Raises ConfigUnusable unless 0 <= decay < 1.
    """
    if not 0 <= decay < 1:
        raise ConfigUnusable(
            f"Weights cannot be averaged with a decay of {decay}.",
            "Choose one from 0, no averaging, to just under 1, such as 0.999.",
        )
    mean = get_ema_multi_avg_fn(decay)  # type: ignore[no-untyped-call]
    average = AveragedModel(network, multi_avg_fn=mean, use_buffers=True)
    return average.requires_grad_(False).eval()
