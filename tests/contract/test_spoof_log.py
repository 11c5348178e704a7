"""What every SpoofLog does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desk_access.model.liveness import LivenessEvidence
from desk_access.model.spoof import Spoof
from tests.contract.stores import ADAPTERS, Stores

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
EVIDENCE = LivenessEvidence(0.02, 9, -3.5, 0.97, None, False)
STRANGER = Spoof(NOON, "Door", None, None, EVIDENCE, b"jpeg")


@pytest.fixture(params=ADAPTERS)
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    with ADAPTERS[request.param](tmp_path) as made:
        yield made


def test_what_was_added_is_given_back_newest_first(stores: Stores) -> None:
    assert stores.spoofs.newest(10) == []
    later = replace(STRANGER, at=NOON + timedelta(seconds=5), evidence=replace(EVIDENCE, bent=0.01))
    stores.spoofs.add(STRANGER)
    stores.spoofs.add(later)
    assert stores.spoofs.newest(10) == [later, STRANGER]
    assert stores.spoofs.newest(1) == [later]


def test_it_names_whom_a_picture_shows_and_goes_with_them(stores: Stores) -> None:
    kim = stores.gallery.enrol("7", "Kim", "", [], NOON)
    shown = replace(STRANGER, person_id=kim.person_id, score=0.7)
    stores.spoofs.add(shown)
    stores.spoofs.add(STRANGER)
    assert stores.spoofs.newest(10) == [STRANGER, replace(shown, code="7", name="Kim")]
    stores.gallery.erase("7")
    # Nobody can tell whom the other picture shows: its entry stays, the picture does not.
    assert stores.spoofs.newest(10) == [replace(STRANGER, picture=b"")]


def test_somebody_who_is_gone_meanwhile_is_nobody_known(stores: Stores) -> None:
    stores.spoofs.add(replace(STRANGER, person_id=4711, score=0.7))
    (kept,) = stores.spoofs.newest(10)
    assert (kept.person_id, kept.code, kept.score) == (None, "", 0.7)


def test_the_oldest_of_very_many_goes(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk_access.store.spoofs.KEPT", 3)
    for number in range(5):
        stores.spoofs.add(replace(STRANGER, camera=str(number)))
    assert [spoof.camera for spoof in stores.spoofs.newest(10)] == ["4", "3", "2"]
