"""What looks alike is the same, and what cannot be seen is no part of a name."""

from __future__ import annotations

import pytest

from desk_access.model.identifier import Known, canonical, invisible


@pytest.mark.parametrize(
    "other",
    ["e7", "Ｅ７", "E7\u200b", "\u202eE7", "E\u00ad7", "E7\ufe0f", "E7\u3164", " E7 "],
)
def test_what_looks_alike_is_compared_alike(other: str) -> None:
    assert canonical(other) == canonical("E7") == canonical(canonical(other))


def test_what_differs_stays_apart() -> None:
    assert len({canonical(each) for each in ("E7", "E07", "E-7", "E 7", "É7", "7E", "E７８")}) == 7
    assert canonical("Straße 1") == canonical("STRASSE  1")
    assert canonical("가") == canonical("\u1100\u1161")
    assert canonical("\ufb01n") == "fin"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("E7\u200b", "the invisible format character U+200B"),
        ("\u202eE7", "the invisible format character U+202E"),
        ("E\u200d7", "the invisible format character U+200D"),
        ("E7\n", "the control character U+000A"),
        ("E7\ud800", "half a character, U+D800"),
        ("E7\u2028", "the line separator U+2028"),
        ("E7\u3164", "the invisible character U+3164"),
        ("E7\ufe0f", "the invisible character U+FE0F"),
        ("사원 7", ""),
        ("É-7/ß", ""),
    ],
)
def test_what_cannot_be_seen_is_named(text: str, told: str) -> None:
    assert invisible(text) == told


def test_another_writing_means_the_only_one_that_looks_like_it() -> None:
    known = Known(["E7", "e7", "K1", "가나"])
    assert known.meant("E7") == "E7"
    assert known.meant("e7") == "e7"
    assert known.meant("Ｅ7") is None
    assert known.alike("Ｅ7") == ["E7", "e7"]
    assert known.meant("k1") == "K1"
    assert known.meant("K2") is None
    assert known.twins() == [["E7", "e7"]]
