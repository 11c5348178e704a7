"""Pictures of schedules, holidays, leave, charts and exports."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

from PySide6.QtWidgets import QDialog, QWidget

from desk_access.gui.dialogs.export import ExportDialog
from desk_access.gui.dialogs.export_job import ExportJobDialog
from desk_access.gui.dialogs.holiday import HolidayDialog
from desk_access.gui.dialogs.leave import LeaveDialog, Part
from desk_access.gui.dialogs.plan_preview import PlanPreviewDialog
from desk_access.gui.dialogs.schedule import ScheduleDialog
from desk_access.gui.pages.charts import ChartsPage
from desk_access.gui.pages.schedules import SchedulesPage
from desk_access.gui.widgets.rail import PageName
from desk_access.model.calendar import Holiday, Hours, Leave
from desk_access.model.export_job import Every, ExportJob, JobStanding
from desk_access.model.report import ReportForm, ReportKind, ReportTemplate
from desk_access.model.schedule import Assignment, Break, Core, Schedule, Shift
from desk_access.model.work_rules import Rounding, Towards, WorkRules
from tests.gui.fake_desk import FakeDesk
from tests.gui.showcase import full_desk
from tests.gui.studio import Studio, page
from tests.gui.time_samples import MONDAY, busy_house

NOVEMBER = date(2026, 11, 1)
NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)

EARLY = Shift("Early", time(6), time(14), (Break(time(10), time(10, 30)),))
LATE = Shift("Late", time(14), time(22), (Break(time(18), time(18, 30)),))
NIGHT = Shift("Night", time(22), time(6), (Break(time(1), time(1, 30)),))
ROTATION = Schedule(
    "Three shifts",
    ((EARLY,), (EARLY,), (LATE,), (LATE,), (NIGHT,), (NIGHT,), (), ()),
    MONDAY,
    works_on_holidays=True,
)
FLEXIBLE = Schedule(
    "Flexible",
    (
        (
            Shift(
                "Flexible", time(7), time(20), (Break(time(12), time(13)),), 480,
                Core(time(10), time(16)),
            ),
        ),
    )
    * 5
    + ((), ()),
    MONDAY,
    rules=WorkRules(
        round_in=Rounding(Towards.NEAREST, 5), round_out=Rounding(Towards.NEAREST, 5)
    ),
)  # fmt: skip

HOLIDAYS = (
    ("New Year's Day", 1, 1), ("Lunar New Year", 2, 16), ("Lunar New Year", 2, 17),
    ("Lunar New Year", 2, 18), ("Independence Movement Day", 3, 1), ("Children's Day", 5, 5),
    ("Buddha's Birthday", 5, 24), ("Memorial Day", 6, 6), ("Liberation Day", 8, 15),
    ("Chuseok", 9, 24), ("Chuseok", 9, 25), ("Chuseok", 9, 26), ("National Foundation Day", 10, 3),
    ("Hangul Day", 10, 9), ("Founding day", 11, 3), ("Christmas Day", 12, 25),
)  # fmt: skip


def planned_desk() -> FakeDesk:
    """A desk with a month of hours, four schedules, a year's holidays and some leave."""
    desk = full_desk()
    people = desk.gallery.kept
    house = busy_house(people, NOVEMBER, date(2026, 11, 30), NOW)
    roster = house.roster
    schedules = {**roster.schedules, ROTATION.name: ROTATION, FLEXIBLE.name: FLEXIBLE}
    own = [
        Assignment(FLEXIBLE.name, date(2026, 10, 1), None, people[2].code),
        Assignment(FLEXIBLE.name, date(2026, 11, 9), date(2026, 12, 18), people[8].code),
    ]
    holidays = {
        date(2026, month, day): Holiday(date(2026, month, day), name, "KR")
        for name, month, day in HOLIDAYS
    }
    roster = replace(
        roster, schedules=schedules, assignments=[*roster.assignments, *own], holidays=holidays
    )
    leave = [replace(each, number=number) for number, each in enumerate(house.leave, 1)]
    afternoon, morning = Hours(time(14), time(18)), Hours(time(9), time(11))
    leave += [
        Leave("E105", date(2026, 11, 17), date(2026, 11, 17), "Annual leave", afternoon, True, 8),
        Leave("E109", date(2026, 11, 19), date(2026, 11, 19), "Doctor", morning, True, 9),
        Leave("E114", date(2026, 12, 21), date(2027, 1, 3), "Family leave", None, False, 10),
    ]
    desk.time.house = replace(house, roster=roster, leave=leave)
    return desk


def dialog_of(studio: Studio, parent: QWidget, kind: type[QDialog]) -> QDialog:
    studio.wait_for(lambda: any(each.isVisible() for each in parent.findChildren(kind)))
    return next(each for each in parent.findChildren(kind) if each.isVisible())


