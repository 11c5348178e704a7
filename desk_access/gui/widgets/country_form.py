"""Fields for the public holidays of a country and a year."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QComboBox, QFormLayout, QSpinBox, QWidget

from desk_access.gui.theme.tokens import Space
from desk_access.gui.view_models.moments import region
from desk_access.gui.widgets.labels import indent
from desk_access.imports.public_holidays import countries, languages, subdivisions

_YEARS = (1950, 2100)
"""As far as the library tells most countries' holidays."""


class CountryForm(QWidget):
    """Begins with the country and the language of the machine's region."""

    def __init__(self, year: int) -> None:
        super().__init__()
        self.country = QComboBox()
        self.country.setAccessibleName(self.tr("Country"))
        for name, code in sorted((_name(code), code) for code in countries()):
            self.country.addItem(f"{name} ({code})", code)
        self.part = QComboBox()
        self.part.setAccessibleName(self.tr("State or province"))
        self.year = QSpinBox()
        self.year.setRange(*_YEARS)
        self.year.setValue(year)
        self.year.setAccessibleName(self.tr("Year"))
        indent(self.year, 140)
        self.language = QComboBox()
        self.language.setAccessibleName(self.tr("Language of the names"))
        for box in (self.country, self.part, self.language):
            box.setMinimumWidth(320)
            box.setMaxVisibleItems(16)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(Space.M)
        form.addRow(self.tr("&Country"), self.country)
        form.addRow(self.tr("&State or province"), self.part)
        form.addRow(self.tr("&Year"), self.year)
        form.addRow(self.tr("&Names in"), self.language)
        self._form = form
        self.country.currentIndexChanged.connect(lambda _place: self._country_chosen())
        here = self.country.findData(QLocale.territoryToCode(region().territory()))
        self.country.setCurrentIndex(max(here, 0))
        self._country_chosen()

    def _country_chosen(self) -> None:
        country = str(self.country.currentData())
        self.part.clear()
        self.part.addItem(self.tr("All of the country"), None)
        for code in subdivisions(country):
            self.part.addItem(code, code)
        self._form.setRowVisible(self.part, self.part.count() > 1)
        self.language.clear()
        for code in languages(country):
            self.language.addItem(_language(code), code)
        own = QLocale.languageToCode(region().language())
        for place in range(self.language.count()):
            if str(self.language.itemData(place)).partition("_")[0] == own:
                self.language.setCurrentIndex(place)
        self._form.setRowVisible(self.language, self.language.count() > 1)

    @property
    def choice(self) -> tuple[str, int, str | None, str | None]:
        """Country, year, part of the country and language of the names."""
        part, language = self.part.currentData(), self.language.currentData()
        return str(self.country.currentData()), self.year.value(), part, language


def _name(code: str) -> str:
    territory = QLocale.codeToTerritory(code)
    known = territory != QLocale.Country.AnyTerritory
    return QLocale.territoryToString(territory) if known else code


def _language(code: str) -> str:
    known = QLocale(code)
    if known.language() == QLocale.Language.C:
        return code
    return QLocale.languageToString(known.language())
