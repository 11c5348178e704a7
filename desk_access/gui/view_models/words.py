"""What the window says: every enum of the model in words for people."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Tone
from desk_access.model.decision import Confidence, Verdict
from desk_access.model.face import Advice
from desk_access.model.liveness import ChallengeState, ChallengeView, Gesture
from desk_access.model.punch import Direction
from desk_access.model.status import SourceState
from desk_access.model.waiting_punch import Unrecorded

translate = QCoreApplication.translate


def greeting(hour: int) -> str:
    """The greeting of the hour, 0 to 23, of the local day."""
    if 4 <= hour < 12:
        return translate("Words", "Good morning")
    if 12 <= hour < 18:
        return translate("Words", "Good afternoon")
    return translate("Words", "Good evening")


def confidence_word(confidence: Confidence | None) -> str:
    """How sure, in a word; empty where nothing was recognised."""
    return {
        Confidence.SURE: translate("Words", "sure"),
        Confidence.FAIRLY_SURE: translate("Words", "fairly sure"),
        Confidence.DOUBTFUL: translate("Words", "doubtful"),
        None: "",
    }[confidence]


def direction_word(direction: Direction) -> str:
    """IN or OUT, as the Live page and the log write it."""
    return {
        Direction.IN: translate("Words", "IN"),
        Direction.OUT: translate("Words", "OUT"),
    }[direction]


def advice_sentence(advice: Advice) -> str:
    """What the person in front of the camera is asked to do."""
    return {
        Advice.COME_CLOSER: translate("Words", "Please come a little closer"),
        Advice.STEP_BACK: translate("Words", "Please step back a little"),
        Advice.LOOK_AT_CAMERA: translate("Words", "Please look at the camera"),
        Advice.HOLD_STILL: translate("Words", "Please hold still for a moment"),
        Advice.MORE_LIGHT: translate("Words", "It is too dark: please turn to the light"),
        Advice.LESS_LIGHT: translate("Words", "Too much light: please turn away from it"),
        Advice.EVEN_LIGHT: translate("Words", "One side is dark: please face the light"),
        Advice.MOVE_TO_MIDDLE: translate("Words", "Please come to the middle of the picture"),
        Advice.OPEN_EYES: translate("Words", "Please open your eyes"),
        Advice.UNCOVER_FACE: translate("Words", "Please uncover your mouth and chin"),
    }[advice]


def challenge_sentence(challenge: ChallengeView) -> str:
    """What the person in front of the camera is asked to show, left and right their own."""
    if challenge.state is ChallengeState.PASSED:
        return translate("Words", "Thank you")
    if challenge.state is ChallengeState.FAILED:
        return translate("Words", "That was something else: please try again")
    return {
        None: translate("Words", "Please look straight at the camera"),
        Gesture.BLINK_TWICE: translate("Words", "Please blink twice"),
        Gesture.TURN_LEFT: translate("Words", "Please turn your head to your left"),
        Gesture.TURN_RIGHT: translate("Words", "Please turn your head to your right"),
        Gesture.NOD: translate("Words", "Please nod"),
        Gesture.OPEN_MOUTH: translate("Words", "Please open your mouth"),
    }[challenge.gesture]


def verdict_word(verdict: Verdict | None) -> str:
    """The outcome under a face without a name."""
    return {
        None: translate("Words", "Looking…"),
        Verdict.RECOGNISED: translate("Words", "Recognised"),
        Verdict.UNKNOWN: translate("Words", "Not known"),
        Verdict.POOR_QUALITY: translate("Words", "Look again"),
        Verdict.SPOOF: translate("Words", "A picture"),
    }[verdict]


def verdict_tone(verdict: Verdict | None) -> Tone:
    """The colour that goes with an outcome."""
    return {
        None: Tone.MUTED,
        Verdict.RECOGNISED: Tone.GOOD,
        Verdict.UNKNOWN: Tone.REFUSED,
        Verdict.POOR_QUALITY: Tone.LOOK_AGAIN,
        Verdict.SPOOF: Tone.REFUSED,
    }[verdict]


def unrecorded_look(how: Unrecorded) -> tuple[Glyph, str, Tone]:
    """The icon, the words and the colour of somebody recognised whose punch is not recorded."""
    if how is Unrecorded.SAVING:
        return Glyph.SAVING, translate("Words", "Saving …"), Tone.LOOK_AGAIN
    return Glyph.WARNING, translate("Words", "Not recorded"), Tone.LOOK_AGAIN


def state_word(state: SourceState) -> str:
    """A camera's state in a word, for the status line."""
    return {
        SourceState.OPENING: translate("Words", "opening"),
        SourceState.LIVE: translate("Words", "live"),
        SourceState.DARK: translate("Words", "black picture"),
        SourceState.LOST: translate("Words", "lost"),
        SourceState.ENDED: translate("Words", "ended"),
        SourceState.UNUSABLE: translate("Words", "unusable"),
        SourceState.STOPPED: translate("Words", "stopped"),
    }[state]


def state_tone(state: SourceState) -> Tone:
    """The colour that goes with a camera's state."""
    if state is SourceState.LIVE:
        return Tone.GOOD
    if state in (SourceState.LOST, SourceState.UNUSABLE):
        return Tone.REFUSED
    if state is SourceState.DARK:
        return Tone.LOOK_AGAIN
    return Tone.MUTED


def quality_word(quality: float) -> str:
    """A picture's quality, 0 to 1, in words."""
    if quality >= 0.7:
        return translate("Words", "very good")
    if quality >= 0.45:
        return translate("Words", "good")
    return translate("Words", "usable")


def people_count(count: int) -> str:
    """How many people, with the noun."""
    if count == 1:
        return translate("Words", "1 person")
    return translate("Words", "{count} people").format(count=count)
