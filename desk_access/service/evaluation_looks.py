"""What an evaluation looks at: pictures as they are, and probes under stated conditions.

A look is one picture in one form. Its luck depends on the seed, the picture's name and the number
of the frame alone, so every recogniser and every run sees the same pictures.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from desk_access.model.arrays import Image
from desk_access.model.face import Face
from desk_access.service.evaluation_set import Pair, Role
from desk_access.vision.camera_conditions import lean, webcam
from desk_access.vision.occlusion import masked

EDITION: Final = 1
"""Counts the changes to what is done to a picture: what an older one made is not used again."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What is done to the probes; the references stay as they are.

    Each probe wears a ``mask``, leans by ``rotate`` degrees to a side drawn by chance, and is a
    poor camera's picture under ``webcam``. There are ``frames`` such pictures of each probe, each
    with luck of its own, whose embeddings are joined as a track's are.
    """

    rotate: float = 0.0
    mask: bool = False
    webcam: bool = False
    frames: int = 1

    @property
    def single(self) -> Condition:
        """The same with one frame: what is done to each picture."""
        return replace(self, frames=1)

    @property
    def text(self) -> str:
        """The condition in words."""
        done = [
            *(["wearing a mask"] if self.mask else []),
            *([f"leaning by {self.rotate:g} degrees"] if self.rotate else []),
            *(["as by a poor camera"] if self.webcam else []),
        ]
        frames = f", {self.frames} frames joined" if self.frames > 1 else ""
        return (" and ".join(done) or "as they are") + frames


CLEAN: Final = Condition()
"""The probes stay as they are too."""

CLEAN_NAME: Final = "clean"
"""What a look at a picture as it is is called, under every seed."""


@dataclass(frozen=True, slots=True)
class Look:
    """One picture in one form: ``frame`` counts the pictures made of it under ``condition``."""

    path: Path
    condition: Condition = CLEAN
    frame: int = 0

    def name(self, seed: int) -> str:
        """What tells it from the picture's other looks, under every seed."""
        done = self.condition
        if done == CLEAN:
            return CLEAN_NAME
        return f"rotate={done.rotate!r} mask={done.mask} webcam={done.webcam} {seed}/{self.frame}"


def frames_of(path: Path, condition: Condition) -> list[Look]:
    """The looks at a probe under a condition."""
    return [Look(path, condition.single, frame) for frame in range(condition.frames)]


def plan(
    roles: Sequence[Role],
    pairs: Sequence[Pair],
    conditions: Iterable[Condition],
    also: Iterable[Path] = (),
    also_probes: Sequence[Path] = (),
) -> dict[Path, list[Look]]:
    """Every look that is needed, once, by picture in order of name.

    Pairs are of single pictures: joined frames are for identification alone. ``also`` are looked
    at as they are, ``also_probes`` under each condition.
    """
    wanted = {Look(path) for path in also}
    wanted |= {Look(path) for role in roles for path in role.references}
    wanted |= {Look(pair.first) for pair in pairs}
    probes = [*also_probes, *(path for role in roles for path in role.probes)]
    for condition in conditions:
        wanted.update(look for path in probes for look in frames_of(path, condition))
        if condition.frames == 1:
            wanted |= {Look(pair.second, condition) for pair in pairs}
    found: dict[Path, list[Look]] = {}
    for look in sorted(wanted, key=lambda each: (each.path, each.name(0), each.frame)):
        found.setdefault(look.path, []).append(look)
    return found


def needs_face(condition: Condition) -> bool:
    """Whether the face must be known before the picture can be spoilt."""
    return condition.mask or condition.webcam


def spoilt(image: Image, face: Face | None, look: Look, folder: Path, seed: int) -> Image | None:
    """The picture in the form of ``look``; None when its face is needed and was not found.

    ``face`` is the one found in ``image`` as it is; ``folder`` is that of all people.
    """
    condition = look.condition
    if condition == CLEAN:
        return image
    if face is None and needs_face(condition):
        return None
    name = look.path.relative_to(folder).as_posix()
    rng = np.random.default_rng([seed, zlib.crc32(name.encode()), look.frame])
    side = int(rng.choice((-1, 1)))
    if condition.mask and face is not None:
        image = masked(image, face.points, rng)
    if condition.rotate:
        image = lean(image, side * condition.rotate)
    if condition.webcam and face is not None:
        image = webcam(image, face.box.width, rng)
    return image


def central_face(faces: Iterable[Face], image: Image) -> Face | None:
    """The face that the picture is of: near its middle and large; None without faces.

    A portrait's bystanders stand at its edge. The squared distance from the middle is made up for
    by half the face's area.
    """
    middle = image.shape[1] / 2, image.shape[0] / 2

    def distance(face: Face) -> float:
        return math.dist(face.box.centre, middle) ** 2 - face.box.area / 2

    return min(faces, key=distance, default=None)
