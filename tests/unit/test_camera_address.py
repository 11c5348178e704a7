"""What is shown and kept of a source never has its password in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_access.camera_address import (
    masked,
    parse_address,
    source_name,
    with_credentials,
)
from desk_access.errors import UsageError

SECRET = "s3cr3t"

NAMES = [
    ("0", "0"),
    ("12", "12"),
    ("camera:Integrated Webcam", "Integrated Webcam"),
    ("clip.mp4", "clip.mp4"),
    ("films/of/kim/clip.mp4", "clip.mp4"),
    ("films/of/kim/", "kim"),
    ("rtsp://192.168.0.10", "192.168.0.10"),
    ("rtsp://192.168.0.10/", "192.168.0.10"),
    ("rtsp://192.168.0.10:554/stream1", "192.168.0.10:554"),
    ("RTSP://cam.local/stream1", "cam.local"),
    ("rtsps://cam.local:322/s", "cam.local:322"),
    ("http://cam/video.mjpg", "cam"),
    ("https://cam/video.mjpg", "cam"),
    ("http://[fe80::1]:8080/x", "[fe80::1]:8080"),
    ("http://카메라/x", "카메라"),
    (f"http://admin:{SECRET}@cam", "cam"),
    (f"http://admin:{SECRET}@cam:8080", "cam:8080"),
    (f"http://admin:{SECRET}@cam/", "cam"),
    (f"http://admin:{SECRET}@cam/video", "cam"),
    (f"http://:{SECRET}@cam/video", "cam"),
    (f"http://{SECRET}@cam/video", "cam"),
    (f"rtsp://admin:a@{SECRET}@cam/video", "cam"),
    (f"rtsp://admin:a:{SECRET}@cam/video", "cam"),
    (f"http://cam/video?user=admin&pwd={SECRET}", "cam"),
    (f"http://cam?token={SECRET}", "cam"),
    (f"http://cam/#{SECRET}", "cam"),
    (f"rtsp://cam:554/user=admin&password={SECRET}&channel=1", "cam:554"),
    (f"rtsps://cam:7441/{SECRET}?enableSrtp", "cam:7441"),
    (f"rtsp://admin:{SECRET}/x@cam/video", "cam"),
    (f"rtsp://admin:{SECRET}?x@cam:554/video", "cam:554"),
    (f"rtsp://admin:{SECRET}#x@cam/video", "cam"),
    (f"rtsp://admin:{SECRET}\\x@cam/video", "cam"),
    (f"rtsp://admin:{SECRET} x@cam/video", "cam"),
    (f"rstp://admin:{SECRET}@cam/video", "cam"),
    (f"admin:{SECRET}@cam/video", "cam"),
    (f"admin:{SECRET}/x@cam/video", "cam"),
    (f"rtsp:/admin:{SECRET}@cam", "cam"),
    (f"http://admin:{SECRET}%2Fx@cam/video", "cam"),
    (f"rtsp://cam/live?u=a@b&pwd={SECRET}", "network camera"),
    (f"rtsp://admin:{SECRET}", "network camera"),
    (f"rtsp://admin:{SECRET}/video", "network camera"),
    (f"rtsp://admin:{SECRET}\N{FULLWIDTH COMMERCIAL AT}cam/video", "network camera"),
    (f"cam/video?user=admin&pwd={SECRET}", "cam"),
    (f"camera:admin:{SECRET}@cam", "cam"),
]


@pytest.mark.parametrize(("source", "name"), NAMES)
def test_a_source_is_named_without_what_is_secret(source: str, name: str) -> None:
    assert source_name(source) == name


@pytest.mark.parametrize("source", [each for each, _ in NAMES if f"/{SECRET}?" not in each])
def test_a_password_is_masked_wherever_it_stands(source: str) -> None:
    assert SECRET not in masked(source)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("clip.mp4", "clip.mp4"),
        ("0", "0"),
        ("http://cam/video", "http://cam/video"),
        (f"http://a:{SECRET}@cam/video?x={SECRET}", "http://***@cam/video"),
        (f"http://cam/video?x={SECRET}", "http://cam/video"),
        (f"admin:{SECRET}@cam/video", "***@cam/video"),
        ("group@work.mp4", "group@work.mp4"),
        ("what?.mp4", "what?.mp4"),
        (f"http://a:{SECRET}@cam:80/video", "http://***@cam:80/video"),
        (f"rtsp://cam:554/user=admin&password={SECRET}&channel=1", "rtsp://cam:554/…"),
        (f"http://admin:{SECRET}@cam/a;pwd={SECRET}", "http://***@cam/…"),
        (f"rtsp://cam/live?u=a@b&pwd={SECRET}", "rtsp://***@***"),
        (f"rtsp://admin:{SECRET}/video", "rtsp://***"),
        (f"cam/video?user=admin&pwd={SECRET}", "cam/video"),
    ],
)
def test_the_rest_stays_readable(source: str, shown: str) -> None:
    assert masked(source) == shown


@pytest.mark.parametrize("sign", ["/", "?", "#"])
def test_a_sign_that_would_send_the_password_elsewhere_is_refused(sign: str) -> None:
    with pytest.raises(UsageError, match="has an @ after") as told:
        parse_address(f"rtsp://admin:{SECRET}{sign}x@cam/video")
    assert "%2F" in told.value.cure
    assert SECRET not in str(told.value)


@pytest.mark.parametrize(
    "text",
    [
        *("ftp://cam/x", "rtsp://", "http://[bad", "rtsp://cam:99999/", "http://cam:0/", "cam"),
        *("http://cam:80x/", "http://a b/", "http://cam/a\nb", "http://c\\d/", "http://@/x"),
        *("http://::1/", "http://a:b:c/", "://cam", "http://cam/a\u202eb", "http://user:x@:80/"),
        "http://cam:0000000000000000000080/",
    ],
)
def test_what_is_no_address_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError) as told:
        parse_address(text)
    assert told.value.cure


def test_the_parts_are_decoded_once_and_written_again() -> None:
    address = parse_address("HTTP://ad%40min:a%2Fb%3A@cam:8080/x?y=1")
    assert (address.scheme, address.user, address.password) == ("http", "ad@min", "a/b:")
    assert (address.place, address.path) == ("cam:8080", "/x?y=1")
    assert address.text() == "http://ad%40min:a%2Fb%3A@cam:8080/x?y=1"
    assert address.text("127.0.0.1:9", "rtsp") == "rtsp://ad%40min:a%2Fb%3A@127.0.0.1:9/x?y=1"
    assert SECRET not in repr(parse_address(f"http://a:{SECRET}@cam/{SECRET}"))


def test_a_path_that_reads_like_a_password_is_not_shown() -> None:
    shown = parse_address(f"rtsp://cam:554/user=admin&password={SECRET}").shown()
    assert shown == "rtsp://cam:554/…"


@given(st.text(max_size=12), st.text(max_size=12))
def test_any_name_and_password_can_be_set_and_read_again(user: str, password: str) -> None:
    try:
        user.encode(), password.encode()
    except UnicodeEncodeError:
        return
    made = with_credentials("rtsps://cam:322/a?b=1", user, password)
    address = parse_address(made)
    assert (address.user, address.password, address.place) == (user, password, "cam:322")
    assert source_name(made) == "cam:322"


@given(st.text(max_size=30), st.text(alphabet="abc/?#@:%\\ ", max_size=10))
def test_nothing_before_the_last_at_is_ever_shown(noise: str, signs: str) -> None:
    source = f"rtsp://admin:{SECRET}{signs}{noise.replace('@', '')}@cam/1"
    assert SECRET not in masked(source)
    assert SECRET not in source_name(source)
    told = ""
    try:
        parse_address(source)
    except UsageError as error:
        told = str(error)
    assert SECRET not in told
