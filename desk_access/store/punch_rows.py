"""Punches as rows, and what an erasure takes from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from desk_access.model.punch import Evidence, NewPunch
from desk_access.store.acts import Detail
from desk_access.store.append_only import lifted
from desk_access.store.chain import entry_hash
from desk_access.store.coverage import PUNCH
from desk_access.store.tables import PunchRow


def entry_of(row: PunchRow | Row[*tuple[Any, ...]]) -> NewPunch:
    """The entry of a row of the ledger."""
    evidence = Evidence(
        score=row.score,
        threshold=row.threshold,
        runner_up=row.runner_up,
        frames=row.frames,
        quality=row.quality,
        model_digest=row.model_digest,
        camera=row.camera,
        picture_sha256=row.picture_sha256,
        liveness=row.liveness,
        policy=row.policy,
        source_kind=row.source_kind,
        detector_digest=row.detector_digest,
        landmarker_digest=row.landmarker_digest,
        liveness_digest=row.liveness_digest,
    )
    return NewPunch(
        person_id=row.person_id,
        person_code=row.person_code,
        direction=row.direction,
        at=row.at,
        zone=row.zone,
        monotonic=row.monotonic,
        session=row.session,
        evidence=evidence,
    )


def redact(session: Session, codes: Mapping[int, str]) -> None:
    """Put these codes, by sequence, in place of those that punches were written with.

    For an erasure alone. The chain's hashes stay as they are; the act that the transaction ends
    with says what each of these entries hashes to from now on, and an audit takes nothing else for
    it.
    """
    erased: list[Detail] = session.info.setdefault(PUNCH, [])
    with lifted(session, PunchRow.__tablename__):
        for row in session.scalars(select(PunchRow).where(PunchRow.sequence.in_(codes))).all():
            changed = update(PunchRow).where(PunchRow.sequence == row.sequence)
            session.execute(changed.values(person_code=codes[row.sequence]))
            session.refresh(row)
            digest = entry_hash(row.sequence, row.previous_hash, entry_of(row))
            erased.append(Detail(PUNCH, str(row.sequence), digest))
