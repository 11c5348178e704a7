"""From pictures of people to crops of which each is known what it is used for.

Every step keeps what it has made, so a run that was stopped goes on where it was.

The bounds were chosen by looking at what they find among 15,777 crops of CelebA with SFace. All
pairs shown from a cosine of 0.96 are one picture, worked on or cut out twice; at 0.95 there are
other pictures of the same hour. From 0.618 (one in 1,000 pictures by mistake) nearly all pairs
under two names are one person: 92 crops. Below 0.35 to the others lie 254 crops: under 0.25 nearly
all show somebody else, above 0.3 every second one is a hard picture of the right person. Of LFW's
2,382 people 45 seem to be among CelebA's (one in 100 by mistake, 0.534): all 20 from 0.6 on are,
the others look alike, and of the 48 next below none is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from desk_access.model.recogniser import Calibration
from desk_access.ports import Embedder
from desk_access.vision.threshold import cosine_for, likeness
from trainer.data.cut import MakeCutter, Missed, cut_all
from trainer.data.embed import Progress, embeddings
from trainer.data.jitter import Misalignment
from trainer.data.measured import misalignments
from trainer.data.overlap import overlap
from trainer.data.review import Finding, Reason, agreement, duplicates, mislabelled, other_names
from trainer.data.reviewed import decided_verdicts
from trainer.data.shards import Crops, Verdict, write_selection
from trainer.data.sources import Photo, from_folders, names_of
from trainer.data.split import Split, split
from trainer.errors import DataUnusable

VERDICTS: Final = {
    Reason.SAME_PICTURE: Verdict.DUPLICATE,
    Reason.OTHER_NAME: Verdict.MISLABELLED,
    Reason.UNLIKE: Verdict.MISLABELLED,
    Reason.IN_BENCHMARK: Verdict.BENCHMARK,
}


@dataclass(frozen=True, slots=True)
class Networks:
    """What finds faces, and what tells them apart with its calibration; made when first needed."""

    make_cutter: MakeCutter
    make_embedder: Callable[[], Embedder]
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class Options:
    """What may be chosen.

    ``duplicate`` is the cosine from which two pictures of a person are one. ``other_name_fpir`` is
    the share of pictures that are wrongly taken for one of somebody else's, ``overlap_fpir`` the
    share of people who are wrongly taken for one of the benchmark. ``validation`` is a number of
    people, None for the rule of :func:`trainer.data.split.split`. ``reviewed`` is a list like
    ``review.csv`` with the verdicts that somebody gave: ``train`` keeps a picture.
    """

    processes: int = 1
    duplicate: float = 0.96
    other_name_fpir: float = 0.001
    overlap_fpir: float = 0.01
    validation: int | None = None
    seed: int = 0
    reviewed: Path | None = None


@dataclass(frozen=True, slots=True)
class Bounds:
    """Cosines. From ``duplicate`` two pictures of a person are one, from ``other_name`` pictures of
    two people show one, from ``benchmark`` two centres are one person's; below ``mislabelled`` a
    picture shows somebody else than its person's others."""

    duplicate: float
    other_name: float
    mislabelled: float
    benchmark: float


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """The faces of all benchmarks together: face ``i`` is crop ``places[i][1]`` of its set."""

    places: list[tuple[Crops, int]]
    people: NDArray[np.int64]
    vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """All that was found. ``verdicts[i]`` and ``agreement[i]`` are of crop ``i``: see
    :func:`trainer.data.review.agreement`, here after duplicates were dropped. ``pictures`` counts
    what was given, ``digest`` names the recogniser's file. Training draws from
    ``misalignments``."""

    crops: Crops
    benchmark: Faces | None
    pictures: int
    missed: list[Missed]
    findings: list[Finding]
    verdicts: list[Verdict]
    split: Split
    bounds: Bounds
    agreement: NDArray[np.float32]
    misalignments: list[Misalignment]
    digest: str


def prepare(
    photos: Sequence[Photo],
    benchmarks: Sequence[Path],
    folder: Path,
    networks: Networks,
    options: Options,
    progress: Progress,
) -> Prepared:
    """Make crops of ``photos`` in ``folder`` and say what each is used for.

    Raises DataUnusable, OutputUnwritable, TrainerError when a process was killed, and ModelError
    of the application.
    """
    decided = decided_verdicts(options.reviewed) if options.reviewed else {}
    missed = cut_all(photos, folder, networks.make_cutter, options.processes, progress)
    crops = _crops(folder, f"any of {len(photos):,} pictures")
    given = _given(crops, photos)
    embedder = networks.make_embedder()
    vectors = embeddings(crops, embedder, progress)
    benchmark = _faces(benchmarks, folder, networks, embedder, options, progress)
    bounds = _bounds(networks.calibration, options, len(crops), benchmark)
    findings, agrees = _findings(crops, vectors, given, benchmark, bounds, decided)
    verdicts = _verdicts(crops, given, findings, decided)
    who = split(
        [c.person for c, v in zip(crops.crops, verdicts, strict=True) if v is Verdict.TRAIN],
        options.seed,
        options.validation,
    )
    verdicts = [
        Verdict.VALIDATION if verdict is Verdict.TRAIN and crop.person in who.people else verdict
        for crop, verdict in zip(crops.crops, verdicts, strict=True)
    ]
    write_selection(folder, crops.crops, verdicts)
    measured = misalignments(
        crops,
        np.array([verdict in (Verdict.TRAIN, Verdict.VALIDATION) for verdict in verdicts]),
        {photo.source: photo.path for photo in photos},
        networks.make_cutter,
        options.processes,
        options.seed,
        progress,
    )
    return Prepared(
        crops,
        benchmark,
        len(photos),
        missed,
        findings,
        verdicts,
        who,
        bounds,
        agrees,
        measured,
        embedder.digest,
    )


