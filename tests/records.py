"""Ready-made people, pictures and punches for the tests of the store."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from desk_access.model.person import EnrolmentPicture, Person, Template
from desk_access.model.punch import Direction, Evidence, NewPunch, Punch
from desk_access.ports import Ledger

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MODEL = "a" * 64


def jpeg(mark: str, size: int = 2000) -> bytes:
    """Bytes that look like nothing else, the same for the same mark."""
    return np.random.default_rng(list(mark.encode())).bytes(size)


def picture(mark: str, quality: float = 0.5, at: datetime = START) -> EnrolmentPicture:
    points = np.random.default_rng(list(mark.encode())).random((5, 2)).astype(np.float32)
    return EnrolmentPicture(jpeg(mark), points, quality, at)


def template(mark: str, model: str = MODEL, size: int = 128) -> Template:
    vector = np.random.default_rng(list(mark.encode())).standard_normal(size)
    return Template(0, (vector / np.linalg.norm(vector)).astype(np.float32), model)


def portraits(
    mark: str, count: int = 2, model: str = MODEL
) -> list[tuple[EnrolmentPicture, Template | None]]:
    """``count`` pictures of one person, a second apart, each with its template."""
    return [
        (
            picture(f"{mark} {number}", at=START + timedelta(seconds=number)),
            template(f"{mark} {number}", model),
        )
        for number in range(count)
    ]


def moment(number: int) -> bytes:
    """The picture of the moment that goes with :func:`new_punch` of the same number."""
    return jpeg(f"moment {number}", 500)


def new_punch(person: Person, number: int = 0, direction: Direction = Direction.IN) -> NewPunch:
    """A punch ``number`` minutes after the start."""
    evidence = Evidence(
        score=0.8125 - number / 1e6,
        threshold=0.363,
        runner_up=None if number % 2 else 0.2,
        frames=4,
        quality=0.75,
        model_digest=MODEL,
        camera="Camera 1",
        picture_sha256=hashlib.sha256(moment(number)).hexdigest(),
    )
    return NewPunch(
        person_id=person.person_id,
        person_code=person.code,
        direction=direction,
        at=START + timedelta(minutes=number),
        zone="Asia/Seoul",
        monotonic=60.0 * number,
        session="s1",
        evidence=evidence,
    )


def append(
    ledger: Ledger, person: Person, number: int, direction: Direction = Direction.IN
) -> Punch:
    return ledger.append(new_punch(person, number, direction), moment(number))


def some_punch(
    name: str = "Kim",
    code: str = "E7",
    at: datetime = START,
    direction: Direction = Direction.IN,
    sequence: int = 1,
) -> Punch:
    """A punch that no ledger made."""
    person = Person(1, code, name, "", START, True, 0)
    entry = replace(new_punch(person, 0, direction), at=at)
    return Punch(sequence, entry, name, "0" * 64, "b" * 64)
