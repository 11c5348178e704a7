"""What the banner says, to whom, and for how long."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from desk_access.gui.theme.tokens import Tone
from desk_access.gui.view_models.banner import (
    ADVICE_HOLDS_S,
    SAVING_SHOWN_S,
    SHOWN_IN_A_QUEUE_S,
    SHOWN_S,
    BannerKeeper,
    BannerText,
    advice_banner,
    banner_for,
    crowd_banner,
    most_wanted_advice,
    most_wanted_challenge,
)
from desk_access.gui.view_models.words import challenge_sentence
from desk_access.model.decision import Verdict
from desk_access.model.face import Advice, Box
from desk_access.model.liveness import ChallengeState, ChallengeView, Gesture
from desk_access.model.punch import Direction
from desk_access.model.status import FaceView, Snapshot
from desk_access.model.waiting_punch import Unrecorded
from tests.fakes import FakeClock, frame_of, paint_faces
from tests.gui.samples import face_view, frame_with, make_person, make_punch, sighting_of

SEOUL = ZoneInfo("Asia/Seoul")
KIM = make_person(0)
AT = datetime(2026, 11, 19, 23, 57, tzinfo=UTC)  # 08:57 in Seoul


def said(direction: Direction | None, at: datetime = AT) -> BannerText:
    punch = make_punch(1, KIM, at, direction) if direction else None
    sighting = sighting_of(Verdict.RECOGNISED, KIM, punch, at=at)
    text = banner_for(sighting, SEOUL)
    assert text is not None
    return text


def test_who_comes_is_greeted_with_the_time() -> None:
    text = said(Direction.IN)
    assert text.line == "Good morning, Kim Hamil — IN 08:57"
    assert text.tone is Tone.GOOD


def test_who_goes_is_told_goodbye() -> None:
    text = said(Direction.OUT, datetime(2026, 11, 20, 9, 2, tzinfo=UTC))
    assert text.line == "Goodbye, Kim Hamil — OUT 18:02"


def test_without_a_punch_on_the_disk_neither_in_nor_out_is_claimed() -> None:
    text = said(None)
    assert text.line == "Hello, Kim Hamil"


def test_a_stranger_is_sent_to_the_reception() -> None:
    sighting = sighting_of(Verdict.UNKNOWN)
    text = banner_for(sighting, SEOUL)
    assert text is not None
    assert text.line == "We do not know you: please see the reception"
    assert text.tone is Tone.REFUSED


def test_a_poor_picture_is_told_what_to_do_or_nothing() -> None:
    asked = sighting_of(Verdict.POOR_QUALITY, advice=Advice.COME_CLOSER)
    text = banner_for(asked, SEOUL)
    assert text is not None
    assert (text.line, text.tone) == ("Please come a little closer", Tone.LOOK_AGAIN)
    nothing = sighting_of(Verdict.POOR_QUALITY)
    assert banner_for(nothing, SEOUL) is None


def test_a_crowd_is_told_that_not_all_are_looked_at() -> None:
    clock = FakeClock()
    snapshot = Snapshot("Door", frame_of(paint_faces([]), clock), (), left_out=132)
    text = crowd_banner(snapshot)
    assert text is not None
    assert text.line == "132 faces: 0 are looked at, the others wait"
    assert crowd_banner(replace(snapshot, left_out=0)) is None
    assert crowd_banner(None) is None


def test_a_decision_stays_three_seconds() -> None:
    keeper, text = BannerKeeper(), said(Direction.IN)
    keeper.announce(text, 10.0)
    assert keeper.current(10.0) is text
    assert keeper.current(10.0 + SHOWN_S - 0.01) is text
    assert keeper.current(10.0 + SHOWN_S) is None


def test_the_next_person_waits_long_enough_for_the_first_to_read() -> None:
    keeper = BannerKeeper()
    first, second = said(Direction.IN), said(Direction.OUT)
    keeper.announce(first, 0.0)
    keeper.announce(second, 0.1)
    assert keeper.current(SHOWN_IN_A_QUEUE_S - 0.01) is first
    assert keeper.current(SHOWN_IN_A_QUEUE_S) is second
    assert keeper.current(SHOWN_IN_A_QUEUE_S + SHOWN_S) is None


def test_the_same_words_are_not_queued_again() -> None:
    keeper = BannerKeeper()
    keeper.announce(said(Direction.IN), 0.0)
    keeper.announce(said(Direction.IN), 0.1)
    assert keeper.current(SHOWN_S) is None


def test_a_crowd_does_not_queue_for_ever() -> None:
    keeper = BannerKeeper()
    for place in range(20):
        keeper.announce(BannerText(Tone.GOOD, said(None).glyph, str(place)), 0.0)
    shown = []
    for tick in range(400):
        text = keeper.current(tick * 0.1)
        if text is not None and text.lead not in shown:
            shown.append(text.lead)
    assert shown == ["0", "16", "17", "18", "19"]


def test_advice_that_flickers_is_not_shown() -> None:
    keeper = BannerKeeper()
    keeper.advise(Advice.COME_CLOSER, 0.0)
    keeper.advise(None, 0.3)
    keeper.advise(Advice.COME_CLOSER, 0.4)
    assert keeper.current(0.4 + ADVICE_HOLDS_S - 0.01) is None
    assert keeper.current(0.4 + ADVICE_HOLDS_S) == advice_banner(Advice.COME_CLOSER)


def test_a_decision_goes_before_advice() -> None:
    keeper, text = BannerKeeper(), said(Direction.IN)
    keeper.advise(Advice.HOLD_STILL, 0.0)
    keeper.announce(text, 5.0)
    assert keeper.current(5.5) is text


@pytest.mark.parametrize("advice", list(Advice))
def test_all_advice_fits_the_banner(advice: Advice) -> None:
    assert len(advice_banner(advice).line) <= 45


def test_advice_is_for_the_largest_face_not_recognised() -> None:
    frame = frame_with(paint_faces([]))
    known = face_view(1, Box(0, 0, 90, 90), Verdict.RECOGNISED, "Kim", Advice.HOLD_STILL)
    near = face_view(2, Box(0, 0, 50, 50), None, None, Advice.LOOK_AT_CAMERA)
    far = face_view(3, Box(0, 0, 20, 20), None, None, Advice.COME_CLOSER)
    assert most_wanted_advice(Snapshot("A", frame, (known, far, near))) is Advice.LOOK_AT_CAMERA
    assert most_wanted_advice(Snapshot("A", frame, (known,))) is None
    assert most_wanted_advice(None) is None


def challenged(state: ChallengeState, gesture: Gesture | None, width: float) -> FaceView:
    view = ChallengeView(state, gesture, 1, 3, 9.0)
    return replace(face_view(1, Box(0, 0, width, width), None), challenge=view)


def test_who_is_challenged_is_told_what_to_do() -> None:
    far = challenged(ChallengeState.ASKED, Gesture.NOD, 40)
    near = challenged(ChallengeState.ASKED, Gesture.BLINK_TWICE, 90)
    frame = frame_with(paint_faces([]))
    text = most_wanted_challenge(Snapshot("Door", frame, (far, near)))
    assert text is not None
    assert text.line == "Please blink twice"
    assert most_wanted_challenge(Snapshot("Door", frame, (face_view(1, near.box, None),))) is None
    assert most_wanted_challenge(None) is None


@pytest.mark.parametrize(
    ("state", "gesture", "words"),
    [
        (ChallengeState.ASKED, None, "straight"),
        (ChallengeState.ASKED, Gesture.TURN_LEFT, "to your left"),
        (ChallengeState.ASKED, Gesture.TURN_RIGHT, "to your right"),
        (ChallengeState.ASKED, Gesture.OPEN_MOUTH, "open your mouth"),
        (ChallengeState.FAILED, Gesture.NOD, "try again"),
        (ChallengeState.PASSED, Gesture.NOD, "Thank you"),
    ],
)
def test_each_step_of_a_challenge_has_its_words(
    state: ChallengeState, gesture: Gesture | None, words: str
) -> None:
    challenge = challenged(state, gesture, 50).challenge
    assert challenge is not None
    assert words in challenge_sentence(challenge)


def test_a_picture_is_asked_to_be_a_person() -> None:
    text = banner_for(sighting_of(Verdict.SPOOF), ZoneInfo("UTC"))
    assert text is not None
    assert text.tone is Tone.REFUSED
    assert "picture" in text.line


def unrecorded(how: Unrecorded) -> BannerText:
    text = banner_for(replace(sighting_of(Verdict.RECOGNISED, KIM), unrecorded=how), SEOUL)
    assert text is not None
    return text


def test_nobody_is_greeted_whose_punch_is_not_on_the_disk() -> None:
    saving, failed = unrecorded(Unrecorded.SAVING), unrecorded(Unrecorded.FAILED)
    assert saving.line == "Not recorded yet. Saving …"
    assert failed.line == "Not recorded. Please go to reception."
    assert {saving.tone, failed.tone} == {Tone.LOOK_AGAIN}


def test_the_greeting_takes_the_place_of_saving_at_once() -> None:
    keeper, saving, greeting = BannerKeeper(), unrecorded(Unrecorded.SAVING), said(Direction.IN)
    keeper.announce(saving, 10.0)
    assert keeper.current(10.0 + SAVING_SHOWN_S - 0.1) is saving
    keeper.announce(greeting, 20.0)
    assert keeper.current(20.0) is greeting
    assert keeper.current(20.0 + SHOWN_S - 0.1) is greeting
    assert keeper.current(20.0 + SHOWN_S) is None


def test_saving_does_not_stay_for_ever() -> None:
    keeper = BannerKeeper()
    keeper.announce(unrecorded(Unrecorded.SAVING), 10.0)
    assert keeper.current(10.0 + SAVING_SHOWN_S) is None
