"""Embeddings whose impostor scores are known, so that a calibration can be checked against them."""

from __future__ import annotations

import numpy as np

from trainer.calibration.impostors import Embedded

DIMENSION = 32


def people(
    count: int, pictures: int, seed: int = 0, mean: float = 0.0, spread: float = 0.6
) -> Embedded:
    """``count`` directions, with ``pictures`` noisy views each; all lean to one by ``mean``."""
    rng = np.random.default_rng(seed)
    common = np.zeros(DIMENSION)
    common[0] = mean
    own = rng.standard_normal((count, 1, DIMENSION)) / np.sqrt(DIMENSION)
    noise = spread * rng.standard_normal((count, pictures, DIMENSION)) / np.sqrt(DIMENSION)
    vectors = (own + noise + common).reshape(-1, DIMENSION)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Embedded(vectors.astype(np.float32), np.repeat(np.arange(count), pictures))


def parted(faces: Embedded, references: int) -> tuple[Embedded, Embedded]:
    """Each person's first pictures, and the others."""
    first = np.array([(faces.people[:i] == who).sum() for i, who in enumerate(faces.people)])
    chosen = first < references
    return (
        Embedded(faces.vectors[chosen], faces.people[chosen]),
        Embedded(faces.vectors[~chosen], faces.people[~chosen]),
    )
