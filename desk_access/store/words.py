"""The words that people give: a code, a name, a group, a search."""

from __future__ import annotations

import unicodedata

from desk_access.errors import EnrolmentRefused

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
    # Cc: control characters, a line break among them; Cs: what is left of broken Unicode.
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in composed):
        raise EnrolmentRefused(
            f"The {label} has a character that cannot be shown.", "Type it again."
        )
    return composed
