"""Inputs that no honest program writes, each made anew by its seed."""

from __future__ import annotations

import io
import json
import random
import re
import struct
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import onnx
import pillow_heif
from openpyxl import Workbook
from PIL import Image

from desk_access.config import Settings
from tests.unit.inference.tiny import manifest_text, tiny_onnx

Chance = random.Random

_EDGES = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF)
_WORDS = (
    *("", "0", "-1", "1e999", "NaN", "Infinity", "9" * 400, "9" * 5000, "true", "null", "[]", "{}"),
    *("\u202e", "\ud800", "\0", "김하늘", "é", "24:00", "00010101", "99991231", "20260230", "0007"),
    *("2026-13-01", "=1+1", '"', "'", "\\u0000", "a." * 300, "[" * 200, "{" * 200, "x" * 5000),
)


def mutated(data: bytes, chance: Chance) -> bytes:
    """Bytes flipped, cut, doubled, removed, and numbers put in their place."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        if not found:
            break
        at = chance.randrange(len(found))
        length = chance.randrange(1, 64)
        match chance.randrange(8):
            case 0:
                found[at] ^= 1 << chance.randrange(8)
            case 1:
                found[at] = chance.randrange(256)
            case 2:
                del found[at:]
            case 3:
                del found[at : at + length]
            case 4:
                found[at:at] = found[at : at + length] * chance.choice((1, 2, 50))
            case 5:
                found[at : at + 4] = chance.choice(_EDGES).to_bytes(4, chance.choice(_ENDS))
            case 6:
                found[at : at + 2] = (chance.choice(_EDGES) & 0xFFFF).to_bytes(2, "big")
            case _:
                found[at:at] = chance.randbytes(length)
    return bytes(found)


_ENDS = ("big", "little")


def picture(chance: Chance) -> bytes:
    """A picture of any kind, with its header or its parts changed."""
    data = chance.choice(_pictures())
    match chance.randrange(4):
        case 0 if data.startswith(b"\x89PNG"):
            return _png(data, chance)
        case 1:
            found = bytearray(data)
            at = chance.randrange(min(64, len(data)))
            found[at : at + 4] = chance.choice(_EDGES).to_bytes(4, chance.choice(_ENDS))
            return bytes(found)
    return mutated(data, chance)


def _png(data: bytes, chance: Chance) -> bytes:
    """Its chunks doubled, moved, and with lengths that lie."""
    chunks, at = [], 8
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        chunks.append(data[at : at + 12 + length])
        at += 12 + length
    place = chance.randrange(len(chunks))
    one = chunks[place]
    chunks[place] = chance.choice(
        (
            struct.pack(">I", chance.choice(_EDGES)) + one[4:],
            one * chance.choice((2, 300)),
            one[:8] + mutated(one[8:], chance),
            b"",
        )
    )
    return data[:8] + b"".join(chunks)


def table(chance: Chance) -> bytes:
    """CSV: rows of words, some of them odd."""
    head = chance.choice(_HEADS)
    separator = chance.choice((",", ";", "\t"))
    words = (*_WORDS, "E7", "Kim", "2026-03-02", "09:00", "Mon-Fri", "annual", "12:00-13:00")
    rows = [separator.join(chance.choice(words) for _ in head) for _ in range(chance.randrange(9))]
    text = "\n".join((separator.join(head), *rows))
    data = text.encode(chance.choice(("utf-8", "utf-16", "cp949", "utf-8-sig")), "replace")
    return mutated(data, chance) if chance.random() < 0.5 else data


_HEADS = (
    ("code", "name", "group"),
    ("code", "kind", "first", "last", "start", "end", "half", "paid"),
    ("schedule", "code", "first", "last"),
    ("schedule", "days", "start", "end", "breaks", "due", "core", "cycle", "begins", "round_in"),
)


def workbook(chance: Chance) -> bytes:
    """A workbook with a part changed, doubled, removed, or packed otherwise."""
    with zipfile.ZipFile(io.BytesIO(_workbook())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(list(parts))
    kept = io.BytesIO()
    match chance.randrange(7):
        case 0:
            return mutated(_workbook(), chance)
        case 1:
            parts[name] = mutated(parts[name], chance)
        case 2:
            del parts[name]
        case 3:
            tags = re.findall(rb"<[^<>]*>", parts[name]) or [b"<a/>"]
            one = chance.choice(tags)
            parts[name] = parts[name].replace(one, one * chance.choice((2, 100, 40_000)), 1)
        case 4:
            odd = chance.choice(("XFD1048576", "ZZZZ1", "A99999999999", "A0", "", "A1:XFD1048576"))
            parts[name] = re.sub(rb'r="[A-Z]+\d+"', f'r="{odd}"'.encode(), parts[name], count=2)
        case 5:
            bomb = b"<!DOCTYPE a [<!ENTITY b 'c'>]>" if chance.random() < 0.2 else b"<a>" * 3000
            parts[name] = parts[name].replace(b"?>", b"?>" + bomb, 1)
        case _:
            word = chance.choice(_WORDS).encode("utf-8", "replace")
            parts[name] = re.sub(rb">[^<>]+<", lambda _: b">" + word + b"<", parts[name])
    with zipfile.ZipFile(kept, "w", chance.choice((0, 8, 8, 8, 12, 14))) as archive:
        for each, data in parts.items():
            archive.writestr(each, data)
    return kept.getvalue()


def calendar(chance: Chance) -> bytes:
    """iCalendar: lines of properties and rules, mixed."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for number in range(chance.choice((1, 2, 5, 200))):
        lines += ["BEGIN:VEVENT", f"UID:{number % 7}", f"SUMMARY:{chance.choice(_WORDS)}"]
        lines += [_property(chance) for _ in range(chance.randrange(1, 6))]
        lines.append("END:VEVENT" if chance.random() < 0.97 else "END:VALARM")
    text = "\r\n".join((*lines, "END:VCALENDAR", ""))
    data = text.encode("utf-8", "replace")
    return mutated(data, chance) if chance.random() < 0.3 else data


