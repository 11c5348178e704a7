"""The chain of hashes: pure arithmetic on entries, no database.

An entry's hash is the SHA-256 of canonical JSON (sorted keys, no spaces, UTF-8, nothing that is
None) of the entry, its sequence and the hash before. Whoever changes an entry must change every
later one, and the head.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC
from typing import Any

from desk_access.model.punch import AuditReport, Evidence, LedgerHead, NewPunch

GENESIS = "0" * 64
"""The hash before the first entry."""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as it was found. ``picture`` is None when it was erased."""

    sequence: int
    entry: NewPunch
    previous_hash: str
    entry_hash: str
    picture: bytes | None


def entry_hash(sequence: int, previous_hash: str, entry: NewPunch) -> str:
    """The entry's hash, in hexadecimal. Raises ValueError for a figure that is not finite."""
    content = _given(entry)
    content["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    content["evidence"] = _given(entry.evidence)
    text = json.dumps(
        {"sequence": sequence, "previous_hash": previous_hash, "entry": content},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _given(value: NewPunch | Evidence) -> dict[str, Any]:
    """The fields that are not None: one that is added later leaves older hashes as they are."""
    return {
        item.name: given
        for item in fields(value)
        if (given := getattr(value, item.name)) is not None
    }


def walk(links: Iterable[Link | None], head: LedgerHead | None) -> AuditReport:
    """Walk the chain from its first entry to its head, and stop at the first fault.

    ``links`` come by ascending sequence; None stands for one that cannot be decoded. ``head`` is
    None when the ledger's own record of it is gone.
    """
    last = LedgerHead(0, GENESIS)
    for link in links:
        fault = _fault(link, last)
        if fault:
            return AuditReport(last.sequence, last.entry_hash, last.sequence + 1, fault)
        assert link is not None
        last = LedgerHead(link.sequence, link.entry_hash)
    if head == last:
        return AuditReport(last.sequence, last.entry_hash, None, "")
    if head is None:
        fault = "The ledger's record of its end is missing."
    elif head.sequence > last.sequence:
        fault = f"The last {head.sequence - last.sequence} entries are missing."
    else:
        fault = f"The ledger's record of its end does not fit entry {last.sequence}."
    return AuditReport(last.sequence, last.entry_hash, last.sequence + 1, fault)


def _fault(link: Link | None, last: LedgerHead) -> str:
    """What is wrong with ``link`` after ``last``, or nothing."""
    expected = last.sequence + 1
    if link is None:
        return f"Entry {expected} cannot be read."
    if link.sequence != expected:
        return f"Entry {expected} is missing."
    if link.previous_hash != last.entry_hash:
        return f"Entry {expected} does not follow the entry before it."
    if _rehashed(link) != link.entry_hash:
        return f"Entry {expected} was changed."
    if link.picture is not None:
        digest = hashlib.sha256(link.picture).hexdigest()
        if digest != link.entry.evidence.picture_sha256:
            return f"The picture of entry {expected} was changed."
    return ""


def _rehashed(link: Link) -> str:
    try:
        return entry_hash(link.sequence, link.previous_hash, link.entry)
    except (ValueError, TypeError):  # a value that no entry can hold
        return ""
