"""What a miner gives, and the ways of mining there are."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from torch import Tensor


class Strategy(StrEnum):
    """Which triplets of a batch the triplet loss sees."""

    ALL = "all"
    HARD = "hard"
    SEMI_HARD = "semi-hard"
    DISTANCE_WEIGHTED = "distance-weighted"


class Triplets(NamedTuple):
    """Three int64 tensors of one length T on the batch's device: positions in the batch.

    ``anchor[t]`` and ``positive[t]`` are two pictures of one person, ``negative[t]`` is one of
    somebody else. T may be 0.
    """

    anchor: Tensor
    positive: Tensor
    negative: Tensor


Miner = Callable[[Tensor, Tensor], Triplets]
"""``miner(embeddings, labels)``: N x D floats, N int64. Distances are between unit vectors; no
gradient flows through the choice."""
