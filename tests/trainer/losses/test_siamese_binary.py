from __future__ import annotations

import torch
from torch import Tensor

from tests.trainer.losses.batches import assert_equals_loop, mean, pairs, random_batch
from trainer.losses.siamese_binary import SiameseBinaryLoss


def test_equals_the_cross_entropy_of_a_sigmoid() -> None:
    embeddings, labels = random_batch()
    loss = SiameseBinaryLoss(6).double()

    def loop(x: Tensor) -> Tensor:
        costs: dict[bool, list[Tensor]] = {True: [], False: []}
        for i, j, same in pairs(labels):
            weighed = (loss.head.weight[0] * (x[i] - x[j]).abs()).sum() + loss.head.bias[0]
            probability = 1 / (1 + (-weighed).exp())
            costs[same].append(-(probability if same else 1 - probability).log())
        return (mean(costs[True]) + mean(costs[False])) / 2

    assert_equals_loop(loss, loop, embeddings, labels)


def test_active_is_the_share_of_wrong_answers() -> None:
    loss = SiameseBinaryLoss(1)
    with torch.no_grad():
        loss.head.weight.fill_(-1.0)
        loss.head.bias.fill_(2.0)
    # The head says "one person" up to a difference of 2: wrong of the pair 3 and 4 alone.
    embeddings = torch.tensor([[0.0], [1.0], [3.5], [5.0]])
    labels = torch.tensor([0, 0, 1, 2])
    assert loss(embeddings, labels).active == 1 / 6


def test_the_head_learns() -> None:
    embeddings, labels = random_batch(people=4, pictures=4)
    embeddings = (torch.eye(6, dtype=torch.float64)[labels] * 3 + embeddings / 20).float()
    loss = SiameseBinaryLoss(6)
    optimiser = torch.optim.Adam(loss.parameters(), lr=0.1)
    for _ in range(100):
        value, active = loss(embeddings, labels)
        optimiser.zero_grad()
        value.backward()
        optimiser.step()
    assert active == 0
