"""Which recogniser, and on which device it runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QComboBox, QSpinBox

from desk_access.config import InferenceSettings, Provider
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Tone
from desk_access.gui.widgets.labels import indent, label, set_tone
from desk_access.gui.widgets.section import Section
from desk_access.inference.manifest import ModelKind
from desk_access.inference.model_store import ModelCondition, ModelState
from desk_access.model.status import DeviceNote

_DEFAULT = int(Qt.ItemDataRole.UserRole) + 1


class EngineSection(Section):
    """The model, the device asked for, and the device that it really runs on."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            theme,
            Glyph.DEVICE,
            QCoreApplication.translate("EngineSection", "Recogniser and device"),
        )
        self._shown = InferenceSettings()
        self.model = QComboBox()
        self.model.setFixedWidth(300)
        self.provider = QComboBox()
        self.provider.setFixedWidth(300)
        for provider, words in (
            (Provider.AUTO, self.tr("Automatic: the GPU where there is one")),
            (Provider.CUDA, self.tr("GPU (CUDA)")),
            (Provider.CPU, self.tr("CPU")),
        ):
            self.provider.addItem(words, provider)
        self.threads = QSpinBox(minimum=0, maximum=64)
        self.threads.setSpecialValueText(self.tr("Automatic"))
        indent(self.threads, 120)
        self._device = label("", wrap=True)
        self.add_row(
            self.tr("Model"),
            self.model,
            self.tr("Another model needs its own templates; they are made from the kept pictures."),
        )
        self.add_row(self.tr("Device"), self.provider)
        self.add_row(self.tr("Runs on"), self._device)
        self.add_row(self.tr("CPU threads"), self.threads)
        self.model.activated.connect(lambda _place: self.changed.emit())
        self.provider.activated.connect(lambda _place: self.changed.emit())
        self.threads.valueChanged.connect(lambda _value: self.changed.emit())

    def show_models(self, states: Sequence[ModelState]) -> None:
        """The recognisers of the manifest, with what is missing and their licence."""
        self.model.clear()
        for state in states:
            spec = state.spec
            if spec.kind is not ModelKind.RECOGNISER:
                continue
            words = f"{spec.id} · {spec.licence}"
            if state.condition is not ModelCondition.PRESENT:
                words = self.tr("{model} (not on this computer)").format(model=words)
            self.model.addItem(words, spec.id)
            if spec.default:
                self.model.setItemData(self.model.count() - 1, True, _DEFAULT)
        self._choose_model()

    def show_settings(self, settings: InferenceSettings) -> None:
        """Show these settings; while a change is in progress, with the recogniser to come."""
        self._shown = settings
        self.provider.setCurrentIndex(self.provider.findData(settings.provider))
        self.threads.blockSignals(True)
        self.threads.setValue(settings.threads)
        self.threads.blockSignals(False)
        self._choose_model()

    def show_device(self, note: DeviceNote) -> None:
        """What the recogniser really runs on."""
        self._device.setText(note.text if note.warning is None else f"{note.text}. {note.warning}")
        set_tone(self._device, None if note.warning is None else Tone.LOOK_AGAIN)

    def value(self) -> InferenceSettings:
        """What is set; the manifest's default stays unnamed until another is chosen."""
        place = self.model.currentIndex()
        chosen = self._shown.recogniser
        if place >= 0 and (chosen or not self.model.itemData(place, _DEFAULT)):
            chosen = cast(str, self.model.itemData(place))
        return replace(
            self._shown,
            recogniser=chosen,
            provider=Provider(self.provider.currentData()),
            threads=self.threads.value(),
        )

    def _choose_model(self) -> None:
        for place in range(self.model.count()):
            wanted = self._shown.recogniser
            named = self.model.itemData(place) == wanted
            default = not wanted and self.model.itemData(place, _DEFAULT)
            if named or default:
                self.model.setCurrentIndex(place)
