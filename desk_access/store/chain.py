"""The chain of hashes: pure arithmetic on entries, no database.

Punches and acts are one chain: an act follows the punch that it was made after, and the next punch
follows that act. An entry's hash is the SHA-256 of canonical JSON (sorted keys, no spaces, UTF-8,
nothing that is None) of the entry, its number and the hash before. Whoever changes an entry must
change every later one, and the head.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC
from typing import Any, Final

from desk_access.model.audit import Act, AuditReport, Fault, NewAct
from desk_access.model.punch import Evidence, LedgerHead, NewPunch

GENESIS = "0" * 64
"""The hash before the first entry."""

_ENCODED: Final = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
).encode
_NAMES: Final = {
    kind: tuple(item.name for item in fields(kind)) for kind in (NewPunch, Evidence, NewAct)
}
# Both made once: an audit hashes millions of entries.

CURE: Final = "Keep this file as it is, and go back to a copy from before."


@dataclass(frozen=True, slots=True)
class Link:
    """A punch as it was found. ``picture`` is None when it was erased."""

    sequence: int
    entry: NewPunch
    previous_hash: str
    entry_hash: str
    picture: bytes | None


@dataclass(frozen=True, slots=True)
class ActLink:
    """An act as it was found, and the digest of the details that lie beside it.

    ``act`` is None for one that cannot be decoded.
    """

    act: Act | None
    details: str


@dataclass(frozen=True, slots=True)
class Erased:
    """What erasures took from punches, by sequence.

    ``redacted``: the hash that an entry has without the code that it was written with;
    ``moments``: those whose picture was deleted.
    """

    redacted: Mapping[int, str]
    moments: Container[int]


def entry_hash(sequence: int, previous_hash: str, entry: NewPunch) -> str:
    """The entry's hash, in hexadecimal. Raises ValueError for a figure that is not finite."""
    content = _given(entry)
    content["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    content["evidence"] = _given(entry.evidence)
    text = _ENCODED({"sequence": sequence, "previous_hash": previous_hash, "entry": content})
    return hashlib.sha256(text.encode()).hexdigest()


def _given(value: NewPunch | Evidence) -> dict[str, Any]:
    """The fields that are not None: one that is added later leaves older hashes as they are."""
    return {
        name: given for name in _NAMES[type(value)] if (given := getattr(value, name)) is not None
    }


def act_hash(number: int, after: int, previous_hash: str, act: NewAct) -> str:
    """The hash of an act, in hexadecimal."""
    content = {name: getattr(act, name) for name in _NAMES[NewAct]}
    content["at"] = act.at.astimezone(UTC).isoformat(timespec="microseconds")
    text = _ENCODED(
        {"act": number, "after": after, "previous_hash": previous_hash, "entry": content}
    )
    return hashlib.sha256(text.encode()).hexdigest()


def walk(
    punches: Iterable[Link | None],
    acts: Iterable[ActLink],
    head: LedgerHead | None,
    erased: Erased,
) -> AuditReport:
    """Walk the chain from its first entry to its head, and stop at the first fault.

    ``punches`` and ``acts`` come by ascending number; None, and then nothing, stands for a punch
    that cannot be decoded. ``head`` is None when the ledger's own record of it is gone.
    """
    last = LedgerHead(0, GENESIS)
    for link in _merged(punches, acts):
        if isinstance(link, ActLink):
            fault = _act_fault(link, last)
            if fault:
                return _report(last, fault, None)
            assert link.act is not None
            last = LedgerHead(last.sequence, link.act.entry_hash, link.act.number)
            continue
        fault = _fault(link, last, erased)
        if fault:
            return _report(last, fault, last.sequence + 1)
        assert link is not None
        last = LedgerHead(link.sequence, link.entry_hash, last.act)
    return _ended(last, head)


def _ended(last: LedgerHead, head: LedgerHead | None) -> AuditReport:
    """The report at the chain's ``last`` entry, by the ledger's record of its end."""
    if head == last:
        return AuditReport(last.sequence, last.act, last.entry_hash)
    if head is None:
        fault = "The ledger's record of its end is missing or damaged."
    elif head.sequence > last.sequence:
        fault = f"The last {head.sequence - last.sequence} entries are missing."
    elif head.act > last.act:
        fault = f"The last {head.act - last.act} acts are missing."
    else:
        fault = f"The ledger's record of its end does not fit entry {last.sequence}."
    return _report(last, fault, last.sequence + 1)


def _report(last: LedgerHead, fault: str, at: int | None) -> AuditReport:
    where = f"act {last.act + 1}" if at is None else f"entry {at}"
    return AuditReport(
        last.sequence, last.act, last.entry_hash, (Fault(where, fault, CURE, sequence=at),)
    )


def _merged(
    punches: Iterable[Link | None], acts: Iterable[ActLink]
) -> Iterator[Link | ActLink | None]:
    """All entries in the order in which they were made."""
    waiting = iter(acts)
    act = next(waiting, None)
    for punch in punches:
        while act is not None and (
            act.act is None or punch is None or act.act.after < punch.sequence
        ):
            yield act
            act = next(waiting, None)
        yield punch
    if act is not None:
        yield act
        yield from waiting


def _act_fault(link: ActLink, last: LedgerHead) -> str:
    """What is wrong with the act after ``last``, or nothing."""
    act, expected = link.act, last.act + 1
    if act is None:
        return f"Act {expected} cannot be read."
    if act.number != expected:
        return f"Act {expected} is missing."
    if act.after != last.sequence or act.previous_hash != last.entry_hash:
        return f"Act {expected} does not follow the entry before it."
    if act_hash(act.number, act.after, act.previous_hash, act.made) != act.entry_hash:
        return f"Act {expected} was changed."
    if link.details != act.made.content:
        return f"The details of act {expected} were changed."
    return ""


def _fault(link: Link | None, last: LedgerHead, erased: Erased) -> str:
    """What is wrong with ``link`` after ``last``, or nothing."""
    expected = last.sequence + 1
    if link is None:
        return f"Entry {expected} cannot be read."
    if link.sequence != expected:
        return f"Entry {expected} is missing."
    if link.previous_hash != last.entry_hash:
        return f"Entry {expected} does not follow the entry before it."
    rehashed = _rehashed(link)
    if not rehashed or rehashed not in (link.entry_hash, erased.redacted.get(expected)):
        return f"Entry {expected} was changed."
    if link.picture is None:
        return "" if expected in erased.moments else f"The picture of entry {expected} is missing."
    is_bytes = isinstance(link.picture, bytes)  # SQLite takes any value
    digest = hashlib.sha256(link.picture).hexdigest() if is_bytes else ""
    if digest != link.entry.evidence.picture_sha256:
        return f"The picture of entry {expected} was changed."
    return ""


def _rehashed(link: Link) -> str:
    try:
        return entry_hash(link.sequence, link.previous_hash, link.entry)
    except (ValueError, TypeError):  # a value that no entry can hold
        return ""
