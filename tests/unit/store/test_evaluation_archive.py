"""What is kept of an evaluation, and that it comes back as it was."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from desk_access.errors import DatabaseCorrupt, WorkspaceUnavailable
from desk_access.model.face import Box, Face, PointSource, Pose
from desk_access.model.sighting import Sighting
from desk_access.store.evaluation_archive import EvaluationArchive

POINTS = np.array([[1.5, 2.25], [30.1, 2], [16, 20], [5, 30], [27, 31]], np.float32)
FACE = Face(Box(1, 2, 30.5, 40), POINTS, 0.91, Pose(3, -4.5, 1), PointSource.DETECTOR)
VECTOR = np.array([0.6, 0.8], np.float32)


def test_what_was_kept_comes_back_in_the_next_run(tmp_path: Path) -> None:
    path = tmp_path / "new" / "kept.sqlite"
    with closing(EvaluationArchive(path)) as archive:
        archive.keep(
            "a.jpg", Sighting({"clean": FACE, "worse": None}, {("net", "clean"): (VECTOR, 0.7)})
        )
    with closing(EvaluationArchive(path)) as archive:
        found = archive.recall("a.jpg", ["net"])

    assert found.faces["worse"] is None
    face = found.faces["clean"]
    assert face is not None
    assert (face.box, face.score, face.pose, face.point_source) == (
        FACE.box, FACE.score, FACE.pose, FACE.point_source
    )  # fmt: skip
    assert face.points.dtype == np.float32
    assert np.array_equal(face.points, POINTS)
    vector, weight = found.embeddings["net", "clean"]
    assert np.array_equal(vector, VECTOR)
    assert weight == 0.7


def test_pictures_and_recognisers_are_kept_apart(tmp_path: Path) -> None:
    with closing(EvaluationArchive(tmp_path / "kept.sqlite")) as archive:
        archive.keep("a", Sighting({"clean": FACE}, {("one", "clean"): (VECTOR, 1.0)}))
        archive.keep("a", Sighting({}, {("two", "clean"): (-VECTOR, 1.0)}))

        assert archive.recall("b", ["one"]).faces == {}
        assert set(archive.recall("a", ["two"]).embeddings) == {("two", "clean")}
        assert set(archive.recall("a", ["one", "two"]).faces) == {"clean"}


def test_the_newest_counts(tmp_path: Path) -> None:
    with closing(EvaluationArchive(tmp_path / "kept.sqlite")) as archive:
        archive.keep("a", Sighting({"clean": FACE}))
        archive.keep("a", Sighting({"clean": None}))
        assert archive.recall("a", []).faces == {"clean": None}


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kept.sqlite"
    path.write_bytes(b"not a database, though it is long enough to be looked at" * 20)
    with pytest.raises(DatabaseCorrupt, match="Delete it"):
        EvaluationArchive(path)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WorkspaceUnavailable, match="choose another folder"):
        EvaluationArchive(tmp_path / "file" / "kept.sqlite")


def test_a_path_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceUnavailable):
        EvaluationArchive(tmp_path)
