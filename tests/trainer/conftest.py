"""What every test of the trainer gets: one thread, drawn crops, a small recogniser."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from tests.trainer.crops import draw_crops
from tests.trainer.graphs import tiny_recogniser


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    """More would wait for one another on a busy machine, and add up in another order."""
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def drawn_crops(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of crops, which tests only read; teachers' embeddings may be added."""
    return draw_crops(tmp_path_factory.mktemp("drawn"))


@pytest.fixture(scope="session")
def recogniser(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ONNX file to start from: N x 3 x 112 x 112 to N x 16."""
    return tiny_recogniser(tmp_path_factory.mktemp("recogniser") / "tiny.onnx")
