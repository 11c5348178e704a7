"""The ledger's ends, signed with a key that lies outside the workspace, and anchors made of them.

Every entry's transaction signs the new end, and only where the end before it was signed: what was
added without the key is never signed over. An anchor is a signed end with its time, one line of
JSON that is also kept elsewhere; it shows that a ledger which ends before it is an old copy.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_access.model.audit import ActKind
from desk_access.model.punch import LedgerHead
from desk_access.signing import SigningKey, canonical, fingerprint_of, holds
from desk_access.store.act_tables import ActRow, StateRow
from desk_access.store.tables import LedgerHeadRow

KEY: Final = "key"
"""The part under which an act keeps a public key, by its fingerprint: 64 hexadecimal digits."""

SIGNER: Final = "signer"
"""Where a session's transaction finds its signer."""

_HEAD, _ANCHOR = "desk-access-head-1", "desk-access-anchor-1"


@dataclass(frozen=True, slots=True)
class Identity:
    """A workspace's name, and the public key that its ends are signed with, None without one."""

    workspace: str
    public: bytes | None


def identity_of(session: Session) -> Identity | None:
    """As the acts say, None without an act."""
    acts = ActRow.__table__.c
    founded = select(acts.subject).where(acts.number == 1)
    workspace = session.execute(founded).scalar_one_or_none()
    if not isinstance(workspace, str):
        return None
    state = StateRow.__table__.c
    wanted = (
        select(state.digest)
        .join(ActRow, acts.number == state.act)
        .where(state.part == KEY, acts.kind == ActKind.KEY)
        .order_by(state.act.desc())
        .limit(1)
    )
    public = session.execute(wanted).scalar_one_or_none()
    return Identity(workspace, None if public is None else _unhex(public))


def recorded_end(session: Session) -> tuple[LedgerHead, str] | None:
    """The ledger's record of its end and its signature, None where there is no such record."""
    head = LedgerHeadRow.__table__.c
    wanted = select(head.sequence, head.entry_hash, head.act, head.signature)
    row = session.execute(wanted.where(head.head_id == 1)).one_or_none()
    # Whoever writes to the file may put anything into a column.
    if row is None or list(map(type, row)) != [int, str, int, str]:
        return None
    return LedgerHead(row.sequence, row.entry_hash, row.act), row.signature


def head_statement(workspace: str, head: LedgerHead) -> bytes:
    """What is signed of an end."""
    return canonical(
        {
            "format": _HEAD,
            "workspace": workspace,
            "sequence": head.sequence,
            "act": head.act,
            "hash": head.entry_hash,
        }
    )


class Signer:
    """Signs a workspace's ends as they move. One transaction at a time, any thread."""

    def __init__(self, workspace: str, key: SigningKey) -> None:
        self.workspace = workspace
        self.key = key
        self._last: tuple[LedgerHead, str] | None = None

    def signature(
        self, before: LedgerHead, signed: str, head: LedgerHead, vouched: bool = False
    ) -> str:
        """That of ``head``, in hexadecimal; "" where the end ``before`` is not ``signed``.

        ``vouched``: an operator looked into it.
        """
        known = self._last == (before, signed) or holds(
            self.key.public, _unhex(signed), head_statement(self.workspace, before)
        )
        if not known and not vouched:
            return ""
        made = self.key.sign(head_statement(self.workspace, head)).hex()
        self._last = head, made
        return made


@dataclass(frozen=True, slots=True)
class Anchor:
    """A signed end of a workspace's ledger, and when (UTC) it was signed."""

    workspace: str
    head: LedgerHead
    at: datetime
    public: bytes
    signature: bytes

    @property
    def fingerprint(self) -> str:
        """That of the key that signed it."""
        return fingerprint_of(self.public)

    @property
    def holds(self) -> bool:
        """Whether the key's owner signed it."""
        return holds(self.public, self.signature, canonical(self._statement()))

    @classmethod
    def made(cls, signer: Signer, head: LedgerHead, at: datetime) -> Anchor:
        """A new one."""
        unsigned = cls(signer.workspace, head, at.astimezone(UTC), signer.key.public, b"")
        signature = signer.key.sign(canonical(unsigned._statement()))
        return cls(unsigned.workspace, head, unsigned.at, unsigned.public, signature)

    @classmethod
    def read(cls, line: str) -> Anchor:
        """The anchor of a line. Raises ValueError for what is none."""
        try:
            given = json.loads(line)
            if given["format"] != _ANCHOR:
                raise ValueError("another format")
            head = LedgerHead(int(given["sequence"]), str(given["hash"]), int(given["act"]))
            return cls(
                str(given["workspace"]),
                head,
                datetime.fromisoformat(given["at"]),
                bytes.fromhex(given["public_key"]),
                bytes.fromhex(given["signature"]),
            )
        except (KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
            raise ValueError(str(error)) from error

    @property
    def line(self) -> str:
        """It as a line, to be kept and passed on."""
        return json.dumps({**self._statement(), "signature": self.signature.hex()})

    def _statement(self) -> Mapping[str, Any]:
        return {
            "format": _ANCHOR,
            "workspace": self.workspace,
            "sequence": self.head.sequence,
            "act": self.head.act,
            "hash": self.head.entry_hash,
            "at": self.at.isoformat(),
            "key": self.fingerprint,
            "public_key": self.public.hex(),
        }


def _unhex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except (ValueError, TypeError):
        return b""
