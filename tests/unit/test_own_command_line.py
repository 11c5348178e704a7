"""A password on the command line is written over where other users could read it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from desk_access.own_command_line import secret_part

SHOW = (
    "import sys; from desk_access.own_command_line import hide_passwords; "
    "hidden = hide_passwords(); "
    "print(hidden, sys.argv[1:], open('/proc/self/cmdline', 'rb').read())"
)


@pytest.mark.parametrize(
    ("argument", "hidden"),
    [
        (b"rtsp://admin:secret@cam/1", b"admin:secret"),
        (b"rtsp://admin:se/cr@et@cam/1", b"admin:se/cr@et"),
        (b"--source=rtsp://admin:secret@cam", b"admin:secret"),
        (b"--source=admin:secret@cam", b"admin:secret"),
        (b"admin:secret@cam", b"admin:secret"),
        (b"http://token@cam/", b"token"),
        (b"http://cam/1", b""),
        (b"kim@example", b""),
        (b"/films/a.mp4", b""),
        (b"/films/a?b=c.mp4", b""),
        (b"http://cam/1?user=admin&pwd=secret", b"?user=admin&pwd=secret"),
        (b"http://cam?token=secret", b"?token=secret"),
        (b"rtsp://cam:554/user=admin&password=secret", b"/user=admin&password=secret"),
        (b"--source=http://cam/1;pwd=secret", b"/1;pwd=secret"),
        (b"rtsp://admin:secret@cam/1?key=more", b"admin:secret@cam/1?key=more"),
    ],
)
def test_what_may_be_secret_is_found(argument: bytes, hidden: bytes) -> None:
    begin, end = secret_part(argument)
    assert argument[begin:end] == hidden


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has /proc")
def test_other_users_see_no_password_but_the_program_does() -> None:
    arguments = ["run", "--source", "rtsp://admin:s3cr3t@cam/1", "--json"]
    done = subprocess.run(
        [sys.executable, "-c", SHOW, *arguments], capture_output=True, text=True, check=True
    )
    told, shown = done.stdout.split("] b", 1)
    assert told == f"True {arguments}"[:-1]
    assert "s3cr3t" not in shown
    assert "rtsp://************@cam/1" in shown
    assert "--json" in shown
