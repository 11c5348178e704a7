"""What evaluations found in pictures, kept so that it is looked for once.

One SQLite file without pictures: where each face is, and its embeddings. It may be deleted at any
time; the next evaluation makes it again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path

import numpy as np

from desk_access.errors import DatabaseCorrupt, WorkspaceUnavailable
from desk_access.model.face import Box, Face, PointSource, Pose
from desk_access.model.parsing import parse_json
from desk_access.model.sighting import Sighting
from desk_access.store.rights import make_private

_TABLES = """
CREATE TABLE IF NOT EXISTS face (
    picture TEXT, look TEXT, face TEXT, PRIMARY KEY (picture, look)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS embedding (
    picture TEXT, recogniser TEXT, look TEXT, weight REAL, vector BLOB,
    PRIMARY KEY (picture, recogniser, look)
) WITHOUT ROWID;
"""


class EvaluationArchive:
    """The archive in ``path``, made where it is missing. One thread at a time, any thread.

    Methods raise WorkspaceUnavailable when the disk fails, DatabaseCorrupt for a damaged file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            make_private(path)  # embeddings of faces lie in it
        except OSError as error:
            raise self._unavailable(str(error)) from error
        with self._told():
            self._database = sqlite3.connect(path, check_same_thread=False)
            self._database.execute("PRAGMA journal_mode = WAL")
            # A power cut may take the last pictures, never the file.
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.executescript(_TABLES)

    def recall(self, picture: str, recognisers: Sequence[str]) -> Sighting:
        """What is known of a picture, with the embeddings of these recognisers."""
        with self._told():
            faces = self._database.execute(
                "SELECT look, face FROM face WHERE picture = ?", (picture,)
            ).fetchall()
            embeddings = [
                row
                for key in recognisers
                for row in self._database.execute(
                    "SELECT recogniser, look, vector, weight FROM embedding"
                    " WHERE picture = ? AND recogniser = ?",
                    (picture, key),
                )
            ]
            return Sighting(
                {look: _face(text) for look, text in faces},
                {
                    (key, look): (np.frombuffer(vector, np.float32), weight)
                    for key, look, vector, weight in embeddings
                },
            )

    def keep(self, picture: str, sighting: Sighting) -> None:
        """Add to what is known of a picture, in one transaction."""
        with self._told(), self._database:
            self._database.executemany(
                "INSERT OR REPLACE INTO face VALUES (?, ?, ?)",
                [(picture, look, _text(face)) for look, face in sighting.faces.items()],
            )
            self._database.executemany(
                "INSERT OR REPLACE INTO embedding VALUES (?, ?, ?, ?, ?)",
                [
                    (picture, key, look, weight, vector.tobytes())
                    for (key, look), (vector, weight) in sighting.embeddings.items()
                ],
            )

    def close(self) -> None:
        """Release the file."""
        self._database.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """SQLite's errors as ours."""
        try:
            yield
        except sqlite3.OperationalError as error:
            raise self._unavailable(str(error)) from error
        except (sqlite3.DatabaseError, ValueError) as error:
            raise DatabaseCorrupt(
                f"{self._path} is damaged ({error}).", "Delete it: it is made again."
            ) from error

    def _unavailable(self, why: str) -> WorkspaceUnavailable:
        return WorkspaceUnavailable(
            f"{self._path} cannot be used ({why}).", "Free some space or choose another folder."
        )


def _text(face: Face | None) -> str:
    """A face as JSON; ``null`` where there is none."""
    if face is None:
        return "null"
    return json.dumps(
        {
            "box": [float(value) for value in astuple(face.box)],
            "points": face.points.tolist(),
            "score": float(face.score),
            "pose": [float(value) for value in astuple(face.pose)],
            "point_source": face.point_source,
        }
    )


def _face(text: str) -> Face | None:
    kept = parse_json(text)
    if kept is None:
        return None
    return Face(
        Box(*kept["box"]),
        np.array(kept["points"], np.float32),
        kept["score"],
        Pose(*kept["pose"]),
        PointSource(kept["point_source"]),
    )
