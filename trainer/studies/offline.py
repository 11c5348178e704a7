"""A corpus whose batches hold look-alikes, as what was learnt so far confuses them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from trainer.corpus import Corpus
from trainer.data.sampler import PeopleSampler
from trainer.mining.offline import HardPeopleSampler, hardest_others
from trainer.settings import Settings
from trainer.trial import embedded

_HARDEST: Final = 8
"""Pictures of others that each picture is compared by: two for each of the batch's look-alikes."""

_AT_ONCE: Final = 256
"""Pictures in memory."""


@dataclass(frozen=True, slots=True)
class MinedCorpus(Corpus):
    """``hardest``: for each chosen crop the nearest of other people, positions in ``chosen``."""

    hardest: NDArray[np.int64]

    def sampler(self, settings: Settings, rank: int, world: int) -> PeopleSampler:
        """As the corpus's own, with look-alikes in one batch. Raises as that does."""
        data = settings.data
        return HardPeopleSampler(
            self.people[self.chosen],
            data.people,
            data.pictures,
            settings.loop.seed,
            hardest=self.hardest,
            singles=data.singles,
            rank=rank,
            world=world,
        )


def mined(corpus: Corpus, network: nn.Module) -> MinedCorpus:
    """The same corpus with the look-alikes that ``network`` sees. Raises DataUnusable."""
    network.eval()
    vectors = np.concatenate(
        [
            np.stack(embedded(network, [corpus.crops.picture(int(each)) for each in some]))
            for some in np.array_split(corpus.chosen, -(-len(corpus.chosen) // _AT_ONCE))
        ]
    )
    labels = corpus.people[corpus.chosen]
    hardest = hardest_others(torch.from_numpy(vectors), labels, _HARDEST)
    own = {each.name: getattr(corpus, each.name) for each in fields(corpus)}
    return MinedCorpus(**own, hardest=hardest)
