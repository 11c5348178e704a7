"""Which picture tunes, which one chooses, and which one measures. None does two of these."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from trainer.data.shards import CropSet, Verdict
from trainer.errors import DataUnusable
from trainer.trial import ENROLLED_WITH, MOST_PROBES, Shown

T = TypeVar("T")

_FEWEST: Final = 10
"""Own people of whom two can be left out to stand for strangers."""


@dataclass(frozen=True, slots=True)
class Part:
    """Probes of one purpose. ``general``: pictures of other people, for what may be forgotten."""

    probes: list[Shown]
    general: list[Shown]


@dataclass(frozen=True, slots=True)
class Roles:
    """``tuned`` pictures are trained on beside the ``anchors``; ``gallery`` are some of those.

    That is what happens at a desk: people are enrolled with the pictures that were tuned on, and
    searched with others. ``choosing`` decides how far to go, ``measuring`` says what it gave.
    """

    tuned: list[Shown]
    anchors: list[Shown]
    gallery: list[Shown]
    choosing: Part
    measuring: Part


def roles(own: CropSet, others: CropSet | None, anchors: int | None = None) -> Roles:
    """Share out the pictures. All depends on names and sources alone, not on their order.

    Of every four pictures of an own person two tune, one chooses and one measures. Whom ``others``
    keeps for validation is a stranger, half of them to choose and half to measure; up to
    ``anchors`` pictures of those it trains on anchor, of different people first; None is as many
    as own ones. Without ``others`` a fifth of the own people are left out of the tuning and are
    the strangers.
    Raises DataUnusable when there are too few.
    """
    people = _by_person("own", own, (Verdict.TRAIN, Verdict.VALIDATION))
    chooses: dict[str, list[Shown]] = {}
    measures: dict[str, list[Shown]] = {}
    kept: list[Shown] = []
    if others is None:
        if len(people) < _FEWEST:
            raise DataUnusable(
                f"{len(people)} people are too few to leave some out as strangers.",
                f"Give {_FEWEST} or more, or pictures of other people: --others.",
            )
        order = _shuffled(people, str)
        chooses, measures = ({name: people.pop(name) for name in order[k::10]} for k in (0, 5))
    else:
        strangers = _by_person("others", others, (Verdict.VALIDATION,))
        order = _shuffled(strangers, str)
        chooses, measures = ({name: strangers[name] for name in order[k::2]} for k in (0, 1))
        kept = _round(_by_person("others", others, (Verdict.TRAIN,)))
    tuned, choosing, measuring = (
        [each for pictures in people.values() for k in turns for each in pictures[k::4]]
        for turns in ((0, 1), (2,), (3,))
    )
    if not choosing or not measuring:
        raise DataUnusable(
            "Nobody has the four pictures that tuning, choosing and measuring take.",
            "Give more pictures of each person.",
        )
    return Roles(
        tuned,
        kept[: len(tuned) if anchors is None else anchors],
        [each for pictures in people.values() for each in _tuned(pictures)[:ENROLLED_WITH]],
        Part([*choosing, *_few(chooses)], _all(chooses) if others else []),
        Part([*measuring, *_few(measures)], _all(measures) if others else []),
    )


def rehearsal(folder: Path, people: int) -> tuple[CropSet, CropSet]:
    """Own people and others, of one prepared folder: those with the most pictures that nobody
    trains on stand for own people.

    Raises DataUnusable when there are not so many with four pictures.
    """
    own, others = CropSet(folder), CropSet(folder)
    counts = Counter(own.crops[index].person for index in own.used_for(Verdict.VALIDATION))
    taken = {name for name, count in counts.most_common(people) if count > ENROLLED_WITH}
    if len(taken) < people:
        raise DataUnusable(
            f"{folder} has {len(taken)} people with four pictures to rehearse with.",
            "Rehearse with fewer.",
        )
    for index in own.used_for(Verdict.VALIDATION):
        keeps_it = others if own.crops[index].person in taken else own
        keeps_it.verdicts[index] = Verdict.WITHDRAWN
    for index in own.used_for(Verdict.TRAIN):
        own.verdicts[index] = Verdict.WITHDRAWN
    return own, others


def _by_person(prefix: str, crops: CropSet, verdicts: Sequence[Verdict]) -> dict[str, list[Shown]]:
    """The usable pictures of each person. The prefix keeps equal names of two sets apart."""
    found: dict[str, list[Shown]] = defaultdict(list)
    for index, (crop, verdict) in enumerate(zip(crops.crops, crops.verdicts, strict=True)):
        if verdict in verdicts:
            name = f"{prefix}/{crop.person}"
            found[name].append(Shown(name, crops, index))
    return {name: _shuffled(found[name], lambda each: each.source) for name in sorted(found)}


def _tuned(pictures: list[Shown]) -> list[Shown]:
    return [*pictures[0::4], *pictures[1::4]]


def _round(people: dict[str, list[Shown]]) -> list[Shown]:
    """The first picture of everybody, then the second ones, and so on."""
    ranked = [
        (rank, place, each)
        for place, name in enumerate(_shuffled(people, str))
        for rank, each in enumerate(people[name])
    ]
    return [each for _, _, each in sorted(ranked, key=lambda one: one[:2])]


def _few(people: dict[str, list[Shown]]) -> list[Shown]:
    return [each for pictures in people.values() for each in pictures[:MOST_PROBES]]


def _all(people: dict[str, list[Shown]]) -> list[Shown]:
    return [each for pictures in people.values() for each in pictures]


def _shuffled(items: Iterable[T], name: Callable[[T], str]) -> list[T]:
    """In an order that nobody chose and everybody gets: of the names' SHA-256."""
    return sorted(items, key=lambda each: hashlib.sha256(name(each).encode()).digest())
