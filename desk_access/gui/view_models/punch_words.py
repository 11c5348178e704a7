"""A punch's evidence as text."""

from __future__ import annotations

from desk_access.gui.view_models.moments import number_text
from desk_access.gui.view_models.words import quality_word, translate
from desk_access.model.punch import Punch


def evidence_rows(punch: Punch) -> list[tuple[str, str]]:
    """(what, value) of everything the ledger keeps of why this punch was made."""
    evidence = punch.entry.evidence
    runner_up = "–" if evidence.runner_up is None else f"{evidence.runner_up:.3f}"
    return [
        (translate("Evidence", "Entry"), number_text(punch.sequence)),
        (translate("Evidence", "Code"), punch.entry.person_code),
        (translate("Evidence", "Camera"), evidence.camera),
        (translate("Evidence", "Score"), f"{evidence.score:.3f}"),
        (translate("Evidence", "Needed"), f"{evidence.threshold:.3f}"),
        (translate("Evidence", "Next person"), runner_up),
        (translate("Evidence", "Frames"), number_text(evidence.frames)),
        (translate("Evidence", "Picture quality"), quality_word(evidence.quality)),
        (translate("Evidence", "Time zone"), punch.entry.zone),
        (translate("Evidence", "Model"), evidence.model_digest[:12]),
        (translate("Evidence", "Entry's hash"), punch.entry_hash[:12]),
    ]
