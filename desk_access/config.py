"""The settings, in frozen sections, parsed once.

Each part of the application receives its own section, never the whole. Settings belong to the
data: they are kept in the workspace's database as ``section.name`` -> JSON value, and checked here,
where they become typed values. Raises :class:`~desk_access.errors.UsageError` for a value that
makes no sense, naming it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import time
from enum import StrEnum
from typing import Any, ClassVar, Self, get_type_hints
from zoneinfo import ZoneInfo, available_timezones

from desk_access.errors import UsageError
from desk_access.model.liveness import LivenessPolicy
from desk_access.model.parsing import parse_json, shown

_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


def _require(held: bool, what: str, cure: str) -> None:
    if not held:
        raise UsageError(what, cure)


class Provider(StrEnum):
    """Where the recogniser runs."""

    AUTO = "auto"
    CUDA = "cuda"
    CPU = "cpu"


class Appearance(StrEnum):
    """Light or dark."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """One camera. ``source`` is a number, ``camera:NAME``, a file, an address or a folder.

    ``rotation`` is in degrees clockwise. ``mirror`` concerns the window alone: people expect to
    see themselves as in a mirror, the chain and the log keep the picture as it is. ``liveness``
    is this camera's policy where it has one of its own. Of a network camera, ``certificate`` is the
    SHA-256 of the certificate that is pinned, in hexadecimal, and ``poll_s`` says that its address
    gives one picture, which is fetched every so many seconds; 0 for a stream.
    """

    name: str = "Camera 1"
    source: str = field(default="0", repr=False)  # an address may have a password in it
    rotation: int = 0
    mirror: bool = False
    liveness: LivenessPolicy | None = None
    certificate: str = ""
    poll_s: float = 0.0

    def __post_init__(self) -> None:
        _require(bool(self.name.strip()), "A camera has no name.", "Give it one.")
        _require(
            not self.certificate or bool(_FINGERPRINT.fullmatch(self.certificate)),
            "The certificate is not a SHA-256 fingerprint.",
            "It has 64 hexadecimal digits; the camera's own page shows it.",
        )
        _require(
            self.poll_s == 0 or 0.2 <= self.poll_s <= 60,
            f"A picture cannot be fetched every {self.poll_s:g} s.",
            "Choose 0.2 to 60 seconds.",
        )
        _require(
            self.rotation in (0, 90, 180, 270),
            f"A camera cannot be rotated by {self.rotation} degrees.",
            "Choose 0, 90, 180 or 270.",
        )


@dataclass(frozen=True, slots=True)
class RecognitionSettings:
    """When a face is somebody.

    ``fpir`` is the share of strangers that may pass (false positive identification rate); the
    cosine follows from it. ``cosine``, when set, is used instead. ``margin`` is how far, in
    cosine, the best person must be ahead of the next, ``lookalike_margin`` how far two people must
    be ahead of each other who are known to look alike. ``min_frames`` usable frames are needed
    before anybody is recognised; ``patience_s`` after the first usable frame a face that reached
    no decision is unknown.
    """

    fpir: float = 0.001
    cosine: float | None = None
    margin: float = 0.05
    lookalike_margin: float = 0.15
    min_frames: int = 3
    patience_s: float = 1.0

    def __post_init__(self) -> None:
        _require(
            0 < self.fpir <= 0.5,
            f"A rate of strangers of {self.fpir:g} makes no sense.",
            "Choose one above 0 and at most 0.5, such as 0.001 (1 in 1,000).",
        )
        _require(
            self.cosine is None or -1 < self.cosine < 1,
            f"A threshold of {self.cosine} is no cosine.",
            "Choose one between -1 and 1, or leave it to the rate.",
        )
        _require(
            0 <= self.margin < 1,
            f"A margin of {self.margin:g} makes no sense.",
            "Choose one from 0 to 1.",
        )
        _require(
            0 <= self.lookalike_margin < 1,
            f"A lookalike margin of {self.lookalike_margin:g} makes no sense.",
            "Choose one from 0 to 1.",
        )
        _require(
            1 <= self.min_frames <= 30,
            f"{self.min_frames} frames before a decision make no sense.",
            "Choose 1 to 30.",
        )
        _require(
            0.2 <= self.patience_s <= 30,
            f"{self.patience_s:g} s of patience make no sense.",
            "Choose 0.2 to 30 s.",
        )


@dataclass(frozen=True, slots=True)
class CalibrationSettings:
    """What the site's own people taught, in force for the recogniser ``model_digest`` alone.

    ``shift`` moves the model's table of cosines; 0 leaves it as it is. ``people`` and ``pairs``
    are how many taught it; ``measured_to`` the lowest false match rate among their comparisons.
    """

    model_digest: str = ""
    shift: float = 0.0
    people: int = 0
    pairs: int = 0
    measured_to: float = 0.0

    def __post_init__(self) -> None:
        _require(
            -0.5 <= self.shift <= 0.5,
            f"A calibration that moves every cosine by {self.shift:g} makes no sense.",
            "Calibrate again, or go back to the model's own calibration.",
        )
        _require(
            0 <= self.measured_to <= 1 and self.people >= 0 and self.pairs >= 0,
            f"A calibration by {self.people} people, {self.pairs} pairs and rates down to"
            f" {self.measured_to:g} makes no sense.",
            "Calibrate again, or go back to the model's own calibration.",
        )


@dataclass(frozen=True, slots=True)
class AttendanceSettings:
    """How sightings become punches.

    ``cool_down_s`` keeps a lingering face from punching twice. ``day_ends_at`` is the local time
    at which a working day ends where no shift is near: after it, the next punch is IN again unless
    the person is still in the house. ``zone`` is the site's IANA time zone; empty means the
    machine's own.
    """

    cool_down_s: float = 60.0
    day_ends_at: time = time(4, 0)
    zone: str = ""

    def __post_init__(self) -> None:
        _require(
            0 <= self.cool_down_s <= 24 * 3600,
            f"A cool-down of {self.cool_down_s:g} s makes no sense.",
            "Choose 0 s to 24 h.",
        )
        _require(
            self.day_ends_at.tzinfo is None,
            f"The working day cannot end at {self.day_ends_at}.",
            "Choose a time of the site's own clock, without a zone.",
        )
        _require(
            not self.zone or self.zone in available_timezones(),
            f"There is no time zone {self.zone!r}.",
            "Choose an IANA name such as Asia/Seoul, or leave it empty.",
        )

    def tzinfo(self, machine_zone: str) -> ZoneInfo:
        """The site's time zone; ``machine_zone`` is the IANA name used when none is set."""
        return ZoneInfo(self.zone or machine_zone)