def _property(chance: Chance) -> str:
    name = chance.choice(("DTSTART", "DTSTART", "DTEND", "RRULE", "RRULE", "RDATE", "EXDATE",
                          "DURATION", "RECURRENCE-ID", "STATUS", "BEGIN", "END"))  # fmt: skip
    if name == "RRULE":
        return f"RRULE:FREQ={chance.choice(_OFTEN)};{';'.join(_rule(chance) for _ in range(3))}"
    kind = chance.choice((";VALUE=DATE", ";VALUE=DATE", "", ";TZID=Asia/Seoul", ";TZID=x"))
    values = ("20260505", "20260505T000000", "00010101", "P1D", "P99999999W", "-P1D", *_WORDS)
    return f"{name}{kind}:{','.join(chance.choice(values) for _ in range(chance.choice((1, 3))))}"


_OFTEN = ("YEARLY", "YEARLY", "YEARLY", "MONTHLY", "DAILY", "SECONDLY", "X")


def _rule(chance: Chance) -> str:
    name = chance.choice(
        (
            *("INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYHOUR", "BYSECOND"),
            *("BYYEARDAY", "BYWEEKNO", "BYSETPOS", "WKST", "X"),
        )
    )
    values = ("-1", "0", "1", "2", "30", "366", "99999", "MO,TU,WE,TH,FR,SA,SU", "4TH", "99991231",
              ",".join(map(str, range(60))), "")  # fmt: skip
    return f"{name}={chance.choice(values)}"


def manifest(chance: Chance) -> bytes:
    """A manifest with a value changed, or its bytes."""
    return _changed(manifest_text(b"x"), r"(?<== ).+", chance)


def schedule(chance: Chance) -> bytes:
    """A schedule in TOML with a value changed, or its bytes."""
    return _changed(_SCHEDULE, r"(?<== ).+", chance)


def settings(chance: Chance) -> bytes:
    """The stored settings, a section a line, with a value changed."""
    return _changed(json.dumps(Settings().flatten()), r"(?<=: )[^,}\]]+", chance)


def _changed(text: str, values: str, chance: Chance) -> bytes:
    if chance.random() < 0.3:
        return mutated(text.encode(), chance)
    places = list(re.finditer(values, text))
    for one in sorted(
        chance.sample(places, chance.choice((0, 1, 1, 2))), key=lambda each: -each.start()
    ):
        word = chance.choice(_WORDS)
        given = word if chance.random() < 0.6 else json.dumps(word)
        text = text[: one.start()] + given + text[one.end() :]
    return text.encode("utf-8", "surrogatepass")


