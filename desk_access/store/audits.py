"""The port Audits on the database: the ledger's key, its anchors, and what is accepted."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from desk_access.errors import SignatureUnusable
from desk_access.model.audit import ActKind, AuditReport, Fault
from desk_access.signing import SigningKey
from desk_access.store.acts import Detail, head_of, record_act
from desk_access.store.audit import audit
from desk_access.store.database import Database
from desk_access.store.heads import KEY, Anchor, Identity, Signer, identity_of
from desk_access.store.outside import ANCHORS_NAME, Outside, add_line, lines_of
from desk_access.store.signatures import Trusted, signature_faults
from desk_access.store.states import accept

_LOG = logging.getLogger(__name__)


class SqlAudits:
    """Audits of one workspace, whose folder is ``place``. Callable on any thread.

    ``databases`` are the ways to its file; all of them sign.
    """

    def __init__(self, databases: Sequence[Database], outside: Outside, place: Path) -> None:
        self._databases = databases
        self._database = databases[0]
        self._outside = outside
        self._place = place

    def take_key(self) -> None:
        """Sign the ledger's ends from now on, if the key is at hand.

        A ledger that was never signed gets a key. Only for the holder of the workspace's lock.
        """
        identity = self._identity()
        if identity is None:
            return
        key = self._outside.keys.find(identity.workspace)
        if identity.public is None and key is None:
            key = self._new_key(identity.workspace, "")
        elif key is not None and key.public == identity.public:
            self._sign(Signer(identity.workspace, key))
        if key is not None and self._outside.ledger_at(self._place) is None:
            self._note(identity.workspace)

    def verify(
        self, anchors: Iterable[str] = (), keys: Collection[str] = (), folder: str = ""
    ) -> AuditReport:
        """Everything that can be seen, also by anchors: these lines, and those that were kept.

        ``keys``: fingerprints that the operator vouches for. ``folder``: where anchors are kept
        besides. Raises StoreError.
        """
        kept = tuple(dict.fromkeys((*anchors, *self.anchors(folder))))
        trusted = Trusted(self._outside, self._place, kept, frozenset(keys))
        with self._database.read() as session:
            return audit(session, trusted)

    def end_faults(self, folder: str = "") -> tuple[Fault, ...]:
        """What the key and the kept anchors say against the ledger's end; quick. StoreError."""
        trusted = Trusted(self._outside, self._place, tuple(self.anchors(folder)))
        with self._database.read() as session:
            return tuple(signature_faults(session, trusted))

    def accept(self, who: str) -> int:
        """Chain and sign everything as it is, once ``who`` looked into it; how much differed.

        What is wrong with the chain itself stays wrong. Raises StoreError.
        """
        identity = self._identity()
        if identity is not None:
            if self._database.signer is None:
                self._new_key(identity.workspace, who)
            self._note(identity.workspace)
        with self._database.write(who) as session:
            return accept(session, who)

    def new_key(self, who: str) -> str:
        """Sign with a new key from now on, for the old one is not on this machine.

        Returns its fingerprint. Raises SignatureUnusable where it cannot be kept, StoreError.
        """
        identity = self._identity()
        key = None if identity is None else self._new_key(identity.workspace, who)
        if key is None or identity is None:
            raise SignatureUnusable(
                "No key can be kept outside the workspace.",
                f"Allow writing to {self._outside.folder}, or name another folder with "
                "DESK_ACCESS_KEYS.",
            )
        self._note(identity.workspace)
        return key.fingerprint

    def anchor(self, at: datetime) -> str:
        """The ledger's end of now, signed: one line. Raises SignatureUnusable without the key."""
        signer = self._database.signer
        if signer is None:
            raise SignatureUnusable(
                "The key that the ledger is signed with is not at hand.",
                "Make anchors under the account that runs the program.",
            )
        with self._database.read() as session:
            return Anchor.made(signer, head_of(session), at).line

    def keep(self, anchor: str, folder: str = "") -> list[Path]:
        """Keep an anchor in the workspace and outside it, also in ``folder``; returns where.

        Raises WorkspaceUnavailable.
        """
        places = self._places(folder)
        for place in places:
            add_line(place, anchor)
        return places

    def anchors(self, folder: str = "") -> list[str]:
        """The anchors that were kept outside the workspace. Raises WorkspaceUnavailable."""
        return [line for place in self._places(folder)[1:] for line in lines_of(place)]

    def last_anchor(self, folder: str = "") -> datetime | None:
        """When the newest anchor was made that was kept outside. Raises WorkspaceUnavailable."""
        times = []
        for line in self.anchors(folder):
            with suppress(ValueError):
                times.append(Anchor.read(line).at)
        return max(times, default=None)

    def key_place(self) -> str:
        """Where the key lies, for a person. Raises StoreError."""
        identity = self._identity()
        return "" if identity is None else self._outside.keys.where(identity.workspace)

    def _places(self, folder: str) -> list[Path]:
        identity = self._identity()
        places = [self._place / ANCHORS_NAME]
        if identity is not None:
            places.append(self._outside.anchors_of(identity.workspace))
            if folder:
                places.append(Path(folder).expanduser() / f"{identity.workspace}.jsonl")
        return places

    def _identity(self) -> Identity | None:
        with self._database.read() as session:
            return identity_of(session)

    def _new_key(self, workspace: str, who: str) -> SigningKey | None:
        """Make a key and chain it; None, and a line in the log, where it cannot be kept."""
        try:
            key = self._outside.keys.make(workspace)
        except OSError as error:
            _LOG.warning("the ledger is not signed: no key can be kept (%s)", error)
            return None
        self._sign(Signer(workspace, key))
        with self._database.write(who) as session:
            detail = Detail(KEY, key.fingerprint, key.public.hex())
            record_act(session, ActKind.KEY, f"key {key.fingerprint}", [detail], who)
        return key

    def _sign(self, signer: Signer) -> None:
        for database in self._databases:
            database.signer = signer

    def _note(self, workspace: str) -> None:
        try:
            self._outside.note_ledger_at(self._place, workspace)
        except OSError as error:
            _LOG.warning("which ledger lies in %s cannot be noted (%s)", self._place, error)
