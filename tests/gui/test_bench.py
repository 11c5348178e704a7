"""The heartbeat that notices a GUI thread which comes late, against known beats."""

from __future__ import annotations

import mmap
import sys

import pytest

from desk_access.gui.bench import Heartbeat, resident_mb


def test_beats_in_time_are_no_stall() -> None:
    heart = Heartbeat(period_s=0.005, stall_s=0.05)
    for beat in range(100):
        heart.beat(beat * 0.005)
    assert heart.stalls == 0
    assert heart.longest_s == pytest.approx(0.0, abs=1e-9)


def test_only_what_goes_beyond_a_period_is_late() -> None:
    heart = Heartbeat(period_s=0.005, stall_s=0.05)
    for at in (0.0, 0.005, 0.058, 0.063, 0.163):
        heart.beat(at)
    # 53 ms after the last beat is 48 late, no stall; 100 ms is 95 late.
    assert heart.stalls == 1
    assert heart.longest_s == pytest.approx(0.095)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a process holds")
def test_memory_grows_by_what_is_held() -> None:
    before = resident_mb()
    # Asked of the system itself: the allocator may have as much left from what was freed.
    with mmap.mmap(-1, 64 << 20) as held:
        held.write(b"x" * len(held))
        after = resident_mb()
    assert before is not None
    assert after is not None
    assert 50 < after - before < 200
