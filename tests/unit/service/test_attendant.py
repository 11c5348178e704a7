"""From a decision to a punch in a real ledger."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from desk_access.bootstrap import make_time_desk
from desk_access.config import AttendanceSettings, Settings
from desk_access.errors import WorkspaceUnavailable
from desk_access.model.decision import Confidence, Decision, Verdict
from desk_access.model.face import Box
from desk_access.model.frame import SourceKind
from desk_access.model.liveness import LivenessPolicy
from desk_access.model.person import Person
from desk_access.model.punch import Direction, PunchFilter
from desk_access.model.recogniser import ModelDigests
from desk_access.model.schedule import Assignment, Schedule, Shift
from desk_access.service.attendant import Attendant
from desk_access.service.mirror import GalleryMirror
from desk_access.store.workspace import Workspace
from tests.unit.service.scene import KIM, MODEL, LedgerOnFullDisk, enrol

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ALL = PunchFilter()


def seen(
    person: Person | None, at: datetime = NINE, verdict: Verdict = Verdict.RECOGNISED
) -> Decision:
    return Decision(
        decided_at=at,
        monotonic=(at - NINE).total_seconds(),
        camera="Door",
        track=4,
        verdict=verdict,
        person_id=person.person_id if person else None,
        score=0.71,
        threshold=0.42,
        runner_up=0.12,
        confidence=Confidence.SURE if person else None,
        frames=3,
        box=Box(0, 0, 90, 90),
        latency_ms=120.0,
        advice=None,
        model_digest=MODEL,
        quality=0.8,
        picture=f"picture of {at}".encode(),
        policy=LivenessPolicy.PASSIVE,
        source_kind=SourceKind.NETWORK,
        models=ModelDigests("d" * 64, "e" * 64, "f" * 64),
    )


def later(minutes: float = 0, hours: float = 0) -> datetime:
    return NINE + timedelta(minutes=minutes, hours=hours)


@pytest.fixture
def kim(workspace: Workspace, mirror: GalleryMirror) -> Person:
    person = enrol(workspace.gallery, KIM, "Kim")
    mirror.reload()
    return person


@pytest.fixture
def attendant(workspace: Workspace, mirror: GalleryMirror) -> Attendant:
    return Attendant(workspace.ledger, mirror, AttendanceSettings(), "Europe/Berlin", "run 1")


def directions(attendant: Attendant, kim: Person, *moments: datetime) -> list[str | None]:
    punches = [attendant.record(seen(kim, at)).punch for at in moments]
    return [punch.entry.direction.value if punch else None for punch in punches]


def test_somebody_recognised_is_clocked_in_with_the_evidence(
    attendant: Attendant, kim: Person, workspace: Workspace
) -> None:
    decision = seen(kim)
    sighting = attendant.record(decision)
    assert sighting.decision is decision
    assert sighting.person == kim
    punch = sighting.punch
    assert punch is not None
    assert workspace.ledger.query(ALL) == [punch]
    entry, evidence = punch.entry, punch.entry.evidence
    assert (entry.person_id, entry.person_code) == (kim.person_id, kim.code)
    assert entry.direction is Direction.IN
    assert (entry.at, entry.monotonic) == (decision.decided_at, decision.monotonic)
    assert (entry.zone, entry.session) == ("Europe/Berlin", "run 1")
    assert (evidence.score, evidence.threshold, evidence.runner_up) == (0.71, 0.42, 0.12)
    assert (evidence.frames, evidence.quality) == (3, 0.8)
    assert (evidence.model_digest, evidence.camera) == (MODEL, "Door")
    assert (evidence.policy, evidence.source_kind) == ("passive", "network")
    digests = evidence.detector_digest, evidence.landmarker_digest, evidence.liveness_digest
    assert digests == ("d" * 64, "e" * 64, "f" * 64)
    assert workspace.ledger.picture(punch.sequence) == decision.picture
    assert workspace.ledger.verify().intact


def test_in_and_out_alternate_after_the_cool_down(attendant: Attendant, kim: Person) -> None:
    moments = (later(), later(0.5), later(0.99), later(1), later(1.5), later(240), later(300))
    found = directions(attendant, kim, *moments)
    assert found == ["in", None, None, "out", None, "in", "out"]


def test_the_next_working_day_begins_with_in(attendant: Attendant, kim: Person) -> None:
    # 09:00 UTC is 10:00 in Berlin, whose working day ends at 04:00, 03:00 UTC.
    assert directions(attendant, kim, later(), later(hours=17.9)) == ["in", "out"]
    assert directions(attendant, kim, later(hours=24)) == ["in"]
    assert directions(attendant, kim, later(hours=43)) == ["in"]


def test_other_rules_count_from_the_next_sighting_on(attendant: Attendant, kim: Person) -> None:
    assert directions(attendant, kim, later()) == ["in"]
    attendant.configure(AttendanceSettings(cool_down_s=0, zone="Asia/Seoul"))
    punch = attendant.record(seen(kim, later(0.1))).punch
    assert punch is not None
    assert punch.entry.direction is Direction.OUT
    assert punch.entry.zone == "Asia/Seoul"


@pytest.mark.parametrize("verdict", [Verdict.UNKNOWN, Verdict.POOR_QUALITY])
def test_a_stranger_is_not_clocked_in(
    attendant: Attendant, workspace: Workspace, verdict: Verdict
) -> None:
    sighting = attendant.record(seen(None, verdict=verdict))
    assert (sighting.person, sighting.punch) == (None, None)
    assert workspace.ledger.count(ALL) == 0


def test_somebody_removed_meanwhile_is_not_clocked_in(
    attendant: Attendant, kim: Person, workspace: Workspace, mirror: GalleryMirror
) -> None:
    """Before the gallery in memory knows it, and after."""
    workspace.gallery.remove(kim.code)
    assert attendant.record(seen(kim)).punch is None
    assert attendant.record(seen(kim)).person is None
    mirror.reload()
    assert attendant.record(seen(kim)).person is None
    assert workspace.ledger.count(ALL) == 0


def test_a_ledger_that_fails_is_told_and_the_next_sighting_works(
    workspace: Workspace, mirror: GalleryMirror, kim: Person
) -> None:
    ledger = LedgerOnFullDisk(workspace.ledger)
    attendant = Attendant(ledger, mirror, AttendanceSettings(), "UTC", "run 1")
    with pytest.raises(WorkspaceUnavailable):
        attendant.record(seen(kim))
    assert ledger.count(ALL) == 0
    ledger.full = False
    sighting = attendant.record(seen(kim, later(0.1)))
    assert sighting.punch is not None
    assert sighting.punch.entry.direction is Direction.IN


def test_two_cameras_at_once_make_one_punch(
    attendant: Attendant, kim: Person, workspace: Workspace
) -> None:
    together = threading.Barrier(4)

    def look(number: int) -> None:
        together.wait(20)
        attendant.record(replace(seen(kim), camera=f"Door {number}"))

    threads = [threading.Thread(target=look, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert workspace.ledger.count(ALL) == 1


def test_a_night_shift_goes_home_by_its_schedule(
    workspace: Workspace, mirror: GalleryMirror, kim: Person
) -> None:
    """Without one it leaves too, for the IN is not older than a presence may be."""
    evening, morning = later(hours=13), later(hours=21, minutes=5)
    night = Shift("Night", time(22), time(6))
    house = make_time_desk(workspace, Settings(attendance=AttendanceSettings(zone="UTC")))
    house.save_schedule(Schedule("Nights", ((night,),), NINE.date()))
    for assigned in (False, True):
        if assigned:
            house.assign(Assignment("Nights", NINE.date(), person_code=kim.code))
        attendant = Attendant(
            workspace.ledger, mirror, AttendanceSettings(), "UTC", "run 1", house.turn
        )
        assert directions(attendant, kim, evening, morning) == ["in", "out"]
        evening, morning = (at + timedelta(days=1) for at in (evening, morning))


def test_a_clock_that_was_ahead_does_not_turn_the_day_round(
    attendant: Attendant, kim: Person
) -> None:
    """The ledger's order tells: a punch of the day after tomorrow says nothing of today."""
    moments = (later(), later(hours=48), later(hours=49), later(hours=4), later(hours=9))
    assert directions(attendant, kim, *moments) == ["in", "in", "out", "out", "in"]
