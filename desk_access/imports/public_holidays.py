"""Public holidays of a country and year, from the library ``holidays``."""

from __future__ import annotations

import holidays

from desk_access.errors import ImportRefused
from desk_access.model.calendar import Holiday
from desk_access.model.importing import HolidayCalendar, Listed


def countries() -> list[str]:
    """The codes (ISO 3166-1 alpha-2) of the countries that are known, in order."""
    return sorted(holidays.list_supported_countries(include_aliases=False))


def subdivisions(country: str) -> list[str]:
    """The codes of the parts of a country that have holidays of their own. ImportRefused"""
    return sorted(holidays.list_supported_countries(include_aliases=False)[_known(country)])


def languages(country: str) -> list[str]:
    """The languages in which a country's holidays have names, its own first. ImportRefused"""
    own = holidays.country_holidays(_known(country))
    first = own.default_language
    # Its own first: False sorts before True.
    return sorted(own.supported_languages, key=lambda each: (each != first, each))


def public_holidays(
    country: str, year: int, *, part: str | None = None, language: str | None = None
) -> HolidayCalendar:
    """The public holidays of a year, substitute holidays among them.

    ``part`` is the code of a state or province. ``language`` is that of the names (``en`` finds
    ``en_US``), the country's own where None. Raises ImportRefused.
    """
    country = _known(country)
    if part is not None:
        parts = subdivisions(country)
        cure = f"Choose one of: {', '.join(parts)}." if parts else "Leave it out."
        part = _among(part, parts, f"{country} has no part", cure)
    names = _language(country, language)
    found = holidays.country_holidays(country, subdiv=part, years=year, language=names)
    if not found:
        raise ImportRefused(
            f"The holidays of {country} in {year} are not known.", "Choose another year."
        )
    source = country if part is None else f"{country}-{part}"
    rows = tuple(
        Listed(source, name, Holiday(day, name, source))
        for day, name in sorted(found.items())
        if day.year == year
    )
    return HolidayCalendar(source, frozenset((year,)), rows)


def _known(country: str) -> str:
    cure = "Choose a country by its two letters, such as KR or DE."
    return _among(country, countries(), "There is no country", cure)


def _language(country: str, wanted: str | None) -> str | None:
    there = languages(country)
    if wanted is None or not there:
        # Never the library's own choice: that goes by the machine's locale.
        return there[0] if there else None
    for each in there:
        if wanted.casefold() in (each.casefold(), each.casefold().partition("_")[0]):
            return each
    raise ImportRefused(
        f"The holidays of {country} have no names in {wanted}.",
        f"Choose one of: {', '.join(there)}.",
    )


def _among(wanted: str, there: list[str], otherwise: str, cure: str) -> str:
    for each in there:
        if wanted.casefold() == each.casefold():
            return each
    raise ImportRefused(f"{otherwise} {wanted}.", cure)
