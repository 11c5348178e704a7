"""Who is kept for validation."""

from __future__ import annotations

from trainer.data.split import split


def crops(**people: int) -> list[str]:
    return [name for name, count in people.items() for _ in range(count)]


def many(enrollable: int, single: int) -> list[str]:
    return crops(**{f"e{i}": 4 + i % 3 for i in range(enrollable)}) + [
        f"s{i}" for i in range(single)
    ]


def test_a_hundred_at_least_and_a_tenth_of_all_at_most() -> None:
    few = split(many(667, 4333), seed=0)
    assert len(few.enrollable) == 100
    assert len(few.strangers) == 400
    all_enrollable = split(many(5000, 0), seed=0)
    assert len(all_enrollable.enrollable) == 500
    assert not all_enrollable.strangers
    own = split(many(30, 10), seed=0)
    assert len(own.enrollable) == 4
    assert not own.strangers


def test_only_who_can_be_enrolled_and_searched_is_enrollable() -> None:
    names = many(20, 300)
    found = split(names, seed=3, wanted=5)
    assert len(found.enrollable) == 5
    assert all(names.count(name) >= 4 for name in found.enrollable)
    assert all(names.count(name) == 1 for name in found.strangers)
    assert len(found.strangers) == 27
    assert found.people == found.enrollable | found.strangers


def test_half_of_those_with_few_pictures_stay_to_train() -> None:
    found = split(many(1000, 20), seed=0, wanted=10)
    assert len(found.strangers) == 10


def test_strangers_are_those_with_the_fewest_pictures() -> None:
    names = many(100, 4) + crops(**{f"t{i}": 2 for i in range(40)})
    found = split(names, seed=0, wanted=2)
    assert {"s0", "s1", "s2", "s3"} <= found.strangers
    assert len(found.strangers) == 12


def test_the_choice_follows_from_seed_and_name_alone() -> None:
    names = many(300, 300)
    assert split(names, seed=1) == split(names[::-1], seed=1)
    assert split(names, seed=1) != split(names, seed=2)
    # sha256sum: 0:ann gives 75ce4a…, 0:bea e4835f….
    assert split(crops(ann=4, bea=4), seed=0, wanted=1).enrollable == {"ann"}


def test_more_than_there_are_is_everybody() -> None:
    assert split(crops(ann=4, bea=1), seed=0, wanted=9).enrollable == {"ann"}
    assert not split([], seed=0).people
