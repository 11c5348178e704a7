"""Measures the application's own chain on a folder of people: pairs, and open-set identification.

A picture in which no face is found, or that cannot be read, is never left out. In a pair it does
not match. As a probe of somebody enrolled it is a false negative, as a stranger's it names nobody.
An enrolled person of whose references none shows a face stays enrolled in the count, so that
failing to enrol costs FNIR too (ISO/IEC 19795-1:2021 calls such rates generalised).
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from desk_access.errors import PictureUnusable, SourceUnusable
from desk_access.model.arrays import Image, Vector
from desk_access.model.face import Face
from desk_access.model.person import Template
from desk_access.model.status import DeviceNote
from desk_access.service.evaluation_set import EvaluationSet, Pair, Role
from desk_access.service.workbench import Tools, Workbench
from desk_access.vision.camera_conditions import lean, webcam
from desk_access.vision.match import GalleryIndex
from desk_access.vision.metrics_open_set import (
    FalseMatch,
    OpenSet,
    false_match_table,
    open_set,
    search_all,
)
from desk_access.vision.metrics_pairs import NO_MATCH, equal_error, fold_accuracy, roc_auc

FPIRS: Final = (0.01, 0.001)

_BATCH: Final = 16
"""Pictures between two reports of progress; only these are in memory at a time."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What is done to the probes; the references stay as they are.

    Each probe leans by ``rotate`` degrees to a side drawn by ``seed``; ``webcam`` makes it a poor
    camera's picture. A picture's luck depends on the seed and its name alone.
    """

    rotate: float = 0.0
    webcam: bool = False
    seed: int = 0

    @property
    def clean(self) -> bool:
        """Whether the probes stay as they are too."""
        return not (self.rotate or self.webcam)


@dataclass(frozen=True, slots=True)
class PictureCounts:
    """What was looked at. ``unreadable`` says of each file why.

    ``looked_at`` counts pictures, once more for each that is both reference and spoilt probe;
    ``without_face`` those of them in which no face was found.
    """

    people: int
    looked_at: int
    without_face: int
    unreadable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PairFigures:
    """Verification over ``folds`` folds; ``threshold`` is the mean of those that they chose."""

    pairs: int
    uncompared: int
    folds: int
    accuracy: float
    standard_error: float
    threshold: float
    roc_auc: float
    equal_error_rate: float


@dataclass(frozen=True, slots=True)
class IdentificationFigures:
    """Open-set identification; ``mated`` and ``non_mated`` count the searches.

    ``false_matches`` are read off the comparisons of strangers with each enrolled person.
    """

    enrolled: int
    mated: int
    non_mated: int
    figures: OpenSet
    false_matches: tuple[FalseMatch, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that was measured. ``pairs`` or ``identification`` is None where the set has none."""

    model_digest: str
    device: DeviceNote
    conditions: Conditions
    pictures: PictureCounts
    pairs: PairFigures | None
    identification: IdentificationFigures | None


@dataclass(frozen=True, slots=True)
class _Look:
    """One picture to embed, as it is or as a probe under the conditions."""

    path: Path
    spoilt: bool


_Vectors = dict[_Look, Vector | None]


class Evaluator:
    """Runs evaluations with the networks of ``workbench``. Methods block; any thread."""

    def __init__(self, workbench: Workbench, read_picture: Callable[[Path], Image]) -> None:
        self._workbench = workbench
        self._read_picture = read_picture

    def evaluate(
        self,
        people: EvaluationSet,
        conditions: Conditions,
        progress: Callable[[int, int, str], None] = lambda done, of, words: None,
    ) -> Evaluation:
        """Measure everything that ``people`` allows.

        ``progress`` gets pictures done, of how many, and words. Raises SourceUnusable when no
        face is found at all, ModelError and DeviceUnavailable.
        """
        digest, device = self._workbench.run(lambda tools: (tools.embedder.digest, tools.device))
        roles = people.roles()
        if not any(role.references for role in roles):
            roles = []
        spoilt = not conditions.clean
        looks = _looks(roles, people.pairs, spoilt)
        vectors: _Vectors = {}
        unreadable: dict[Path, str] = {}
        for start in range(0, len(looks), _BATCH):
            progress(start, len(looks), "pictures")
            batch = looks[start : start + _BATCH]
            images = [self._read(look.path, unreadable) for look in batch]
            work = partial(_embed, batch, images, people.folder, conditions)
            vectors.update(zip(batch, self._workbench.run(work), strict=True))
        progress(len(looks), len(looks), "pictures")
        missing = [look for look, vector in vectors.items() if vector is None]
        if len(missing) == len(looks):
            raise SourceUnusable(
                f"No face was found in any picture of {people.folder}.",
                next(iter(unreadable.values()), "Give photographs of people."),
            )
        counts = PictureCounts(
            people=len(people.people),
            looked_at=len(looks),
            without_face=sum(look.path not in unreadable for look in missing),
            unreadable=tuple(unreadable.values()),
        )
        return Evaluation(
            digest,
            device,
            conditions,
            counts,
            _pair_figures(people.pairs, vectors, spoilt) if people.pairs else None,
            _identification(roles, vectors, conditions, digest) if roles else None,
        )

    def _read(self, path: Path, unreadable: dict[Path, str]) -> Image | None:
        try:
            return self._read_picture(path)
        except PictureUnusable as error:
            unreadable[path] = error.what
            return None


