"""The style sheet: ``resources/window.qss`` with the tokens filled in."""

from __future__ import annotations

from dataclasses import fields
from string import Template

from desk_access.gui.theme.tokens import RADIUS, TARGET, TOUCH_TARGET, Tokens, Tone, Type, mix
from desk_access.resources import resource


def make_style_sheet(tokens: Tokens) -> str:
    """The whole window's style sheet. Raises KeyError for a name that no token has."""
    values: dict[str, object] = {item.name: getattr(tokens, item.name) for item in fields(tokens)}
    values |= {
        "hover": tokens.hover,
        "selected": tokens.selected,
        "accent_hover": tokens.accent_hover,
        "refused_soft": tokens.soft(Tone.REFUSED),
        "look_again_soft": tokens.soft(Tone.LOOK_AGAIN),
        "good_soft": tokens.soft(Tone.GOOD),
        "handle": mix(tokens.card, tokens.text, 0.25),
        "icons": resource("icons").as_posix(),
        "tick": "tick-dark.svg" if tokens.dark else "tick-light.svg",
        "radius": RADIUS,
        "target": TARGET,
        "touch": TOUCH_TARGET,
        "small": Type.SMALL,
        "body": Type.BODY,
        "large": Type.LARGE,
        "heading": Type.HEADING,
        "title": Type.TITLE,
    }
    text = resource("window.qss").read_text(encoding="utf-8")
    return Template(text).substitute(values)
