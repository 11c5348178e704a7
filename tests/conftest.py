"""What every test gets: no screen, the shared pictures, and checks that nothing is left behind."""

from __future__ import annotations

import functools
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.leaks import no_qt_object_left, no_thread_left
from tests.logfail import expected_logs

__all__ = ["expected_logs", "no_qt_object_left", "no_thread_left"]

# Before Qt makes its application object: the tests never need a screen, whatever the desktop says.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

# A busy machine is no failure: hypothesis would call an example that takes 0.2 s one.
hypothesis.settings.register_profile("desk-access", deadline=None)
hypothesis.settings.load_profile("desk-access")

REPOSITORY = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Know pytest-qt's settings in pyproject.toml where the plug-in itself is left out."""
    if pluginmanager.is_blocked("pytest-qt"):
        for name in ("qt_api", "qt_log_level_fail", "qt_log_ignore"):
            parser.addini(name, "a setting of pytest-qt")


@functools.cache
def _missing_models() -> str:
    from desk_access import bootstrap

    store = bootstrap.models()
    return ", ".join(spec.file for spec in store.missing(store.manifest.required()))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs model files, where they were never fetched."""
    wanted = {"models", "data"} & {marker.name for marker in item.iter_markers()}
    if wanted and (lacking := _missing_models()):
        pytest.skip(f"{lacking} never fetched to this machine; do it with: desk-access models sync")


@pytest.fixture(scope="session", autouse=True)
def _workspace_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A test that names no workspace gets an empty one, never the one of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DESK_ACCESS_HOME", str(tmp_path_factory.mktemp("workspace") / "home"))
        # Nor does a test touch the keyring.
        patch.setenv("DESK_ACCESS_KEYS", str(tmp_path_factory.mktemp("keys")))
        yield


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
