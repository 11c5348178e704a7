"""Whether the ledger's end is signed, and whether the ledger still has what anchors say of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_access.model.audit import Fault
from desk_access.model.punch import LedgerHead
from desk_access.signing import fingerprint_of, holds
from desk_access.store.act_tables import ActRow, StateRow
from desk_access.store.chain import CURE, GENESIS
from desk_access.store.heads import KEY, Anchor, Identity, head_statement, identity_of, recorded_end
from desk_access.store.outside import Outside
from desk_access.store.tables import PunchRow

_ACCEPT: Final = (
    "Find out who changed the file. Go back to a copy from before, or accept it as it is with: "
    "desk-access audit accept"
)


@dataclass(frozen=True, slots=True)
class Trusted:
    """What an audit compares a ledger with.

    ``place`` is the workspace's folder; ``anchors`` are lines that were kept; ``keys`` the
    fingerprints of keys that the operator vouches for.
    """

    outside: Outside
    place: Path
    anchors: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()


def signature_faults(session: Session, trusted: Trusted) -> Iterator[Fault]:
    """What the key and the anchors say against the ledger."""
    identity = identity_of(session)
    if identity is None:
        return  # The walk tells it.
    noted = trusted.outside.ledger_at(trusted.place)
    if noted is not None and noted != identity.workspace:
        what = f"Another ledger lies in {trusted.place} than before."
        yield Fault("workspace", what, _ACCEPT)
    if identity.public is None:
        yield Fault("signature", "The ledger is not signed.", _ACCEPT)
        return
    yield from _key_faults(identity, trusted)
    yield from _end_faults(session, identity.workspace, identity.public)
    keys = {fingerprint_of(identity.public), *trusted.keys}
    yield from anchor_faults(session, identity.workspace, trusted.anchors, keys)


def _key_faults(identity: Identity, trusted: Trusted) -> Iterator[Fault]:
    assert identity.public is not None
    shown = fingerprint_of(identity.public)
    key = trusted.outside.keys.find(identity.workspace)
    if shown in trusted.keys or (key is not None and key.public == identity.public):
        return
    if key is None:
        yield Fault(
            "signature",
            f"The key {shown} that the ledger is signed with is not on this machine.",
            "Run the audit under the account and on the machine that signs, or compare the key "
            f"with the one that was noted and give it: --key {shown}. After a move to this "
            "machine: desk-access audit new-key",
        )
    else:
        yield Fault(
            "signature",
            f"The ledger is signed with the key {shown}, not with this machine's "
            f"{key.fingerprint}.",
            _ACCEPT,
        )


def _end_faults(session: Session, workspace: str, public: bytes) -> Iterator[Fault]:
    recorded = recorded_end(session)
    if recorded is None:
        return  # The walk tells it.
    end, given = recorded
    if given == "":
        yield Fault(
            "signature",
            f"The ledger's end, entry {end.sequence} and act {end.act}, is not signed: something "
            "was added without the key.",
            _ACCEPT,
        )
        return
    try:
        signature = bytes.fromhex(given)
    except ValueError:
        signature = b""
    if not holds(public, signature, head_statement(workspace, end)):
        what = f"The signature is not of the ledger's end, entry {end.sequence} and act {end.act}."
        yield Fault("signature", what, CURE)


def anchor_faults(
    session: Session, workspace: str, lines: Iterable[str], keys: Collection[str]
) -> Iterator[Fault]:
    """Which anchors speak against the ledger; ``keys`` are the fingerprints that may sign them."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            anchor = Anchor.read(line)
        except ValueError:
            yield Fault(f"anchor {number}", f"Line {number} of the anchors is no anchor.", _LOOK)
            continue
        what = _against(session, workspace, anchor, keys)
        if what:
            yield Fault(f"anchor {anchor.at:%Y-%m-%d %H:%M}", what, _ANCHORED)


_LOOK: Final = "Take the line as it was printed or kept."
_ANCHORED: Final = (
    "An older copy was put back, or the ledger was written anew. Keep this file as it is, and look "
    "for the newest true copy."
)


def _against(session: Session, workspace: str, anchor: Anchor, keys: Collection[str]) -> str:
    """What an anchor says against the ledger, or nothing."""
    named = f"The anchor of {anchor.at:%Y-%m-%d %H:%M} UTC"
    if not anchor.holds:
        return f"{named} was changed, or its signature is not of it."
    if anchor.workspace != workspace:
        return f"{named} is of another ledger than this one."
    if anchor.fingerprint not in keys and not _was_key(session, anchor.fingerprint):
        return f"{named} is signed with the key {anchor.fingerprint}, which is not this ledger's."
    head = anchor.head
    if _hash_at(session, head) == head.entry_hash:
        return ""
    return (
        f"{named} names entry {head.sequence} and act {head.act}, which this ledger does not have "
        "as they were then."
    )


def _was_key(session: Session, fingerprint: str) -> bool:
    wanted = select(StateRow.act).where(StateRow.part == KEY, StateRow.key == fingerprint)
    return session.execute(wanted.limit(1)).one_or_none() is not None


def _hash_at(session: Session, head: LedgerHead) -> str | None:
    """The hash that the chain ended with at this punch and act, None where it never did."""
    act = session.get(ActRow, head.act) if head.act else None
    if act is not None and act.after == head.sequence:
        return act.entry_hash
    if act is None or act.after > head.sequence:
        return None if head.sequence or head.act else GENESIS
    wanted = select(PunchRow.entry_hash).where(PunchRow.sequence == head.sequence)
    return session.execute(wanted).scalar_one_or_none()
