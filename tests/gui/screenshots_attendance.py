"""Pictures of Today, the roll call and the Timesheet."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidgetItemIterator

from desk_access.gui.dialogs.roll_call import RollCallDialog
from desk_access.gui.pages.timesheet import TimesheetPage
from desk_access.gui.pages.today import TodayPage
from desk_access.gui.widgets.rail import PageName
from desk_access.model.correction import AddPunch, Excuse, NewCorrection
from desk_access.model.punch import Direction
from tests.gui.fake_desk import FakeDesk
from tests.gui.fake_stores import FakeLedger
from tests.gui.samples import ZONE
from tests.gui.showcase import full_desk, morning
from tests.gui.studio import Studio, page, shoot_dialog
from tests.gui.time_samples import at, busy_house, punches_of, who_is_in


def shoot_today(studio: Studio, size: tuple[int, int], tag: str) -> None:
    desk = full_desk()
    now = morning() + timedelta(minutes=14)
    desk.time.everybody = who_is_in(desk.gallery.kept, now)
    window = studio.open(desk, size)
    today = page(window, PageName.TODAY)
    assert isinstance(today, TodayPage)
    studio.wait_for(lambda: today.body_shown)
    today._now = lambda: now  # type: ignore[method-assign]
    today.reload()
    studio.wait(900)
    studio.shoot(f"today-{tag}")
    today.call_roll()
    dialog = today.findChild(RollCallDialog)
    assert dialog is not None
    people = [row.value() for row in QTreeWidgetItemIterator(dialog.list)]
    for row in [row for row in people if row is not None and row.text(1)][:5]:
        row.setCheckState(0, Qt.CheckState.Checked)
    shoot_dialog(studio, today, f"roll-call-{tag}")
    studio.close()


def working_desk(last: date) -> FakeDesk:
    """Weeks up to ten in the morning of ``last``."""
    desk = full_desk()
    now = datetime.fromtimestamp(at(last, 10), UTC)
    desk.time.house = busy_house(desk.gallery.kept, last - timedelta(days=40), last, now)
    desk.ledger = FakeLedger(punches_of(desk.time.house))
    return desk


def shoot_timesheet(studio: Studio, size: tuple[int, int], tag: str) -> None:
    """In the second half of a month, so that there is something to see."""
    today = datetime.now(ZoneInfo(ZONE)).date()
    last = today if today.day > 15 else today.replace(day=1) - timedelta(days=1)
    desk = working_desk(last)
    window = studio.open(desk, size)
    sheet = page(window, PageName.TIMESHEET)
    assert isinstance(sheet, TimesheetPage)
    sheet.show_month(last.replace(day=1))
    studio.wait_for(lambda: len(sheet.model.rows) == 24 and sheet.progress.isHidden())
    studio.shoot(f"timesheet-{tag}")
    code, day = _forgotten(sheet)
    _correct(desk, code, sheet.model.month.replace(day=day))
    sheet.reload()
    studio.wait(600)
    sheet.view.show_cell(sheet.model.index_of(code, "", day - 1))
    sheet.view.opened.emit()
    studio.wait_for(lambda: sheet.panels.day.punches)
    studio.wait(500)
    studio.shoot(f"timesheet-day-{tag}")
    sheet.panels.day.add.emit(None)
    shoot_dialog(studio, sheet, f"ask-punch-{tag}")
    sheet.approvals.click()
    studio.wait(400)
    shoot_dialog(studio, sheet, f"corrections-{tag}")
    sheet._ask_to_close()
    shoot_dialog(studio, sheet, f"ask-close-month-{tag}")
    sheet.view.show_cell(sheet.model.index_of(code, "", len(sheet.model.days)))
    studio.wait(500)
    studio.shoot(f"timesheet-month-{tag}")
    sheet.panels.close_panels()
    sheet.tools.view._group.button(1).click()
    studio.shoot(f"timesheet-groups-{tag}")
    studio.close()


def _forgotten(sheet: TimesheetPage) -> tuple[str, int]:
    """Somebody who works by day, and when they forgot the OUT."""
    for row in sheet.model.rows:
        for day, cell in enumerate(row.cells, start=1):
            if "Night" not in row.group and cell.mark and cell.mark.word == "no OUT":
                return row.code, day
    raise LookupError("nobody forgot an OUT")


def _correct(desk: FakeDesk, code: str, day: date) -> None:
    """An OUT that counts, and an excuse that waits."""
    out = datetime.fromtimestamp(at(day, 20.5), UTC)
    added = AddPunch(out, Direction.OUT, ZONE)
    desk.time.propose(NewCorrection(code, day, added, "Left by the back door"), "Kim Hamil")
    desk.time.approval = True
    desk.time.propose(NewCorrection(code, day, Excuse(day), "The train was late"), "Kim Hamil")
