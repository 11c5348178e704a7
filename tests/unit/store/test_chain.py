"""The hash of an entry, computed once more by hand."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from desk_access.model.person import Person
from desk_access.store.chain import GENESIS, entry_hash
from tests.records import START, new_punch

KIM = Person(3, "김7", "Kim", "", START, True, 0)


def test_is_the_sha256_of_canonical_json() -> None:
    entry = new_punch(KIM)
    evidence = entry.evidence
    text = (
        '{"entry":{"at":"2026-03-02T08:00:00.000000+00:00","direction":"in","evidence":'
        '{"camera":"Camera 1","frames":4,"model_digest":"' + "a" * 64 + '","picture_sha256":"'
        f"{evidence.picture_sha256}"
        '","quality":0.75,"runner_up":0.2,"score":0.8125,"threshold":0.363},"monotonic":0.0,'
        '"person_code":"김7","person_id":3,"session":"s1","zone":"Asia/Seoul"},'
        '"previous_hash":"' + GENESIS + '","sequence":1}'
    )
    assert entry_hash(1, GENESIS, entry) == hashlib.sha256(text.encode()).hexdigest()


def test_depends_on_the_moment_and_not_on_its_zone() -> None:
    entry = new_punch(KIM)
    seoul = replace(entry, at=entry.at.astimezone(timezone(timedelta(hours=9))))
    later = replace(entry, at=entry.at + timedelta(microseconds=1))
    assert entry_hash(1, GENESIS, seoul) == entry_hash(1, GENESIS, entry)
    assert entry_hash(1, GENESIS, later) != entry_hash(1, GENESIS, entry)


def test_leaves_out_what_is_not_given() -> None:
    """Thus a field that a later version adds does not break the chain of today."""
    entry = replace(new_punch(KIM, 1), monotonic=0.0, at=START)
    assert entry.evidence.runner_up is None
    evidence = entry.evidence
    text = (
        '{"entry":{"at":"2026-03-02T08:00:00.000000+00:00","direction":"in","evidence":'
        '{"camera":"Camera 1","frames":4,"model_digest":"' + "a" * 64 + '","picture_sha256":"'
        f"{evidence.picture_sha256}"
        f'","quality":0.75,"score":{evidence.score},"threshold":0.363}},"monotonic":0.0,'
        '"person_code":"김7","person_id":3,"session":"s1","zone":"Asia/Seoul"},'
        '"previous_hash":"' + GENESIS + '","sequence":1}'
    )
    assert entry_hash(1, GENESIS, entry) == hashlib.sha256(text.encode()).hexdigest()


def test_has_no_hash_for_a_figure_that_is_none() -> None:
    with pytest.raises(ValueError, match="JSON"):
        entry_hash(1, GENESIS, replace(new_punch(KIM), monotonic=float("inf")))


def test_how_sure_it_was_that_a_face_is_alive_is_covered() -> None:
    entry = new_punch(KIM)
    alive = replace(entry, evidence=replace(entry.evidence, liveness=0.97))
    other = replace(entry, evidence=replace(entry.evidence, liveness=0.98))
    hashes = {entry_hash(1, GENESIS, each) for each in (entry, alive, other)}
    assert len(hashes) == 3


@pytest.mark.parametrize(
    "name",
    ["policy", "source_kind", "detector_digest", "landmarker_digest", "liveness_digest"],
)
def test_where_an_entry_comes_from_is_covered(name: str) -> None:
    entry = new_punch(KIM)
    given = replace(entry, evidence=replace(entry.evidence, **{name: "off"}))
    assert entry_hash(1, GENESIS, given) != entry_hash(1, GENESIS, entry)
