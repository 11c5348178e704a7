from __future__ import annotations

import json
from contextlib import suppress
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_access.config import (
    Appearance,
    AttendanceSettings,
    CameraSettings,
    InferenceSettings,
    ModelChangeRecord,
    Provider,
    RecognitionSettings,
    Settings,
    WindowSettings,
)
from desk_access.errors import UsageError

words = st.text(min_size=1, max_size=20).filter(lambda text: bool(text.strip()))
cameras = st.builds(
    CameraSettings,
    name=words,
    source=st.text(max_size=40),
    rotation=st.sampled_from([0, 90, 180, 270]),
    mirror=st.booleans(),
)
settings = st.builds(
    Settings,
    cameras=st.lists(cameras, max_size=3, unique_by=lambda camera: camera.name).map(tuple),
    recognition=st.builds(
        RecognitionSettings,
        fpir=st.floats(1e-6, 0.5),
        cosine=st.none() | st.floats(-0.99, 0.99),
        margin=st.floats(0, 0.99),
        min_frames=st.integers(1, 30),
        patience_s=st.floats(0.2, 30),
    ),
    attendance=st.builds(
        AttendanceSettings,
        cool_down_s=st.floats(0, 86400),
        day_ends_at=st.times(),
        zone=st.sampled_from(["", "Asia/Seoul", "America/St_Johns"]),
    ),
    inference=st.builds(
        InferenceSettings,
        recogniser=st.text(max_size=20),
        provider=st.sampled_from(Provider),
        threads=st.integers(0, 64),
    ),
    window=st.builds(WindowSettings, appearance=st.sampled_from(Appearance)),
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)
SECTIONS = ["cameras", "recognition", "attendance", "inference", "window"]


@given(settings)
def test_what_is_kept_is_read_back(made: Settings) -> None:
    assert Settings.parse(made.flatten()) == made


def test_nothing_kept_means_the_defaults() -> None:
    assert Settings.parse({}) == Settings()


@given(st.sampled_from([*SECTIONS, "doors", ""]), anything)
def test_damaged_settings_are_refused_or_sound(section: str, value: Any) -> None:
    with suppress(UsageError):
        made = Settings.parse({section: json.dumps(value)})
        assert Settings.parse(made.flatten()) == made


@pytest.mark.parametrize(
    ("section", "stored"),
    [
        ("recognition", '{"fpir": "0.001"}'),
        ("recognition", '{"fpir": NaN}'),
        ("recognition", '{"min_frames": 2.5}'),
        ("recognition", '{"min_frames": true}'),
        ("recognition", '{"trust": 1}'),
        ("cameras", '[{"mirror": "no"}]'),
        ("cameras", '[{"name": 5}]'),
        ("cameras", '[{"name": "a"}, {"name": "a"}]'),
        ("attendance", '{"day_ends_at": "04:00+02:00"}'),
        ("attendance", '{"day_ends_at": "four"}'),
        ("inference", '{"provider": "tpu"}'),
        ("inference", '{"threads": null}'),
        ("window", "{"),
        ("flags", "{}"),
    ],
)
def test_what_makes_no_sense_is_refused(section: str, stored: str) -> None:
    with pytest.raises(UsageError):
        Settings.parse({section: stored})


def test_a_damaged_section_is_named_and_keeps_its_cause() -> None:
    with pytest.raises(UsageError, match="'window' cannot be read") as caught:
        Settings.parse({"window": "not json"})
    assert isinstance(caught.value.__cause__, json.JSONDecodeError)


@pytest.mark.parametrize(
    ("make", "values", "said"),
    [
        (CameraSettings, {"name": "  "}, "no name"),
        (CameraSettings, {"rotation": 45}, "45 degrees"),
        (RecognitionSettings, {"fpir": 0.0}, "rate of strangers of 0"),
        (RecognitionSettings, {"fpir": 0.6}, "rate of strangers of 0.6"),
        (RecognitionSettings, {"cosine": 1.0}, "no cosine"),
        (RecognitionSettings, {"margin": -0.1}, "margin of -0.1"),
        (RecognitionSettings, {"min_frames": 0}, "0 frames"),
        (RecognitionSettings, {"min_frames": 31}, "31 frames"),
        (RecognitionSettings, {"patience_s": 0.1}, "0.1 s of patience"),
        (AttendanceSettings, {"cool_down_s": -1.0}, "cool-down of -1"),
        (AttendanceSettings, {"zone": "Mars/Olympus"}, "no time zone 'Mars/Olympus'"),
        (InferenceSettings, {"threads": 65}, "65 threads"),
    ],
)
def test_each_limit_is_kept_and_names_the_value(
    make: Any, values: dict[str, Any], said: str
) -> None:
    with pytest.raises(UsageError) as caught:
        make(**values)
    assert said in caught.value.what
    assert caught.value.cure


