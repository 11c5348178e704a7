from __future__ import annotations

import os
import subprocess
import sys

import pytest

from desk_access import system_libraries
from desk_access.errors import DeskAccessError
from desk_access.system_libraries import (
    HEADLESS,
    LIBRARIES,
    Library,
    Use,
    cure,
    missing,
    require,
    require_screen,
    require_to_start,
    window_uses,
)

DEBIAN = {"ID": "debian"}
UBUNTU_CHILD = {"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}
FEDORA = {"ID": "fedora"}

linux_only = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the libraries are looked for on Linux alone"
)


def of(use: Use) -> tuple[Library, ...]:
    return tuple(item for item in LIBRARIES if item.use is use)


@linux_only
def test_only_what_is_asked_for_is_looked_at() -> None:
    asked: list[str] = []

    def loads(soname: str) -> bool:
        asked.append(soname)
        return True

    assert missing({Use.FACES}, loads) == ()
    assert asked == [item.soname for item in of(Use.FACES)]


@linux_only
def test_what_cannot_be_loaded_is_missing() -> None:
    assert missing(HEADLESS, lambda soname: soname != "libGLESv2.so.2") == (
        Library("libGLESv2.so.2", "libgles2", Use.FACES),
    )


@linux_only
def test_the_real_loader_tells_there_from_not_there() -> None:
    assert system_libraries._loads("libc.so.6")
    assert not system_libraries._loads("libno-such-thing.so.7")


def test_other_systems_bring_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert missing(set(Use), lambda soname: False) == ()
    require_screen({})


@pytest.mark.parametrize("release", [DEBIAN, UBUNTU_CHILD])
def test_debian_and_its_children_get_one_command(release: dict[str, str]) -> None:
    assert cure(of(Use.FACES), release) == "Install with: sudo apt-get install libegl1 libgles2"


def test_a_package_is_named_once() -> None:
    twice = (Library("liba.so.1", "libab", Use.FACES), Library("libb.so.1", "libab", Use.FACES))
    assert cure(twice, DEBIAN).endswith("install libab")


@pytest.mark.parametrize("release", [FEDORA, {}])
def test_elsewhere_the_files_are_named(release: dict[str, str]) -> None:
    said = cure(of(Use.FACES), release)
    assert "apt" not in said
    assert "libEGL.so.1, libGLESv2.so.2" in said


@linux_only
def test_a_machine_without_them_gets_one_line() -> None:
    with pytest.raises(DeskAccessError) as caught:
        require(HEADLESS, lambda soname: False)
    assert str(caught.value).startswith(
        "System libraries are missing for reading pictures, finding faces. Install"
    )
    assert "\n" not in str(caught.value)


def test_nothing_is_said_where_all_is_there() -> None:
    require(set(Use), lambda soname: True)


@pytest.mark.parametrize(
    ("environment", "x11", "wayland"),
    [
        ({}, True, False),
        ({"DISPLAY": ":0"}, True, False),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, False, True),
        ({"WAYLAND_DISPLAY": "wayland-0", "QT_QPA_PLATFORM": "xcb"}, True, False),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "wayland-egl"}, False, True),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False, False),
    ],
)
def test_the_screen_decides_what_the_window_needs(
    environment: dict[str, str], x11: bool, wayland: bool
) -> None:
    uses = window_uses(environment)
    assert (Use.X11 in uses, Use.WAYLAND in uses) == (x11, wayland)
    assert uses > HEADLESS


@linux_only
@pytest.mark.parametrize(("screen", "named"), [("DISPLAY", True), ("TERM", False)])
def test_a_bare_machine_is_told_everything_at_once(screen: str, named: bool) -> None:
    with pytest.raises(DeskAccessError) as caught:
        require_to_start({screen: ":0"}, lambda soname: False)
    assert "reading pictures" in caught.value.what
    assert ("a window on X11" in caught.value.what) is named


def test_a_server_can_start_without_the_windows_libraries() -> None:
    needed = {item.soname for item in LIBRARIES if item.use in HEADLESS}
    require_to_start({"DISPLAY": ":0"}, lambda soname: soname in needed)


@linux_only
def test_without_a_screen_another_way_is_named() -> None:
    with pytest.raises(DeskAccessError, match="run --source"):
        require_screen({"DISPLAY": ""})


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_any_screen_will_do(name: str) -> None:
    require_screen({name: "0"})


def test_the_check_comes_before_everything_else() -> None:
    code = (
        "import sys, desk_access.system_libraries; "
        "print({'numpy', 'cv2', 'PySide6'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert done.stdout.strip() == "set()"
