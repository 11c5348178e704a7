"""What every Visitors does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from desk_access.model.visitor import Visitor
from desk_access.ports import Visitors
from tests.contract.stores import ADAPTERS
from tests.records import MODEL, START, picture, template


@pytest.fixture(params=ADAPTERS)
def visitors(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Visitors]:
    with ADAPTERS[request.param](tmp_path) as stores:
        yield stores.visitors


def visitor(key: str, hours: int = 0) -> Visitor:
    at = START + timedelta(hours=hours)
    return Visitor(key, at, "Main door", picture(key, 0.7, at), template(key).vector, MODEL)


def keys(visitors: Visitors) -> list[str]:
    return [one.key for one in visitors.all()]


def test_gives_back_what_it_was_given_oldest_first(visitors: Visitors) -> None:
    visitors.add(visitor("b", 2))
    visitors.add(visitor("a", 1))
    first, second = visitors.all()
    assert (first.key, second.key) == ("a", "b")
    made = visitor("a", 1)
    assert (first.seen_at, first.camera, first.model_digest) == (made.seen_at, "Main door", MODEL)
    assert first.picture.jpeg == made.picture.jpeg
    assert (first.picture.quality, first.picture.taken_at) == (0.7, made.seen_at)
    np.testing.assert_array_equal(first.picture.points, made.picture.points)
    np.testing.assert_array_equal(first.vector, made.vector)


def test_deletes_those_that_are_named(visitors: Visitors) -> None:
    for key in "abc":
        visitors.add(visitor(key))
    assert visitors.delete({"a", "c", "nobody"}) == 2
    assert keys(visitors) == ["b"]
    assert visitors.delete([]) == 0


def test_what_is_older_expires(visitors: Visitors) -> None:
    for hours, key in enumerate("abc"):
        visitors.add(visitor(key, hours))
    assert visitors.expire(START + timedelta(hours=1)) == 1
    assert keys(visitors) == ["b", "c"]
    assert visitors.expire(START) == 0


def test_an_expired_face_is_gone_from_the_disk(tmp_path: Path) -> None:
    with ADAPTERS["sqlite"](tmp_path) as stores:
        stores.visitors.add(visitor("a"))
        kept = picture("a", 0.7).jpeg

        def on_disk() -> bool:
            files = tmp_path.rglob("desk_access*")
            content = b"".join(file.read_bytes() for file in files if file.is_file())
            return kept[:32] in content or kept[-32:] in content

        assert on_disk()
        stores.visitors.expire(START + timedelta(hours=1))
        assert not on_disk()
