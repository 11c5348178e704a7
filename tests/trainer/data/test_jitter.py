from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from desk_access.model.arrays import Image, Points
from trainer.data.jitter import (
    Misalignment,
    measure,
    misalignment,
    read_misalignments,
    write_misalignments,
)
from trainer.data.shards import INPUT, TEMPLATE
from trainer.errors import DataUnusable

KNOWN = Misalignment(turn=0.2, scale=1.1, right=3.0, down=-2.0)


def _with_one(points: Points) -> np.ndarray:
    return np.column_stack([points, np.ones(len(points))])


def test_a_known_similarity_is_found_again() -> None:
    # The points of a picture whose crop is turned, scaled and moved by KNOWN: found where the
    # crop's template lies once that is undone.
    undo = np.linalg.inv(np.vstack([KNOWN.matrix(), [0, 0, 1]]))
    found = (_with_one(TEMPLATE) @ undo.T)[:, :2].astype(np.float32)
    made = misalignment(found, TEMPLATE)
    assert made.turn == pytest.approx(KNOWN.turn, abs=1e-5)
    assert made.scale == pytest.approx(KNOWN.scale, abs=1e-5)
    assert (made.right, made.down) == pytest.approx((KNOWN.right, KNOWN.down), abs=1e-3)


def test_the_matrix_turns_about_the_middle() -> None:
    middle = np.array([(INPUT - 1) / 2, (INPUT - 1) / 2, 1.0])
    assert KNOWN.matrix() @ middle == pytest.approx([middle[0] + 3.0, middle[1] - 2.0])
    assert np.allclose(Misalignment(0.0, 1.0, 0.0, 0.0).matrix(), [[1, 0, 0], [0, 1, 0]])


def test_the_same_points_are_no_misalignment() -> None:
    made = misalignment(TEMPLATE * 2 + 5, TEMPLATE * 2 + 5)
    assert (made.turn, made.scale, made.right, made.down) == pytest.approx((0, 1, 0, 0), abs=1e-5)


def test_points_that_coincide_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\w"):
        misalignment(np.ones((5, 2), np.float32), TEMPLATE)


def test_measuring_ruins_the_picture_and_compares() -> None:
    image = np.full((200, 200, 3), 128, np.uint8)
    seen: list[Image] = []

    def find(picture: Image) -> tuple[Points, float]:
        seen.append(picture)
        return TEMPLATE + np.float32(len(seen) - 1), 76.0

    made = measure(image, find, np.random.default_rng(0))
    assert made is not None
    assert np.array_equal(seen[0], image)
    assert not np.array_equal(seen[1], image)
    assert (made.right, made.down) == pytest.approx((-1, -1), abs=1e-3)


def test_no_face_in_either_picture_measures_nothing() -> None:
    image = np.zeros((200, 200, 3), np.uint8)
    answers = iter([None])
    assert measure(image, lambda _: next(answers), np.random.default_rng(0)) is None
    more = iter([(TEMPLATE, 76.0), None])
    assert measure(image, lambda _: next(more), np.random.default_rng(0)) is None


def test_they_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "misalignments.csv"
    written = [KNOWN, Misalignment(-0.1, 0.9, 1e-9, 0.1)]
    write_misalignments(path, written)
    assert read_misalignments(path) == written


@pytest.mark.parametrize("text", ["turn,scale\n1,2\n", "turn\nx,1,1,1\n", "\x00", None])
def test_a_damaged_file_is_told(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "misalignments.csv"
    if text is not None:
        path.write_text(text)
    with pytest.raises(DataUnusable, match="misalignments") as told:
        read_misalignments(path)
    assert "prepare" in told.value.cure
