"""The frames that faces wear on the picture, with the name under them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QIcon, QPainter, QPen

from desk_access.gui.theme.fonts import sized
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Tone, Type
from desk_access.gui.view_models.words import (
    advice_sentence,
    challenge_sentence,
    verdict_tone,
    verdict_word,
)
from desk_access.model.decision import Verdict
from desk_access.model.face import Box
from desk_access.model.liveness import ChallengeState
from desk_access.model.status import FaceView

_GLYPHS = {
    None: Glyph.LOOKING,
    Verdict.RECOGNISED: Glyph.GOOD,
    Verdict.UNKNOWN: Glyph.REFUSED,
    Verdict.POOR_QUALITY: Glyph.LOOK_AGAIN,
    Verdict.SPOOF: Glyph.REFUSED,
}
_SHADE = QColor(0, 0, 0, 90)
PICTURE_SHADE = QColor(16, 19, 23, 205)
"""The ground of words on a picture, whatever is on the picture and whatever the scheme."""


def face_words(face: FaceView) -> str:
    """What stands under a face: the name, never a cosine."""
    if face.verdict is Verdict.RECOGNISED and face.name:
        return face.name
    if face.challenge is not None and face.challenge.state is not ChallengeState.PASSED:
        return challenge_sentence(face.challenge)
    if face.verdict is Verdict.POOR_QUALITY and face.advice is not None:
        return advice_sentence(face.advice)
    return verdict_word(face.verdict)


def face_tone(face: FaceView) -> Tone:
    """The colour of a face: nobody is good whose punch is due and not recorded."""
    return verdict_tone(face.verdict) if face.unrecorded is None else Tone.LOOK_AGAIN


def face_rect(box: Box, frame_width: int, picture: QRectF, mirror: bool) -> QRectF:
    """Where a face's box lies on the widget; ``picture`` is where the whole frame lies."""
    scale = picture.width() / frame_width
    left = frame_width - box.x - box.width if mirror else box.x
    return QRectF(
        picture.x() + left * scale,
        picture.y() + box.y * scale,
        box.width * scale,
        box.height * scale,
    )


def draw_face(painter: QPainter, theme: Theme, face: FaceView, where: QRectF, room: QRectF) -> None:
    """Paint one face's frame at ``where`` and its label, which stays in ``room``."""
    tone = face_tone(face)
    ink = theme.colour(Tone.ON_PICTURE if face.verdict is None else tone)
    radius = min(16.0, where.width() / 5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((_SHADE, 5.0), (ink, 2.5)):
        painter.setPen(QPen(colour, width))
        painter.drawRoundedRect(where, radius, radius)
    _draw_label(painter, theme, face, where, room)


def _draw_label(
    painter: QPainter, theme: Theme, face: FaceView, where: QRectF, room: QRectF
) -> None:
    size = round(min(28.0, max(float(Type.BODY), where.width() / 7)))
    font = sized(size, QFont.Weight.DemiBold)
    metrics = QFontMetricsF(font)
    side = metrics.capHeight() * 1.5
    gap = size * 0.45
    words = metrics.elidedText(
        face_words(face), Qt.TextElideMode.ElideRight, room.width() - side - 4 * gap
    )
    width = side + 3 * gap + metrics.horizontalAdvance(words)
    height = size * 1.9
    pill = QRectF(where.center().x() - width / 2, where.bottom() + gap, width, height)
    pill.moveLeft(min(max(pill.left(), room.left() + 4), room.right() - width - 4))
    pill.moveTop(min(pill.top(), room.bottom() - height - 4))
    painter.setPen(Qt.PenStyle.NoPen)
    settled = face.verdict is not None
    tone = face_tone(face)
    painter.setBrush(theme.colour(tone) if settled else PICTURE_SHADE)
    painter.drawRoundedRect(pill, height / 2, height / 2)
    ink = theme.colour(Tone.ON_TONE if settled else Tone.ON_PICTURE)
    icon_box = QRectF(pill.left() + gap, pill.center().y() - side / 2, side, side)
    _glyph(theme, face).paint(painter, icon_box.toAlignedRect())
    painter.setFont(font)
    painter.setPen(ink)
    text_box = pill.adjusted(side + 1.8 * gap, 0, 0, 0)
    painter.drawText(text_box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)


def _glyph(theme: Theme, face: FaceView) -> QIcon:
    tone = Tone.ON_PICTURE if face.verdict is None else Tone.ON_TONE
    return theme.icon(_GLYPHS[face.verdict] if face.unrecorded is None else Glyph.SAVING, tone)
