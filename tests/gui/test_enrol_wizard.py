"""The whole enrolment wizard over the real system: who, look, check, and then recognised."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_access.bootstrap import open_desk
from desk_access.config import CameraSettings, Settings
from desk_access.gui.pages.enrol import EnrolPage
from desk_access.gui.widgets.rail import PageName
from desk_access.model.enrolment import PoseStep
from desk_access.model.punch import PunchFilter
from desk_access.service.desk import Desk
from desk_access.service.live_enrolment import LiveEnrolment
from desk_access.store.workspace import Workspace
from tests.actor import FILM, RATE, Actor
from tests.gui.conftest import OpenWindow, go
from tests.servers import MjpegServer, read_clip

pytestmark = [pytest.mark.data, pytest.mark.models]

PATIENCE_MS = 120_000
WHO, LOOK, CHECK = range(3)


def test_whoever_does_what_the_wizard_says_is_enrolled_and_recognised(
    qtbot: QtBot, open_window: OpenWindow, shared_data: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "workspace"
    asked: list[LiveEnrolment] = []
    opened: list[Desk] = []
    actor = Actor(lambda: asked[0].progress().step if asked else None)

    def open_it() -> Desk:
        opened.append(open_desk(folder))
        return opened[-1]

    with MjpegServer(read_clip(shared_data / FILM), RATE, choose=actor.next_picture) as camera:
        with Workspace.open(folder) as workspace:
            settings = Settings(cameras=(CameraSettings("Desk", camera.url),))
            workspace.settings.save(settings.flatten())
        window = open_window(None, open_desk=open_it)
        page = go(window, PageName.ENROL)
        assert isinstance(page, EnrolPage)
        page.who.code.setText("E7")
        page.who.name.setText("Kim Hamil")
        page.who.consent.setChecked(True)
        QTest.keyClick(page.who.name, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: page._live is not None, timeout=PATIENCE_MS)
        assert page.steps.current == LOOK
        assert page._live is not None
        asked.append(page._live)
        qtbot.waitUntil(lambda: page.steps.current == CHECK, timeout=PATIENCE_MS)
        assert [item.step for item in asked[0].draft().pictures] == list(PoseStep)
        (desk,) = opened
        assert desk.gallery.people() == []
        QTest.keyClick(page.check, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: page.state.heading == "Kim Hamil is enrolled", timeout=PATIENCE_MS)
        page.start_over()
        qtbot.waitUntil(lambda: desk.ledger.query(PunchFilter()) != [], timeout=PATIENCE_MS)
        window.close()
    with Workspace.open(folder, exclusive=False) as workspace:
        assert workspace.gallery.person("E7").pictures == len(PoseStep)
        assert sum(workspace.gallery.template_counts().values()) == len(PoseStep)
        punches = workspace.ledger.query(PunchFilter())
        assert {punch.name for punch in punches} == {"Kim Hamil"}
