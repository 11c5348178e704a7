"""How sightings become punches."""

from __future__ import annotations

from datetime import time
from zoneinfo import available_timezones

from PySide6.QtCore import QCoreApplication, Qt, QTime, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QSpinBox, QTimeEdit

from desk_access.config import AttendanceSettings
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.view_models.moments import region
from desk_access.gui.widgets.labels import indent
from desk_access.gui.widgets.section import Section

_LONGEST_S = 24 * 3600


class AttendanceSection(Section):
    """Cool-down, the end of the working day, and the time zone."""

    changed = Signal()

    def __init__(self, theme: Theme, machine_zone: str) -> None:
        super().__init__(
            theme, Glyph.HOURS, QCoreApplication.translate("AttendanceSection", "Attendance")
        )
        self.cool_down = QSpinBox(minimum=0, maximum=_LONGEST_S, singleStep=10)
        self.cool_down.setSuffix(self.tr(" s"))
        indent(self.cool_down, 120)
        self.day_ends = QTimeEdit()
        self.day_ends.setDisplayFormat(region().timeFormat(region().FormatType.ShortFormat))
        indent(self.day_ends, 120)
        self.zone = QComboBox(editable=True)
        self.zone.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.zone.setFixedWidth(300)
        own = self.tr("This computer's: {zone}").format(zone=machine_zone)
        self._own = own
        self.zone.addItem(own, "")
        for name in sorted(available_timezones()):
            self.zone.addItem(name, name)
        completer = QCompleter(self.zone.model(), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.zone.setCompleter(completer)
        self._lay_out()
        self.cool_down.valueChanged.connect(lambda _value: self.changed.emit())
        self.day_ends.timeChanged.connect(lambda _value: self.changed.emit())
        self.zone.currentTextChanged.connect(lambda _words: self.changed.emit())

    def _lay_out(self) -> None:
        self.add_row(
            self.tr("Cool-down"),
            self.cool_down,
            self.tr("A face that lingers in front of the camera punches once in this time."),
        )
        self.add_row(
            self.tr("Working day ends at"),
            self.day_ends,
            self.tr("After it the next punch is IN again: choose a time when nobody works."),
        )
        self.add_row(
            self.tr("Time zone"),
            self.zone,
            self.tr("Of the place where the camera stands."),
        )

    def show_settings(self, settings: AttendanceSettings) -> None:
        """Show these settings."""
        for field in (self.cool_down, self.day_ends, self.zone):
            field.blockSignals(True)
        self.cool_down.setValue(round(settings.cool_down_s))
        self.day_ends.setTime(QTime(settings.day_ends_at.hour, settings.day_ends_at.minute))
        self.zone.setCurrentText(settings.zone or self._own)
        for field in (self.cool_down, self.day_ends, self.zone):
            field.blockSignals(False)

    def value(self) -> AttendanceSettings:
        """What is set. Raises UsageError for a zone there is not."""
        ends = self.day_ends.time()
        words = self.zone.currentText().strip()
        return AttendanceSettings(
            float(self.cool_down.value()),
            time(ends.hour(), ends.minute()),
            "" if words == self._own else words,
        )
