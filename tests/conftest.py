"""What every test gets: no screen, the shared pictures, and checks that nothing is left behind."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from tests.leaks import no_qt_object_left, no_thread_left
from tests.logfail import expected_logs

__all__ = ["expected_logs", "no_qt_object_left", "no_thread_left"]

# Before Qt makes its application object: the tests never need a screen, whatever the desktop says.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

REPOSITORY = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Know pytest-qt's settings in pyproject.toml where the plug-in itself is left out."""
    if pluginmanager.is_blocked("pytest-qt"):
        for name in ("qt_api", "qt_log_level_fail", "qt_log_ignore"):
            parser.addini(name, "a setting of pytest-qt")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public faces and clips, which is no part of the repository."""
    told = os.environ.get("DESK_ACCESS_SHARED_DATA")
    folder = Path(told) if told else REPOSITORY.parent / "shared" / "data"
    if not (folder / "clips").is_dir():
        pytest.skip(
            "the shared faces and clips are not on this machine; "
            "DESK_ACCESS_SHARED_DATA names the folder that holds clips/"
        )
    return folder


@pytest.fixture(scope="session")
def lfw(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``lfw_dev.zip`` unpacked: one folder a person, and ``pairs.tsv``."""
    folder = tmp_path_factory.mktemp("lfw")
    with zipfile.ZipFile(shared_data / "lfw_dev.zip") as archive:
        archive.extractall(folder)
    return folder
