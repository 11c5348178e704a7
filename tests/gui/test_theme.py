"""Tokens that can be read, and a theme that follows."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from desk_access.config import Appearance
from desk_access.gui.theme.fonts import families, sized
from desk_access.gui.theme.icons import Glyph, Weight, icon
from desk_access.gui.theme.palette import make_palette
from desk_access.gui.theme.stylesheet import make_style_sheet
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import DARK, LIGHT, Tokens, Tone, contrast, mix

SCHEMES = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
GROUNDS = ("window", "card", "raised", "hover", "selected")
READ = (Tone.TEXT, Tone.MUTED)
MARKS = (Tone.ACCENT, Tone.GOOD, Tone.LOOK_AGAIN, Tone.REFUSED)


def test_contrast_is_the_standards() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("#FFFFFF", "#777777") == contrast("#777777", "#FFFFFF")


def test_mixing_goes_from_ground_to_ink() -> None:
    assert mix("#000000", "#FFFFFF", 0) == "#000000"
    assert mix("#000000", "#FFFFFF", 1) == "#FFFFFF"
    assert mix("#102030", "#302010", 0.5) == "#202020"


@SCHEMES
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_can_be_read_on_every_ground(tokens: Tokens, ground: str) -> None:
    for tone in (*READ, Tone.ACCENT):
        assert contrast(tokens.colour(tone), getattr(tokens, ground)) >= 4.5, tone


@SCHEMES
@pytest.mark.parametrize("ground", ["window", "card", "raised"])
def test_meanings_can_be_read_as_text(tokens: Tokens, ground: str) -> None:
    for tone in MARKS:
        assert contrast(tokens.colour(tone), getattr(tokens, ground)) >= 4.5, tone


@SCHEMES
def test_icons_stand_out_of_their_soft_circles_and_of_skeletons(tokens: Tokens) -> None:
    for tone in MARKS:
        assert contrast(tokens.colour(tone), tokens.soft(tone)) >= 3, tone
        assert contrast(tokens.text, tokens.soft(tone)) >= 4.5, tone
    assert contrast(tokens.muted, tokens.skeleton) >= 3


@SCHEMES
def test_text_on_colour_can_be_read(tokens: Tokens) -> None:
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    assert contrast(tokens.on_accent, tokens.accent_hover) >= 4.5
    for tone in (Tone.GOOD, Tone.LOOK_AGAIN, Tone.REFUSED):
        assert contrast(tokens.on_tone, tokens.colour(tone)) >= 4.5, tone


@SCHEMES
def test_the_style_sheet_is_filled_in(qapp: QApplication, tokens: Tokens) -> None:
    sheet = make_style_sheet(tokens)
    assert "$" not in sheet
    assert tokens.accent in sheet


@SCHEMES
def test_the_palette_is_the_tokens(qapp: QApplication, tokens: Tokens) -> None:
    palette = make_palette(tokens)
    assert palette.color(QPalette.ColorRole.Window) == QColor(tokens.window)
    assert palette.color(QPalette.ColorRole.Text) == QColor(tokens.text)
    off = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert off == QColor(tokens.muted)


@pytest.mark.parametrize("glyph", list(Glyph))
def test_every_icon_exists_in_every_weight(qapp: QApplication, glyph: Glyph) -> None:
    for weight in Weight:
        picture = icon(glyph, "#FF0000", weight).pixmap(48, 48).toImage()
        inked = [
            picture.pixelColor(x, y) for x in range(48) for y in range(48)
            if picture.pixelColor(x, y).alpha() > 200
        ]  # fmt: skip
        assert inked
        assert all(ink.red() > 200 and ink.blue() < 60 for ink in inked)


def test_fonts_end_with_one_that_is_there(qapp: QApplication) -> None:
    assert families()
    assert sized(20, tabular=True).pixelSize() == 20


def test_the_appearance_can_be_set_and_tells_who_paints(qtbot: object, theme: Theme) -> None:
    changes: list[bool] = []
    theme.changed.connect(lambda: changes.append(theme.tokens.dark))
    theme.set_appearance(Appearance.DARK)
    theme.set_appearance(Appearance.DARK)
    assert changes == [True]
    assert theme.tokens is DARK
    theme.set_appearance(Appearance.LIGHT)
    assert theme.tokens is LIGHT
    assert theme.colour(Tone.TEXT) == QColor(LIGHT.text)


def test_the_system_is_followed_when_nothing_was_chosen(theme: Theme) -> None:
    theme.set_appearance(Appearance.DARK)
    theme.set_appearance(Appearance.SYSTEM)
    assert not theme.tokens.dark  # a screen that says nothing is light
    theme.set_appearance(Appearance.LIGHT)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal since Python 3.12")
def test_none_outlives_a_working_day_of_calls(qapp: QApplication) -> None:
    before = sys.getrefcount(None)
    for _ in range(10_000):
        qapp.processEvents()
    assert sys.getrefcount(None) > 2**40
    assert before > 2**40