_SCHEDULE = """name = "day"
begins = 2026-01-05
cycle = [[{name = "s", start = 09:00:00, end = 18:00:00, due_minutes = 480}], [], []]
works_on_holidays = false
[rules]
grace_in = 5
flap = 1
longest = 960
week_begins = 0
pairing = "every_pair"
round_in = {towards = "up", minutes = 15}
daily = [{after = 0, percent = 150}]
"""


def model(chance: Chance) -> bytes:
    """An ONNX model with a field changed, or its bytes."""
    if chance.random() < 0.4:
        return mutated(tiny_onnx(), chance)
    found = onnx.load_model_from_string(tiny_onnx())
    with suppress(ValueError):  # what the schema itself does not take
        for _ in range(chance.randrange(1, 4)):
            _change_field(found, chance)
        return bytes(found.SerializeToString())
    return b""


def _change_field(message: onnx.ModelProto, chance: Chance) -> None:
    """Go down to a field, and clear it or give it another value."""
    at = message
    while True:
        fields = at.ListFields()
        if not fields:
            return
        field, value = chance.choice(fields)
        if field.type == field.TYPE_MESSAGE:
            below = chance.choice(value) if field.is_repeated and value else value
            if not field.is_repeated or value:
                if chance.random() < 0.15:
                    at.ClearField(field.name)
                    return
                at = below
                continue
        if field.is_repeated or chance.random() < 0.3:
            at.ClearField(field.name)
        elif isinstance(value, int):
            setattr(at, field.name, chance.choice((0, 1, 8, 16, 99, 2**31 - 1)))
        elif isinstance(value, str):
            setattr(at, field.name, chance.choice(("", "w", "x", "Loop", "If", "Gather", "y0")))
        elif isinstance(value, bytes):
            setattr(at, field.name, mutated(value, chance))
        return


def video(chance: Chance) -> bytes:
    """A clip of any container with its bytes or a box changed."""
    data = chance.choice(_videos())
    if chance.random() < 0.5:
        found = bytearray(data)
        at = chance.randrange(min(2048, len(found)))
        found[at : at + 4] = chance.choice(_EDGES).to_bytes(4, chance.choice(_ENDS))
        return bytes(found)
    return mutated(data, chance)


@cache
def _pictures() -> tuple[bytes, ...]:
    image = np.random.default_rng(0).integers(0, 256, (48, 64, 3), np.uint8)
    kinds: Sequence[tuple[str, list[int]]] = (
        *((kind, []) for kind in (".jpg", ".png", ".bmp", ".webp", ".tif", ".gif", ".jp2", ".ppm")),
        *((".avif", []), (".jpg", [cv2.IMWRITE_JPEG_PROGRESSIVE, 1])),
        *((".webp", [cv2.IMWRITE_WEBP_QUALITY, 60]), (".png", [])),
    )
    heic = io.BytesIO()
    pillow_heif.from_pillow(Image.fromarray(image)).save(heic)
    found = (cv2.imencode(kind, image, how)[1].tobytes() for kind, how in kinds)
    return (*found, heic.getvalue())


@cache
def _workbook() -> bytes:
    book = Workbook()
    for row in (["code", "name", "group"], ["E7", "Kim", "A"], [8, "=A2", 1.5]):
        book.worksheets[0].append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


@cache
def _videos() -> tuple[bytes, ...]:
    rng = np.random.default_rng(0)
    frames = rng.integers(0, 256, (6, 48, 64, 3), np.uint8)
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for suffix, code in (("mp4", "mp4v"), ("mkv", "mp4v"), ("avi", "MJPG"), ("avi", "XVID")):
            path = Path(folder) / f"a.{suffix}"
            writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*code), 10, (64, 48))
            for frame in frames:
                writer.write(frame)
            writer.release()
            found.append(path.read_bytes())
    animation = cv2.Animation()
    animation.frames, animation.durations = list(frames), [100] * len(frames)
    found.append(cv2.imencodeanimation(".gif", animation)[1].tobytes())
    return tuple(filter(None, found))


MAKERS: dict[str, Callable[[Chance], bytes]] = {
    "pictures": picture,
    "csv": table,
    "xlsx": workbook,
    "ics": calendar,
    "manifest": manifest,
    "schedule": schedule,
    "settings": settings,
    "onnx": model,
    "video": video,
}
"""By kind, what makes an input of one's own random numbers."""
