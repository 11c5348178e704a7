"""The libraries of the operating system that the wheels need and a bare Linux lacks.

Without this check a missing one ends in an ImportError without a cure, or in Qt ending the whole
process. Only the standard library is used here, so that it can run before anything else. The
package names are Debian's and Ubuntu's; on releases that renamed one (``libglib2.0-0t64``) apt
still resolves the name given here. The table follows from ``ldd`` over the installed wheels.
"""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from desk_access.errors import DeskAccessError


class Use(StrEnum):
    """What a library is needed for."""

    PICTURES = "reading pictures"
    FACES = "finding faces"
    WINDOW = "the window"
    X11 = "a window on X11"
    WAYLAND = "a window on Wayland"
    CAMERAS = "naming cameras"


@dataclass(frozen=True, slots=True)
class Library:
    """A shared library: its file name, the Debian package that brings it, what needs it."""

    soname: str
    package: str
    use: Use


LIBRARIES = (
    Library("libGL.so.1", "libgl1", Use.PICTURES),
    Library("libgthread-2.0.so.0", "libglib2.0-0", Use.PICTURES),
    Library("libEGL.so.1", "libegl1", Use.FACES),
    Library("libGLESv2.so.2", "libgles2", Use.FACES),
    Library("libdbus-1.so.3", "libdbus-1-3", Use.WINDOW),
    Library("libxkbcommon.so.0", "libxkbcommon0", Use.WINDOW),
    Library("libfontconfig.so.1", "libfontconfig1", Use.WINDOW),
    Library("libgssapi_krb5.so.2", "libgssapi-krb5-2", Use.WINDOW),
    Library("libX11-xcb.so.1", "libx11-xcb1", Use.X11),
    Library("libxcb-cursor.so.0", "libxcb-cursor0", Use.X11),
    Library("libxcb-icccm.so.4", "libxcb-icccm4", Use.X11),
    Library("libxcb-image.so.0", "libxcb-image0", Use.X11),
    Library("libxcb-keysyms.so.1", "libxcb-keysyms1", Use.X11),
    Library("libxcb-randr.so.0", "libxcb-randr0", Use.X11),
    Library("libxcb-render-util.so.0", "libxcb-render-util0", Use.X11),
    Library("libxcb-shape.so.0", "libxcb-shape0", Use.X11),
    Library("libxcb-xkb.so.1", "libxcb-xkb1", Use.X11),
    Library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", Use.X11),
    Library("libwayland-cursor.so.0", "libwayland-cursor0", Use.WAYLAND),
    Library("libwayland-egl.so.1", "libwayland-egl1", Use.WAYLAND),
    Library("libpulse.so.0", "libpulse0", Use.CAMERAS),
    Library("libXrandr.so.2", "libxrandr2", Use.CAMERAS),
    Library("libdrm.so.2", "libdrm2", Use.CAMERAS),
)

HEADLESS = frozenset({Use.PICTURES, Use.FACES})
"""What every command needs."""


def window_uses(environment: Mapping[str, str] = os.environ) -> frozenset[Use]:
    """What the window needs on the screen that this environment names."""
    uses = HEADLESS | {Use.WINDOW, Use.CAMERAS}
    chosen = environment.get("QT_QPA_PLATFORM", "")
    if chosen:
        on_x11, on_wayland = chosen.startswith("xcb"), chosen.startswith("wayland")
    else:
        on_wayland = bool(environment.get("WAYLAND_DISPLAY"))
        on_x11 = not on_wayland
    return uses | ({Use.X11} if on_x11 else set()) | ({Use.WAYLAND} if on_wayland else set())


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def missing(uses: Iterable[Use], loads: Callable[[str], bool] = _loads) -> tuple[Library, ...]:
    """The libraries for ``uses`` that this machine lacks; none on Windows and macOS.

    ``loads`` tells whether a library can be loaded. Those that are there stay loaded.
    """
    if not sys.platform.startswith("linux"):
        return ()
    wanted = set(uses)
    return tuple(item for item in LIBRARIES if item.use in wanted and not loads(item.soname))


def cure(
    libraries: Iterable[Library],
    release: Mapping[str, str] | None = None,
    and_packages: Iterable[str] = (),
) -> str:
    """A sentence that says how to install ``libraries``.

    ``release`` is what ``os-release`` says of the system; this machine's unless given.
    ``and_packages`` are more of Debian's packages for the same command.
    """
    found = tuple(libraries)
    family = _release() if release is None else release
    if {"debian", "ubuntu"} & {family.get("ID", ""), *family.get("ID_LIKE", "").split()}:
        packages = dict.fromkeys([*(item.package for item in found), *and_packages])
        return f"Install with: sudo apt-get install {' '.join(packages)}"
    names = ", ".join(item.soname for item in found)
    return f"Install the packages of your system that bring {names}."


def _release() -> Mapping[str, str]:
    try:
        return platform.freedesktop_os_release()
    except OSError:
        return {}


def require(uses: Iterable[Use], loads: Callable[[str], bool] = _loads) -> None:
    """Raise DeskAccessError, with the command that installs them, unless all libraries are there.

    To be called before the modules that need them are imported.
    """
    lacking = missing(uses, loads)
    if lacking:
        purposes = ", ".join(dict.fromkeys(item.use.value for item in lacking))
        raise DeskAccessError(f"System libraries are missing for {purposes}.", cure(lacking))


def require_to_start(
    environment: Mapping[str, str] = os.environ, loads: Callable[[str], bool] = _loads
) -> None:
    """Raise DeskAccessError unless the libraries that every command needs are there.

    Where there is a screen the error names those of the window too: one command mends all.
    """
    if missing(HEADLESS, loads):
        require(window_uses(environment) if _has_screen(environment) else HEADLESS, loads)


def require_screen(environment: Mapping[str, str] = os.environ) -> None:
    """Raise DeskAccessError when there is no screen: Qt would end the process instead."""
    if not _has_screen(environment):
        raise DeskAccessError(
            "There is no screen to open the window on.",
            "Start it from a desktop, or watch without a window: desk-access run --source 0",
        )


def _has_screen(environment: Mapping[str, str]) -> bool:
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(environment.get(name) for name in names)
