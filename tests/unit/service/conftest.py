"""What every test of the running system gets: a workspace of its own, and a thread for networks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk_access.config import RecognitionSettings
from desk_access.service.mirror import GalleryMirror
from desk_access.service.workbench import Workbench
from desk_access.store.workspace import Workspace
from tests.unit.service.scene import CALIBRATION, MODEL, make_tools


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "workspace") as opened:
        yield opened


@pytest.fixture
def mirror(workspace: Workspace) -> GalleryMirror:
    return GalleryMirror(workspace.gallery, MODEL, CALIBRATION, RecognitionSettings())


@pytest.fixture
def workbench() -> Iterator[Workbench]:
    bench = Workbench(make_tools)
    yield bench
    bench.close()
