"""Who is let in: what recognition says of a track, once it is known whether the face is alive."""

from __future__ import annotations

from desk_access.model.decision import Verdict
from desk_access.model.liveness import LivenessVerdict
from desk_access.service.liveness import LivenessGate
from desk_access.vision.decide import Outcome


def admitted(
    gate: LivenessGate, track: int, outcome: Outcome, threshold: float, now: float, *, last: bool
) -> Outcome | None:
    """``outcome`` where the face is alive or nobody known, else SPOOF; None while it is not known.

    ``threshold`` is the cosine from which on a picture shows somebody. At the ``last`` look, who
    would be recognised but was not seen to be alive was not seen well enough.
    """
    if outcome.verdict is Verdict.POOR_QUALITY:
        return outcome
    recognised = outcome.verdict is Verdict.RECOGNISED
    found = gate.verdict(track, now, recognised=recognised, last=last)
    if found is LivenessVerdict.SPOOF:
        spoof = Outcome(Verdict.SPOOF, outcome.match)
        shown = resembled(spoof, threshold)
        if shown is not None:
            gate.suspect(shown, now)
        return spoof
    if not recognised or outcome.match is None:
        return outcome
    suspected = gate.suspected(outcome.match.person_id, now) and not gate.passed(track)
    if found is LivenessVerdict.LIVE and not suspected:
        return outcome
    return Outcome(Verdict.POOR_QUALITY, None) if last else None


def resembled(outcome: Outcome, threshold: float) -> int | None:
    """Whom a spoof shows, when it reaches the threshold; None for any other outcome."""
    match = outcome.match
    if outcome.verdict is not Verdict.SPOOF or match is None or match.score < threshold:
        return None
    return match.person_id
