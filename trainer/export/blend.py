"""Weights between the network that a run began with and what it became.

Wortsman et al. 2022 (Robust fine-tuning of zero-shot models): on the way between both lie networks
that keep most of what was learnt and lose less of what was known before.
"""

from __future__ import annotations

from torch import nn

from trainer.backbones.make import BackboneKind, make_backbone
from trainer.corpus import Corpus
from trainer.data.shards import CropSet
from trainer.errors import ConfigUnusable
from trainer.settings import Settings
from trainer.teacher import meet


def blended(trained: nn.Module, settings: Settings, crops: CropSet, share: float) -> nn.Module:
    """``trained`` with ``share``, 0 to 1, of its own weights and the rest of the run's start.

    ``settings`` are the run's, with the places of their files; ``crops`` those that it was trained
    on. Raises ConfigUnusable for a run that did not start from a recogniser, or whose rectifiers
    faded: there is nothing in between. Raises DataUnusable, GraphUnusable, OutputUnwritable.
    """
    if share == 1:
        return trained
    backbone = settings.backbone
    if backbone.kind is not BackboneKind.ONNX or backbone.fade:
        raise ConfigUnusable(
            "This run has no start that its network could be blended with.",
            "Leave --blend out: it is for runs from a recogniser whose rectifiers do not fade.",
        )
    start = make_backbone(backbone)
    corpus = Corpus.open(crops.folder, settings)
    if corpus.taught is not None:
        meet(start, corpus.crops, corpus.chosen, corpus.taught)
    before, after = start.state_dict(), trained.state_dict()
    trained.load_state_dict(
        {name: before[name].lerp(after[name], share) for name in after}, strict=True
    )
    return trained
