"""Looks at every picture of an evaluation once, with all recognisers that are measured.

Finding faces is what takes the time, and it is the same for every recogniser: so each picture is
read once, spoilt and searched for its face once, and cut out for each recogniser in turn. Only
embeddings stay in memory. Where an archive is given, what it knows is not looked at again: a run
that was stopped goes on, and another recogniser needs no face found anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Protocol

from desk_access.errors import PictureUnusable
from desk_access.model.arrays import Image
from desk_access.model.face import Face
from desk_access.model.sighting import Embedding, Sighting
from desk_access.model.status import DeviceNote
from desk_access.ports import Embedder, FaceFinder
from desk_access.service.evaluation_looks import (
    CLEAN_NAME,
    Look,
    central_face,
    needs_face,
    spoilt,
)
from desk_access.vision.quality import assess

Progress = Callable[[int, int, str], None]
"""Gets pictures done, of how many, and words. Called from the worker threads, one at a time."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A recogniser that is measured.

    ``digest`` is its file's SHA-256; ``key`` changes with whatever changes its embeddings.
    """

    name: str
    digest: str
    key: str


@dataclass(frozen=True, slots=True, eq=False)
class Instruments:
    """The networks of one worker thread: an embedder for each subject, in their order."""

    finder: FaceFinder
    embedders: tuple[Embedder, ...]
    device: DeviceNote


@dataclass(frozen=True, slots=True, eq=False)
class EvaluationKit:
    """What is measured, and how the networks are made: on each thread that will use them."""

    subjects: tuple[Subject, ...]
    build: Callable[[], Instruments]


class Archive(Protocol):
    """Keeps what was found in pictures between runs. Called on one thread at a time."""

    def recall(self, picture: str, recognisers: Sequence[str]) -> Sighting:
        """What is known of a picture, with the embeddings of these recognisers' keys."""
        ...

    def keep(self, picture: str, sighting: Sighting) -> None:
        """Add to what is known of a picture. When this returns it is on the disk."""
        ...


@dataclass(slots=True, eq=False)
class Findings:
    """What the run gave.

    ``embeddings`` are in the order of the subjects, without the looks in which no face was found;
    ``faces`` are those of the pictures as they are.
    ``device`` is None when everything came from the archive.
    """

    embeddings: tuple[dict[Look, Embedding], ...]
    faces: dict[Path, Face] = field(default_factory=dict)
    without_face: int = 0
    unreadable: dict[Path, str] = field(default_factory=dict)
    device: DeviceNote | None = None


def look_at(
    looks: Mapping[Path, Sequence[Look]],
    folder: Path,
    seed: int,
    kit: EvaluationKit,
    read_picture: Callable[[Path], Image],
    *,
    archive: Archive | None = None,
    workers: int = 1,
    progress: Progress = lambda done, of, words: None,
) -> Findings:
    """Take every look, on ``workers`` threads with networks of their own. Blocks.

    Raises ModelError and DeviceUnavailable, and what a network raises; what was looked at until
    then is in the archive.
    """
    crew = _Crew(looks, folder, seed, kit, read_picture, archive, progress)
    with ThreadPoolExecutor(workers, thread_name_prefix="evaluation") as pool:
        try:
            shifts = [pool.submit(crew.work) for _ in range(workers)]
            for shift in shifts:
                shift.result()
        finally:
            crew.stop()
    return crew.findings


