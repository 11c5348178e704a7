"""What doctor finds among the people."""

from __future__ import annotations

from desk_access.cli.doctor import Health, look_alikes
from desk_access.model.person import Person
from tests.records import START


def person(number: int, code: str) -> Person:
    return Person(number, code, f"Kim {number}", "", START, True, 1)


def test_codes_that_look_alike_are_named_with_what_cannot_be_seen() -> None:
    people = [person(1, "E7"), person(2, "E7\u200b"), person(3, "K1")]
    (finding,) = look_alikes(people)
    assert finding.health is Health.LIMITED
    assert finding.seen == "'E7' (Kim 1) and 'E7\\u200b' (Kim 2) look alike"
    assert look_alikes(people[1:]) == []
