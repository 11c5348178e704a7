from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch.utils.data import DataLoader

from trainer.data.sampler import PeopleSampler
from trainer.errors import ConfigUnusable, DataUnusable


def labels_of(*counts: int) -> NDArray[np.int64]:
    """So many pictures of person 0, of person 10, of person 20 …, in a mixed order."""
    labels = np.repeat(np.arange(len(counts), dtype=np.int64) * 10, counts)
    return np.random.default_rng(0).permutation(labels)


@settings(max_examples=50)
@given(
    counts=st.lists(st.integers(1, 7), min_size=1, max_size=20),
    people=st.integers(2, 4),
    pictures=st.integers(2, 5),
    world=st.integers(1, 3),
    epoch=st.integers(0, 3),
)
def test_every_batch_is_p_people_with_k_pictures(
    counts: list[int], people: int, pictures: int, world: int, epoch: int
) -> None:
    labels = labels_of(*counts)
    several = sum(count > 1 for count in counts)
    if several < people * world:
        with pytest.raises(DataUnusable, match=f"There are {several} people"):
            PeopleSampler(labels, people, pictures, 0, world=world)
        return
    seen: list[int] = []
    for rank in range(world):
        sampler = PeopleSampler(labels, people, pictures, 0, rank=rank, world=world)
        sampler.set_epoch(epoch)
        batches = list(sampler)
        assert len(batches) == len(sampler) == several // people // world
        assert sampler.left_out == len(counts) - several
        for batch in batches:
            assert set(Counter(labels[batch]).values()) == {pictures}
            persons = [int(labels[batch[first]]) for first in range(0, len(batch), pictures)]
            assert len(persons) == people
            seen += persons
            for picture, times in Counter(batch).items():
                own = counts[labels[picture] // 10]
                assert times in (pictures // own, -(-pictures // own))
    # Nobody twice an epoch, whichever the rank.
    assert len(seen) == len(set(seen))


def test_ranks_share_what_one_alone_would_do() -> None:
    labels = labels_of(*[4] * 16)
    alone = list(PeopleSampler(labels, 2, 3, seed=5))
    shared = [list(PeopleSampler(labels, 2, 3, 5, rank=rank, world=2)) for rank in range(2)]
    assert [batch for both in zip(*shared, strict=True) for batch in both] == alone


def test_depends_on_seed_and_epoch_alone() -> None:
    labels = labels_of(*[4] * 16)
    sampler = PeopleSampler(labels, 4, 2, seed=1)
    first = list(sampler)
    assert list(sampler) == first
    sampler.set_epoch(1)
    second = list(sampler)
    sampler.set_epoch(0)
    assert list(sampler) == first != second
    other = PeopleSampler(labels, 4, 2, seed=2)
    assert list(other) != first


@pytest.mark.parametrize("start", [0, 1, 3, 4])
def test_goes_on_from_any_batch(start: int) -> None:
    labels = labels_of(*[4] * 16)
    sampler = PeopleSampler(labels, 4, 2, seed=1)
    sampler.set_epoch(3)
    whole = list(sampler)
    sampler.set_epoch(3, start)
    assert list(sampler) == whole[start:]
    assert len(sampler) == 4


@pytest.mark.parametrize("start", [-1, 5])
def test_no_start_outside_the_epoch(start: int) -> None:
    sampler = PeopleSampler(labels_of(*[4] * 16), 4, 2, seed=1)
    with pytest.raises(ValueError, match="of 4"):
        sampler.set_epoch(0, start)


def test_over_epochs_all_pictures_and_all_people_come() -> None:
    labels = labels_of(3, 9, 5, 2, 7)
    sampler = PeopleSampler(labels, 2, 2, seed=0)
    seen = set()
    for epoch in range(60):
        sampler.set_epoch(epoch)
        seen |= {picture for batch in sampler for picture in batch}
    assert seen == set(range(len(labels)))


def test_people_with_one_picture_only_when_asked_for() -> None:
    labels = labels_of(1, 1, 4, 4)
    without = PeopleSampler(labels, 2, 3, seed=0)
    assert without.left_out == 2
    assert {int(label) for batch in without for label in labels[batch]} == {20, 30}
    asked = PeopleSampler(labels, 4, 3, seed=0, singles=True)
    assert asked.left_out == 0
    assert Counter(labels[next(iter(asked))]) == {0: 3, 10: 3, 20: 3, 30: 3}


def test_too_few_people() -> None:
    with pytest.raises(DataUnusable, match="1 people with at least two pictures") as raised:
        PeopleSampler(labels_of(4, 1), 2, 2, seed=0)
    assert "more data" in raised.value.cure
    with pytest.raises(DataUnusable, match="2 people, too few for 2 x 2"):
        PeopleSampler(labels_of(4, 1), 2, 2, seed=0, world=2, singles=True)
    with pytest.raises(DataUnusable, match="0 people"):
        PeopleSampler(np.array([], np.int64), 2, 2, seed=0)


@pytest.mark.parametrize(("people", "pictures"), [(1, 2), (2, 1), (0, 0)])
def test_batches_that_teach_nothing(people: int, pictures: int) -> None:
    with pytest.raises(ConfigUnusable, match="teach nothing"):
        PeopleSampler(labels_of(4, 4), people, pictures, seed=0)


def test_a_data_loader_takes_it() -> None:
    labels = labels_of(*[4] * 8)
    sampler = PeopleSampler(labels, 4, 2, seed=0)
    loader = DataLoader(labels.tolist(), batch_sampler=sampler)
    assert [batch.tolist() for batch in loader] == [labels[batch].tolist() for batch in sampler]