class Approval(StrEnum):
    """Who approves a correction before it counts.

    ANOTHER_OPERATOR: somebody under another name, and another account of the operating system, than
    whoever asked for it.
    """

    NOBODY = "nobody"
    ANOTHER_OPERATOR = "another_operator"


@dataclass(frozen=True, slots=True)
class CorrectionSettings:
    """How corrections of people's hours come to count."""

    approval: Approval = Approval.NOBODY


@dataclass(frozen=True, slots=True)
class AuditSettings:
    """How the ledger's ends are anchored outside the workspace.

    An anchor is made every ``every_h`` hours (0: only when a month is closed). ``folder`` is where
    they are kept besides the user's configuration folder, "" nowhere; ``program`` is a command line
    that is run for each anchor without a shell, with ``{anchor}`` in place of the line.
    """

    every_h: int = 24
    folder: str = ""
    program: str = ""

    def __post_init__(self) -> None:
        _require(
            0 <= self.every_h <= 31 * 24,
            f"An anchor every {self.every_h} hours makes no sense.",
            "Choose 1 to 744 hours, or 0 for months that are closed alone.",
        )
        _require(
            not self.program or "{anchor}" in self.program,
            "The program for anchors is not given the anchor.",
            "Write {anchor} where the line belongs.",
        )