def _crops(folder: Path, where: str) -> Crops:
    if not any((folder / "shards").glob("*.csv")):
        raise DataUnusable(f"No face was found in {where}.", "Give photographs of people.")
    return Crops(folder)


def _given(crops: Crops, photos: Sequence[Photo]) -> NDArray[np.bool_]:
    """Which crops are of pictures that were given now. Those of earlier runs stay on disk."""
    people = {photo.source: photo.person for photo in photos}
    for crop in crops.crops:
        if people.get(crop.source, crop.person) != crop.person:
            raise DataUnusable(
                f"{crop.source} was prepared as a picture of {crop.person},"
                f" and now it is one of {people[crop.source]}.",
                "Prepare into a new folder.",
            )
    return np.array([crop.source in people for crop in crops.crops], np.bool_)


def _faces(
    benchmarks: Sequence[Path],
    folder: Path,
    networks: Networks,
    embedder: Embedder,
    options: Options,
    progress: Progress,
) -> Faces | None:
    """The benchmarks' faces, kept below ``folder`` apart from those to train on."""
    places: list[tuple[Crops, int]] = []
    names: list[str] = []
    vectors: list[NDArray[np.float32]] = []
    for benchmark, name in zip(benchmarks, names_of(benchmarks), strict=True):
        apart = folder / "benchmarks" / name
        photos = from_folders([benchmark])
        cut_all(photos, apart, networks.make_cutter, options.processes, progress)
        crops = _crops(apart, f"any picture of {benchmark}")
        given = np.flatnonzero(_given(crops, photos))
        places += [(crops, int(index)) for index in given]
        names += [f"{name}/{crops.crops[index].person}" for index in given]
        vectors.append(embeddings(crops, embedder, progress)[given])
    if not places:
        return None
    return Faces(places, _numbers(names), np.concatenate(vectors))


def _bounds(
    calibration: Calibration, options: Options, pictures: int, benchmark: Faces | None
) -> Bounds:
    people = len(np.unique(benchmark.people)) if benchmark else 1
    return Bounds(
        options.duplicate,
        cosine_for(options.other_name_fpir, pictures, calibration),
        likeness(calibration).photos,
        cosine_for(options.overlap_fpir, people, calibration),
    )


def _findings(
    crops: Crops,
    vectors: NDArray[np.float32],
    given: NDArray[np.bool_],
    benchmark: Faces | None,
    bounds: Bounds,
    decided: Mapping[str, Verdict],
) -> tuple[list[Finding], NDArray[np.float32]]:
    """What should go, one search after the other, each without what the ones before have found.

    A picture that somebody decided to keep is no finding.
    """
    people = _numbers([crop.person for crop in crops.crops])
    widths = np.array([crop.face_width for crop in crops.crops])
    left = given.copy()
    found: list[Finding] = []

    def drop(findings: Sequence[Finding]) -> None:
        for each in findings:
            if decided.get(crops.crops[each.index].source) is not Verdict.TRAIN:
                found.append(each)
                left[each.index] = False

    agrees = np.full(len(crops), np.nan, np.float32)
    for search in (
        partial(duplicates, cosine=bounds.duplicate),
        partial(other_names, cosine=bounds.other_name),
        partial(mislabelled, cosine=bounds.mislabelled),
    ):
        at = np.flatnonzero(left)
        agrees[at] = agreement(vectors[at], people[at])
        local = search(vectors[at], people[at], widths[at])
        drop([replace(f, index=int(at[f.index]), other=int(at[f.other])) for f in local])
    if benchmark is not None:
        at = np.flatnonzero(left)
        local = overlap(
            vectors[at], people[at], benchmark.vectors, benchmark.people, bounds.benchmark
        )
        drop([replace(each, index=int(at[each.index])) for each in local])
    return found, agrees


def _verdicts(
    crops: Crops,
    given: NDArray[np.bool_],
    findings: Sequence[Finding],
    decided: Mapping[str, Verdict],
) -> list[Verdict]:
    """Why each crop goes, or TRAIN where it stays."""
    reasons = {finding.index: VERDICTS[finding.reason] for finding in findings}
    return [
        reasons.get(index, decided.get(crop.source, Verdict.TRAIN))
        if given[index]
        else Verdict.WITHDRAWN
        for index, crop in enumerate(crops.crops)
    ]


def _numbers(names: Sequence[str]) -> NDArray[np.int64]:
    return np.unique(names, return_inverse=True)[1].astype(np.int64)
