"""The port SpoofLog on the database."""

from __future__ import annotations

from typing import Final

from sqlalchemy import delete, select

from desk_access.model.liveness import LivenessEvidence
from desk_access.model.spoof import Spoof
from desk_access.store.database import Database
from desk_access.store.tables import PersonRow, SpoofRow

KEPT: Final = 1000
"""The newest: somebody who plays with a photograph must not fill the disk."""


class SqlSpoofLog:
    """What was refused as no living face. Callable on any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, spoof: Spoof) -> None:
        """Keep a spoof; whom it shows may be gone by now. Raises StoreError."""
        evidence = spoof.evidence
        with self._database.write() as session:
            shown = None
            if spoof.person_id is not None:
                shown = session.get(PersonRow, spoof.person_id)
            row = SpoofRow(
                at=spoof.at,
                camera=spoof.camera,
                person_id=shown.person_id if shown else None,
                score=None if spoof.score is None else float(spoof.score),
                liveness=float(evidence.score),
                looks=evidence.looks,
                network=evidence.network,
                carried=evidence.carried,
                bent=evidence.bent,
                challenge=evidence.challenge,
                jpeg=spoof.picture,
            )
            session.add(row)
            session.flush()
            session.execute(delete(SpoofRow).where(SpoofRow.spoof_id <= row.spoof_id - KEPT))

    def newest(self, limit: int) -> list[Spoof]:
        """At most so many, newest first. Raises StoreError."""
        wanted = (
            select(SpoofRow, PersonRow.code, PersonRow.name)
            .join(PersonRow, SpoofRow.person_id == PersonRow.person_id, isouter=True)
            .order_by(SpoofRow.spoof_id.desc())
            .limit(limit)
        )
        with self._database.read() as session:
            return [_spoof(row, code, name) for row, code, name in session.execute(wanted)]


def _spoof(row: SpoofRow, code: str | None, name: str | None) -> Spoof:
    evidence = LivenessEvidence(
        row.liveness, row.looks, row.network, row.carried, row.bent, row.challenge
    )
    return Spoof(
        row.at, row.camera, row.person_id, row.score, evidence, row.jpeg, code or "", name or ""
    )