class _Crew:
    """What the worker threads share. All but looking at pictures is done under one lock."""

    def __init__(
        self,
        looks: Mapping[Path, Sequence[Look]],
        folder: Path,
        seed: int,
        kit: EvaluationKit,
        read_picture: Callable[[Path], Image],
        archive: Archive | None,
        progress: Progress,
    ) -> None:
        self._folder, self._seed, self._kit = folder, seed, kit
        self._read_picture, self._archive, self._progress = read_picture, archive, progress
        self._keys = [subject.key for subject in kit.subjects]
        self._todo = iter(looks.items())
        self._done, self._of = 0, len(looks)
        self._lock = Lock()
        self._stopped = False
        self.findings = Findings(tuple({} for _ in kit.subjects))

    def work(self) -> None:
        """Take pictures until there are none, on this thread."""
        tools: Instruments | None = None
        try:
            for path, looks in self._tasks():
                known, missing = self._known(path, looks)
                found = Sighting()
                image = self._read(path) if missing else None
                if image is not None:
                    tools = tools or self._kit.build()
                    found = _Study(tools, self._keys, self._folder, self._seed, known).of(
                        image, missing
                    )
                self._done_with(path, looks, known, found, tools)
        except BaseException:
            self.stop()
            raise
        finally:
            if tools is not None:
                tools.finder.close()

    def stop(self) -> None:
        """Let every thread end after the picture it is at."""
        self._stopped = True

    def _tasks(self) -> Iterator[tuple[Path, Sequence[Look]]]:
        while not self._stopped:
            with self._lock:
                task = next(self._todo, None)
            if task is None:
                return
            yield task

    def _known(self, path: Path, looks: Sequence[Look]) -> tuple[Sighting, list[Look]]:
        """What the archive knows of the picture, and the looks that it does not know whole."""
        known = Sighting()
        if self._archive is not None:
            with self._lock:
                known = self._archive.recall(self._title(path), self._keys)
        return known, [look for look in looks if not self._whole(known, look.name(self._seed))]

    def _whole(self, known: Sighting, name: str) -> bool:
        if known.faces.get(name) is None:
            return name in known.faces
        return all((key, name) in known.embeddings for key in self._keys)

    def _read(self, path: Path) -> Image | None:
        try:
            return self._read_picture(path)
        except PictureUnusable as error:
            with self._lock:
                self.findings.unreadable[path] = error.what
            return None

    def _title(self, path: Path) -> str:
        """The picture's name in the archive; another size is another picture."""
        try:
            size = path.stat().st_size
        except OSError:  # reading it will tell
            size = 0
        return f"{path.relative_to(self._folder).as_posix()} {size}"

    def _done_with(
        self,
        path: Path,
        looks: Sequence[Look],
        known: Sighting,
        found: Sighting,
        tools: Instruments | None,
    ) -> None:
        embeddings = known.embeddings | found.embeddings
        with self._lock:
            if self._archive is not None and (found.faces or found.embeddings):
                self._archive.keep(self._title(path), found)
            faces = known.faces | found.faces
            if (face := faces.get(CLEAN_NAME)) is not None:
                self.findings.faces[path] = face
            names = {look: look.name(self._seed) for look in looks}
            for key, mine in zip(self._keys, self.findings.embeddings, strict=True):
                mine |= {
                    look: embeddings[key, name]
                    for look, name in names.items()
                    if (key, name) in embeddings
                }
            if path not in self.findings.unreadable:
                self.findings.without_face += sum(faces[name] is None for name in names.values())
            if tools is not None:
                self.findings.device = tools.device
            self._done += 1
            self._progress(self._done, self._of, "pictures")


class _Study:
    """One picture before the networks of one thread."""

    def __init__(
        self, tools: Instruments, keys: Sequence[str], folder: Path, seed: int, known: Sighting
    ) -> None:
        self._tools, self._keys = tools, keys
        self._folder, self._seed = folder, seed
        self._known = known
        self._found = Sighting()

    def of(self, image: Image, looks: Sequence[Look]) -> Sighting:
        """Everything about these looks that was not known."""
        crops: dict[str, list[tuple[str, Face, Image]]] = {key: [] for key in self._keys}
        for look in looks:
            name = look.name(self._seed)
            clean = self._face(CLEAN_NAME, image) if needs_face(look.condition) else None
            picture = spoilt(image, clean, look, self._folder, self._seed)
            face = self._face(name, picture)
            if face is None or picture is None:
                continue
            for key, embedder in zip(self._keys, self._tools.embedders, strict=True):
                if (key, name) not in self._known.embeddings:
                    crops[key].append((name, face, embedder.align(picture, face.points)))
        for (key, cut), embedder in zip(crops.items(), self._tools.embedders, strict=True):
            vectors = embedder.embed([crop for _, _, crop in cut])
            for (name, face, crop), vector in zip(cut, vectors, strict=True):
                self._found.embeddings[key, name] = vector, assess(face, crop).score
        return self._found

    def _face(self, name: str, picture: Image | None) -> Face | None:
        """The face of a look, found once; None too where there is no picture to look at."""
        for sighting in (self._known, self._found):
            if name in sighting.faces:
                return sighting.faces[name]
        face = None if picture is None else self._central(picture)
        self._found.faces[name] = face
        return face

    def _central(self, picture: Image) -> Face | None:
        return central_face(self._tools.finder.find(picture), picture)
