"""The miner of a strategy."""

from __future__ import annotations

from trainer.mining.all_valid import AllValid
from trainer.mining.distance_weighted import DistanceWeighted
from trainer.mining.hard import Hard
from trainer.mining.semi_hard import SemiHard
from trainer.mining.triplets import Miner, Strategy


def make_miner(strategy: Strategy, margin: float) -> Miner:
    """The miner of a strategy; semi-hard negatives lie inside ``margin`` (squared L2)."""
    match strategy:
        case Strategy.ALL:
            return AllValid()
        case Strategy.HARD:
            return Hard()
        case Strategy.SEMI_HARD:
            return SemiHard(margin)
        case Strategy.DISTANCE_WEIGHTED:
            return DistanceWeighted()