class VisitorsKept(StrEnum):
    """For how long the faces of people who were not recognised are kept."""

    OFF = "off"
    DAY = "24h"
    WEEK = "7d"

    @property
    def hours(self) -> int:
        """So many hours; 0 keeps nobody."""
        return {VisitorsKept.OFF: 0, VisitorsKept.DAY: 24, VisitorsKept.WEEK: 7 * 24}[self]


@dataclass(frozen=True, slots=True)
class VisitorSettings:
    """Whether unknown faces are kept, for naming them. Off unless somebody decides otherwise."""

    kept: VisitorsKept = VisitorsKept.OFF


@dataclass(frozen=True, slots=True)
class LivenessSettings:
    """Whether a face must be alive, at all cameras that have no policy of their own."""

    policy: LivenessPolicy = LivenessPolicy.PASSIVE


@dataclass(frozen=True, slots=True)
class InferenceSettings:
    """Which recogniser, on which device, with how many threads (0: chosen by the program).

    Another recogniser is no setting but a change that takes time: :class:`ModelChangeRecord`.
    """

    recogniser: str = ""
    provider: Provider = Provider.AUTO
    threads: int = 0

    def __post_init__(self) -> None:
        _require(
            0 <= self.threads <= 64,
            f"{self.threads} threads make no sense.",
            "Choose 0 (automatic) to 64.",
        )


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """The looks of the window."""

    appearance: Appearance = Appearance.SYSTEM


@dataclass(frozen=True, slots=True)
class Settings:
    """All sections. ``parse`` and ``flatten`` turn them from and into what the store keeps."""

    cameras: tuple[CameraSettings, ...] = (CameraSettings(),)
    recognition: RecognitionSettings = field(default_factory=RecognitionSettings)
    calibration: CalibrationSettings = field(default_factory=CalibrationSettings)
    attendance: AttendanceSettings = field(default_factory=AttendanceSettings)
    audit: AuditSettings = field(default_factory=AuditSettings)
    corrections: CorrectionSettings = field(default_factory=CorrectionSettings)
    inference: InferenceSettings = field(default_factory=InferenceSettings)
    liveness: LivenessSettings = field(default_factory=LivenessSettings)
    visitors: VisitorSettings = field(default_factory=VisitorSettings)
    window: WindowSettings = field(default_factory=WindowSettings)

    def __post_init__(self) -> None:
        names = [camera.name for camera in self.cameras]
        _require(
            len(set(names)) == len(names),
            "Two cameras have the same name.",
            "Give each its own.",
        )

    def liveness_at(self, camera: str | None) -> LivenessPolicy:
        """The liveness policy of a camera; that of all others for None and an unknown name."""
        own = next((each.liveness for each in self.cameras if each.name == camera), None)
        return own or self.liveness.policy

    def asks_for_liveness(self) -> bool:
        """Whether any policy in force needs the liveness model."""
        policies = {self.liveness.policy, *(self.liveness_at(each.name) for each in self.cameras)}
        return policies != {LivenessPolicy.OFF}

    @classmethod
    def parse(cls, stored: Mapping[str, str]) -> Self:
        """Read what the store keeps: ``section`` -> JSON. What is not known is refused."""
        made = cls()
        for section, text in stored.items():
            if section == ModelChangeRecord.SECTION:
                continue
            try:
                value = _parsed(text)
                if section == "inference":
                    value.pop("coming", None)  # where a change in progress was kept before
                if section == "cameras":
                    made = replace(made, cameras=_cameras(value))
                else:
                    made = replace(made, **{section: _section(getattr(made, section), value)})
            except (TypeError, AttributeError, ValueError, KeyError) as error:
                raise UsageError(
                    f"The stored setting {section!r} cannot be read ({_why(error)}).",
                    "Set it again on the Settings page.",
                ) from error
        return made

    def flatten(self) -> dict[str, str]:
        """What the store keeps: ``section`` -> JSON."""
        return {
            item.name: json.dumps(_plain(getattr(self, item.name)), ensure_ascii=False)
            for item in fields(self)
        }


