from __future__ import annotations

from pathlib import Path

import pytest

from desk_access.errors import DeskAccessError
from desk_access.resources import resource


def test_a_checkout_has_its_resources_beside_the_package() -> None:
    assert resource("models").is_dir()


def test_an_installed_package_has_them_inside(tmp_path: Path) -> None:
    package = tmp_path / "site-packages" / "desk_access"
    (package / "_resources" / "icons").mkdir(parents=True)
    assert resource("icons", package) == package / "_resources" / "icons"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DeskAccessError, match=r"models/manifest\.json"):
        resource("models/manifest.json", tmp_path / "desk_access")
