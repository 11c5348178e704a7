"""A camera feed: what it says of its source, and how it gets a lost one back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest

from desk_access.capture.opening import open_source
from desk_access.errors import SourceUnavailable, SourceUnusable, UsageError
from desk_access.model.frame import Frame
from desk_access.model.status import SourceState, SourceStatus
from desk_access.ports import FrameSource
from desk_access.service.clock import SystemClock
from desk_access.service.feed import CameraFeed, FeedTimes
from tests.fakes import ScriptedSource
from tests.servers import MjpegServer, moving_pictures

CLOCK = SystemClock()
QUICK = FeedTimes(stall=0.4, opening=0.8, retries=(0.05, 0.1, 0.2), stopping=2.0)
PATIENCE = 20.0  # seconds; only a broken feed takes them


def frame(number: int = 0, level: int = 90) -> Frame:
    image = np.full((48, 64, 3), level, np.uint8)
    return Frame(image, CLOCK.now(), CLOCK.monotonic(), number)


class Camera:
    """A live source that gives a frame every 10 ms, sticks when told to, and keeps count."""

    live = True

    def __init__(self, level: int = 90, frames: int | None = None, sticks: bool = False) -> None:
        self.level = level
        self.frames = frames
        self.sticks = sticks
        self.released = threading.Event()  # the driver's call returns
        self.closed = threading.Event()
        self.given = 0

    def open(self) -> None:
        pass

    def read(self) -> Frame | None:
        if self.frames is not None and self.given >= self.frames:
            if not self.sticks:
                raise SourceUnavailable("The camera left.", "Look for it.")
            self.released.wait(PATIENCE)
        self.closed.wait(0.01)
        self.given += 1
        return frame(self.given, self.level)

    def close(self) -> None:
        self.closed.set()


class Opener:
    """Gives one source after the other, the last for ever; errors are raised."""

    def __init__(self, *sources: FrameSource | Exception) -> None:
        self.sources = list(sources)
        self.calls: list[float] = []

    def __call__(self) -> FrameSource:
        self.calls.append(time.monotonic())
        source = self.sources.pop(0) if len(self.sources) > 1 else self.sources[0]
        if isinstance(source, Exception):
            raise source
        return source


@contextmanager
def running(
    opener: Callable[[], FrameSource],
    times: FeedTimes = QUICK,
    name: str = "Camera 1",
    every_frame: bool = False,
) -> Iterator[CameraFeed]:
    feed = CameraFeed(name, opener, CLOCK, every_frame=every_frame, times=times)
    feed.start()
    try:
        yield feed
    finally:
        feed.stop()


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.005)


def wait_for_state(feed: CameraFeed, state: SourceState) -> SourceStatus:
    wait_for(lambda: feed.status().state is state)
    return feed.status()


def test_a_camera_that_runs_is_live_with_its_rate_and_counts() -> None:
    with running(Opener(Camera())) as feed:
        assert feed.status().state in (SourceState.OPENING, SourceState.LIVE)
        wait_for(lambda: feed.status().received > 30)
        status = feed.status()
        assert (status.state, status.message) == (SourceState.LIVE, "Camera 1 is running.")
        assert status.rate > 10
        assert status.dropped == status.received - 1  # nobody took any; the newest still may be
        assert status.retry_in is None
        newest = feed.newest()
        assert newest is not None
        taken = feed.take(1)
        assert taken is not None
        assert taken.sequence >= newest.sequence


def test_frames_that_are_only_looked_at_count_as_dropped_and_taken_ones_do_not() -> None:
    recording = ScriptedSource([frame(number) for number in range(20)])
    with running(Opener(recording), every_frame=True) as feed:
        seen = []
        while (taken := feed.take(1)) is not None:
            feed.newest()
            seen.append(taken.sequence)
        assert seen == list(range(20))
        assert feed.status().dropped == 0


def test_a_recording_comes_to_its_end_and_the_feed_does_not_try_again() -> None:
    opener = Opener(ScriptedSource([frame(0), frame(1)]))
    with running(opener) as feed:
        status = wait_for_state(feed, SourceState.ENDED)
        assert status.message == "Camera 1 has come to its end."
        assert status.received == 2
        newest = feed.newest()
        assert newest is not None
        assert newest.sequence == 1
        assert len(opener.calls) == 1


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (SourceUnusable("x.mp4 is empty.", "Choose another."), "x.mp4 is empty. Choose another."),
        (UsageError("No camera was named.", "Name one."), "No camera was named. Name one."),
    ],
)
def test_what_can_never_work_is_told_with_its_reason_and_not_tried_again(
    fault: Exception, message: str
) -> None:
    opener = Opener(fault)
    with running(opener) as feed:
        status = wait_for_state(feed, SourceState.UNUSABLE)
        assert status.message == f"Camera 1: {message}"
        assert status.retry_in is None
        time.sleep(2 * QUICK.retries[0])
        assert len(opener.calls) == 1


def test_a_recording_that_is_lost_is_not_tried_again() -> None:
    broken = ScriptedSource([frame(0), SourceUnavailable("The disk is gone.", "Look for it.")])
    with running(Opener(broken)) as feed:
        assert "The disk is gone." in wait_for_state(feed, SourceState.UNUSABLE).message


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_the_program_is_shown_and_reaches_the_log() -> None:
    with running(Opener(ScriptedSource([frame(0), ZeroDivisionError("a bug")]))) as feed:
        status = wait_for_state(feed, SourceState.UNUSABLE)
        assert status.message == "Camera 1: it failed inside the program."


def test_a_start_without_a_camera_says_so_and_finds_it_when_it_comes() -> None:
    absent = SourceUnavailable("Camera number 0 does not answer.", "Plug it in.")
    opener = Opener(absent, absent, absent, Camera())
    with running(opener) as feed:
        status = wait_for_state(feed, SourceState.LOST)
        assert status.message.startswith(
            "Camera 1: Camera number 0 does not answer. Plug it in. Trying again "
        )
        wait_for_state(feed, SourceState.LIVE)
        assert len(opener.calls) == 4


def test_attempts_wait_longer_and_longer_and_begin_anew_after_a_success() -> None:
    absent = SourceUnavailable("No camera.", "Plug it in.")
    opener = Opener(absent, absent, absent, Camera(frames=3), absent, Camera())
    with running(opener) as feed:
        wait_for(lambda: len(opener.calls) == 6)
        wait_for_state(feed, SourceState.LIVE)
    waits = np.diff(opener.calls)
    least = [0.05, 0.1, 0.2, 0.05, 0.1]
    assert all(wait >= wanted for wait, wanted in zip(waits, least, strict=True))


def test_the_wait_for_the_next_attempt_is_counted_down_in_words() -> None:
    times = FeedTimes(retries=(4.0,))
    with running(Opener(Camera(frames=2), Camera()), times) as feed:
        status = wait_for_state(feed, SourceState.LOST)
        assert status.message == "Camera 1 stopped answering. Trying again in 4 s."
        assert status.retry_in is not None
        assert 3 < status.retry_in <= 4
        feed.retry_now()
        wait_for_state(feed, SourceState.LIVE)
        assert feed.status().retry_in is None


def test_a_stuck_camera_is_noticed_given_up_and_replaced() -> None:
    stuck = Camera(frames=5, sticks=True, level=40)
    good = Camera(level=200)
    times = FeedTimes(stall=0.4, opening=600.0, retries=(0.05,))
    with running(Opener(stuck, good), times) as feed:
        wait_for_state(feed, SourceState.LOST)
        assert "stopped answering" in feed.status().message
        wait_for_state(feed, SourceState.LIVE)
        received = feed.status().received
        stuck.released.set()  # the driver returns at last, with a frame that nobody wants
        wait_for(lambda: stuck.given > 5)
        wait_for(lambda: feed.status().received > received + 5)
        newest = feed.newest()
        assert newest is not None
        assert newest.image[0, 0, 0] == 200
        assert stuck.given == 6
        assert stuck.closed.is_set()


def test_a_camera_that_opens_and_never_gives_a_frame_is_given_up() -> None:
    mute = Camera(frames=0, sticks=True)
    with running(Opener(mute, Camera())) as feed:
        wait_for_state(feed, SourceState.LOST)
        assert "Camera 1 does not answer." in feed.status().message
        wait_for_state(feed, SourceState.LIVE)
        mute.released.set()


def test_no_more_than_three_stuck_readers_pile_up() -> None:
    mutes = [Camera(frames=1, sticks=True) for _ in range(6)]
    opener = Opener(*mutes)
    with running(opener) as feed:
        wait_for(lambda: len(opener.calls) == 3)
        time.sleep(2 * (QUICK.stall + QUICK.retries[-1]))
        assert len(opener.calls) == 3
        assert feed.status().state is SourceState.LOST
        mutes[0].released.set()
        wait_for(lambda: len(opener.calls) == 4)
        for mute in mutes:
            mute.released.set()


def test_a_recording_may_show_one_picture_for_longer_than_a_camera_may_be_silent() -> None:
    slow = Camera(frames=1, sticks=True)
    slow.live = False
    with running(Opener(slow)) as feed:
        wait_for_state(feed, SourceState.LIVE)
        time.sleep(2 * QUICK.stall)
        assert feed.status().state is SourceState.LIVE
        slow.released.set()


def test_a_camera_that_gives_the_same_picture_again_is_there_with_one_frame() -> None:
    class Same(Camera):
        def read(self) -> Frame | None:
            first = super().read()
            assert first is not None
            return replace(first, repeated=self.given > 1)

    with running(opener := Opener(Same())) as feed:
        wait_for_state(feed, SourceState.LIVE)
        time.sleep(2 * QUICK.stall)
        assert feed.status().state is SourceState.LIVE
        assert feed.status().received == 1
        assert len(opener.calls) == 1


def test_a_black_picture_is_told_while_its_frames_keep_coming() -> None:
    covered = Camera(level=1)
    with running(Opener(covered)) as feed:
        status = wait_for_state(feed, SourceState.DARK)
        assert status.message == (
            "Camera 1 gives only black pictures. Check its cover and its cable."
        )
        received = status.received
        wait_for(lambda: feed.status().received > received)
        covered.level = 90
        wait_for_state(feed, SourceState.LIVE)


def test_two_feeds_do_not_disturb_each_other() -> None:
    stuck = Camera(frames=3, sticks=True)
    with (
        running(Opener(stuck), name="Door") as door,
        running(Opener(Camera()), name="Desk") as desk,
    ):
        status = wait_for_state(door, SourceState.LOST)
        assert status.message.startswith("Door ")
        received = desk.status().received
        wait_for(lambda: desk.status().received > received + 20)
        assert desk.status().state is SourceState.LIVE
        stuck.released.set()


def test_stopping_ends_the_threads_wakes_the_taker_and_may_be_repeated() -> None:
    camera = Camera()
    feed = CameraFeed("Camera 1", Opener(camera), CLOCK, times=QUICK)
    feed.stop()
    before = threading.active_count()
    feed = CameraFeed("Camera 1", Opener(camera), CLOCK, times=QUICK)
    feed.start()
    wait_for_state(feed, SourceState.LIVE)
    feed.stop()
    feed.stop()
    assert threading.active_count() == before
    assert camera.closed.is_set()
    status = feed.status()
    assert (status.state, status.message) == (SourceState.STOPPED, "Camera 1 is switched off.")
    feed.take(0)
    assert feed.take(PATIENCE) is None


def test_stopping_while_the_camera_is_stuck_does_not_wait_for_it() -> None:
    stuck = Camera(frames=2, sticks=True)
    times = FeedTimes(stall=60, stopping=0.1)
    feed = CameraFeed("Camera 1", Opener(stuck), CLOCK, times=times)
    feed.start()
    wait_for(lambda: stuck.given == 2 and feed.status().received == 2)
    feed.stop()
    assert feed.status().state is SourceState.STOPPED
    reader = next(thread for thread in threading.enumerate() if thread.name == "reader of Camera 1")
    assert reader.daemon
    stuck.released.set()
    reader.join()
    assert feed.status().received == 2


def test_stopping_during_the_wait_for_the_next_attempt() -> None:
    absent = SourceUnavailable("No camera.", "Plug it in.")
    with running(Opener(absent), FeedTimes(retries=(600.0,))) as feed:
        wait_for_state(feed, SourceState.LOST)
    assert feed.status().state is SourceState.STOPPED


NETWORK = FeedTimes(retries=(0.2,))
"""The real patience of 1.5 s, and short waits between attempts."""


def test_a_network_camera_that_dies_is_lost_and_comes_back() -> None:
    with (
        MjpegServer(moving_pictures(10)) as server,
        running(lambda: open_source(server.url, CLOCK), NETWORK) as feed,
    ):
        wait_for_state(feed, SourceState.LIVE)
        server.die()
        status = wait_for_state(feed, SourceState.LOST)
        assert status.message.startswith("Camera 1 stopped answering. Trying again ")
        server.come_back()
        wait_for_state(feed, SourceState.LIVE)


def test_a_network_camera_that_falls_silent_is_lost_and_comes_back() -> None:
    with (
        MjpegServer(moving_pictures(10)) as server,
        MjpegServer(moving_pictures(10)) as other,
        running(lambda: open_source(server.url, CLOCK), NETWORK) as feed,
        running(lambda: open_source(other.url, CLOCK), NETWORK, name="Desk") as desk,
    ):
        wait_for_state(feed, SourceState.LIVE)
        wait_for_state(desk, SourceState.LIVE)
        server.stall()
        wait_for_state(feed, SourceState.LOST)
        received = desk.status().received
        wait_for(lambda: desk.status().received > received + 10)
        server.resume()
        wait_for_state(feed, SourceState.LIVE)
        assert desk.status().state is SourceState.LIVE
