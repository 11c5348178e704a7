"""Charts: their axes, what each mark says, mouse and keyboard, and pictures of them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QPoint, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_access.attendance.charts import DayHours, DayLateness
from desk_access.errors import ReportUnwritable
from desk_access.gui.charts.axes import UpAxis, round_step
from desk_access.gui.charts.chart import Chart
from desk_access.gui.charts.hours_chart import HoursChart
from desk_access.gui.charts.lateness_chart import LatenessChart
from desk_access.gui.charts.picture import SIZE, PictureForm, picture_bytes, write_picture
from desk_access.gui.charts.presence_chart import PresenceChart
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import DARK, LIGHT
from desk_access.gui.widgets.chart_view import ChartView

FIRST = date(2026, 11, 1)
AREA = QRectF(0, 0, 1000, 500)


def hours() -> HoursChart:
    days = [DayHours(FIRST + timedelta(place)) for place in range(30)]
    days[1] = DayHours(days[1].day, 960, 900, 90, 0, 2)
    days[6] = DayHours(days[6].day, 0, 0, 0, 240, 1)
    return HoursChart(days)


def lateness() -> LatenessChart:
    days = [DayLateness(FIRST + timedelta(place)) for place in range(30)]
    days[1] = DayLateness(days[1].day, 4, 1, 30, 7.5)
    days[2] = DayLateness(days[2].day, 4, 0, 0, 3.75)
    return LatenessChart(days)


def presence() -> PresenceChart:
    rows = [[0.0] * 24 for _ in range(7)]
    rows[0][9], rows[6][23] = 12.5, 0.5
    return PresenceChart(rows, (4, 4, 4, 4, 4, 4, 0))


EMPTY = PresenceChart([[0.0] * 24] * 7, [0] * 7)
CHARTS = [hours(), lateness(), presence(), HoursChart([DayHours(FIRST)]), EMPTY]


@pytest.mark.parametrize(
    ("most", "lines", "step"),
    [(0, 5, 1), (7, 7, 1), (8, 5, 2), (208, 5, 50), (0.8, 4, 0.2), (1000, 10, 100), (11, 5, 5)],
)
def test_steps_are_round(most: float, lines: int, step: float) -> None:
    assert round_step(most, lines) == pytest.approx(step)


def test_an_axis_ends_above_the_highest() -> None:
    axis = UpAxis.over(QRectF(0, 100, 100, 220), 208)
    assert (axis.step, axis.top) == (50, 250)
    assert axis.y(0) == 320
    assert axis.y(250) == 100
    assert UpAxis.over(QRectF(0, 0, 100, 220), 0, 1).top == 1


def test_a_day_s_hours_are_told() -> None:
    chart = hours()
    assert chart.words(1) == (
        "Monday, 2 November 2026\n2 people at work\nWork 16:30\nof it overtime 1:30\nDue 16:00"
    )
    assert chart.words(6).endswith("Work 4:00\nof it on a free day 4:00")
    assert chart.words(2).endswith("0 people at work\nWork 0:00")
    assert chart.summary() == "Worked 20:30, of it overtime 1:30, on free days 4:00; due 16:00."


def test_a_day_s_lateness_is_told() -> None:
    chart = lateness()
    assert chart.words(1) == (
        "Monday, 2 November 2026\n1 of 4 late, 0:30 in all\nOn average 7.5 min each\n"
        "7.5 min over 5 days"
    )
    assert chart.words(0).endswith("Nobody was due")
    assert chart.summary() == "Late on 1 of 8 days of work, 0:30 in all."


def test_an_hour_s_presence_is_told() -> None:
    chart = presence()
    assert chart.words(9) == "Monday, 09:00 to 10:00\n12.5 people on average\nover 4 days"
    assert chart.words(6 * 24 + 23) == "Sunday, 23:00 to 24:00\nNo such day is over yet"
    assert chart.summary() == "Most are there on Monday from 09:00: 12.5 on average."
    assert EMPTY.summary() == "Nobody was there."


@pytest.mark.parametrize("chart", CHARTS)
def test_every_mark_is_found_where_it_is(chart: Chart) -> None:
    for place in range(chart.count):
        mark = chart.mark(AREA, place)
        assert AREA.contains(mark)
        assert chart.place_at(AREA, mark.center()) == place
    assert chart.place_at(AREA, AREA.topLeft()) is None


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_painting_uses_what_it_has(qtbot: QtBot, chart: Chart, tokens: object) -> None:
    """Every chart is painted in both schemes, marked and not, and the mark is seen."""

    def painted(marked: int | None) -> QImage:
        image = QImage(1000, 500, QImage.Format.Format_RGB32)
        image.fill(0)
        painter = QPainter(image)
        chart.paint(painter, AREA, tokens, marked)  # type: ignore[arg-type]
        painter.end()
        return image

    assert painted(None) != painted(0)


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> ChartView:
    made = ChartView(theme)
    qtbot.addWidget(made)
    made.resize(1000, 500)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_the_arrows_go_from_mark_to_mark(view: ChartView) -> None:
    view.show_chart(hours(), "Hours")
    assert view.accessibleDescription().startswith("Worked 20:30")
    view.setFocus()
    for key, place in (
        (Qt.Key.Key_Right, 0),
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_End, 29),
        (Qt.Key.Key_Right, 29),
        (Qt.Key.Key_Left, 28),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_Left, 0),
    ):
        QTest.keyClick(view, key)
        assert view.marked == place
    assert view.accessibleDescription().startswith("Sunday, 1 November 2026")


def test_a_map_is_walked_in_two_directions(view: ChartView) -> None:
    view.show_chart(presence(), "Presence")
    view.setFocus()
    for key, place in (
        (Qt.Key.Key_Down, 0),
        (Qt.Key.Key_Down, 24),
        (Qt.Key.Key_Right, 25),
        (Qt.Key.Key_Up, 1),
        (Qt.Key.Key_Up, 1),
        (Qt.Key.Key_End, 167),
        (Qt.Key.Key_Down, 167),
    ):
        QTest.keyClick(view, key)
        assert view.marked == place


def test_the_mouse_points_and_leaves(qtbot: QtBot, view: ChartView) -> None:
    told: list[str] = []
    view.told.connect(told.append)
    view.show_chart(hours(), "Hours")
    where = hours().mark(QRectF(view.rect()), 1).center().toPoint()
    QTest.mouseMove(view, where)
    qtbot.waitUntil(lambda: view.marked == 1)
    assert "Work 16:30" in told[-1]
    QTest.mouseMove(view, QPoint(2, 2))
    qtbot.waitUntil(lambda: view.marked is None)
    assert told[-1] == ""


def test_a_chart_of_another_kind_forgets_the_mark(view: ChartView) -> None:
    view.show_chart(presence(), "Presence")
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_End)
    view.show_chart(hours(), "Hours")
    assert view.marked is None
    assert view.grab().toImage().width() >= 1000


@pytest.mark.parametrize("chart", CHARTS)
def test_pictures_of_pixels_and_of_lines(qtbot: QtBot, chart: Chart) -> None:
    png = QImage.fromData(QByteArray(picture_bytes(chart, "Kim <&>", LIGHT, PictureForm.PNG)))
    assert (png.width(), png.height()) == (2 * SIZE.width(), 2 * SIZE.height())
    assert png.pixelColor(2, 2).name().upper() == LIGHT.card
    svg = picture_bytes(chart, "Kim <&>", DARK, PictureForm.SVG)
    assert "Kim &lt;&amp;&gt;" in svg.decode()
    drawing = QSvgRenderer(QByteArray(svg))
    assert drawing.isValid()
    assert drawing.viewBox().size() == SIZE


def test_a_picture_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    write_picture(b"one", tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes() == b"one"
    with pytest.raises(ReportUnwritable):
        write_picture(b"two", tmp_path / "none" / "a.png")
    assert [each.name for each in tmp_path.iterdir()] == ["a.png"]