def central_face(faces: Iterable[Face], image: Image) -> Face | None:
    """The face that the picture is of: near its middle and large; None without faces.

    A portrait's bystanders stand at its edge. The squared distance from the middle is made up for
    by half the face's area.
    """
    middle = image.shape[1] / 2, image.shape[0] / 2

    def distance(face: Face) -> float:
        return math.dist(face.box.centre, middle) ** 2 - face.box.area / 2

    return min(faces, key=distance, default=None)


def _looks(roles: Sequence[Role], pairs: Sequence[Pair], spoilt: bool) -> list[_Look]:
    """Every picture in every form that is needed, once, in order of name."""
    references = [path for role in roles for path in role.references]
    probes = [path for role in roles for path in role.probes]
    looks = {_Look(path, False) for path in (*references, *(pair.first for pair in pairs))}
    looks |= {_Look(path, spoilt) for path in (*probes, *(pair.second for pair in pairs))}
    return sorted(looks, key=lambda look: (look.path, look.spoilt))


def _embed(
    looks: Sequence[_Look],
    images: Sequence[Image | None],
    folder: Path,
    conditions: Conditions,
    tools: Tools,
) -> list[Vector | None]:
    """An embedding for each look, None where there is no picture or no face in it."""
    crops: dict[int, Image] = {}
    for at, (look, image) in enumerate(zip(looks, images, strict=True)):
        if image is None:
            continue
        if look.spoilt:
            image = _spoilt(image, look.path.relative_to(folder), conditions, tools)
        face = None if image is None else central_face(tools.finder.find(image), image)
        if image is not None and face is not None:
            crops[at] = tools.embedder.align(image, face.points)
    vectors = dict(zip(crops, tools.embedder.embed(list(crops.values())), strict=True))
    return [vectors.get(at) for at in range(len(looks))]


def _spoilt(image: Image, name: Path, conditions: Conditions, tools: Tools) -> Image | None:
    """The picture under the conditions; None when it shows no face whose size could be known."""
    rng = np.random.default_rng([conditions.seed, zlib.crc32(name.as_posix().encode())])
    side = int(rng.choice((-1, 1)))
    face = central_face(tools.finder.find(image), image) if conditions.webcam else None
    if conditions.rotate:
        image = lean(image, side * conditions.rotate)
    if not conditions.webcam:
        return image
    return None if face is None else webcam(image, face.box.width, rng)


def _pair_figures(pairs: Sequence[Pair], vectors: _Vectors, spoilt: bool) -> PairFigures:
    compared = [(vectors[_Look(p.first, False)], vectors[_Look(p.second, spoilt)]) for p in pairs]
    scores = np.array(
        [NO_MATCH if a is None or b is None else float(a @ b) for a, b in compared], np.float64
    )
    same = np.array([pair.same for pair in pairs])
    folds = fold_accuracy(scores, same, np.array([pair.fold for pair in pairs], np.int64))
    return PairFigures(
        pairs=len(pairs),
        uncompared=sum(a is None or b is None for a, b in compared),
        folds=len(folds.accuracies),
        accuracy=folds.mean,
        standard_error=folds.standard_error,
        threshold=float(np.mean(folds.thresholds)),
        roc_auc=roc_auc(scores, same),
        equal_error_rate=equal_error(scores, same).rate,
    )


def _identification(
    roles: Sequence[Role], vectors: _Vectors, conditions: Conditions, digest: str
) -> IdentificationFigures:
    templates = [
        Template(role.person, vector, digest)
        for role in roles
        for path in role.references
        if (vector := vectors[_Look(path, False)]) is not None
    ]
    probes = [
        (role.person, vectors[_Look(path, not conditions.clean)])
        for role in roles
        for path in role.probes
    ]
    enrolled = frozenset(role.person for role in roles if role.references)
    index = GalleryIndex.of(templates, digest)
    searches = search_all(
        index,
        [vector for _, vector in probes],
        np.array([person for person, _ in probes], np.int64),
        enrolled,
    )
    mated = int(searches.mated.sum())
    return IdentificationFigures(
        enrolled=len(enrolled),
        mated=mated,
        non_mated=len(probes) - mated,
        figures=open_set(searches, FPIRS, np.random.default_rng(conditions.seed)),
        false_matches=false_match_table(
            index,
            [vector for person, vector in probes if vector is not None and person not in enrolled],
        ),
    )
