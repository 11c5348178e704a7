"""Who tunes, who chooses, who measures."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.trainer.finetune.people import general_public, staff
from trainer.data.shards import Verdict
from trainer.errors import DataUnusable
from trainer.finetune.roles import Roles, rehearsal, roles


def sources(shared: Roles) -> list[set[tuple[str, str]]]:
    parts = (
        shared.tuned,
        shared.anchors,
        shared.choosing.probes + shared.choosing.general,
        shared.measuring.probes + shared.measuring.general,
    )
    return [{(each.person, each.source) for each in part} for part in parts]


def test_no_picture_has_two_purposes(tmp_path: Path) -> None:
    shared = roles(staff(tmp_path / "own"), general_public(tmp_path / "others"))
    parts = sources(shared)
    assert all(parts)
    assert sum(map(len, parts)) == len(set().union(*parts))


def test_half_of_each_persons_pictures_tune_and_a_quarter_measures(tmp_path: Path) -> None:
    shared = roles(staff(tmp_path / "own", people=3, each=8), general_public(tmp_path / "others"))
    assert Counter(each.person for each in shared.tuned) == {f"own/own{n}": 4 for n in range(3)}
    for part in (shared.choosing, shared.measuring):
        own = [each.person for each in part.probes if each.person.startswith("own/")]
        assert Counter(own) == {f"own/own{n}": 2 for n in range(3)}


def test_people_are_searched_for_among_pictures_that_tuned(tmp_path: Path) -> None:
    shared = roles(staff(tmp_path / "own"), general_public(tmp_path / "others"))
    tuned = {each.source for each in shared.tuned}
    assert {each.source for each in shared.gallery} <= tuned
    assert Counter(each.person for each in shared.gallery) == {f"own/own{n}": 3 for n in range(5)}


def test_no_stranger_both_chooses_and_measures(tmp_path: Path) -> None:
    shared = roles(staff(tmp_path / "own"), general_public(tmp_path / "others"))
    choosing, measuring = (
        {each.person for each in part.probes + part.general if each.person.startswith("others/")}
        for part in (shared.choosing, shared.measuring)
    )
    assert len(choosing) == len(measuring) == 10
    assert not choosing & measuring


def test_anchors_are_of_different_people_first_and_as_many_as_own_pictures(tmp_path: Path) -> None:
    own, others = staff(tmp_path / "own", people=3), general_public(tmp_path / "others")
    shared = roles(own, others)
    assert len(shared.anchors) == len(shared.tuned) == 12
    assert len({each.person for each in shared.anchors[:10]}) == 10
    assert roles(own, others, anchors=0).anchors == []


def test_without_others_a_fifth_of_the_people_are_strangers(tmp_path: Path) -> None:
    shared = roles(staff(tmp_path / "own", people=20), None)
    tuned = {each.person for each in shared.tuned}
    strangers = [
        {each.person for each in part.probes} - tuned
        for part in (shared.choosing, shared.measuring)
    ]
    assert [len(each) for each in strangers] == [2, 2]
    assert not strangers[0] & strangers[1]
    assert len(tuned) == 16
    assert not shared.choosing.general
    assert not shared.anchors


def test_too_few_own_people_ask_for_others(tmp_path: Path) -> None:
    with pytest.raises(DataUnusable, match="9 people are too few"):
        roles(staff(tmp_path / "own", people=9), None)


def test_people_with_few_pictures_ask_for_more(tmp_path: Path) -> None:
    own = staff(tmp_path / "own", each=3)
    with pytest.raises(DataUnusable, match="four pictures"):
        roles(own, general_public(tmp_path / "others"))


def test_a_rehearsal_shares_nobody_between_own_people_and_others(tmp_path: Path) -> None:
    folder = general_public(tmp_path / "crops").folder
    own, others = rehearsal(folder, 4)
    people = [
        {each.crops[int(index)].person for index in each.used_for(Verdict.VALIDATION)}
        for each in (own, others)
    ]
    assert [len(each) for each in people] == [4, 16]
    assert not people[0] & people[1]
    assert not len(own.used_for(Verdict.TRAIN))
    assert len(others.used_for(Verdict.TRAIN)) == 40


def test_a_rehearsal_with_too_many_people_is_refused(tmp_path: Path) -> None:
    folder = general_public(tmp_path / "crops").folder
    with pytest.raises(DataUnusable, match="10 people with four pictures"):
        rehearsal(folder, 11)