def test_two_cameras_need_two_names() -> None:
    with pytest.raises(UsageError, match="same name"):
        Settings(cameras=(CameraSettings("Door"), CameraSettings("Door", "1")))


def test_the_site_has_a_zone_of_its_own_or_the_machines() -> None:
    assert AttendanceSettings(zone="Asia/Seoul").tzinfo("Europe/Paris") == ZoneInfo("Asia/Seoul")
    assert AttendanceSettings().tzinfo("Europe/Paris") == ZoneInfo("Europe/Paris")


def test_what_is_kept_can_be_read_by_people() -> None:
    kept = Settings(attendance=AttendanceSettings(day_ends_at=time(3, 30), zone="Asia/Seoul"))
    assert json.loads(kept.flatten()["attendance"]) == {
        "cool_down_s": 60.0,
        "day_ends_at": "03:30:00",
        "zone": "Asia/Seoul",
    }


def test_a_change_of_model_is_kept_beside_the_settings() -> None:
    record = ModelChangeRecord("other")
    stored = {**Settings().flatten(), **record.flatten()}
    assert ModelChangeRecord.parse(stored) == record
    assert Settings.parse(stored) == Settings()
    assert ModelChangeRecord.parse(Settings().flatten()) == ModelChangeRecord()


def test_a_change_of_model_of_an_older_version_goes_on() -> None:
    stored = {"inference": '{"recogniser": "own", "coming": "other", "threads": 2}'}
    assert ModelChangeRecord.parse(stored) == ModelChangeRecord("other")
    assert Settings.parse(stored).inference.recogniser == "own"
    stored = {**stored, **ModelChangeRecord().flatten()}
    assert ModelChangeRecord.parse(stored) == ModelChangeRecord()


@pytest.mark.parametrize("text", ["", "[]", "7", "{}", '{"recogniser": 1}', "null"])
def test_a_damaged_change_of_model_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="recognition model"):
        ModelChangeRecord.parse({ModelChangeRecord.SECTION: text})


@pytest.mark.parametrize(
    ("section", "text"),
    [
        ("calibration", '{"measured_to": NaN}'),
        ("calibration", '{"measured_to": Infinity}'),
        ("calibration", '{"measured_to": 2}'),
        ("calibration", '{"measured_to": -1e-9}'),
        ("calibration", '{"shift": 1e999}'),
        ("calibration", f'{{"shift": 1{"0" * 400}}}'),
        ("calibration", '{"people": -1}'),
        ("calibration", f'{{"pairs": 1{"0" * 400}}}'),
        ("recognition", f'{{"fpir": 1{"0" * 400}}}'),
        ("recognition", '{"margin": NaN}'),
        ("recognition", '{"cosine": -Infinity}'),
        ("recognition", f'{{"min_frames": {"9" * 5000}}}'),
        ("attendance", '{"cool_down_s": NaN}'),
        ("attendance", "[" * 50_000),
        ("window", '{"appearance": ' + "[" * 900 + "]" * 900 + "}"),
        ("window", '{"appearance": "dark", "appearance": "light"}'),
        ("cameras", '[{"name": "\\ud800"}]'),
        ("cameras", json.dumps([{"name": "x" * 5000}])),
        ("cameras", json.dumps([{"name": str(number)} for number in range(65)])),
        ("cameras", '{"name": 1}'),
        ("cameras", "[" + " " * (1 << 18) + "]"),
        ("x" * 500, "{}"),
    ],
)
def test_no_stored_text_breaks_the_reader(section: str, text: str) -> None:
    """Each one is a complaint in few words, never a traceback or a number that is none."""
    with pytest.raises(UsageError) as caught:
        Settings.parse({section: text})
    assert len(caught.value.what) < 1000


@pytest.mark.parametrize(
    "stored", [{"inference": "[" * 50_000}, {"model_change": '{"recogniser": 1}'}]
)
def test_no_stored_change_of_model_breaks_the_reader(stored: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        ModelChangeRecord.parse(stored)
