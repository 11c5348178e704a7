"""The window over the real system: a network camera, the networks, a ledger on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desk_access.bootstrap import Playback, frames_of, open_desk
from desk_access.config import CameraSettings
from desk_access.gui.pages.live import LivePage
from desk_access.gui.widgets.video_canvas import VideoCanvas
from desk_access.model.punch import PunchFilter
from desk_access.service.desk import Desk
from desk_access.store.workspace import Workspace
from tests.gui.conftest import OpenWindow
from tests.servers import MjpegServer, read_clip

pytestmark = [pytest.mark.data, pytest.mark.models]

PATIENCE_MS = 60_000


@pytest.fixture
def real_desk(shared_data: Path, tmp_path: Path) -> Iterator[Callable[[], Desk]]:
    """Opens a workspace in which the man before the camera, who comes in a loop, is enrolled."""
    clip = shared_data / "clips" / "office_again.mkv"
    folder = tmp_path / "workspace"
    with MjpegServer(read_clip(clip), rate=30) as camera:
        desk = open_desk(folder)
        try:
            cameras = (CameraSettings("Desk", camera.url),)
            desk.change_settings(lambda now: replace(now, cameras=cameras))
            frames = frames_of(str(clip), Playback(fast=True, seconds=1.0))
            desk.enrolment.save(desk.enrolment.from_clip("E7", "Kim Hamil", "", frames))
        finally:
            desk.close()
        yield lambda: open_desk(folder)


def test_a_known_person_is_shown_greeted_and_clocked_in(
    qtbot: QtBot, open_window: OpenWindow, real_desk: Callable[[], Desk], tmp_path: Path
) -> None:
    window = open_window(None, open_desk=real_desk)
    live = window.findChild(LivePage)
    assert isinstance(live, LivePage)
    qtbot.waitUntil(lambda: live.decisions.model.rowCount() > 0, timeout=PATIENCE_MS)
    canvas = window.findChild(VideoCanvas)
    assert isinstance(canvas, VideoCanvas)
    assert canvas.painted > 0
    window.close()
    with Workspace.open(tmp_path / "workspace", exclusive=False) as workspace:
        (punch,) = workspace.ledger.query(PunchFilter())
    assert (punch.name, punch.entry.evidence.camera) == ("Kim Hamil", "Desk")
