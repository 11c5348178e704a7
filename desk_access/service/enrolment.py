"""Enrolling people: in front of a camera, from a clip, from photos; and making templates again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from desk_access.errors import AlreadyEnrolled, EnrolmentRefused, PersonNotFound, PictureUnusable
from desk_access.model.arrays import Image, Vector
from desk_access.model.enrolment import (
    DraftPicture,
    EnrolmentDraft,
    PhotoReport,
    PhotoRow,
    RosterEntry,
)
from desk_access.model.face import Advice
from desk_access.model.frame import Frame
from desk_access.model.identifier import invisible
from desk_access.model.liveness import LivenessPolicy
from desk_access.model.person import EnrolmentPicture, Person, Template
from desk_access.ports import Clock, Gallery
from desk_access.service.candidate import (
    candidates,
    different,
    keep,
    mean_vector,
)
from desk_access.service.live_enrolment import LiveEnrolment, find_similar
from desk_access.service.mirror import GalleryMirror
from desk_access.service.workbench import Tools, Workbench
from desk_access.vision.enrolment_gate import looks_drawn
from desk_access.vision.picture import decode
from desk_access.vision.quality_light import colourless

_CLIP_STEP_S: Final = 0.1
"""Of a clip, a frame every so many seconds is looked at: neighbours show the same face."""

_MOST_OF_A_CLIP: Final = 300
"""So many pictures are enough to choose from: half a minute, 30 MB."""

_PICTURE_OF_A_PICTURE: Final = -5.0
"""Log-odds of the liveness network. It is to refuse what it is sure of alone: of 867 press
pictures of LFW 20 lie below, of 22 photographs of people none, both printed ones do."""

_NOT_TAKEN: Final = {
    Advice.COME_CLOSER: "the face is too small",
    Advice.STEP_BACK: "the face is too large",
    Advice.LOOK_AT_CAMERA: "the face is turned away",
    Advice.HOLD_STILL: "the face is blurred",
    Advice.MORE_LIGHT: "the face is too dark",
    Advice.LESS_LIGHT: "the face is too bright",
    Advice.EVEN_LIGHT: "one side of the face is dark",
    Advice.MOVE_TO_MIDDLE: "part of the face lies outside of the picture",
    Advice.OPEN_EYES: "the eyes are shut",
    Advice.UNCOVER_FACE: "mouth and chin are covered",
}


PolicyAt = Callable[[str | None], LivenessPolicy]


class EnrolmentDesk:
    """Everything that puts people into the gallery. Methods block; not for the GUI thread."""

    def __init__(
        self,
        gallery: Gallery,
        mirror: GalleryMirror,
        workbench: Workbench,
        read_picture: Callable[[Path], Image],
        clock: Clock,
        policy_at: PolicyAt = lambda _camera: LivenessPolicy.PASSIVE,
    ) -> None:
        """``policy_at`` tells the liveness policy of a camera, and that of photos for None."""
        self._policy_at = policy_at
        self._gallery = gallery
        self._mirror = mirror
        self._workbench = workbench
        self.read_picture = read_picture
        self._clock = clock

    def configure(self, policy_at: PolicyAt) -> None:
        """Take other liveness policies into force."""
        self._policy_at = policy_at

    def begin(self, camera: str, code: str, name: str, group: str) -> LiveEnrolment:
        """A guided enrolment at ``camera``. Raises AlreadyEnrolled when the code is taken."""
        self.check_code(code, name)
        who = code.strip(), name.strip(), group.strip()
        return LiveEnrolment(camera, *who, lambda: self._mirror.view, self._policy_at(camera))

    def check_code(self, code: str, name: str) -> None:
        """Raise EnrolmentRefused for a bad code or no name, AlreadyEnrolled for a taken code."""
        if not code.strip() or not name.strip():
            raise EnrolmentRefused("A person needs a code and a name.", "Fill in both.")
        unseen = invisible(code.strip())
        if unseen:
            raise EnrolmentRefused(
                f"The code has {unseen}, which cannot be seen.", "Type the code again."
            )
        try:
            other = self._gallery.person(code.strip())
        except PersonNotFound:
            return
        if other.active:
            raise AlreadyEnrolled(
                f"The code {other.code} belongs to {other.name}.", "Choose another code."
            )

    def from_photos(
        self,
        code: str,
        name: str,
        group: str,
        paths: Sequence[Path],
        progress: Callable[[int, int, str], None] = lambda done, of, words: None,
    ) -> PhotoReport:
        """Look at photos of one person. ``progress`` gets done, of how many, and the file's name.

        Raises AlreadyEnrolled for a code that is taken. Nothing is saved.
        """
        self.check_code(code, name)
        digest = self._mirror.model_digest
        outcomes: list[DraftPicture | str] = []
        for done, path in enumerate(paths):
            progress(done, len(paths), path.name)
            outcomes.append(self.look_at(partial(self.read_picture, path)))
        progress(len(paths), len(paths), "")
        return self.report(RosterEntry(code, name, group, tuple(paths)), outcomes, digest)

    def look_at(self, read: Callable[[], Image]) -> DraftPicture | str:
        """The picture of one person that ``read`` gives, or why it cannot be taken."""
        try:
            return self._workbench.run(partial(self._photo, read()))
        except (PictureUnusable, EnrolmentRefused) as error:
            return str(error)

    def report(
        self, entry: RosterEntry, outcomes: Sequence[DraftPicture | str], digest: str
    ) -> PhotoReport:
        """Choose among what :meth:`look_at` said of each of the person's photos, in order.

        ``digest`` is that of the model that was in use before the first.
        """
        bound = self._mirror.view.likeness.photos
        chosen = different([i for i in outcomes if isinstance(i, DraftPicture)], bound)
        rows = tuple(
            _row(*pair, chosen, bound) for pair in zip(entry.photos, outcomes, strict=True)
        )
        who = entry.code, entry.name, entry.group
        return PhotoReport(rows, self._draft(*who, chosen, digest) if chosen else None)

    def from_clip(
        self, code: str, name: str, group: str, frames: Iterable[Frame]
    ) -> EnrolmentDraft:
        """Choose at most five good and different pictures of the one person in ``frames``.

        Raises EnrolmentRefused saying why when there is none, AlreadyEnrolled for a taken code.
        """
        self.check_code(code, name)
        digest = self._mirror.model_digest
        kept: list[DraftPicture] = []
        reasons: Counter[str] = Counter()
        last = float("-inf")
        for frame in frames:
            if frame.monotonic - last < _CLIP_STEP_S:
                continue
            last = frame.monotonic
            try:
                kept.append(self._workbench.run(partial(self._photo, frame.image)))
                if len(kept) == _MOST_OF_A_CLIP:
                    break
            except EnrolmentRefused as error:
                reasons[error.what] += 1
        chosen = different(kept, self._mirror.view.likeness.photos)
        if not chosen:
            reason = reasons.most_common(1)[0][0] if reasons else "There was no picture."
            raise EnrolmentRefused(
                f"{name} could not be enrolled. {reason}", "Look into the camera in good light."
            )
        return self._draft(code, name, group, chosen, digest)

    def judged(self, pictures: Sequence[EnrolmentPicture]) -> list[DraftPicture]:
        """At most five good and different ones of pictures kept of a visitor, judged like photos.

        Raises EnrolmentRefused saying why when none is good enough.
        """
        kept: list[DraftPicture] = []
        reasons: Counter[str] = Counter()
        for picture in pictures:
            try:
                kept.append(self._workbench.run(partial(self._photo, decode(picture.jpeg))))
            except (PictureUnusable, EnrolmentRefused) as error:
                reasons[error.what] += 1
        chosen = different(kept, self._mirror.view.likeness.photos)
        if not chosen:
            reason = reasons.most_common(1)[0][0] if reasons else "There is no picture."
            raise EnrolmentRefused(
                f"No picture of this visitor can be kept. {reason}", "Enrol the person in person."
            )
        return chosen

    def from_kept(
        self, code: str, name: str, group: str, pictures: Sequence[EnrolmentPicture]
    ) -> EnrolmentDraft:
        """A draft of pictures kept of a visitor, as :meth:`judged` chooses them.

        Raises AlreadyEnrolled for a taken code, EnrolmentRefused.
        """
        self.check_code(code, name)
        digest = self._mirror.model_digest
        return self._draft(code, name, group, self.judged(pictures), digest)

    def similar_to(self, draft: EnrolmentDraft, apart_from: Collection[str] = ()) -> Person | None:
        """Whoever is enrolled and looks like the draft, but for these codes. Raises StoreError."""
        others = {self._gallery.person(code).person_id for code in apart_from}
        return find_similar(self._mirror.view, list(draft.pictures), others)

    def save(self, draft: EnrolmentDraft, apart_from: Collection[str] = ()) -> Person:
        """Put the draft into the gallery, whole or not at all.

        ``apart_from`` are codes of people who look like this and are somebody else, as the
        operator has seen: from now on they are told apart with more care. Raises AlreadyEnrolled
        when somebody else enrolled looks like this or has the code, EnrolmentRefused for a draft
        without pictures or of a model that is no longer in use, PersonNotFound.
        """
        self.check_code(draft.code, draft.name)
        self._refuse_unusable(draft)
        similar = self.similar_to(draft, apart_from)
        if similar is not None:
            raise AlreadyEnrolled(
                f"This is {similar.name} ({similar.code}), who is enrolled already.",
                "Add the pictures to that enrolment, or keep both if it is a twin.",
            )
        person = self._gallery.enrol(
            draft.code,
            draft.name,
            draft.group,
            draft.kept(),
            self._clock.now(),
            [self._gallery.person(code).person_id for code in apart_from],
        )
        if apart_from:
            self._mirror.reload()
        else:
            vectors = [item.vector for item in draft.pictures]
            self._mirror.add(person, vectors, draft.model_digest)
        return person

    def check_same(self, draft: EnrolmentDraft, code: str) -> None:
        """Raise EnrolmentRefused unless the draft may show the person with this code.

        A typing error must not put somebody's face on another's name. Raises PersonNotFound.
        """
        self._refuse_unusable(draft)
        person, view = self._gallery.person(code), self._mirror.view
        theirs = view.index.person_ids == person.person_id
        scores = view.index.scores(mean_vector(draft.pictures))[theirs]
        if not len(scores) or scores.max() < view.likeness.photos:
            raise EnrolmentRefused(
                f"These pictures do not look like {person.name} ({person.code}).",
                "Check the code, or enrol them as somebody else.",
            )

    def _refuse_unusable(self, draft: EnrolmentDraft) -> None:
        if not draft.pictures:
            raise EnrolmentRefused("There is no picture to enrol.", "Take at least one.")
        self._refuse_other_model(draft.model_digest)

    def reembed(self, progress: Callable[[int, int], None] = lambda done, of: None) -> int:
        """Make every template again from the kept pictures with the model in use.

        Switches in one transaction at the end. ``progress`` gets done and of how many. Returns
        how many templates were made. Raises PictureUnusable, naming whose picture is damaged, and
        EnrolmentRefused when the model is changed meanwhile; nothing is changed then.
        """
        digest = self._mirror.model_digest
        people = self._gallery.people()
        whose = {person.person_id: f" of {person.name} ({person.code})" for person in people}
        total = sum(person.pictures for person in people)
        made: dict[int, Template] = {}
        for picture_id, person_id, picture in self._gallery.all_pictures():
            try:
                vector = self._workbench.run(partial(template_of, picture))
            except PictureUnusable as error:
                raise PictureUnusable(
                    f"A kept picture{whose.get(person_id, '')} is damaged.",
                    "Remove that person, make the templates again, then enrol the person anew.",
                ) from error
            made[picture_id] = Template(person_id, vector, digest)
            progress(len(made), total)
        self._refuse_other_model(digest)
        self._gallery.replace_templates(digest, made)
        self._mirror.reload()
        return len(made)

    def _refuse_other_model(self, digest: str) -> None:
        if digest != self._mirror.model_digest:
            raise EnrolmentRefused("The recognition model was changed meanwhile.", "Begin again.")

    def _photo(self, image: Image, tools: Tools) -> DraftPicture:
        check = tools.check(self._policy_at(None))
        found = candidates(image, tools)
        if not found:
            raise EnrolmentRefused("No face was found.", "Use a picture that shows it from ahead.")
        if len(found) > 1:
            raise EnrolmentRefused(
                f"{len(found)} faces were found.", "Use a picture of this person alone."
            )
        advice = found[0].quality.advice
        if advice is not None:
            raise EnrolmentRefused(f"Not good enough: {_NOT_TAKEN[advice]}.", "Use a better one.")
        if check is not None and check.look(image, found[0].face.box) < _PICTURE_OF_A_PICTURE:
            raise EnrolmentRefused(
                "It looks like a picture of a picture, or of a screen.",
                "Use the original photograph, or a camera.",
            )
        kept = keep(image, found[0], tools, self._clock.now(), None)
        if colourless(kept.crop) or looks_drawn(found[0].report):
            raise EnrolmentRefused(
                "The face has not the colours of a photograph: it may be a drawing or a copy.",
                "Use a colour photograph.",
            )
        return kept

    def _draft(
        self, code: str, name: str, group: str, pictures: Sequence[DraftPicture], digest: str
    ) -> EnrolmentDraft:
        return EnrolmentDraft(
            code.strip(),
            name.strip(),
            group.strip(),
            tuple(pictures),
            digest,
            find_similar(self._mirror.view, list(pictures)),
        )


def _row(
    path: Path, outcome: DraftPicture | str, chosen: Sequence[DraftPicture], same_person: float
) -> PhotoRow:
    """What became of one photo, told to whoever chose it."""
    if isinstance(outcome, str):
        return PhotoRow(path, False, outcome)
    if any(outcome is item for item in chosen):
        return PhotoRow(path, True, "Accepted.")
    if float(mean_vector(chosen) @ outcome.vector) < same_person:
        return PhotoRow(path, False, "It shows somebody else than the other photos.")
    return PhotoRow(path, False, "Not needed: other photos show more.")


def template_of(picture: EnrolmentPicture, tools: Tools) -> Vector:
    """The embedding of a kept picture by the model of ``tools``. Raises PictureUnusable."""
    crop = tools.embedder.align(decode(picture.jpeg), picture.points)
    return tools.embedder.embed([crop])[0]
