"""What the guided enrolment says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from desk_access.gui.view_models.moments import number_text
from desk_access.gui.view_models.words import advice_sentence, translate
from desk_access.model.enrolment import (
    EnrolHint,
    EnrolmentProgress,
    ImportedPerson,
    ImportOutcome,
    LookCheck,
    PoseStep,
)
from desk_access.model.person import Person


def step_word(step: PoseStep) -> str:
    """A pose in a word, under its picture."""
    return {
        PoseStep.FRONT: translate("Enrol", "Straight"),
        PoseStep.LEFT: translate("Enrol", "Left"),
        PoseStep.RIGHT: translate("Enrol", "Right"),
        PoseStep.UP: translate("Enrol", "Up"),
        PoseStep.DOWN: translate("Enrol", "Down"),
    }[step]


def hint_sentence(hint: EnrolHint) -> str:
    """The one thing to do now."""
    return {
        EnrolHint.LOOK_STRAIGHT: translate("Enrol", "Look straight into the camera"),
        EnrolHint.TURN_LEFT: translate("Enrol", "Turn your head a little to your left"),
        EnrolHint.TURN_RIGHT: translate("Enrol", "Turn your head a little to your right"),
        EnrolHint.LOOK_UP: translate("Enrol", "Lift your chin a little"),
        EnrolHint.LOOK_DOWN: translate("Enrol", "Lower your chin a little"),
        EnrolHint.HOLD_STILL: translate("Enrol", "Good – hold still"),
        EnrolHint.NO_FACE: translate("Enrol", "Come in front of the camera"),
        EnrolHint.ONE_FACE_ONLY: translate("Enrol", "One person at a time, please"),
        EnrolHint.SAME_PERSON: translate("Enrol", "This is somebody else: please one person"),
        EnrolHint.NOT_ALIVE: translate(
            "Enrol", "Please look into the camera yourself, without a screen or picture"
        ),
        EnrolHint.DONE: translate("Enrol", "Done, thank you"),
    }[hint]


def check_word(check: LookCheck) -> str:
    """What a picture at the camera needs, in a word."""
    return {
        LookCheck.PLACE: translate("Enrol", "Place and size"),
        LookCheck.LIGHT: translate("Enrol", "Light"),
        LookCheck.SHARPNESS: translate("Enrol", "Sharp"),
        LookCheck.EYES: translate("Enrol", "Eyes open, face free"),
        LookCheck.ALIVE: translate("Enrol", "A living face"),
    }[check]


def instruction(progress: EnrolmentProgress) -> str:
    """What the person is asked to do: first what spoils the picture, then the pose."""
    if progress.complete:
        return hint_sentence(EnrolHint.DONE)
    if progress.advice is not None:
        return advice_sentence(progress.advice)
    return hint_sentence(progress.hint)


def similar_sentence(similar: Person) -> str:
    """Somebody who looks like this is enrolled already."""
    words = translate("Enrol", "Somebody like this is enrolled already: {name} ({code}).")
    return words.format(name=similar.name, code=similar.code)


def imported_sentence(people: Sequence[ImportedPerson], ignored: int = 0) -> str:
    """What an import did, in numbers."""
    counts = Counter(person.outcome for person in people)
    told = [
        translate("Enrol", "{count} enrolled").format(
            count=number_text(counts[ImportOutcome.ACCEPTED])
        )
    ]
    for outcome, words in (
        (ImportOutcome.ENROLLED_BEFORE, translate("Enrol", "{count} were enrolled before")),
        (ImportOutcome.PERSON_REFUSED, translate("Enrol", "{count} could not be enrolled")),
    ):
        if counts[outcome]:
            told.append(words.format(count=number_text(counts[outcome])))
    if ignored:
        words = translate("Enrol", "{count} other files ignored")
        told.append(words.format(count=number_text(ignored)))
    return ", ".join(told)


def consent_sentence(name: str) -> str:
    """What is consented to, with the name once it is known."""
    who = name.strip() or translate("Enrol", "This person")
    words = translate(
        "Enrol",
        "{who} agrees that five pictures of the face, and templates computed from them, are kept "
        "on this computer to recognise them here, until they are removed.",
    )
    return words.format(who=who)
