"""When a face is somebody: the threshold as a rate, or a cosine by hand."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QHBoxLayout, QSlider, QSpinBox, QWidget

from desk_access.config import RecognitionSettings
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.view_models.rate_words import (
    RATES,
    cosine_sentence,
    nearest_notch,
    rate_sentence,
    rate_words,
)
from desk_access.gui.widgets.button import Button
from desk_access.gui.widgets.labels import Role, indent, label
from desk_access.gui.widgets.section import Section
from desk_access.model.recogniser import Calibration


class RecognitionSection(Section):
    """The threshold with its meaning in a sentence, and the finer points."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            theme, Glyph.RULE, QCoreApplication.translate("RecognitionSection", "Recognition")
        )
        self._shown = RecognitionSettings()
        self._people = 0
        self._calibration: Calibration | None = None
        self.rate = QSlider(Qt.Orientation.Horizontal)
        self.rate.setRange(0, len(RATES) - 1)
        self.rate.setPageStep(1)
        self.rate.setFixedWidth(240)
        self._rate_words = label("", Role.STRONG)
        self.by_hand = QCheckBox(self.tr("Set the cosine by hand"))
        self.cosine = QDoubleSpinBox(minimum=0.05, maximum=0.95, singleStep=0.01, decimals=2)
        self.calibrate = Button(theme, self.tr("Calibrate with your own people…"), Glyph.NUMBERS)
        self.margin = QDoubleSpinBox(minimum=0.0, maximum=0.5, singleStep=0.01, decimals=2)
        self.frames = QSpinBox(minimum=1, maximum=30)
        self.patience = QDoubleSpinBox(minimum=0.2, maximum=30, singleStep=0.1, decimals=1)
        self.patience.setSuffix(self.tr(" s"))
        for field in (self.cosine, self.margin, self.frames, self.patience):
            indent(field, 110)
        self._lay_out()
        self.rate.valueChanged.connect(self._changed)
        self.by_hand.toggled.connect(self._changed)
        for spin in (self.cosine, self.margin, self.patience):
            spin.valueChanged.connect(self._changed)
        self.frames.valueChanged.connect(self._changed)

    def _lay_out(self) -> None:
        slider = QWidget()
        slider.setFixedHeight(34)
        row = QHBoxLayout(slider)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self.rate)
        row.addWidget(self._rate_words)
        self.rate.setAccessibleName(self.tr("Strangers that may pass"))
        self._meaning = self.add_row(self.tr("Strangers that may pass"), slider, " ")
        self.add_row(
            self.tr("Calibration"),
            self.calibrate,
            self.tr("How the people enrolled here score, and the threshold that follows from it."),
        )
        hand = QWidget()
        row = QHBoxLayout(hand)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self.by_hand)
        row.addWidget(self.cosine)
        self.cosine.setAccessibleName(self.tr("Cosine"))
        self.add_row(self.tr("For experts"), hand)
        self.add_row(
            self.tr("Lead over the next person"),
            self.margin,
            self.tr(
                "Two people who look alike are not guessed: the best must be this far ahead of "
                "the next, as a difference of cosines."
            ),
        )
        self.add_row(
            self.tr("Pictures before a decision"),
            self.frames,
            self.tr("More are surer and slower; each takes about a thirtieth of a second."),
        )
        self.add_row(
            self.tr("Patience"),
            self.patience,
            self.tr("How long a face is looked at before it is called unknown."),
        )

    def show_settings(
        self, settings: RecognitionSettings, people: int, calibration: Calibration
    ) -> None:
        """Show these settings; gallery and calibration give the rate its cosine."""
        self._shown, self._people, self._calibration = settings, people, calibration
        fields = (self.rate, self.by_hand, self.cosine, self.margin, self.frames, self.patience)
        for field in fields:
            field.blockSignals(True)
        self.rate.setValue(nearest_notch(settings.fpir))
        self.by_hand.setChecked(settings.cosine is not None)
        self.cosine.setValue(0.4 if settings.cosine is None else settings.cosine)
        self.margin.setValue(settings.margin)
        self.frames.setValue(settings.min_frames)
        self.patience.setValue(settings.patience_s)
        for field in fields:
            field.blockSignals(False)
        self._explain()

    def value(self) -> RecognitionSettings:
        """What is set; a rate between two notches stays until the slider is moved."""
        notch = self.rate.value()
        moved = notch != nearest_notch(self._shown.fpir)
        return replace(
            self._shown,
            fpir=RATES[notch] if moved else self._shown.fpir,
            cosine=round(self.cosine.value(), 2) if self.by_hand.isChecked() else None,
            margin=round(self.margin.value(), 2),
            min_frames=self.frames.value(),
            patience_s=round(self.patience.value(), 1),
        )

    def _changed(self) -> None:
        self._explain()
        self.changed.emit()

    def _explain(self) -> None:
        value = self.value()
        by_hand = value.cosine is not None
        self.rate.setEnabled(not by_hand)
        self.cosine.setEnabled(by_hand)
        self._rate_words.setText(rate_words(value.fpir))
        self._rate_words.setEnabled(not by_hand)
        if self._calibration is not None:
            words = (
                rate_sentence(value.fpir, self._people, self._calibration)
                if value.cosine is None
                else cosine_sentence(value.cosine, self._people, self._calibration)
            )
            self._meaning.setText(words)
            self.rate.setAccessibleDescription(words)
