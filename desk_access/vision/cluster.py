"""Which embeddings are of one person, without being told how many people there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from desk_access.model.arrays import Vector

_SEED: Final = 0
"""The order in which the faces are asked is drawn; the same faces give the same groups."""

_ROWS: Final = 2048
"""Cosines are computed for so many faces at a time: 10,000 of them would fill 400 MB."""


def cluster(vectors: Sequence[Vector], bound: float) -> list[list[int]]:
    """The groups as places in ``vectors`` (unit length), each in rising order, the largest first.

    Chinese Whispers (Biemann 2006): every face begins as a group of its own and takes, again and
    again in an order drawn anew, the group that most of its neighbours are in, weighted by their
    cosines; networkx has it as asynchronous label propagation (Raghavan et al. 2007). Neighbours
    are faces whose cosine reaches ``bound``. A single wrong likeness joins nobody, as it would if
    all that are connected were one group.
    """
    if not vectors:
        return []
    # Imported here and not above: it takes half a second that no other page should wait for.
    from networkx import Graph
    from networkx.algorithms.community import asyn_lpa_communities

    stacked = np.stack(vectors)
    graph = Graph()
    graph.add_nodes_from(range(len(stacked)))
    for start in range(0, len(stacked), _ROWS):
        cosines = stacked[start : start + _ROWS] @ stacked.T
        rows, columns = np.nonzero(np.triu(cosines >= bound, start + 1))
        weights = cosines[rows, columns].tolist()
        edges = zip((rows + start).tolist(), columns.tolist(), weights, strict=True)
        graph.add_weighted_edges_from(edges)
    found = [sorted(group) for group in asyn_lpa_communities(graph, "weight", _SEED)]
    return sorted(found, key=lambda group: (-len(group), group))