@dataclass(frozen=True, slots=True)
class ModelChangeRecord:
    """A change of recogniser that was begun and is not complete; "" while there is none.

    Kept beside the settings under a name of its own, so that saving settings leaves it alone.
    """

    SECTION: ClassVar[str] = "model_change"

    recogniser: str = ""

    @classmethod
    def parse(cls, stored: Mapping[str, str]) -> Self:
        """Read what the store keeps. Raises UsageError."""
        try:
            if cls.SECTION in stored:
                return cls(_typed(str, _parsed(stored[cls.SECTION])["recogniser"]))
            coming = _parsed(stored.get("inference", "{}")).get("coming")
            return cls(_typed(str | None, coming) or "")
        except (TypeError, AttributeError, ValueError, KeyError) as error:
            raise UsageError(
                f"The change of recognition model in progress cannot be read ({_why(error)}).",
                "Choose the recognition model again.",
            ) from error

    def flatten(self) -> dict[str, str]:
        """What the store keeps: ``section`` -> JSON."""
        return {self.SECTION: json.dumps({"recogniser": self.recogniser}, ensure_ascii=False)}


_LONGEST = 1 << 18
_LONGEST_TEXT = 4096
_LONGEST_WORDS = 200
_MOST_CAMERAS = 64
_LARGEST = 1 << 53
"""What a section, one of its texts, a complaint about it, the cameras and a number may have."""

_JSON_TYPES: dict[Any, tuple[type, ...]] = {
    str: (str,),
    int: (int,),
    bool: (bool,),
    float: (int, float),
    float | None: (int, float, type(None)),
    str | None: (str, type(None)),
}


def _parsed(text: object) -> Any:
    """The value of a stored text. Raises ValueError."""
    if isinstance(text, str) and len(text) > _LONGEST:
        raise ValueError(f"it has {len(text):,} characters")
    return parse_json(text)


def _cameras(rows: Any) -> tuple[CameraSettings, ...]:
    if not isinstance(rows, list) or len(rows) > _MOST_CAMERAS:
        raise TypeError(f"{shown(rows)} is no list of at most {_MOST_CAMERAS} cameras")
    return tuple(_section(CameraSettings(), row) for row in rows)


def _why(error: Exception) -> str:
    """What an exception says, in a few words: what is stored may be of any length."""
    words = f"unknown: {error}" if isinstance(error, KeyError) else str(error)
    return words if len(words) <= _LONGEST_WORDS else f"{words[:_LONGEST_WORDS]}…"


def _section(default: Any, stored: Mapping[str, Any]) -> Any:
    """A section with the stored values in place of its defaults, turned into the right types."""
    kinds = get_type_hints(type(default))
    return replace(default, **{name: _typed(kinds[name], value) for name, value in stored.items()})


def _typed(kind: Any, value: Any) -> Any:
    """A JSON value as a setting of this kind. Raises TypeError or ValueError when it is none."""
    if kind == LivenessPolicy | None:
        return None if value is None else LivenessPolicy(value)
    if kind is time:
        return time.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(value)
    if not isinstance(value, _JSON_TYPES[kind]) or isinstance(value, bool) is not (kind is bool):
        raise TypeError(f"{shown(value)} is no {getattr(kind, '__name__', kind)}")
    if isinstance(value, int) and abs(value) > _LARGEST:
        raise ValueError(f"{shown(value)} is too large")
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:
        raise ValueError(f"{shown(value)} is too long")
    return value


def _plain(section: Any) -> Any:
    if isinstance(section, tuple):
        return [_plain(item) for item in section]
    return {
        name: value.isoformat() if isinstance(value, time) else value
        for name, value in asdict(section).items()
    }
