"""The threshold as a rate, with its meaning in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from desk_access.gui.view_models.moments import decimal_text, number_text
from desk_access.gui.view_models.words import people_count, translate
from desk_access.model.recogniser import Calibration
from desk_access.vision.threshold import cosine_for, fpir_at, is_extrapolated

RATES: Sequence[float] = (0.01, 1 / 300, 0.001, 1 / 3000, 0.0001)
"""The notches of the rate's slider, from lenient to strict."""


def rate_words(fpir: float) -> str:
    """``1 in 1,000``."""
    return translate("Threshold", "1 in {count}").format(count=number_text(round(1 / fpir)))


def nearest_notch(fpir: float) -> int:
    """The slider's notch for a rate that may lie between two."""
    return min(range(len(RATES)), key=lambda i: abs(RATES[i] - fpir) / RATES[i])


def rate_sentence(fpir: float, people: int, calibration: Calibration) -> str:
    """What a rate means at the door, and the cosine it comes to with this gallery."""
    words = translate(
        "Threshold",
        "Of {count} strangers who look into the camera, at most 1 is taken for somebody enrolled. "
        "With {people} that is a cosine of {cosine}, and it follows as people come and go. "
        "Stricter means that colleagues are asked to look again a little more often.",
    )
    said = words.format(
        count=number_text(round(1 / fpir)),
        people=people_count(people),
        cosine=decimal_text(cosine_for(fpir, people, calibration), 2),
    )
    return f"{said} {_estimated()}" if is_extrapolated(fpir, people, calibration) else said


def _estimated() -> str:
    return translate(
        "Threshold",
        "So rare a mistake was never measured: the cosine is estimated from more frequent ones.",
    )


def cosine_sentence(cosine: float, people: int, calibration: Calibration) -> str:
    """What a cosine set by hand lets pass."""
    words = translate(
        "Threshold",
        "Set by hand: with {people} about 1 stranger in {count} passes at {cosine}. It does not "
        "follow as people come and go.",
    )
    rate = max(fpir_at(cosine, people, calibration), 1e-9)
    return words.format(
        people=people_count(people),
        count=number_text(round(1 / rate)),
        cosine=decimal_text(cosine, 2),
    )
