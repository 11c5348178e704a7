"""What every SettingsStore does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk_access.config import AttendanceSettings, Settings
from desk_access.errors import UsageError
from desk_access.ports import SettingsStore
from tests.contract.stores import ADAPTERS


@pytest.fixture(params=ADAPTERS)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SettingsStore]:
    with ADAPTERS[request.param](tmp_path) as stores:
        yield stores.settings


def test_is_empty_at_first(settings: SettingsStore) -> None:
    assert settings.load() == {}


def test_replaces_sections_and_keeps_the_others(settings: SettingsStore) -> None:
    settings.save({"window": '{"appearance": "dark"}', "cameras": "[]"})
    settings.save({"window": '{"appearance": "light"}'})
    assert settings.load() == {"window": '{"appearance": "light"}', "cameras": "[]"}


def test_gives_back_typed_settings(settings: SettingsStore) -> None:
    wanted = Settings(attendance=AttendanceSettings(cool_down_s=5.0, zone="Asia/Seoul"))
    settings.save(wanted.flatten())
    assert Settings.parse(settings.load()) == wanted


def test_refuses_text_that_is_not_unicode_and_saves_nothing(settings: SettingsStore) -> None:
    with pytest.raises(UsageError, match="cameras"):
        settings.save({"window": "{}", "cameras": '[{"source": "/tmp/caf\udce9.mp4"}]'})
    assert settings.load() == {}
