"""The lock files pin what pyproject.toml asks for, by hash, and name no registry."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).resolve().parents[2]
LOCKS = {
    "requirements.lock": ("dev",),
    "requirements-cuda.lock": ("dev", "cuda"),
    "requirements-trainer.lock": ("dev", "trainer"),
}
TRAINERS_OWN = {"torch", "pytorch-metric-learning", "albumentations", "tensorboard"}
PLATFORMS = [
    {"sys_platform": "linux", "platform_machine": "x86_64"},
    {"sys_platform": "linux", "platform_machine": "aarch64"},
    {"sys_platform": "win32", "platform_machine": "AMD64"},
    {"sys_platform": "darwin", "platform_machine": "arm64"},
]


def pinned(lock: str) -> list[Requirement]:
    text = (REPOSITORY / lock).read_text("utf-8").replace("\\\n", " ")
    return [Requirement(line.partition("--hash")[0]) for line in text.splitlines()]


def wanted(extras: tuple[str, ...]) -> list[Requirement]:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    groups = [project["dependencies"], *(project["optional-dependencies"][e] for e in extras)]
    return [Requirement(line) for group in groups for line in group]


def applies(each: Requirement, platform: dict[str, str]) -> bool:
    return each.marker is None or each.marker.evaluate(platform)


def versions(lock: str, platform: dict[str, str]) -> dict[str, str]:
    """What a lock installs on a platform with this Python: canonical name to version."""
    return {
        canonicalize_name(each.name): str(each.specifier).removeprefix("==")
        for each in pinned(lock)
        if applies(each, platform)
    }


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda each: "-".join(each.values()))
def test_every_platform_gets_what_the_project_asks_for(lock: str, platform: dict[str, str]) -> None:
    locked = versions(lock, platform)
    for each in wanted(LOCKS[lock]):
        if applies(each, platform):
            version = locked.get(canonicalize_name(each.name))
            assert version is not None, f"{lock} lacks {each}: run `make lock`"
            assert each.specifier.contains(version), f"{lock} has {each.name} {version}"


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda each: "-".join(each.values()))
def test_an_addition_changes_nothing_and_brings_no_second_cv2(
    lock: str, platform: dict[str, str]
) -> None:
    locked = versions(lock, platform)
    assert locked.items() >= versions("requirements.lock", platform).items()
    assert [name for name in locked if "opencv" in name] == ["opencv-contrib-python"]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_by_hash_and_has_no_address(lock: str) -> None:
    text = (REPOSITORY / lock).read_text("utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        assert re.match(r"[a-z0-9-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)
    assert "://" not in text


@pytest.mark.parametrize("lock", LOCKS)
def test_only_the_trainer_s_lock_has_what_the_trainer_needs(lock: str) -> None:
    found = {each.name for each in pinned(lock)} & TRAINERS_OWN
    assert found == (TRAINERS_OWN if "trainer" in LOCKS[lock] else set())


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda each: "-".join(each.values()))
def test_the_trainer_gets_torch_without_cuda(platform: dict[str, str]) -> None:
    locked = versions("requirements-trainer.lock", platform)
    assert locked["torch"].endswith("+cpu") is (platform["sys_platform"] == "linux")
    assert not [name for name in locked if name.startswith(("nvidia", "cuda", "triton"))]


def test_the_graphics_card_s_libraries_are_an_extra() -> None:
    names = {lock: " ".join(each.name for each in pinned(lock)) for lock in LOCKS}
    assert "nvidia" not in names["requirements.lock"]
    assert "nvidia-cudnn" in names["requirements-cuda.lock"]
