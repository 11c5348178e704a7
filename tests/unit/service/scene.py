"""A made-up desk for the tests of the running system: its people, its networks, its pictures."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from queue import SimpleQueue
from typing import Any

import numpy as np
import pytest

from desk_access.config import RecognitionSettings
from desk_access.errors import WorkspaceUnavailable
from desk_access.model.arrays import Image
from desk_access.model.face import Face
from desk_access.model.frame import Frame
from desk_access.model.person import EnrolmentPicture, Person, Template
from desk_access.model.punch import NewPunch, Punch
from desk_access.model.recogniser import Calibration
from desk_access.model.status import DeviceNote
from desk_access.model.waiting_punch import WaitingPunch
from desk_access.ports import FrameSource, Gallery, Ledger
from desk_access.service.clock import SystemClock
from desk_access.service.feed import CameraFeed
from desk_access.service.mirror import GalleryView
from desk_access.service.workbench import Tools
from desk_access.vision.match import GalleryIndex
from desk_access.vision.picture import enrolment_crop
from desk_access.vision.threshold import Likeness
from tests.fakes import (
    Box,
    FakeClock,
    FakeEmbedder,
    FakeFinder,
    FakeLiveness,
    face_in,
    fake_vector,
    frame_of,
    paint_faces,
)

MODEL = "f" * 64
OTHER_MODEL = "0" * 64
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
CALIBRATION = Calibration((1e-2, 1e-3), (0.3, 0.4), 0.4, "made up", 1000)
THRESHOLD = 0.4

KIM, LEE, STRANGER = 10, 20, 99  # the numbers that are painted
LEFT, RIGHT = Box(60, 120, 160, 192), Box(400, 120, 160, 192)


class JpegFinder(FakeFinder):
    """Finds the one painted face of a picture whose colours a JPEG changed a little."""

    def find(self, image: Image) -> tuple[Face, ...]:
        marked = image[..., 0] > 180
        rows, columns = np.nonzero(marked)
        if not len(rows):
            return ()
        left, top = float(columns.min()), float(rows.min())
        box = Box(left, top, float(np.ptp(columns) + 1), float(np.ptp(rows) + 1))
        return (face_in(box),)


def make_tools(finder: FakeFinder | None = None, embedder: FakeEmbedder | None = None) -> Tools:
    return Tools(
        finder or FakeFinder(),
        embedder or FakeEmbedder(MODEL),
        DeviceNote("CPU", None),
        FakeLiveness(),
    )


def person(who: int, name: str) -> Person:
    """Somebody whose id is the number that is painted."""
    return Person(who, f"E{who}", name, "", START, True, 1)


LIKENESS = Likeness(sitting=0.40, photos=0.30)


def view_of(
    *people: Person,
    threshold: float = THRESHOLD,
    settings: RecognitionSettings | None = None,
    model: str = MODEL,
) -> GalleryView:
    templates = [Template(who.person_id, fake_vector(who.person_id), model) for who in people]
    return GalleryView(
        GalleryIndex.of(templates, model),
        {who.person_id: who for who in people},
        threshold,
        LIKENESS,
        settings or RecognitionSettings(),
        None,
    )


def enrol(gallery: Gallery, who: int, name: str, model: str = MODEL, pictures: int = 1) -> Person:
    """Put the painted person ``who`` into a real gallery, as ``E{who}``."""
    image = paint_faces([(LEFT, who)])
    jpeg, points = enrolment_crop(image, LEFT, face_in(LEFT).points)
    picture = EnrolmentPicture(jpeg, points, 0.8, START)
    template = Template(0, fake_vector(who), model)
    return gallery.enrol(f"E{who}", name, "", [(picture, template)] * pictures, START)


class Camera:
    """Makes the frames of one camera, 30 a second."""

    def __init__(self, clock: FakeClock | None = None) -> None:
        self.clock = clock or FakeClock(START)
        self._sequence = 0

    def frame(
        self,
        faces: Sequence[tuple[Box, int]],
        *,
        blurred: bool = False,
        still: bool = False,
        later: float = 1 / 30,
    ) -> Frame:
        """The next frame, ``later`` seconds after the one before."""
        self.clock.advance(later)
        self._sequence += 1
        image = paint_faces(faces, blurred=blurred)
        return frame_of(image, self.clock, self._sequence, still)

    def frames(self, faces: Sequence[tuple[Box, int]], seconds: float) -> list[Frame]:
        return [self.frame(faces) for _ in range(round(seconds * 30))]


class LedgerOnFullDisk:
    """A ledger that cannot write until it is no longer ``full``."""

    def __init__(self, ledger: Ledger) -> None:
        self.full = True
        self._ledger = ledger

    def append(self, punch: NewPunch, picture: bytes) -> Punch:
        if self.full:
            raise WorkspaceUnavailable("The disk is full.", "Make room.")
        return self._ledger.append(punch, picture)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)


class FullSpool:
    """A spool on a disk without room."""

    def add(self, punch: WaitingPunch) -> None:
        raise WorkspaceUnavailable("The disk is full.", "Make room.")

    def waiting(self) -> list[WaitingPunch]:
        return []

    def refused(self) -> list[WaitingPunch]:
        return []

    def damaged(self) -> int:
        return 0

    def remove(self, punches: Collection[WaitingPunch]) -> None:
        pass

    def refuse(self, punch: WaitingPunch, why: str) -> None:
        raise WorkspaceUnavailable("The disk is full.", "Make room.")

    def dismiss(self) -> None:
        pass


class HandFed:
    """A recording that gives the frames it is handed, when it is handed them."""

    live = False

    def __init__(self) -> None:
        self._frames: SimpleQueue[Frame | None] = SimpleQueue()

    def give(self, *frames: Frame) -> None:
        for frame in frames:
            self._frames.put(frame)

    def end(self) -> None:
        self._frames.put(None)

    def open(self) -> None:
        pass

    def read(self) -> Frame | None:
        return self._frames.get()

    def close(self) -> None:
        self._frames.put(None)


def feed_of(name: str, source: FrameSource) -> CameraFeed:
    """A feed that drops no frame."""
    return CameraFeed(name, lambda: source, SystemClock(), every_frame=True)


def eventually(holds: Callable[[], bool], what: str = "it") -> None:
    """Wait for another thread; only what is broken takes long."""
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline, f"{what} did not happen"
        time.sleep(0.002)


@contextmanager
def bugs_seen() -> Iterator[list[BaseException | None]]:
    """What reaches threading.excepthook, where the program reports its bugs."""
    seen: list[BaseException | None] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(threading, "excepthook", lambda args: seen.append(args.exc_value))
        yield seen
