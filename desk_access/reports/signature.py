"""The signature beside an export: whether a file is the one that this workspace wrote.

``FILE.sig`` is JSON: the statement (the file's SHA-256, what was asked for, from which head of the
ledger), its Ed25519 signature (RFC 8032) and the public key, both in base64. Signed is the
statement as canonical JSON: sorted keys, no spaces, UTF-8.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Any, BinaryIO, Final

from desk_access import __version__
from desk_access.errors import SignatureUnusable
from desk_access.model.parsing import parse_json
from desk_access.model.plain import as_plain, from_plain
from desk_access.model.punch import LedgerHead
from desk_access.model.report import ReportOrder, Stamp
from desk_access.ports import Ledger
from desk_access.reports.export_key import kept_key
from desk_access.signing import SigningKey, canonical, holds

FORMAT: Final = "desk-access-signature-1"
_IN_BASE64: Final = ("signature", "public_key")
_BLOCK: Final = 1 << 18
_LONGEST: Final = 1 << 20
"""No signature has so many bytes; whoever checks one reads no more."""


class Standing(Enum):
    """How a key or head that a statement names stands to this workspace."""

    OURS = auto()
    FOREIGN = auto()


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of a signature's check.

    ``statement`` is what was signed. ``intact``: the file is the one it speaks of. ``signed``: the
    signature is of the statement. ``key`` and ``head``: whether they are of this workspace and its
    ledger.
    """

    statement: Mapping[str, Any]
    intact: bool
    signed: bool
    key: Standing
    head: Standing

    @property
    def genuine(self) -> bool:
        """Whether this workspace wrote the file, from its own ledger."""
        ours = self.key is self.head is Standing.OURS
        return self.intact and self.signed and ours


def signature_of(target: Path) -> Path:
    """Where the signature of a file lies."""
    return target.with_name(f"{target.name}.sig")


def sign(content: BinaryIO, name: str, order: ReportOrder, stamp: Stamp, key: SigningKey) -> bytes:
    """The signature's file for the content of a stream, which will be called ``name``."""
    statement = {
        # A file's name may hold bytes that are no text.
        "file": name.encode(errors="replace").decode(),
        "sha256": sha256_of(content),
        "export": stamp.export_id,
        "made_at": stamp.made_at.isoformat(),
        "ledger": as_plain(stamp.head),
        "order": as_plain(order),
        "program": f"desk-access {__version__}",
    }
    written = {
        "format": FORMAT,
        "statement": statement,
        "signature": _in_base64(key.sign(canonical(statement))),
        "public_key": _in_base64(key.public),
    }
    return json.dumps(written, ensure_ascii=False, indent=1).encode() + b"\n"


def verify(target: Path, workspace: Path, ledger: Ledger) -> Verification:
    """Check a file by the signature beside it. Raises SignatureUnusable, StoreError."""
    written = _read(signature_of(target))
    ours = kept_key(workspace)
    mine = ours is not None and ours.public == written.public_key
    head = written.head
    known = head.entry_hash in ledger.hashes_at(head.sequence)
    return Verification(
        written.statement,
        _digest(target) == written.sha256,
        written.holds(),
        Standing.OURS if mine else Standing.FOREIGN,
        Standing.OURS if known else Standing.FOREIGN,
    )


@dataclass(frozen=True, slots=True)
class _Written:
    """A signature's file, read."""

    statement: dict[str, Any]
    sha256: str
    head: LedgerHead
    signature: bytes
    public_key: bytes

    def holds(self) -> bool:
        """Whether the signature is of the statement."""
        return holds(self.public_key, self.signature, canonical(self.statement))


def _read(place: Path) -> _Written:
    try:
        with place.open("rb") as stream:
            found = parse_json(stream.read(_LONGEST).decode())
        statement = found["statement"]
        head = from_plain(LedgerHead, statement["ledger"])
        within = all(0 <= each < 1 << 63 for each in (head.sequence, head.act))
        if found["format"] != FORMAT or not within:
            raise ValueError
        parts = (base64.b64decode(found[part], validate=True) for part in _IN_BASE64)
        return _Written(statement, statement["sha256"], head, *parts)
    except OSError as error:
        raise SignatureUnusable(
            f"There is no signature {place} that can be read ({error.strerror}).",
            "Put it beside the file that it was written with.",
        ) from error
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise SignatureUnusable(
            f"{place} is no signature of an export.", "Take the one that was written with the file."
        ) from error


def _digest(target: Path) -> str:
    try:
        with target.open("rb") as stream:
            return sha256_of(stream)
    except OSError as error:
        raise SignatureUnusable(
            f"{target} cannot be read ({error.strerror}).", "Name the file that was exported."
        ) from error


def sha256_of(stream: BinaryIO) -> str:
    """The SHA-256 of a stream from its beginning, in hexadecimal."""
    stream.seek(0)
    digest = hashlib.sha256()
    while block := stream.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _in_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
