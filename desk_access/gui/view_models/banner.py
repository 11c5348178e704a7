"""What the banner over the picture says, and for how long."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Tone
from desk_access.gui.view_models.moments import clock_text
from desk_access.gui.view_models.words import (
    advice_sentence,
    challenge_sentence,
    direction_word,
    greeting,
    translate,
)
from desk_access.model.decision import Decision, Doubt, Verdict
from desk_access.model.face import Advice
from desk_access.model.person import Person
from desk_access.model.punch import Direction, Punch
from desk_access.model.status import Sighting, Snapshot
from desk_access.model.waiting_punch import Unrecorded

SHOWN_S = 3.0
# What is being saved is said until it is, or for so long.
SAVING_SHOWN_S = 15.0
# Somebody else is waiting to be greeted: long enough to read one's own name.
SHOWN_IN_A_QUEUE_S = 1.5
# Advice that flickers from frame to frame cannot be followed.
ADVICE_HOLDS_S = 0.7
_WAITING = 4


@dataclass(frozen=True, slots=True)
class BannerText:
    """A line for the person at the door. ``tail`` follows after a dash, or on a line of its own.

    One that ``gives_way`` stays for longer, until there is something else to say.
    """

    tone: Tone
    glyph: Glyph
    lead: str
    tail: str = ""
    gives_way: bool = False

    @property
    def line(self) -> str:
        """Both parts in one line."""
        return f"{self.lead} — {self.tail}" if self.tail else self.lead


def banner_for(sighting: Sighting, zone: ZoneInfo) -> BannerText | None:
    """What to say about a decision; None where there is nothing to say.

    IN or OUT is said only of a punch, which is on the disk; nobody is greeted whose punch is not.
    """
    decision, person, punch = sighting.decision, sighting.person, sighting.punch
    if sighting.unrecorded is not None:
        return _unrecorded(sighting.unrecorded)
    if decision.verdict is Verdict.RECOGNISED and person is not None:
        return _welcome(decision, person, punch, zone)
    if decision.doubt is Doubt.LOOKALIKE:
        words = translate("Banner", "We are not sure who you are: please see the reception")
        return BannerText(Tone.LOOK_AGAIN, Glyph.LOOK_AGAIN, words)
    if decision.verdict is Verdict.UNKNOWN:
        return BannerText(
            Tone.REFUSED,
            Glyph.REFUSED,
            translate("Banner", "We do not know you: please see the reception"),
        )
    if decision.verdict is Verdict.SPOOF:
        words = translate("Banner", "This looks like a picture: please show yourself")
        return BannerText(Tone.REFUSED, Glyph.REFUSED, words)
    if decision.advice is not None:
        return advice_banner(decision.advice)
    return None


def _unrecorded(how: Unrecorded) -> BannerText:
    if how is Unrecorded.SAVING:
        words = translate("Banner", "Not recorded yet. Saving …")
        return BannerText(Tone.LOOK_AGAIN, Glyph.SAVING, words, gives_way=True)
    words = translate("Banner", "Not recorded. Please go to reception.")
    return BannerText(Tone.LOOK_AGAIN, Glyph.WARNING, words)


def advice_banner(advice: Advice) -> BannerText:
    """What the person is asked to do."""
    return BannerText(Tone.LOOK_AGAIN, Glyph.LOOK_AGAIN, advice_sentence(advice))


def most_wanted_challenge(snapshot: Snapshot | None) -> BannerText | None:
    """What the largest face that is challenged is asked to do, which goes before all else."""
    asked = [
        face
        for face in (snapshot.faces if snapshot is not None else ())
        if face.challenge is not None and face.verdict is not Verdict.RECOGNISED
    ]
    if not asked:
        return None
    challenge = max(asked, key=lambda face: face.box.area).challenge
    assert challenge is not None
    return BannerText(Tone.ACCENT, Glyph.LOOKING, challenge_sentence(challenge))


def crowd_banner(snapshot: Snapshot | None) -> BannerText | None:
    """That there are more faces in the picture than are looked at at once."""
    if snapshot is None or not snapshot.left_out:
        return None
    looked = len(snapshot.faces)
    words = translate("Banner", "{count} faces: {looked} are looked at, the others wait").format(
        count=looked + snapshot.left_out, looked=looked
    )
    return BannerText(Tone.LOOK_AGAIN, Glyph.LOOK_AGAIN, words)


def most_wanted_advice(snapshot: Snapshot | None) -> Advice | None:
    """What the largest face that is not recognised yet is asked to do."""
    faces = snapshot.faces if snapshot is not None else ()
    wanted = [face for face in faces if face.verdict is not Verdict.RECOGNISED]
    return max(wanted, key=lambda face: face.box.area).advice if wanted else None


def _welcome(decision: Decision, person: Person, punch: Punch | None, zone: ZoneInfo) -> BannerText:
    if punch is None:
        lead = translate("Banner", "Hello, {name}").format(name=person.name)
        return BannerText(Tone.GOOD, Glyph.GOOD, lead)
    direction = punch.entry.direction
    word = greeting(punch.entry.at.astimezone(zone).hour)
    if direction is Direction.OUT:
        word = translate("Banner", "Goodbye")
    return BannerText(
        Tone.GOOD,
        Glyph.GOOD,
        translate("Banner", "{greeting}, {name}").format(greeting=word, name=person.name),
        f"{direction_word(direction)} {clock_text(punch.entry.at, zone)}",
    )


class BannerKeeper:
    """Chooses what the banner shows: decisions first, for 3 s each, then lasting advice.

    Times are seconds of a clock that never jumps. Not thread-safe: the GUI thread's.
    """

    def __init__(self) -> None:
        self._shown: BannerText | None = None
        self._since = 0.0
        self._waiting: deque[BannerText] = deque(maxlen=_WAITING)
        self._advice: Advice | None = None
        self._advised_since = 0.0

    def announce(self, text: BannerText, now: float) -> None:
        """Show a decision now, or after those that wait already."""
        if self._shown is None or self._shown.gives_way:
            self._shown, self._since = text, now
        elif text != self._shown:
            self._waiting.append(text)

    def advise(self, advice: Advice | None, now: float) -> None:
        """Tell what the largest undecided face is asked to do in this frame."""
        if advice is not self._advice:
            self._advice, self._advised_since = advice, now

    def current(self, now: float) -> BannerText | None:
        """What to show at this time."""
        held = SHOWN_IN_A_QUEUE_S if self._waiting else SHOWN_S
        if self._shown is not None and self._shown.gives_way and not self._waiting:
            held = SAVING_SHOWN_S
        if self._shown is not None and now - self._since >= held:
            self._shown = self._waiting.popleft() if self._waiting else None
            self._since = now
        if self._shown is not None:
            return self._shown
        if self._advice is not None and now - self._advised_since >= ADVICE_HOLDS_S:
            return advice_banner(self._advice)
        return None
