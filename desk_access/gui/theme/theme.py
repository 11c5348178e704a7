"""The theme in force: follows the system's light or dark, or what was chosen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication

from desk_access.config import Appearance
from desk_access.gui.theme.fonts import body_font
from desk_access.gui.theme.icons import Glyph, Weight, icon
from desk_access.gui.theme.palette import make_palette
from desk_access.gui.theme.stylesheet import make_style_sheet
from desk_access.gui.theme.tokens import DARK, LIGHT, MOTION_MS, Tokens, Tone


class Theme(QObject):
    """Puts the looks on the application and tells who paints by hand when they change.

    GUI thread only.
    """

    changed = Signal()

    def __init__(self, app: QApplication, appearance: Appearance = Appearance.SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        # Kept: what its methods return dies with the wrapper they were called on.
        self._hints = app.styleHints()
        self._appearance = appearance
        self.tokens = LIGHT
        self._icons: dict[tuple[Glyph, Tone, Weight], QIcon] = {}
        app.setStyle("Fusion")
        app.setFont(body_font())
        self._dress()
        self._hints.colorSchemeChanged.connect(self._system_changed)

    @property
    def appearance(self) -> Appearance:
        """What was chosen: the system's, light or dark."""
        return self._appearance

    def set_appearance(self, appearance: Appearance) -> None:
        """Change the looks at once."""
        if appearance is self._appearance:
            return
        self._appearance = appearance
        if appearance is Appearance.SYSTEM:
            self._hints.unsetColorScheme()
        else:
            dark = appearance is Appearance.DARK
            # The window's title bar belongs to the system: it follows what is asked for here.
            self._hints.setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
        self._dress()

    def colour(self, tone: Tone) -> QColor:
        """A meaning's colour."""
        return QColor(self.tokens.colour(tone))

    def icon(self, glyph: Glyph, tone: Tone, weight: Weight = Weight.REGULAR) -> QIcon:
        """An icon in a meaning's colour. Made once: faces wear one in every frame."""
        wanted = glyph, tone, weight
        if wanted not in self._icons:
            self._icons[wanted] = icon(glyph, self.tokens.colour(tone), weight)
        return self._icons[wanted]

    def motion_ms(self) -> int:
        """How long a movement may take; 0 when the system asks for less motion."""
        calm = self._hints.accessibility().motionPreference()
        return 0 if calm == Qt.MotionPreference.ReducedMotion else MOTION_MS

    def _system_changed(self) -> None:
        if self._appearance is Appearance.SYSTEM:
            self._dress()

    def _dress(self) -> None:
        self.tokens = self._wanted()
        self._icons.clear()
        self._app.setPalette(make_palette(self.tokens))
        self._app.setStyleSheet(make_style_sheet(self.tokens))
        self.changed.emit()

    def _wanted(self) -> Tokens:
        if self._appearance is not Appearance.SYSTEM:
            return DARK if self._appearance is Appearance.DARK else LIGHT
        dark = self._hints.colorScheme() == Qt.ColorScheme.Dark
        return DARK if dark else LIGHT
