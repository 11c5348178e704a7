"""What the Calibration page says."""

from __future__ import annotations

from desk_access.gui.view_models.moments import decimal_text, number_text
from desk_access.gui.view_models.words import people_count, translate
from desk_access.service.site_study import SiteStudy
from desk_access.vision.site_calibration import LEAST_PEOPLE, AlikePair, SuspiciousPicture


def meaning(study: SiteStudy) -> str:
    """What the threshold means at the door."""
    words = translate(
        "Calibration",
        "At {people}, about 1 stranger in {strangers} passes and {again}.",
    )
    return words.format(
        people=people_count(study.scores.people),
        strangers=number_text(round(1 / study.fpir)),
        again=_again(study),
    )


def _again(study: SiteStudy) -> str:
    if study.missed is None:
        return translate(
            "Calibration", "nobody has two pictures, so how many must look twice is not known"
        )
    if study.missed == 0:
        words = translate("Calibration", "of {count} pictures none must be looked at twice")
        return words.format(count=number_text(len(study.scores.genuine)))
    words = translate("Calibration", "1 visit in {count} must look twice")
    return words.format(count=number_text(max(round(1 / study.missed), 1)))


def caution(study: SiteStudy) -> str:
    """What the figures do not say."""
    said = [
        translate(
            "Calibration",
            "The pictures of one enrolment are alike: on other days more people must look twice.",
        )
    ]
    if study.estimated:
        said.append(
            translate(
                "Calibration",
                "So rare a mistake was not seen among these people: the threshold is estimated.",
            )
        )
    return " ".join(said)


def standing(study: SiteStudy) -> str:
    """What is in force, and what could be."""
    if study.proposal is None:
        return f"{_few(study)} " + translate(
            "Calibration", "The calibration that came with the recogniser stays."
        )
    if study.applied:
        words = translate("Calibration", "In force: the calibration by {people} of this site.")
        return words.format(people=people_count(study.in_force.people))
    words = translate(
        "Calibration",
        "In force: the calibration that came with the recogniser, threshold {now}. By your own "
        "people it would be {then}.",
    )
    return words.format(now=decimal_text(study.now, 3), then=decimal_text(study.then, 3))


def _few(study: SiteStudy) -> str:
    if study.scores.people == 1:
        words = translate("Calibration", "1 person is too few to calibrate with; it takes {least}.")
        return words.format(least=LEAST_PEOPLE)
    words = translate("Calibration", "{people} are too few to calibrate with; it takes {least}.")
    return words.format(people=people_count(study.scores.people), least=LEAST_PEOPLE)


def suspicious_words(study: SiteStudy, picture: SuspiciousPicture) -> str:
    """A picture that may be on the wrong name."""
    words = translate(
        "Calibration", "Picture {number} of {name} looks more like {other} than like the others"
    )
    return words.format(
        number=picture.place + 1,
        name=_name(study, picture.person_id),
        other=_name(study, picture.nearest),
    )


def alike_words(study: SiteStudy, pair: AlikePair) -> str:
    """Two people who look alike, and how much."""
    return translate("Calibration", "{one} and {other}, {cosine}").format(
        one=_name(study, pair.first),
        other=_name(study, pair.second),
        cosine=decimal_text(pair.cosine, 2),
    )


def described(study: SiteStudy) -> str:
    """The plot for whoever cannot see it."""
    words = translate("Calibration", "Scores of the enrolled people; threshold {then}. {meaning}")
    return words.format(then=decimal_text(study.then, 3), meaning=meaning(study))


def _name(study: SiteStudy, person_id: int) -> str:
    person = study.people.get(person_id)
    return f"{person.name} ({person.code})" if person else str(person_id)
