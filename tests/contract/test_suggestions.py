"""What every Suggestions does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from desk_access.model.person import Person
from desk_access.model.suggestion import Suggestion
from tests.contract.stores import ADAPTERS, Stores
from tests.records import MODEL, START, picture, portraits, template


@pytest.fixture(params=ADAPTERS)
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    with ADAPTERS[request.param](tmp_path) as stores:
        yield stores


def enrol(stores: Stores, code: str) -> Person:
    return stores.gallery.enrol(code, f"Name {code}", "", portraits(code), START)


def suggestion(person: Person, mark: str = "new", minutes: int = 0) -> Suggestion:
    at = START + timedelta(minutes=minutes)
    return Suggestion(
        person.person_id, at, "Door", 0.6, picture(mark, 0.9, at), template(mark).vector, MODEL
    )


def test_it_gives_back_what_it_keeps_the_newest_first(stores: Stores) -> None:
    one, two = enrol(stores, "E1"), enrol(stores, "E2")
    assert stores.suggestions.all() == []
    stores.suggestions.keep(suggestion(one))
    stores.suggestions.keep(suggestion(two, minutes=5))
    newest, oldest = stores.suggestions.all()
    assert (newest.person_id, oldest.person_id) == (two.person_id, one.person_id)
    wanted = suggestion(one)
    assert (oldest.seen_at, oldest.camera, oldest.score) == (START, "Door", 0.6)
    assert oldest.picture.jpeg == wanted.picture.jpeg
    np.testing.assert_array_equal(oldest.picture.points, wanted.picture.points)
    np.testing.assert_array_equal(oldest.vector, wanted.vector)


def test_each_person_has_one(stores: Stores) -> None:
    one = enrol(stores, "E1")
    stores.suggestions.keep(suggestion(one, "first"))
    stores.suggestions.keep(suggestion(one, "second", 1))
    (found,) = stores.suggestions.all()
    assert found.picture.jpeg == picture("second").jpeg
    assert stores.suggestions.delete(one.person_id)
    assert not stores.suggestions.delete(one.person_id)
    assert stores.suggestions.all() == []


def test_it_goes_with_its_person(stores: Stores) -> None:
    one, two = enrol(stores, "E1"), enrol(stores, "E2")
    for person in (one, two):
        stores.suggestions.keep(suggestion(person))
    stores.gallery.remove("E1")
    stores.gallery.erase("E2")
    assert stores.suggestions.all() == []
    enrol(stores, "E1")
    assert stores.suggestions.all() == []
    stores.suggestions.keep(replace(suggestion(two)))  # the camera saw them just before
    assert stores.suggestions.all() == []
