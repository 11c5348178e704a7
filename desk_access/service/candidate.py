"""From a picture to a face that may be kept at enrolment, or the reason why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import numpy as np

from desk_access.model.arrays import Image, Vector
from desk_access.model.enrolment import DraftPicture, PoseStep
from desk_access.model.face import Advice, Face, PointSource, Quality
from desk_access.model.face_quality import Component, QualityReport
from desk_access.model.person import EnrolmentPicture
from desk_access.service.workbench import Tools
from desk_access.vision.enrolment_gate import ENROLMENT_BOUNDS, EnrolmentBounds, shortcomings
from desk_access.vision.picture import decode, enrolment_crop
from desk_access.vision.quality import assess
from desk_access.vision.quality_geometry import geometry_report, single_face
from desk_access.vision.quality_light import light_report

_RIVAL: Final = 0.5
"""Another face at least half as wide makes it unclear who is being enrolled."""

MOST_PICTURES: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A face that may be enrolled, its quality, and everything that keeps it from being.

    ``quality.advice`` is the first of the ``shortcomings``.
    """

    face: Face
    quality: Quality
    report: QualityReport
    shortcomings: tuple[Advice, ...]


def candidates(
    image: Image, tools: Tools, bounds: EnrolmentBounds = ENROLMENT_BOUNDS
) -> list[Candidate]:
    """The faces that could be meant: one, or several when it is unclear. Largest first."""
    faces = tools.finder.find(image)
    if not faces:
        return []
    widest = max(face.box.width for face in faces)
    alone = {Component.SINGLE_FACE_PRESENT: single_face([face.box.area for face in faces])}
    return [
        _candidate(image, face, tools, bounds, alone)
        for face in faces
        if face.box.width >= _RIVAL * widest
    ]


def keep(
    image: Image, candidate: Candidate, tools: Tools, taken_at: datetime, step: PoseStep | None
) -> DraftPicture:
    """The picture as it will be kept, with the template made from exactly what is kept.

    So re-embedding the kept picture later gives the same template again.
    """
    jpeg, points = enrolment_crop(image, candidate.face.box, candidate.face.points)
    crop = tools.embedder.align(decode(jpeg), points)
    (vector,) = tools.embedder.embed([crop])
    picture = EnrolmentPicture(jpeg, points, candidate.quality.score, taken_at)
    return DraftPicture(step, picture, vector, crop)


def different(pictures: Sequence[DraftPicture], same_person: float) -> list[DraftPicture]:
    """At most five pictures of one person, good and as different as possible.

    ``same_person`` is the cosine from which two pictures show one person. First those of whoever
    most pictures show, then the best, then always the one farthest from
    all that were chosen (farthest-point selection over cosines).
    """
    if not pictures:
        return []
    vectors = np.stack([item.vector for item in pictures])
    cosines = vectors @ vectors.T
    centre = int((cosines >= same_person).sum(axis=1).argmax())
    same = [i for i in range(len(pictures)) if cosines[centre, i] >= same_person]
    chosen = [max(same, key=lambda i: pictures[i].picture.quality)]
    while len(chosen) < min(MOST_PICTURES, len(same)):
        rest = [i for i in same if i not in chosen]
        chosen.append(
            max(
                rest,
                key=lambda i: pictures[i].picture.quality * (1 - float(cosines[i, chosen].max())),
            )
        )
    return [pictures[i] for i in chosen]


def mean_vector(pictures: Sequence[DraftPicture]) -> Vector:
    """The unit vector in the middle of the pictures: what a duplicate is searched with."""
    total = np.stack([item.vector for item in pictures]).sum(axis=0)
    unit: Vector = (total / np.linalg.norm(total)).astype(np.float32)
    return unit


def _candidate(
    image: Image, face: Face, tools: Tools, bounds: EnrolmentBounds, alone: QualityReport
) -> Candidate:
    crop = tools.embedder.align(image, face.points)
    quality = assess(face, crop, bounds.gate)
    size = (image.shape[1], image.shape[0])
    report = {**light_report(crop), **geometry_report(face, size), **alone}
    found = shortcomings(face, quality, report, bounds)
    if face.point_source is PointSource.DETECTOR and Advice.LOOK_AT_CAMERA not in found:
        # A template stays for years: it is made from true landmarks or not at all.
        found += (Advice.LOOK_AT_CAMERA,)
    return Candidate(face, replace(quality, advice=next(iter(found), None)), report, found)
