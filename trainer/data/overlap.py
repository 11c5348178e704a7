"""People of the training set who are in a benchmark too, found by their faces.

A network must not be measured on people it was trained on, and names do not tell: CelebA calls
everybody by a number. The benchmark is only looked at to take people out.
"""

from __future__ import annotations

import numpy as np

from trainer.data.review import Finding, Labels, Reason, Vectors, by_person, centre


def overlap(
    vectors: Vectors,
    people: Labels,
    benchmark: Vectors,
    benchmark_people: Labels,
    cosine: float,
) -> list[Finding]:
    """All crops of each person whose centre is ``cosine`` or nearer to somebody's of ``benchmark``.

    Both sets of vectors are unit embeddings, n x d. A finding's score is that of the centres, its
    ``other`` the picture of the benchmark's person that is nearest to the crop.
    """
    theirs = list(by_person(benchmark_people))
    centres = np.stack([centre(benchmark[own]) for own in theirs])
    found = []
    for own in by_person(people):
        scores = centres @ centre(vectors[own])
        who = int(np.argmax(scores))
        if scores[who] < cosine:
            continue
        near = theirs[who][np.argmax(vectors[own] @ benchmark[theirs[who]].T, axis=1)]
        found += [
            Finding(int(index), Reason.IN_BENCHMARK, float(scores[who]), int(other))
            for index, other in zip(own, near, strict=True)
        ]
    return sorted(found, key=lambda finding: finding.index)
