"""The liveness policies in words."""

from __future__ import annotations

from desk_access.gui.view_models.words import translate
from desk_access.model.liveness import LivenessPolicy


def policy_word(policy: LivenessPolicy) -> str:
    """A policy as a choice."""
    return {
        LivenessPolicy.OFF: translate("Liveness", "Do not check"),
        LivenessPolicy.PASSIVE: translate("Liveness", "Look closely"),
        LivenessPolicy.PASSIVE_THEN_ACTIVE: translate(
            "Liveness", "Look closely, ask when in doubt"
        ),
        LivenessPolicy.ACTIVE: translate("Liveness", "Ask everybody"),
    }[policy]


def policy_sentence(policy: LivenessPolicy) -> str:
    """What a policy means for the people at the door."""
    return {
        LivenessPolicy.OFF: translate(
            "Liveness", "A photograph of somebody is as good as the person."
        ),
        LivenessPolicy.PASSIVE: translate(
            "Liveness",
            "Photographs and films on a phone are refused. It takes half a second to a second, and "
            "nobody has to do anything.",
        ),
        LivenessPolicy.PASSIVE_THEN_ACTIVE: translate(
            "Liveness",
            "Whoever is not surely alive is asked to blink, nod or turn, in an order that nobody "
            "can know before.",
        ),
        LivenessPolicy.ACTIVE: translate(
            "Liveness",
            "Everybody is asked to blink, nod or turn before they are clocked in. It takes about "
            "ten seconds each.",
        ),
    }[policy]
