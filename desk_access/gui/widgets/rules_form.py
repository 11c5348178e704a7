"""The rules of a schedule as fields, each with the sentence that it makes."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.view_models.moments import region
from desk_access.gui.view_models.rule_words import (
    around_words,
    break_words,
    daily_words,
    flap_words,
    forgotten_words,
    free_day_words,
    grace_words,
    holiday_words,
    night_words,
    pairing_words,
    rounding_words,
    undertime_words,
    weekly_words,
)
from desk_access.gui.widgets.band_rows import BandRows
from desk_access.gui.widgets.choice_fields import (
    ChoiceField,
    HoursField,
    MinutesField,
    RoundingFields,
)
from desk_access.gui.widgets.labels import Role, label
from desk_access.gui.widgets.section import Section
from desk_access.gui.widgets.time_fields import TimeField
from desk_access.gui.widgets.wheel_guard import WheelGuard
from desk_access.model.work_rules import (
    BreakRule,
    ForgottenOut,
    NightHours,
    Pairing,
    WorkRules,
)


class RulesForm(QWidget):
    """Emits ``changed`` when any rule is."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._filling = False
        self._rules = WorkRules()
        self._sentences: dict[str, QLabel] = {}
        self._make_punch_fields()
        self._make_shift_fields()
        self._make_pay_fields()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, Space.M, 0)
        column.setSpacing(Space.L)
        for section in (self._punches(), self._shift(), self._pay()):
            column.addWidget(section)
        self._connect()
        WheelGuard(self)

    def _make_punch_fields(self) -> None:
        self.pairing = ChoiceField(
            self.tr("Pairs"),
            (
                (Pairing.EVERY_PAIR, self.tr("Every IN with its OUT")),
                (Pairing.FIRST_LAST, self.tr("From the first to the last")),
                (Pairing.ALTERNATE, self.tr("IN and OUT in turn")),
            ),
        )
        self.forgotten = ChoiceField(
            self.tr("IN without an OUT"),
            (
                (ForgottenOut.NOTHING, self.tr("Counts nothing")),
                (ForgottenOut.SHIFT_END, self.tr("Counts until the shift ends")),
            ),
        )
        self.longest = HoursField(self.tr("Forgotten after"), 48, 1)
        self.coming = RoundingFields(self.tr("Coming"))
        self.leaving = RoundingFields(self.tr("Leaving"))
        self.flap = MinutesField(self.tr("Repeated punches"), 60)

    def _make_shift_fields(self) -> None:
        self.breaks = ChoiceField(
            self.tr("Unpaid breaks"),
            (
                (BreakRule.DEDUCTED, self.tr("Always come off")),
                (BreakRule.RECOGNISED, self.tr("Are when somebody goes out")),
            ),
        )
        self.grace_in = MinutesField(self.tr("Late by at most"), 240)
        self.grace_out = MinutesField(self.tr("Early away by at most"), 240)
        self.undertime = MinutesField(self.tr("Undertime without attention"), 480)
        self.early_counts = QCheckBox(self.tr("Work before the shift counts"))
        self.snap_out = MinutesField(self.tr("Not counted after the shift"), 240)
        self.works_on_holidays = QCheckBox(self.tr("Worked on holidays too"))

    def _make_pay_fields(self) -> None:
        self.daily = BandRows(self._theme)
        self.free_day = BandRows(self._theme)
        self.weekly = BandRows(self._theme, WorkRules().weekly[0], 7 * 24)
        self.week_begins = QComboBox()
        self.week_begins.setAccessibleName(self.tr("The week begins on"))
        for day in range(1, 8):
            name = region().standaloneDayName(day, QLocale.FormatType.LongFormat)
            self.week_begins.addItem(name)
        self.night = QCheckBox(self.tr("From"))
        self.night_start = TimeField(self.tr("Night from"), width=88)
        self.night_end = TimeField(self.tr("Night to"), width=88)

    def _punches(self) -> Section:
        section = Section(self._theme, Glyph.LOG, self.tr("Punches"))
        self._add(section, "pairing", self.tr("Pairs"), self.pairing)
        after = (label(self.tr("forgotten after"), Role.MUTED), self.longest)
        self._add(section, "forgotten", self.tr("IN without an OUT"), self.forgotten, *after)
        rows = (
            _row(label(name, Role.MUTED), fields.towards, fields.step)
            for name, fields in (
                (self.tr("Coming"), self.coming),
                (self.tr("Leaving"), self.leaving),
            )
        )
        self._add(section, "rounding", self.tr("Rounding"), *rows, down=True)
        self._add(section, "flap", self.tr("Repeated within"), self.flap)
        return section

    def _shift(self) -> Section:
        section = Section(self._theme, Glyph.CALENDAR, self.tr("The shift"))
        self._add(section, "breaks", self.tr("Unpaid breaks"), self.breaks)
        late = (label(self.tr("coming"), Role.MUTED), self.grace_in)
        early = (label(self.tr("leaving"), Role.MUTED), self.grace_out)
        self._add(section, "grace", self.tr("Grace"), *late, *early)
        self._add(section, "undertime", self.tr("Undertime up to"), self.undertime)
        after = (label(self.tr("after it, ignore up to"), Role.MUTED), self.snap_out)
        self._add(section, "around", self.tr("Around it"), self.early_counts, *after)
        self._add(section, "holidays", self.tr("Holidays"), self.works_on_holidays)
        return section

    def _pay(self) -> Section:
        section = Section(self._theme, Glyph.HOURS, self.tr("Overtime and nights"))
        self._add(section, "daily", self.tr("By day"), self.daily)
        begins = _row(label(self.tr("week from"), Role.MUTED), self.week_begins)
        self._add(section, "weekly", self.tr("By week"), self.weekly, begins, down=True)
        self._add(section, "free_day", self.tr("Free days, holidays"), self.free_day)
        night = (self.night, self.night_start, label("–", Role.MUTED), self.night_end)
        self._add(section, "night", self.tr("Night hours"), *night)
        return section

    def _add(
        self, section: Section, key: str, name: str, *fields: QWidget, down: bool = False
    ) -> None:
        self._sentences[key] = section.add_row(name, _row(*fields, down=down), " ")

    def _connect(self) -> None:
        for box in self.findChildren(QComboBox):
            box.currentIndexChanged.connect(self._edited)
        for number in self.findChildren(QSpinBox):
            number.valueChanged.connect(self._edited)
        for hours in self.findChildren(HoursField):
            hours.valueChanged.connect(self._edited)
        for tick in self.findChildren(QCheckBox):
            tick.toggled.connect(self._edited)
        for at in (self.night_start, self.night_end):
            at.timeChanged.connect(self._edited)
        for bands in (self.daily, self.weekly, self.free_day):
            bands.changed.connect(self._edited)

    def show_rules(self, rules: WorkRules, works_on_holidays: bool) -> None:
        """Put these rules in."""
        self._filling = True
        self._rules = rules
        self.pairing.choose(rules.pairing)
        self.forgotten.choose(rules.forgotten_out)
        self.longest.show_minutes(rules.longest)
        self.coming.show_rounding(rules.round_in)
        self.leaving.show_rounding(rules.round_out)
        self.flap.setValue(rules.flap)
        self.breaks.choose(rules.breaks)
        self.grace_in.setValue(rules.grace_in)
        self.grace_out.setValue(rules.grace_out)
        self.undertime.setValue(rules.undertime_tolerance or 0)
        self.early_counts.setChecked(rules.early_counts)
        self.snap_out.setValue(rules.snap_out)
        self.works_on_holidays.setChecked(works_on_holidays)
        self.daily.show_bands(rules.daily)
        self.free_day.show_bands(rules.free_day)
        self.weekly.show_bands(rules.weekly)
        self.week_begins.setCurrentIndex(rules.week_begins)
        night = rules.night or NightHours()
        self.night.setChecked(rules.night is not None)
        self.night_start.show_time(night.start)
        self.night_end.show_time(night.end)
        self._filling = False
        self._say()

    @property
    def value(self) -> WorkRules:
        """The rules that are set."""
        return replace(
            self._rules,
            pairing=self.pairing.value,
            breaks=self.breaks.value,
            forgotten_out=self.forgotten.value,
            round_in=self.coming.value,
            round_out=self.leaving.value,
            grace_in=self.grace_in.value(),
            grace_out=self.grace_out.value(),
            undertime_tolerance=self.undertime.value(),
            early_counts=self.early_counts.isChecked(),
            snap_out=self.snap_out.value(),
            flap=self.flap.value(),
            longest=self.longest.minutes,
            night=self._night(),
            daily=self.daily.value,
            weekly=self.weekly.value,
            free_day=self.free_day.value,
            week_begins=self.week_begins.currentIndex(),
        )

    def _night(self) -> NightHours | None:
        if not self.night.isChecked():
            return None
        return NightHours(self.night_start.at, self.night_end.at)

    def _edited(self) -> None:
        if not self._filling:
            self._say()
            self.changed.emit()

    def _say(self) -> None:
        """Each sentence as it is now, and fields that do nothing switched off."""
        rules = self.value
        words = {
            "pairing": pairing_words(rules.pairing),
            "forgotten": forgotten_words(rules),
            "rounding": rounding_words(rules.round_in, rules.round_out),
            "flap": flap_words(rules),
            "breaks": break_words(rules.breaks),
            "grace": grace_words(rules.grace_in, rules.grace_out),
            "undertime": undertime_words(rules.undertime_tolerance),
            "around": around_words(rules),
            "holidays": holiday_words(self.works_on_holidays.isChecked()),
            "daily": daily_words(rules.daily),
            "weekly": weekly_words(rules),
            "free_day": free_day_words(rules.free_day),
            "night": night_words(rules),
        }
        for key, sentence in words.items():
            self._sentences[key].setText(sentence)
        _enable(self.night, self.night_start, self.night_end)


def _enable(switch: QAbstractButton, *fields: QWidget) -> None:
    for field in fields:
        field.setEnabled(switch.isChecked())


def _row(*fields: QWidget, down: bool = False) -> QWidget:
    if len(fields) == 1:
        return fields[0]
    holder = QWidget()
    row = QVBoxLayout(holder) if down else QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(Space.S)
    for field in fields:
        row.addWidget(field)
    if not down:
        row.addStretch(1)
    return holder
