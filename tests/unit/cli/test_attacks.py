"""What kind of attack a file shows, by what it is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk_access.cli.attacks import _found, _species
from desk_access.errors import UsageError


@pytest.mark.parametrize(
    ("name", "species"),
    [
        ("live.mov", "live"),
        ("live_1.jpg", "live"),
        ("real/17.jpg", "live"),
        ("bonafide/kim/2.png", "live"),
        ("phone_replay.mp4", "phone_replay"),
        ("print_2.jpg", "print"),
        ("fake/17.jpg", "fake"),
        ("delivery.mp4", "delivery"),
        ("lively_1.mp4", "lively"),
    ],
)
def test_the_name_says_what_it_shows(name: str, species: str) -> None:
    assert _species(Path("/set") / name, Path("/set")) == species


def test_films_and_pictures_are_found_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "live").mkdir()
    for name in ("live/1.JPG", "phone.mp4", "notes.txt"):
        (tmp_path / name).touch()
    found = [(each.name, each.species) for _, each in _found(tmp_path, None)]
    assert found == [(str(Path("live/1.JPG")), "live"), ("phone.mp4", "phone")]
    assert [each.species for _, each in _found(tmp_path / "phone.mp4", "live")] == ["live"]
    with pytest.raises(UsageError, match="no"):
        _found(tmp_path / "gone", None)
