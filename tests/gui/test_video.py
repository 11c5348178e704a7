"""What is painted of a frame: its shape, its colours, and the faces on it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Tone, Type
from desk_access.gui.view_models.banner import BannerText, advice_banner
from desk_access.gui.widgets.banner import Banner, banner_height, fit_banner
from desk_access.gui.widgets.face_overlay import face_rect, face_words
from desk_access.gui.widgets.oval_view import OvalView, ring_segments
from desk_access.gui.widgets.picture import image_of, scaled_picture, square_of
from desk_access.gui.widgets.stage import best_columns
from desk_access.gui.widgets.video_canvas import VideoCanvas
from desk_access.model.arrays import Image
from desk_access.model.decision import Verdict
from desk_access.model.enrolment import EnrolHint, PoseStep
from desk_access.model.face import Advice, Box
from desk_access.model.frame import Frame
from desk_access.model.status import Snapshot
from desk_access.opencv import cv2
from tests.gui.fake_desk import FakeLive
from tests.gui.samples import face_view, frame_with

RED, BLUE = QColor(255, 0, 0), QColor(0, 0, 255)


def halves(width: int = 640, height: int = 480) -> Image:
    """Red at the left, blue at the right; BGR."""
    image = np.zeros((height, width, 3), np.uint8)
    image[:, : width // 2] = (0, 0, 255)
    image[:, width // 2 :] = (255, 0, 0)
    return image


def grab(widget: VideoCanvas | OvalView) -> QImage:
    return widget.grab().toImage()


@pytest.fixture
def canvas(qtbot: QtBot, theme: Theme) -> VideoCanvas:
    made = VideoCanvas(theme, "Door")
    qtbot.addWidget(made)
    made.resize(800, 800)
    return made


def snapshot_of(frame: Frame, *faces: object) -> Snapshot:
    return Snapshot("Door", frame, faces)  # type: ignore[arg-type]


def test_colours_and_sides_are_those_of_the_frame(canvas: VideoCanvas) -> None:
    frame = frame_with(halves())
    canvas.show_frame(frame, None)
    seen = grab(canvas)
    assert seen.pixelColor(200, 400) == RED
    assert seen.pixelColor(600, 400) == BLUE


def test_a_mirrored_camera_is_shown_as_in_a_mirror(canvas: VideoCanvas) -> None:
    canvas.set_mirror(True)
    canvas.show_frame(frame_with(halves()), None)
    assert grab(canvas).pixelColor(200, 400) == BLUE


def test_the_picture_is_never_stretched(canvas: VideoCanvas) -> None:
    canvas.show_frame(frame_with(halves(640, 480)), None)
    assert canvas.picture_rect().size() == QSize(800, 600)
    canvas.show_frame(frame_with(halves(480, 640)), None)
    assert canvas.picture_rect().size() == QSize(600, 800)
    canvas.resize(300, 900)
    assert canvas.picture_rect().size() == QSize(300, 400)


def test_the_same_frame_is_painted_once(canvas: VideoCanvas) -> None:
    frame = frame_with(halves())
    snapshot = snapshot_of(frame)
    assert canvas.show_frame(frame, snapshot)
    assert not canvas.show_frame(frame, snapshot)
    assert canvas.show_frame(frame_with(halves(), 1), snapshot)


def test_painting_is_measured(canvas: VideoCanvas) -> None:
    canvas.show_frame(frame_with(halves()), None)
    grab(canvas)
    assert canvas.paint_ms > 0


@pytest.mark.parametrize("verdict", [None, *Verdict])
def test_faces_wear_a_frame_in_their_tone(
    canvas: VideoCanvas, theme: Theme, verdict: Verdict | None
) -> None:
    frame = frame_with(np.zeros((480, 640, 3), np.uint8))
    before_image = canvas.show_frame(frame, None) and grab(canvas)
    face = face_view(1, Box(240, 160, 120, 140), verdict, "Kim", Advice.COME_CLOSER)
    canvas.show_frame(frame, snapshot_of(frame, face))
    after = grab(canvas)
    where = face_rect(face.box, 640, QRectF(canvas.picture_rect()), False)
    edge = after.pixelColor(round(where.left()), round(where.center().y()))
    tones = {
        None: QColor(255, 255, 255),
        Verdict.RECOGNISED: theme.colour(Tone.GOOD),
        Verdict.UNKNOWN: theme.colour(Tone.REFUSED),
        Verdict.SPOOF: theme.colour(Tone.REFUSED),
        Verdict.POOR_QUALITY: theme.colour(Tone.LOOK_AGAIN),
    }
    for channel in ("red", "green", "blue"):
        assert abs(getattr(edge, channel)() - getattr(tones[verdict], channel)()) < 45
    assert before_image.pixelColor(round(where.left()), round(where.center().y())) != edge


def test_a_mirrored_face_lies_on_the_mirrored_picture() -> None:
    picture = QRectF(10, 20, 640, 480)
    straight = face_rect(Box(0, 0, 100, 100), 640, picture, False)
    mirrored = face_rect(Box(0, 0, 100, 100), 640, picture, True)
    assert straight.left() == 10
    assert mirrored.right() == 650
    half = face_rect(Box(100, 50, 100, 100), 640, QRectF(0, 0, 320, 240), False)
    assert half == QRectF(50, 25, 50, 50)


def test_under_a_face_stands_a_name_or_a_word_never_a_figure() -> None:
    box = Box(0, 0, 10, 10)
    assert face_words(face_view(1, box, Verdict.RECOGNISED, "Kim", None, 0.83)) == "Kim"
    assert face_words(face_view(1, box, None)) == "Looking…"
    assert face_words(face_view(1, box, Verdict.UNKNOWN, None, None, 0.2)) == "Not known"
    poor = face_view(1, box, Verdict.POOR_QUALITY, None, Advice.COME_CLOSER)
    assert face_words(poor) == "Please come a little closer"


def test_a_note_dims_the_picture_and_is_read_out(canvas: VideoCanvas) -> None:
    canvas.show_frame(frame_with(halves()), None)
    clear = grab(canvas).pixelColor(100, 400)
    canvas.set_note("Camera 1 stopped answering. Trying again in 4 s.", Tone.REFUSED)
    assert grab(canvas).pixelColor(100, 400) != clear
    assert "Trying again" in canvas.accessibleDescription()


def test_scaled_pictures_keep_their_sharpness_on_dense_screens(qapp: QApplication) -> None:
    made = scaled_picture(halves(), 320, 240, 2.0)
    assert made.image.size() == QSize(640, 480)
    assert made.image.devicePixelRatio() == 2.0
    assert scaled_picture(halves(), 1, 1).image.size() == QSize(1, 1)


def test_an_image_owns_its_pixels(qapp: QApplication) -> None:
    pixels = halves(8, 8)
    image = image_of(pixels[:, ::1])
    pixels[:] = 0
    assert image.pixelColor(1, 1) == RED


def test_the_middle_of_a_jpeg_is_cut(qapp: QApplication) -> None:
    wide = np.zeros((100, 300, 3), np.uint8)
    wide[:, 100:200] = (0, 0, 255)
    jpeg = cv2.imencode(".jpg", wide)[1].tobytes()
    image = square_of(jpeg, 50)
    assert image.size() == QSize(50, 50)
    assert image.pixelColor(25, 25).red() > 240
    assert square_of(b"no picture", 50).isNull()


GREETING = BannerText(Tone.GOOD, Glyph.GOOD, "Good morning, Kim Hamil", "IN 08:57")


def test_on_a_wide_picture_the_banner_is_one_large_line(qapp: QApplication) -> None:
    fit = fit_banner(GREETING, 1700, 300)
    assert fit.lines == ("Good morning, Kim Hamil — IN 08:57",)
    assert Type.BANNER_MIN <= fit.pixels <= Type.BANNER_MAX


@pytest.mark.parametrize(
    "text",
    [
        GREETING,
        BannerText(Tone.REFUSED, Glyph.REFUSED, "We do not know you: please see the reception"),
        *(advice_banner(advice) for advice in Advice),
    ],
    ids=lambda text: text.lead[:12],
)
def test_in_the_usual_window_it_is_still_56_pixels(qapp: QApplication, text: BannerText) -> None:
    # 1280 x 800 leaves 792 x 658 for the picture.
    fit = fit_banner(text, 792 - 2 * 8 - 2 * 24, banner_height(658) - 24)
    assert fit.pixels >= Type.BANNER_MIN


def test_a_long_name_is_made_smaller_and_kept_whole(qapp: QApplication) -> None:
    name = "Maximiliane Antonia von Hohenstein-Oberndorf"
    fit = fit_banner(
        BannerText(Tone.GOOD, Glyph.GOOD, f"Good morning, {name}", "IN 08:57"), 700, 180
    )
    assert name in " ".join(fit.lines)


def test_the_banner_is_read_out_and_hides(qtbot: QtBot, theme: Theme, canvas: VideoCanvas) -> None:
    banner = Banner(theme, canvas)
    canvas.show()
    banner.show_text(GREETING, canvas.rect())
    assert banner.isVisible()
    assert banner.accessibleDescription() == GREETING.line
    assert canvas.rect().contains(banner.geometry())
    assert banner.geometry().top() >= canvas.height() // 2
    assert grab(canvas).pixelColor(banner.geometry().left() + 40, banner.geometry().top() + 6) == (
        theme.colour(Tone.GOOD)
    )
    banner.show_text(None, canvas.rect())
    assert banner.isHidden()


@pytest.mark.parametrize(
    ("count", "size", "columns"),
    [
        (1, (800, 600), 1),
        (2, (784, 650), 1),
        (2, (1800, 500), 2),
        (4, (1600, 900), 2),
        (0, (1, 1), 1),
    ],
)
def test_cameras_are_arranged_as_large_as_can_be(
    count: int, size: tuple[int, int], columns: int
) -> None:
    assert best_columns(count, *size) == columns


def test_the_ring_has_five_pieces_of_one_length() -> None:
    segments = ring_segments(QRectF(0, 0, 300, 400), 5)
    lengths = []
    for segment in segments:
        points = [segment.at(place) for place in range(segment.count())]
        lengths.append(sum((b - a).manhattanLength() for a, b in pairwise(points)))
        assert len(points) > 10
    top = segments[0]
    assert min(point.y() for point in [top.at(i) for i in range(top.count())]) == pytest.approx(0)
    assert max(lengths) / min(lengths) < 1.35  # measured along the axes, not along the curve


def test_the_oval_shows_the_person_mirrored(qtbot: QtBot, theme: Theme) -> None:
    oval = OvalView(theme)
    qtbot.addWidget(oval)
    oval.resize(500, 600)
    oval.show_frame(frame_with(halves()), None)
    seen = grab(oval)
    middle = oval.oval().center()
    assert seen.pixelColor(round(middle.x()) - 80, round(middle.y())) == BLUE
    assert seen.pixelColor(round(middle.x()) + 80, round(middle.y())) == RED
    assert seen.pixelColor(2, 2) != RED


def test_won_poses_fill_the_ring(qtbot: QtBot, theme: Theme) -> None:
    oval = OvalView(theme)
    qtbot.addWidget(oval)
    oval.resize(500, 600)
    live = FakeLive("Door", "E1", "Kim", "")
    live.win(PoseStep.FRONT)
    live.hint = EnrolHint.TURN_LEFT
    oval.show_frame(frame_with(halves()), live.progress())
    seen = grab(oval)
    shape = oval.oval()
    assert seen.pixelColor(round(shape.center().x()), round(shape.top()) - 15) == theme.colour(
        Tone.GOOD
    )
    pointer = seen.pixelColor(round(shape.left()) + 24, round(shape.center().y()))
    assert pointer == theme.colour(Tone.ACCENT)
