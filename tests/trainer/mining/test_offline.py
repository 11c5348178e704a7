from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from trainer.errors import DataUnusable
from trainer.mining import offline
from trainer.mining.offline import HardPeopleSampler, hardest_others

PEOPLE, PICTURES = 24, 5


def twins() -> tuple[torch.Tensor, NDArray[np.int64]]:
    """Person 2i looks like person 2i + 1 and like nobody else."""
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(PEOPLE, dtype=np.int64), PICTURES)
    noise = rng.normal(scale=0.1, size=(len(labels), PEOPLE))
    return torch.from_numpy((np.eye(PEOPLE)[labels // 2 * 2] + noise).astype(np.float32)), labels


@settings(max_examples=20)
@given(
    people=st.integers(2, 6), k=st.integers(1, 4), block=st.integers(1, 200), seed=st.integers(0, 9)
)
def test_equals_brute_force_whatever_the_block(people: int, k: int, block: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    labels = np.concatenate([np.arange(people), rng.integers(people - 1, size=12)])
    embeddings = rng.normal(size=(len(labels), 8)) * rng.uniform(0.5, 2, (len(labels), 1))
    unit = embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True)
    others = [
        sorted(
            (other for other in range(len(labels)) if labels[other] != labels[picture]),
            key=lambda other: -unit[picture] @ unit[other],
        )
        for picture in range(len(labels))
    ]
    if min(map(len, others)) < k:
        with pytest.raises(DataUnusable, match="hard negatives"):
            hardest_others(torch.from_numpy(embeddings), labels, k)
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(offline, "_SIMILARITIES", block)
        found = hardest_others(torch.from_numpy(embeddings), labels, k)
    assert found.dtype == np.int64
    assert found.tolist() == [each[:k] for each in others]


def test_one_person_alone_has_no_negatives() -> None:
    with pytest.raises(DataUnusable, match="0 pictures of other people"):
        hardest_others(torch.ones(3, 4), np.zeros(3, np.int64), 1)


def test_a_label_for_each_embedding() -> None:
    with pytest.raises(ValueError, match="3 embeddings, 2 labels"):
        hardest_others(torch.ones(3, 4), np.zeros(2, np.int64), 1)


@pytest.mark.parametrize("together", [2, 4])
def test_look_alikes_share_a_batch(together: int) -> None:
    embeddings, labels = twins()
    sampler = HardPeopleSampler(
        labels, 6, 2, seed=3, hardest=hardest_others(embeddings, labels, 3), together=together
    )
    for epoch in range(5):
        sampler.set_epoch(epoch)
        for batch in sampler:
            people = {int(labels[picture]) for picture in batch}
            assert len(people) == 6
            # A group of 4 brings strangers in as well, so a twin can be in another batch by then.
            met = sum(person ^ 1 in people for person in people)
            assert met == 6 if together == 2 else met >= 2


def test_everybody_once_an_epoch_in_another_order_each() -> None:
    embeddings, labels = twins()
    sampler = HardPeopleSampler(
        labels, 6, 2, seed=3, hardest=hardest_others(embeddings, labels, 3), together=2
    )
    seen = []
    for epoch in (0, 1, 0):
        sampler.set_epoch(epoch)
        seen.append([picture for batch in sampler for picture in batch])
        assert sorted(labels[seen[-1]]) == sorted([*range(PEOPLE), *range(PEOPLE)])
    assert seen[0] == seen[2] != seen[1]


def test_one_wrong_label_does_not_make_people_alike() -> None:
    embeddings, labels = twins()
    # A picture of person 2 is filed under person 0, whose twin is still person 1.
    embeddings[0] = embeddings[2 * PICTURES]
    sampler = HardPeopleSampler(
        labels, 2, 2, seed=0, hardest=hardest_others(embeddings, labels, 4), together=2
    )
    for epoch in range(5):
        sampler.set_epoch(epoch)
        assert {0, 1} in [{int(labels[picture]) for picture in batch} for batch in sampler]


def test_people_left_out_are_nobodys_look_alikes() -> None:
    embeddings, labels = twins()
    keep = np.flatnonzero(labels != 1)
    keep = np.sort(np.append(keep, PICTURES))
    sampler = HardPeopleSampler(
        labels[keep],
        4,
        2,
        seed=0,
        hardest=hardest_others(embeddings[torch.from_numpy(keep)], labels[keep], 3),
    )
    assert sampler.left_out == 1
    assert all(1 not in labels[keep][batch] for batch in sampler)
