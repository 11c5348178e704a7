"""A sighting as the line that ``run`` prints: for people, and as JSON for programs."""

from __future__ import annotations

from typing import Any

from desk_access.model.decision import Doubt, Verdict
from desk_access.model.status import Sighting
from desk_access.model.waiting_punch import Unrecorded


def as_json(sighting: Sighting) -> dict[str, Any]:
    """The decision's fields in the order the manual lists them; absent values are None."""
    decision, person, punch = sighting.decision, sighting.person, sighting.punch
    box, spoof = decision.box, decision.verdict is Verdict.SPOOF
    return {
        "time": decision.decided_at.isoformat().replace("+00:00", "Z"),
        "camera": decision.camera,
        "track": decision.track,
        "decision": decision.verdict.value,
        "person_code": person.code if person and not spoof else None,
        "name": person.name if person and not spoof else None,
        "score": _rounded(decision.score),
        "threshold": _rounded(decision.threshold),
        "runner_up": _rounded(decision.runner_up),
        "margin": _rounded(decision.margin),
        "frames": decision.frames,
        "box": [round(value, 1) for value in (box.x, box.y, box.width, box.height)],
        "latency_ms": round(decision.latency_ms, 1),
        "punch": punch.entry.direction.value if punch else None,
        "liveness": _rounded(decision.liveness.score) if decision.liveness else None,
        "left_out": decision.left_out,
        "resembles": person.code if person and spoof else None,
    }


def as_text(sighting: Sighting) -> str:
    """One line for people."""
    decision = sighting.decision
    time = decision.decided_at.astimezone().strftime("%H:%M:%S")
    if decision.verdict is Verdict.RECOGNISED and sighting.person is not None:
        punch = sighting.punch.entry.direction.value.upper() if sighting.punch else "no punch"
        what = f"{sighting.person.name} ({sighting.person.code}), {punch}"
    elif decision.doubt is Doubt.LOOKALIKE:
        what = "not sure who: two enrolled people look like this"
    elif decision.verdict is Verdict.SPOOF:
        whose = f", of {sighting.person.name} ({sighting.person.code})" if sighting.person else ""
        what = f"spoof: a picture, not a person{whose}"
    elif decision.verdict is Verdict.UNKNOWN:
        what = "nobody known"
    else:
        advice = decision.advice.value.replace("_", " ") if decision.advice else "not clear enough"
        what = f"not good enough: {advice}"
    score = "" if decision.score is None else f", score {decision.score:.2f}"
    return f"{time}  track {decision.track}: {what}{score}"


def unrecorded_text(sighting: Sighting) -> str:
    """One line for people, about somebody recognised whose punch is not in the ledger."""
    time = sighting.decision.decided_at.astimezone().strftime("%H:%M:%S")
    who = f"{sighting.person.name} ({sighting.person.code})" if sighting.person else "somebody"
    how = "not recorded yet, saving"
    if sighting.unrecorded is Unrecorded.FAILED:
        how = "not recorded"
    return f"{time}  track {sighting.decision.track}: {who}, {how}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
