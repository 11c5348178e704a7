"""Takes the pictures of docs/screenshots: every page with drawn people, light and dark.

Run under a screen, real or virtual: ``python -m tests.gui.screenshots FOLDER``.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QDialog

from desk_access.config import Appearance, VisitorSettings, VisitorsKept
from desk_access.errors import ModelMissing
from desk_access.gui.dialogs.address import AddressDialog
from desk_access.gui.dialogs.history import HistoryDialog
from desk_access.gui.dialogs.pictures import PicturesDialog
from desk_access.gui.pages.enrol import EnrolPage
from desk_access.gui.pages.live import LivePage
from desk_access.gui.pages.log import LogPage
from desk_access.gui.pages.people import PeoplePage
from desk_access.gui.pages.settings import SettingsPage
from desk_access.gui.pages.visitors import VisitorsPage
from desk_access.gui.theme.theme import Theme
from desk_access.gui.view_models.banner import BannerKeeper
from desk_access.gui.view_models.log_filter import Period
from desk_access.gui.widgets.rail import PageName
from desk_access.model.decision import Verdict
from desk_access.model.enrolment import EnrolHint, LookCheck, PoseStep
from desk_access.model.face import Advice
from desk_access.model.liveness import ChallengeState, ChallengeView, Gesture
from desk_access.model.punch import Direction
from desk_access.model.status import SourceState, SourceStatus
from tests.gui.fake_desk import FakeDesk
from tests.gui.fake_housekeeping import some_history, visits_of
from tests.gui.portraits import looks_of, portrait_jpeg, scene
from tests.gui.samples import (
    frame_with,
    make_person,
    make_punch,
    sighting_of,
    site_templates,
)
from tests.gui.screenshots_attendance import shoot_timesheet, shoot_today
from tests.gui.screenshots_imports import shoot_imports
from tests.gui.screenshots_plan import shoot_charts, shoot_exports, shoot_schedules
from tests.gui.showcase import full_desk, missed_by, morning, sight_some
from tests.gui.studio import Studio, page, shoot_dialog


def shoot_live(studio: Studio, size: tuple[int, int], tag: str) -> None:
    desk = full_desk()
    window = studio.open(desk, size)
    live = page(window, PageName.LIVE)
    assert isinstance(live, LivePage)
    sight_some(desk)
    live._keepers["Main door"] = BannerKeeper()
    desk.watch.sight(
        sighting_of(
            Verdict.RECOGNISED,
            desk.gallery.kept[3],
            make_punch(9999, desk.gallery.kept[3], morning(), Direction.IN),
            portrait_jpeg(3),
            at=morning(),
            camera="Main door",
        )
    )
    studio.shoot(f"live-{tag}")
    live.toggle_numbers()
    studio.shoot(f"live-numbers-{tag}")
    live.toggle_full_screen()
    studio.wait(400)
    studio.shoot(f"live-full-{tag}")
    live.toggle_full_screen()
    studio.close()


def shoot_pages(studio: Studio, size: tuple[int, int], tag: str) -> None:
    desk = full_desk()
    window = studio.open(desk, size)
    people = page(window, PageName.PEOPLE)
    assert isinstance(people, PeoplePage)
    studio.wait(700)
    studio.shoot(f"people-grid-{tag}")
    people.show_person(desk.gallery.kept[2].code)
    studio.wait(300)
    studio.shoot(f"people-{tag}")
    people.views.show_table(True)
    people._switch.choose(1)
    studio.shoot(f"people-table-{tag}")
    log = page(window, PageName.LOG)
    assert isinstance(log, LogPage)
    log.chips.choose_period(Period.WEEK)
    studio.wait(300)
    log.table.selectRow(2)
    studio.shoot(f"log-{tag}")
    page(window, PageName.SETTINGS)
    studio.shoot(f"settings-{tag}")
    shoot_enrol(studio, desk, tag)
    studio.close()


def shoot_enrol(studio: Studio, desk: FakeDesk, tag: str) -> None:
    assert studio.window is not None
    enrol = page(studio.window, PageName.ENROL)
    assert isinstance(enrol, EnrolPage)
    enrol.who.code.setText("E131")
    enrol.who.name.setText("Min Seo-jin")
    enrol.who.group.setText("Workshop")
    studio.shoot(f"enrol-who-{tag}")
    enrol.who.consent.setChecked(True)
    image, _ = scene([(looks_of(21), 0.5, 0.5, 0.62, (0.7, 0.0))])
    desk.watch.frames[desk.watch.names[0]] = frame_with(image, 2)
    enrol.who.go_on.click()
    studio.wait(200)
    live = desk.enrolment.live
    assert live is not None
    live.win(PoseStep.FRONT, PoseStep.LEFT, number=21)
    live.hint = EnrolHint.TURN_RIGHT
    live.checks = dict.fromkeys(LookCheck, True)
    studio.shoot(f"enrol-look-{tag}")
    live.checks |= {LookCheck.EYES: False}
    live.advice = Advice.OPEN_EYES
    studio.shoot(f"enrol-waits-{tag}")
    live.win(*PoseStep, number=21)
    studio.wait(1500)
    studio.shoot(f"enrol-check-{tag}")
    enrol.check.ask_about(live.draft(), desk.gallery.kept[14])
    studio.shoot(f"enrol-duplicate-{tag}")


def shoot_calibration(studio: Studio, size: tuple[int, int], tag: str) -> None:
    desk = full_desk()
    desk.gallery.kept = [make_person(number) for number in range(40)]
    desk.gallery.enrolled = site_templates(40)
    window = studio.open(desk, size)
    page(window, PageName.CALIBRATION)
    studio.wait(900)
    studio.shoot(f"calibration-{tag}")
    studio.close()


def shoot_visitors(studio: Studio, size: tuple[int, int], tag: str) -> None:
    desk = full_desk()
    kept = VisitorSettings(VisitorsKept.DAY)
    desk.settings = replace(desk.settings, visitors=kept)
    desk.visitors.kept = [visits_of(31, 4), visits_of(32, 1, "Workshop"), visits_of(34, 7)]
    desk.housekeeping.entries = some_history(desk.gallery.kept)
    window = studio.open(desk, size)
    visitors = page(window, PageName.VISITORS)
    assert isinstance(visitors, VisitorsPage)
    studio.wait_for(lambda: visitors.cards and all(card.face.image for card in visitors.cards))
    studio.shoot(f"visitors-{tag}")
    visitors.cards[0].assign.click()
    studio.wait_for(lambda: (asked := visitors.findChild(QDialog)) and asked.picker.people)
    shoot_dialog(studio, visitors, f"ask-assign-{tag}")
    visitors._offer_missed(desk.gallery.kept[3], missed_by(desk.gallery.kept[3]))
    shoot_dialog(studio, visitors, f"ask-missed-{tag}")
    people = page(window, PageName.PEOPLE)
    assert isinstance(people, PeoplePage)
    studio.wait_for(people.model.rowCount)
    people._changes.show_history(None)
    studio.wait_for(lambda: (asked := people.findChild(HistoryDialog)) and asked.rows)
    shoot_dialog(studio, people, f"history-{tag}")
    people.show_person(desk.gallery.kept[2].code)
    studio.wait_for(people.panel.isVisible)
    people.panel.pictures.emit()
    studio.wait_for(lambda: people.findChild(PicturesDialog))
    shoot_dialog(studio, people, f"ask-pictures-{tag}")
    studio.close()


def shoot_liveness(studio: Studio, size: tuple[int, int], tag: str) -> None:
    desk = full_desk()
    window = studio.open(desk, size)
    live = page(window, PageName.LIVE)
    assert isinstance(live, LivePage)
    door = desk.watch.names[0]
    snapshot = desk.watch.snapshots[door]
    asked = ChallengeView(ChallengeState.ASKED, Gesture.BLINK_TWICE, 2, 3, 11.0)
    first, *others = snapshot.faces
    face = replace(first, verdict=None, name=None, challenge=asked)
    desk.watch.snapshots[door] = replace(snapshot, faces=(face, *others))
    studio.shoot(f"challenge-{tag}")
    shown = replace(first, verdict=Verdict.SPOOF, name=None)
    desk.watch.snapshots[door] = replace(snapshot, faces=(shown, *others))
    live._keepers[door] = BannerKeeper()
    person = desk.gallery.kept[3]
    spoof = sighting_of(Verdict.SPOOF, person, None, portrait_jpeg(3), None, morning(), camera=door)
    desk.watch.sight(spoof)
    studio.shoot(f"spoof-{tag}")
    settings = page(window, PageName.SETTINGS)
    assert isinstance(settings, SettingsPage)
    settings.liveness.policy.setFocus()
    studio.shoot(f"settings-liveness-{tag}")
    studio.close()


def shoot_states(studio: Studio, size: tuple[int, int], tag: str) -> None:
    desk = FakeDesk()
    desk.watch.statuses["Camera 1"] = SourceStatus(
        SourceState.LOST,
        "Camera 1: There is no camera with the number 0. Plug it in. Trying again in 4 s.",
        0.0, 0, 0, 4.0,
    )  # fmt: skip
    window = studio.open(desk, size)
    studio.shoot(f"no-camera-{tag}")
    page(window, PageName.PEOPLE)
    studio.shoot(f"people-empty-{tag}")
    page(window, PageName.LOG)
    studio.shoot(f"log-empty-{tag}")
    studio.close()
    two = full_desk(2)
    studio.open(two, size)
    studio.shoot(f"two-cameras-{tag}")
    studio.close()


def shoot_asking(studio: Studio, size: tuple[int, int], tag: str) -> None:
    desk = full_desk()
    desk.watch.gallery_note = (
        "24 people were enrolled with another recognition model and cannot be recognised until "
        "their templates are made again from the kept pictures."
    )
    window = studio.open(desk, size)
    people = page(window, PageName.PEOPLE)
    assert isinstance(people, PeoplePage)
    people.show_person(desk.gallery.kept[2].code)
    studio.wait(800)
    studio.shoot(f"notice-{tag}")
    for name, ask in (("erase", people.panel.erase), ("rename", people.panel.rename)):
        ask.emit()
        studio.wait(100)
        dialog = people.findChild(QDialog)
        assert dialog is not None
        studio.shoot_widget(dialog, f"ask-{name}-{tag}")
        dialog.close()
        dialog.deleteLater()
        studio.wait(100)
    address = AddressDialog(window._theme, window)
    address.open()
    studio.shoot_widget(address, f"ask-address-{tag}")
    address.close()
    window.startup.offer_models(ModelMissing("x"))
    window.pages.setCurrentWidget(window.startup)
    studio.shoot(f"models-{tag}")
    window.startup._say_progress(
        "File 1 of 3: face_recognition_sface_2021dec.onnx\n17.2 MB from github.com", 0.31
    )
    studio.shoot(f"models-progress-{tag}")
    window.startup.state.show_loading("Getting ready…")
    studio.shoot(f"loading-{tag}")
    studio.close()


SHOTS: tuple[Callable[[Studio, tuple[int, int], str], None], ...] = (
    shoot_live,
    shoot_pages,
    shoot_states,
    shoot_asking,
    shoot_calibration,
    shoot_visitors,
    shoot_liveness,
    shoot_today,
    shoot_timesheet,
    shoot_schedules,
    shoot_charts,
    shoot_exports,
    shoot_imports,
)


def main(folder: Path, only: str) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    app = QApplication([])
    theme = Theme(app)
    folder.mkdir(parents=True, exist_ok=True)
    for appearance in (Appearance.LIGHT, Appearance.DARK):
        theme.set_appearance(appearance)
        for size in ((1280, 800), (1920, 1080)):
            tag = f"{size[0]}-{appearance.value}"
            for shot in SHOTS:
                if only in f"{shot.__name__}-{tag}":
                    shot(Studio(app, theme, folder), size, tag)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp())
    main(target, sys.argv[2] if len(sys.argv) > 2 else "")
