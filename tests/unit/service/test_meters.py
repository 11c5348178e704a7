"""The meters, against streams whose rate and darkness are known."""

from __future__ import annotations

import numpy as np
import pytest

from desk_access.model.arrays import Image
from desk_access.service.meters import DarkMeter, RateMeter


@pytest.mark.parametrize("rate", [1.0, 7.5, 25.0, 30.0, 240.0])
def test_a_steady_stream_is_measured_exactly(rate: float) -> None:
    meter = RateMeter()
    for number in range(int(rate * 10) + 1):
        meter.tick(100 + number / rate)
    assert meter.rate(100 + int(rate * 10) / rate) == pytest.approx(rate, rel=1e-9)


def test_two_events_make_one_interval_not_two() -> None:
    meter = RateMeter()
    meter.tick(10.0)
    assert meter.rate(10.0) == 0
    meter.tick(10.5)
    assert meter.rate(10.5) == 2.0


def test_an_uneven_stream_gives_its_mean() -> None:
    meter = RateMeter(window_s=10)
    for at in (0.0, 0.1, 0.2, 2.0):
        meter.tick(at)
    assert meter.rate(2.0) == 1.5


def test_a_stream_that_stopped_falls_to_zero() -> None:
    meter = RateMeter(window_s=3)
    for number in range(30):
        meter.tick(number / 30)
    assert meter.rate(10.0) == 0


def test_a_change_of_rate_shows_within_the_window() -> None:
    meter = RateMeter(window_s=2)
    for number in range(100):
        meter.tick(number / 10)
    for number in range(1, 101):
        meter.tick(9.9 + number / 50)
    assert meter.rate(11.9) == pytest.approx(50)


def picture(level: int, noise: int = 0) -> Image:
    image = np.full((480, 640, 3), level, np.uint8)
    if noise:
        image += np.random.default_rng(0).integers(0, noise, image.shape, np.uint8)
    return image


@pytest.mark.parametrize("image", [picture(0), picture(1, noise=6)])
def test_black_for_more_than_a_second_is_dark(image: Image) -> None:
    meter = DarkMeter()
    assert [meter.look(image, at) for at in (5.0, 5.5, 6.0, 6.1)] == [False, False, False, True]


def test_one_bright_picture_begins_the_second_anew() -> None:
    meter = DarkMeter()
    meter.look(picture(0), 0.0)
    assert not meter.look(picture(90), 1.5)
    assert not meter.look(picture(0), 2.0)
    assert meter.look(picture(0), 3.1)


def test_a_lamp_at_night_is_not_dark() -> None:
    image = picture(0)
    image[200:260, 300:360] = 255
    meter = DarkMeter()
    assert not any(meter.look(image, at) for at in (0.0, 2.0))
