"""What the window says, without a window."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from enum import Enum
from zoneinfo import ZoneInfo

import pytest

from desk_access.errors import StoreError
from desk_access.gui.theme.tokens import Tone
from desk_access.gui.view_models import enrol_words, words
from desk_access.gui.view_models.figures import face_figures, milliseconds, stage_figures
from desk_access.gui.view_models.moments import clock_text, date_text, week_start
from desk_access.gui.view_models.punch_words import evidence_rows
from desk_access.gui.view_models.rate_words import (
    RATES,
    cosine_sentence,
    nearest_notch,
    rate_sentence,
    rate_words,
)
from desk_access.gui.view_models.status_words import (
    camera_part,
    database_part,
    device_part,
    dropped_part,
)
from desk_access.model.decision import Confidence, Verdict
from desk_access.model.enrolment import EnrolHint, PoseStep
from desk_access.model.face import Advice, Box
from desk_access.model.punch import Direction
from desk_access.model.status import DeviceNote, Snapshot, SourceState, SourceStatus
from desk_access.vision.threshold import cosine_for
from tests.fakes import paint_faces
from tests.gui.fake_desk import FakeLive
from tests.gui.samples import CALIBRATION, face_view, frame_with, make_person, make_punch


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (3, "Good evening"), (4, "Good morning"), (11, "Good morning"), (12, "Good afternoon"),
        (17, "Good afternoon"), (18, "Good evening"), (23, "Good evening"),
    ],
)  # fmt: skip
def test_the_greeting_follows_the_hour(hour: int, said: str) -> None:
    assert words.greeting(hour) == said


@pytest.mark.parametrize(
    ("say", "kind"),
    [
        (words.confidence_word, Confidence),
        (words.direction_word, Direction),
        (words.advice_sentence, Advice),
        (words.verdict_word, Verdict),
        (words.state_word, SourceState),
        (enrol_words.hint_sentence, EnrolHint),
        (enrol_words.step_word, PoseStep),
    ],
)
def test_every_value_has_words_of_its_own(say: object, kind: type[Enum]) -> None:
    said = [say(value) for value in kind]  # type: ignore[operator]
    assert all(said)
    assert len(set(said)) == len(said)


def test_a_sentence_never_shows_an_enum() -> None:
    for advice in Advice:
        assert "_" not in words.advice_sentence(advice)


def test_the_instruction_mends_the_picture_first() -> None:
    live = FakeLive("Camera 1", "E1", "Kim", "")
    live.hint = EnrolHint.TURN_LEFT
    assert "left" in enrol_words.instruction(live.progress())
    live.advice = Advice.MORE_LIGHT
    assert "dark" in enrol_words.instruction(live.progress())
    live.win(*PoseStep)
    assert "Done" in enrol_words.instruction(live.progress())


def test_consent_names_the_person_once_known() -> None:
    assert enrol_words.consent_sentence("  ").startswith("This person")
    assert enrol_words.consent_sentence("Kim").startswith("Kim agrees")


def test_somebody_alike_is_named_with_the_code() -> None:
    said = enrol_words.similar_sentence(make_person(0))
    assert "Kim Hamil" in said
    assert "E100" in said


def test_times_are_the_sites() -> None:
    at = datetime(2026, 11, 19, 23, 57, tzinfo=UTC)
    assert clock_text(at, ZoneInfo("Asia/Seoul")) == "08:57"
    assert date_text(at, ZoneInfo("Asia/Seoul")) == "20/11/2026"
    assert date_text(at, ZoneInfo("UTC")) == "19/11/2026"


def test_weeks_begin_where_the_region_says() -> None:
    friday = datetime(2026, 11, 20).date()
    assert week_start(friday, 1).isoformat() == "2026-11-16"
    assert week_start(friday, 7).isoformat() == "2026-11-15"


def status(state: SourceState, dropped: int = 0) -> SourceStatus:
    return SourceStatus(state, f"It is {state}.", 29.6, 1000, dropped, None)


def test_the_status_line_names_each_camera() -> None:
    part = camera_part([("Door", status(SourceState.LIVE)), ("Hall", status(SourceState.LOST))])
    assert part.words == "Door 30 frames/s · Hall lost"
    assert part.tone is Tone.REFUSED
    assert "It is lost." in part.detail
    assert camera_part([]).tone is Tone.LOOK_AGAIN
    assert camera_part([("Door", status(SourceState.LIVE))]).tone is Tone.GOOD


def test_the_status_line_counts_what_was_dropped() -> None:
    part = dropped_part(
        [("A", status(SourceState.LIVE, 1200)), ("B", status(SourceState.LIVE, 34))]
    )
    assert part.words == "1,234 dropped"
    assert "2,000" in part.detail


def test_a_gpu_not_obtained_is_a_warning() -> None:
    assert device_part(DeviceNote("GPU: H", None), None).tone is Tone.MUTED
    warned = device_part(DeviceNote("CPU", "no CUDA here"), None)
    assert warned.tone is Tone.LOOK_AGAIN
    assert "no CUDA here" in warned.words
    assert device_part(None, None).words == "Loading the model…"
    assert device_part(None, StoreError("Broken.", "Mend it.")).words == "Broken."


def test_the_database_says_who_is_enrolled_or_what_is_wrong() -> None:
    assert database_part(1, None).words == "Database ready, 1 person"
    assert database_part(2, None).words == "Database ready, 2 people"
    failed = database_part(2, StoreError("The disk is full.", "Free some space."))
    assert (failed.words, failed.tone) == ("The disk is full.", Tone.REFUSED)
    assert "Free some space." in failed.detail


def test_the_operators_numbers() -> None:
    small = face_view(1, Box(0, 0, 10, 10), None)
    large = face_view(2, Box(0, 0, 50, 50), Verdict.RECOGNISED, "Kim", None, 0.8349)
    frame = frame_with(paint_faces([]))
    snapshot = Snapshot("Camera 1", frame, (small, large), {"find": 8.0, "embed": 9.26})
    first, second = face_figures(snapshot)
    assert first.cells == ("Kim", "0.83", "0.41", "0.18", "6")
    assert (second.who, second.score) == ("Looking…", "–")
    rows = stage_figures(snapshot, 1.26)
    assert rows[-2:] == [("Whole chain", "17.3 ms"), ("Paint", "1.3 ms")]
    assert stage_figures(None, 0.0) == [("Paint", "0.0 ms")]
    assert milliseconds(3) == "3.0 ms"


def test_quality_in_words() -> None:
    assert [words.quality_word(q) for q in (0.9, 0.5, 0.1)] == ["very good", "good", "usable"]


def test_evidence_is_whole() -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    rows = dict(evidence_rows(make_punch(1234, make_person(0), at, Direction.IN)))
    assert rows["Entry"] == "1,234"
    assert rows["Score"] == "0.83"
    assert rows["Code"] == "E100"


def test_a_rate_is_told_by_what_it_means() -> None:
    assert [rate_words(rate) for rate in RATES] == [
        "1 in 100", "1 in 300", "1 in 1,000", "1 in 3,000", "1 in 10,000",
    ]  # fmt: skip
    said = rate_sentence(0.001, 24, CALIBRATION)
    assert "Of 1,000 strangers" in said
    assert "24 people" in said
    assert f"{cosine_for(0.001, 24, CALIBRATION):.2f}" in said


def test_a_rate_that_nobody_measured_is_called_an_estimate() -> None:
    measured = replace(CALIBRATION, measured_to=0.001)
    assert "estimated" not in rate_sentence(0.01, 5, measured)
    assert "estimated" in rate_sentence(0.001, 24, measured)


def test_a_cosine_by_hand_is_told_by_the_rate_it_gives() -> None:
    cosine = cosine_for(0.001, 24, CALIBRATION)
    assert "1 stranger in 1,000 passes" in cosine_sentence(cosine, 24, CALIBRATION)


def test_a_rate_between_notches_takes_the_nearest() -> None:
    assert nearest_notch(0.001) == 2
    assert nearest_notch(0.5) == 0
    assert nearest_notch(1e-9) == 4
