"""The icons: one family (Phosphor, MIT licence, through qtawesome), coloured by the tokens."""

from __future__ import annotations

from enum import StrEnum

import qtawesome
from PySide6.QtGui import QIcon


class Glyph(StrEnum):
    """Every icon the window uses. The value is Phosphor's name."""

    LIVE = "video-camera"
    PEOPLE = "users-three"
    ENROL = "user-plus"
    VISITORS = "question"
    LOG = "clipboard-text"
    ATTENDANCE = "calendar-check"
    LEAVE = "airplane-tilt"
    FREE = "house"
    FIRE = "fire"
    BREAK = "coffee"
    NIGHT = "moon-stars"
    ABSENT = "calendar-x"
    UNDERTIME = "minus-circle"
    EXCUSED = "handshake"
    TRIP = "suitcase"
    CLOSED = "lock-simple"
    PRINT = "printer"
    HISTORY = "clock-counter-clockwise"
    UNDO = "arrow-u-up-left"
    MORE = "dots-three"
    MERGE = "git-merge"
    SPLIT = "scissors"
    PAUSE = "pause-circle"
    RESUME = "play-circle"
    SETTINGS = "gear-six"
    SEARCH = "magnifying-glass"
    CAMERA = "camera"
    NO_CAMERA = "camera-slash"
    CAMERAS = "squares-four"
    FILE = "film-strip"
    FOLDER = "folder-open"
    ADDRESS = "globe"
    IMAGES = "image"
    AGAIN = "arrow-counter-clockwise"
    FULL_SCREEN = "corners-out"
    NUMBERS = "gauge"
    IN = "sign-in"
    OUT = "sign-out"
    GOOD = "check-circle"
    LOOK_AGAIN = "hand-waving"
    REFUSED = "prohibit"
    SAVING = "hourglass-medium"
    WARNING = "warning"
    FAILED = "warning-circle"
    LOOKING = "user-focus"
    CHECK = "check"
    CLOSE = "x"
    EXPORT = "export"
    RENAME = "pencil-simple"
    REMOVE = "user-minus"
    ERASE = "eraser"
    CALENDAR = "calendar-blank"
    CHARTS = "chart-bar"
    COPY = "copy"
    DELETE = "trash"
    HOLIDAY = "flag"
    IMPORT = "download-simple"
    GRID = "squares-four"
    TABLE = "rows"
    PERSON = "user"
    PLUS = "plus"
    UP = "caret-up"
    DOWN = "caret-down"
    LEFT = "caret-left"
    RIGHT = "caret-right"
    DEVICE = "cpu"
    DATABASE = "database"
    CLOCK = "clock"
    DROPPED = "funnel"
    LIGHT = "sun"
    DARK = "moon"
    MODEL = "cube"
    RULE = "sliders-horizontal"
    HOURS = "hourglass"
    WAITING = "circle-dashed"


class Weight(StrEnum):
    """How heavy an icon is drawn."""

    REGULAR = ""
    BOLD = "-bold"
    FILL = "-fill"


def icon(glyph: Glyph, colour: str, weight: Weight = Weight.REGULAR) -> QIcon:
    """The icon in one colour (``#RRGGBB``), also when disabled; sharp at every scale."""
    made: QIcon = qtawesome.icon(
        f"ph.{glyph.value}{weight.value}", color=colour, color_disabled=colour
    )
    return made
