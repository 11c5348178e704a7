"""``desk-access holidays import`` and ``country``: holidays from elsewhere."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from desk_access.account import machine_language
from desk_access.cli.arguments import Commands, add_encoding
from desk_access.cli.import_table import add_switches, compare
from desk_access.cli.terminal import Terminal
from desk_access.imports.calendar_file import read_holidays
from desk_access.imports.public_holidays import public_holidays

_AHEAD = 3
"""Of a calendar, what repeats every year is taken for this year and the next two."""

_FIRST_YEAR = 1900


def add_imports(actions: Commands) -> None:
    """Add these actions to those of ``holidays``."""
    calendar = actions.add_parser("import", help="the whole days of an iCalendar file")
    calendar.add_argument("file", type=Path, metavar="FILE", help="an .ics file")
    calendar.add_argument(
        "--first-year",
        type=_year,
        metavar="Y",
        help="what repeats every year is taken from this year on (else this year)",
    )
    calendar.add_argument(
        "--last-year", type=_year, metavar="Y", help="and to this one (else two on)"
    )
    calendar.add_argument(
        "--language", default=machine_language(), help="of names that are there in several"
    )
    add_encoding(calendar)
    calendar.set_defaults(run=run_file)
    country = actions.add_parser("country", help="the public holidays of a country and a year")
    country.add_argument("country", metavar="COUNTRY", help="two letters: KR, DE, US ...")
    country.add_argument("year", type=_year)
    country.add_argument(
        "--part", metavar="CODE", help="a state or province, as the country has it"
    )
    country.add_argument("--language", help="of the names: ko, en ... (else the country's own)")
    country.set_defaults(run=run_country)
    for parser in (calendar, country):
        add_switches(parser)


def _year(text: str) -> int:
    """A year of which a calendar may tell."""
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    if year < _FIRST_YEAR:
        raise argparse.ArgumentTypeError(f"{text!r} is no year; write it as 2026")
    return year


def run_file(args: argparse.Namespace, terminal: Terminal) -> int:
    """Compare a calendar's holidays, and apply them."""
    first = date.today().year if args.first_year is None else args.first_year
    last = first + _AHEAD - 1 if args.last_year is None else args.last_year
    years = range(first, last + 1)
    return compare(read_holidays(args.file, years, args.encoding, args.language), args, terminal)


def run_country(args: argparse.Namespace, terminal: Terminal) -> int:
    """Compare a country's holidays, and apply them."""
    calendar = public_holidays(args.country, args.year, part=args.part, language=args.language)
    return compare(calendar, args, terminal)
