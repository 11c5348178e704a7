"""The window's colours and measures. Everything else in the looks is computed from these."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What a colour means. The value is the token's name."""

    TEXT = "text"
    MUTED = "muted"
    ACCENT = "accent"
    GOOD = "good"
    LOOK_AGAIN = "look_again"
    REFUSED = "refused"
    ON_ACCENT = "on_accent"
    ON_TONE = "on_tone"
    ON_PICTURE = "on_picture"


@dataclass(frozen=True, slots=True)
class Tokens:
    """One scheme's colours, each ``#RRGGBB``.

    ``on_accent`` and ``on_tone`` are the text on a ground of the accent and of good, look_again or
    refused; ``on_picture`` that on a camera's picture. ``hover`` and ``selected`` are grounds of
    rows and buttons.
    """

    dark: bool
    window: str
    card: str
    raised: str
    border: str
    text: str
    muted: str
    accent: str
    good: str
    look_again: str
    refused: str
    on_accent: str
    on_tone: str
    on_picture: str = "#FFFFFF"

    def colour(self, tone: Tone) -> str:
        """The colour of a meaning."""
        return str(getattr(self, tone.value))

    @property
    def hover(self) -> str:
        """The ground of what the mouse is over."""
        return mix(self.card, self.text, 0.05)

    @property
    def selected(self) -> str:
        """The ground of what is chosen."""
        return self.soft(Tone.ACCENT)

    @property
    def skeleton(self) -> str:
        """The ground of a picture that is not there yet."""
        return mix(self.card, self.text, 0.08)

    @property
    def accent_hover(self) -> str:
        """The accent under the mouse: a little further from the text on it."""
        return mix(self.accent, "#FFFFFF" if self.dark else "#000000", 0.12)

    def soft(self, tone: Tone) -> str:
        """A ground that carries a meaning under ordinary text."""
        return mix(self.card, self.colour(tone), 0.16 if self.dark else 0.08)


LIGHT = Tokens(
    dark=False,
    window="#F5F6F8",
    card="#FFFFFF",
    raised="#FFFFFF",
    border="#DFE3E9",
    text="#14181F",
    muted="#566070",
    accent="#1F5FE0",
    good="#137A3B",
    look_again="#A85A00",
    refused="#B42318",
    on_accent="#FFFFFF",
    on_tone="#FFFFFF",
)

DARK = Tokens(
    dark=True,
    window="#101317",
    card="#191E25",
    raised="#222933",
    border="#2C343F",
    text="#E9ECF1",
    muted="#9AA5B4",
    accent="#7DA7FF",
    good="#4CD07D",
    look_again="#F5B945",
    refused="#FF7B72",
    on_accent="#101317",
    on_tone="#101317",
)


class Space:
    """Distances, in device-independent pixels."""

    XS = 4
    S = 8
    M = 12
    L = 16
    XL = 24


class Type:
    """Sizes of type, in device-independent pixels."""

    SMALL = 12
    BODY = 14
    LARGE = 16
    HEADING = 20
    TITLE = 28
    BANNER_MIN = 56
    BANNER_MAX = 96


RADIUS = 10
RAIL_WIDTH = 84
SIDE_WIDTH = 340
TARGET = 32
TOUCH_TARGET = 48
MOTION_MS = 160


def mix(ground: str, ink: str, share: float) -> str:
    """``ground`` with ``share`` (0 to 1) of ``ink`` laid over it."""
    pairs = zip(_channels(ground), _channels(ink), strict=True)
    return "#" + "".join(f"{round(g + (i - g) * share):02X}" for g, i in pairs)


def contrast(ink: str, ground: str) -> float:
    """The contrast ratio, 1 to 21, as WCAG 2.2 defines it (relative luminance, 1.4.3)."""
    high, low = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
