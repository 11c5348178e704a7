"""The fields that every export has: what, in which form, by which template, signed or not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QVBoxLayout, QWidget

from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.view_models.export_words import (
    FORMS,
    KINDS,
    form_sentence,
    form_word,
    kind_word,
)
from desk_access.gui.widgets.labels import Role, label
from desk_access.gui.widgets.segments import Segments
from desk_access.model.report import ReportForm, ReportKind, ReportTemplate


class ExportFields(QWidget):
    """Emits ``changed``. More rows may be added to :attr:`form`."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._kind = Segments(
            theme, self.tr("What is exported"), [(kind_word(each), None) for each in KINDS]
        )
        self._form = Segments(
            theme, self.tr("Form of the file"), [(form_word(each), None) for each in FORMS]
        )
        self._sentence = label("", Role.SMALL)
        self._template = QComboBox()
        self._template.setAccessibleName(self.tr("Template of columns and formats"))
        self._template.setMinimumWidth(240)
        self._signed = QCheckBox(self.tr("With a signature beside the file"))
        self._signed.setToolTip(
            self.tr("It proves that the file is as this program wrote it, and from which entries.")
        )
        self.form = QFormLayout(self)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setVerticalSpacing(Space.M)
        self.form.setHorizontalSpacing(Space.L)
        self.form.addRow(self.tr("What"), self._kind)
        forms = QWidget()
        column = QVBoxLayout(forms)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addWidget(self._form)
        column.addWidget(self._sentence)
        self.form.addRow(self.tr("Form"), forms)
        self.form.addRow(self.tr("Template"), self._template)
        self.form.addRow("", self._signed)
        self._kind.chosen.connect(lambda _place: self._look())
        self._form.chosen.connect(lambda _place: self._look())
        self._look()

    @property
    def kind(self) -> ReportKind:
        """What is exported."""
        return KINDS[self._kind.current()]

    @property
    def file_form(self) -> ReportForm:
        """In which form."""
        return FORMS[self._form.current()]

    @property
    def template(self) -> str:
        """The name of the template."""
        return self._template.currentText()

    @property
    def signed(self) -> bool:
        """Whether a signature is wanted."""
        return self._signed.isChecked()

    def choose(self, kind: ReportKind, form: ReportForm) -> None:
        """Choose what is exported, and how."""
        self._kind.choose(KINDS.index(kind))
        self._form.choose(FORMS.index(form))
        self._look()

    def show_templates(self, templates: Sequence[ReportTemplate]) -> None:
        """Which there are; the chosen one stays so."""
        chosen = self._template.currentText()
        self._template.clear()
        self._template.addItems([each.name for each in templates])
        self._template.setCurrentIndex(max(self._template.findText(chosen), 0))

    def _look(self) -> None:
        self._sentence.setText(form_sentence(self.file_form, self.kind))
        self._template.setEnabled(self.file_form is not ReportForm.JSON)
        self.changed.emit()
