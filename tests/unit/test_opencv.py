"""Importing OpenCV leaves the environment of the process, and so of its children, alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

NAMES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR", "LD_LIBRARY_PATH")
PROGRAM = """
import json, os
from desk_access.opencv import cv2
print(json.dumps({"threads": cv2.getNumThreads(), "environment": dict(os.environ)}))
"""


def after_import(**added: str) -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if name not in NAMES} | added
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_variables_that_were_not_set_are_not_set_afterwards() -> None:
    answer = after_import()
    assert not set(NAMES) & set(answer["environment"])
    assert answer["threads"] == 1


@pytest.mark.parametrize("name", NAMES)
def test_variables_that_were_set_keep_their_value(name: str) -> None:
    assert after_import(**{name: "/mine"})["environment"][name] == "/mine"


def test_the_users_own_settings_for_opencv_are_kept() -> None:
    environment = after_import(OPENCV_FFMPEG_LOGLEVEL="16")["environment"]
    assert environment["OPENCV_FFMPEG_LOGLEVEL"] == "16"
    assert environment["OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS"] == "0"
