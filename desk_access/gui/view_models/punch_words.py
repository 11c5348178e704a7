"""A punch's evidence as text."""

from __future__ import annotations

from desk_access.gui.view_models.figures import cosine_text
from desk_access.gui.view_models.moments import number_text
from desk_access.gui.view_models.words import quality_word, translate
from desk_access.model.punch import Punch


def evidence_rows(punch: Punch) -> list[tuple[str, str]]:
    """(what, value) of everything the ledger keeps of why this punch was made."""
    evidence = punch.entry.evidence
    unknown = translate("Evidence", "not recorded")
    models = (evidence.detector_digest, evidence.landmarker_digest, evidence.liveness_digest)
    alive = unknown if evidence.liveness is None else f"{evidence.liveness:.3f}"
    return [
        (translate("Evidence", "Entry"), number_text(punch.sequence)),
        (translate("Evidence", "Code"), punch.code),
        (translate("Evidence", "Camera"), evidence.camera),
        (translate("Evidence", "Score"), cosine_text(evidence.score)),
        (translate("Evidence", "Needed"), cosine_text(evidence.threshold)),
        (translate("Evidence", "Next person"), cosine_text(evidence.runner_up)),
        (translate("Evidence", "Frames"), number_text(evidence.frames)),
        (translate("Evidence", "Picture quality"), quality_word(evidence.quality)),
        (translate("Evidence", "Time zone"), punch.entry.zone),
        (translate("Evidence", "Liveness"), alive),
        (translate("Evidence", "Liveness policy"), evidence.policy or unknown),
        (translate("Evidence", "Source"), evidence.source_kind or unknown),
        (translate("Evidence", "Model"), evidence.model_digest[:12]),
        (
            translate("Evidence", "Other models"),
            ", ".join(digest[:12] for digest in models if digest) or unknown,
        ),
        (translate("Evidence", "Entry's hash"), punch.entry_hash[:12]),
    ]
