"""Distillation: the student's view of a ruined picture is to be the teacher's of the clean one."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional


def distance_to_teacher(embeddings: Tensor, taught: Tensor) -> Tensor:
    """The mean of 1 - cosine over N x D embeddings and the teacher's, N x D of unit length.

    Half the squared distance of the unit vectors; it needs no labels (Hinton et al. 2015 for the
    idea; on embeddings Duong et al. 2019, ShrinkTeaNet).
    """
    return 1 - functional.cosine_similarity(embeddings, taught).mean()
