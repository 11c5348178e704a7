"""The words that people give: a code, a name, a group, a search."""

from __future__ import annotations

import unicodedata

from desk_access.errors import EnrolmentRefused
from desk_access.model.erasure import PSEUDONYM
from desk_access.model.identifier import canonical, invisible
from desk_access.model.naming import unfit

MAX_LENGTH = 200


def searchable(text: str) -> str:
    """``text`` as it would be kept: composed (a Mac decomposes Hangul), trimmed, valid Unicode."""
    composed = unicodedata.normalize("NFC", text).strip()
    return composed.encode(errors="backslashreplace").decode()


def kept(label: str, text: str, required: bool = True) -> str:
    """``text`` as it is kept. Raises EnrolmentRefused for what no ``label`` can be."""
    composed = unicodedata.normalize("NFC", text).strip()
    if required and not composed:
        raise EnrolmentRefused(f"The {label} is empty.", f"Give a {label}.")
    if len(composed) > MAX_LENGTH:
        raise EnrolmentRefused(
            f"The {label} is longer than {MAX_LENGTH} characters.", "Give a shorter one."
        )
    if why := unfit(composed):
        raise EnrolmentRefused(f"The {label} has {why}.", "Type it again.")
    return composed


def kept_identifier(label: str, text: str, required: bool = True) -> str:
    """An identifier as it is kept. Raises EnrolmentRefused for what no ``label`` can be.

    Spaces around it are not trimmed but refused, as are characters that cannot be seen.
    """
    unseen = invisible(text)
    if unseen:
        raise EnrolmentRefused(
            f"The {label} has {unseen}, which cannot be seen.", f"Type the {label} again."
        )
    if text.strip() and text != text.strip():
        raise EnrolmentRefused(
            f"The {label} has a space before or after it.", "Remove it, and try again."
        )
    if label == "code" and canonical(text).startswith(PSEUDONYM):
        raise EnrolmentRefused(
            f"A code cannot begin with {PSEUDONYM}: hours of erased people are kept under such.",
            "Choose another code.",
        )
    return kept(label, text, required)
