"""The dense layer at the end of a recogniser, which is most of its bytes, made small."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from trainer.backbones.frozen import Affine
from trainer.backbones.graph_network import Layer, fill
from trainer.errors import GraphUnusable

_CURE = "Leave the rank out, or start from a recogniser with one dense layer over its last map."


def low_rank(layers: list[Layer], rank: int) -> list[Layer]:
    """Split the dense layer over a C x H x W map in two: a 1 x 1 convolution to ``rank``, dense.

    By the truncated singular value decomposition over channels, which among all such pairs comes
    nearest to the layer's weights (Eckart and Young 1936). Raises GraphUnusable when the layers do
    not end so or have fewer channels.
    """
    *body, flatten, dense = layers
    affine = body.pop() if body and isinstance(body[-1].module, Affine) else None
    convolutions = [each.module for each in body if isinstance(each.module, nn.Conv2d)]
    layer = dense.module
    if not (
        convolutions and isinstance(layer, nn.Linear) and isinstance(flatten.module, nn.Flatten)
    ):
        raise GraphUnusable("There is no dense layer over a map of features.", _CURE)
    channels = convolutions[-1].out_channels
    if not 0 < rank <= channels:
        raise GraphUnusable(f"A rank of {rank} is not within the {channels} channels.", _CURE)
    weight, bias = _without(affine, layer, channels)
    across = weight.permute(1, 0, 2).reshape(channels, -1)
    basis = torch.linalg.svd(across, full_matrices=False)[0][:, :rank].T
    narrow = nn.Conv2d(channels, rank, 1)
    after = nn.Linear(weight.shape[2] * rank, layer.out_features)
    fill(narrow, basis.numpy(), torch.zeros(rank).numpy())
    fill(after, torch.einsum("rc,dcp->drp", basis, weight).flatten(1).numpy(), bias.numpy())
    last = body[-1].gives
    return [
        *body,
        Layer(narrow, (last,), f"{last}_narrow"),
        Layer(flatten.module, (f"{last}_narrow",), flatten.gives),
        Layer(after, (flatten.gives,), dense.gives),
    ]


def _without(affine: Layer | None, dense: nn.Linear, channels: int) -> tuple[Tensor, Tensor]:
    """The dense layer's D x C x HW weights and bias with what normalises its map folded in."""
    weight = dense.weight.detach().double().reshape(dense.out_features, channels, -1)
    bias = dense.bias.detach().double()
    if affine is None or not isinstance(affine.module, Affine):
        return weight, bias
    scale, shift = (
        each.double().ravel().expand(channels)
        for each in (affine.module.scale, affine.module.shift)
    )
    return weight * scale[None, :, None], bias + torch.einsum("dcp,c->d", weight, shift)