def shoot_schedules(studio: Studio, size: tuple[int, int], tag: str) -> None:
    window = studio.open(planned_desk(), size)
    plan = page(window, PageName.SCHEDULES)
    assert isinstance(plan, SchedulesPage)
    studio.wait_for(lambda: plan.body_shown)
    plan.plan_view.list.setCurrentRow(0)
    studio.shoot(f"schedules-flexible-{tag}")
    plan.plan_view.list.setCurrentRow(3)
    studio.shoot(f"schedules-{tag}")
    plan.plan_view.edit.click()
    editor = dialog_of(studio, plan, ScheduleDialog)
    assert isinstance(editor, ScheduleDialog)
    editor.cycle.setFocus()
    studio.shoot_widget(editor, f"schedule-editor-{tag}")
    editor.add.click()
    studio.shoot_widget(editor, f"schedule-refused-{tag}")
    editor.parts._group.button(1).click()
    studio.shoot_widget(editor, f"schedule-rules-{tag}")
    editor.done(0)
    plan.plan_view.list.setCurrentRow(2)
    plan.plan_view.edit.click()
    editor = dialog_of(studio, plan, ScheduleDialog)
    assert isinstance(editor, ScheduleDialog)
    editor.shift.start.setTime(time(9, 30))
    editor.save.click()
    preview = dialog_of(studio, editor, PlanPreviewDialog)
    assert isinstance(preview, PlanPreviewDialog)
    studio.wait_for(lambda: preview.preview)
    studio.shoot_widget(preview, f"preview-{tag}")
    preview.close()
    editor.done(0)
    studio.wait(100)
    plan.plan_view.assign.click()
    assigning = plan.findChildren(QDialog)[-1]
    studio.shoot_widget(assigning, f"assign-{tag}")
    assigning.close()
    shoot_days_off(studio, plan, tag)
    studio.close()


def shoot_days_off(studio: Studio, plan: SchedulesPage, tag: str) -> None:
    plan.view._group.button(1).click()
    plan.holidays.calendar.setFocus()
    plan.holidays.calendar.show_day(date(2026, 11, 3))
    plan.holidays._day_chosen(date(2026, 11, 3))
    studio.shoot(f"holidays-{tag}")
    plan.new_holiday.click()
    dialog = dialog_of(studio, plan, HolidayDialog)
    studio.shoot_widget(dialog, f"holiday-{tag}")
    dialog.close()
    plan.view._group.button(2).click()
    plan.leave.table.selectRow(1)
    studio.shoot(f"leave-{tag}")
    plan.new_leave.click()
    dialog = dialog_of(studio, plan, LeaveDialog)
    assert isinstance(dialog, LeaveDialog)
    studio.wait_for(dialog.picker.list.count)
    dialog.picker.list.setCurrentRow(1)
    dialog.part._group.button(Part.FIRST_HALF).click()
    studio.wait(400)
    studio.shoot_widget(dialog, f"leave-new-{tag}")
    dialog.close()


def shoot_charts(studio: Studio, size: tuple[int, int], tag: str) -> None:
    window = studio.open(planned_desk(), size)
    charts = page(window, PageName.CHARTS)
    assert isinstance(charts, ChartsPage)
    charts._turn(NOVEMBER)
    studio.wait_for(lambda: charts.charts and charts.charts.hours[0].day == NOVEMBER)
    for place, name, marked in ((0, "hours", 11), (1, "lateness", 11), (2, "presence", 34)):
        charts.kind._group.button(place).click()
        charts.view._mark(marked)
        studio.shoot(f"charts-{name}-{tag}")
    charts.whose.person.setText(f"{charts._context.desk.gallery.kept[2].name} (E102)")
    charts.kind._group.button(0).click()
    studio.wait_for(lambda: charts.charts and charts.charts.people == 1)
    studio.shoot(f"charts-person-{tag}")
    studio.close()


def shoot_exports(studio: Studio, size: tuple[int, int], tag: str) -> None:
    desk = planned_desk()
    memory = desk.exports.memory
    memory.kept["Payroll"] = ReportTemplate("Payroll")
    kind, began = ReportKind.TIMESHEET, date(2026, 1, 1)
    hours = ExportJob("Hours", kind, ReportForm.XLSX, Every.MONTH, "/srv/payroll", began)
    nights = ExportJob("Nights", kind, ReportForm.PDF, Every.WEEK, "/media/share/nights", began)
    memory.standings = {
        "Hours": JobStanding(hours, date(2026, 10, 31)),
        "Nights": JobStanding(
            nights,
            date(2026, 11, 15),
            "/media/share/nights cannot be written (No such folder).",
            NOW,
        ),
    }
    window = studio.open(desk, size)
    assert window._context is not None
    dialog = ExportDialog(window._context, window, kind, NOVEMBER, date(2026, 11, 30))
    dialog.open()
    studio.wait_for(dialog.now.isVisible)
    for place, name in enumerate(("now", "jobs", "templates")):
        dialog.parts._group.button(place).click()
        studio.shoot_widget(dialog, f"export-{name}-{tag}")
    dialog.jobs.add.click()
    job = dialog_of(studio, dialog, ExportJobDialog)
    assert isinstance(job, ExportJobDialog)
    job.name.setText("Hours")
    job.folder.setText("/srv/payroll")
    studio.shoot_widget(job, f"export-job-{tag}")
    job.close()
    dialog.close()
    studio.close()
