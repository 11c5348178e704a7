"""The meters of ``bench``, against known inputs."""

from __future__ import annotations

import pytest

from desk_access.errors import SourceUnusable
from desk_access.service.bench import StageMeter, bench_chain
from desk_access.service.workbench import Workbench
from tests.unit.service.scene import LEFT, Camera, make_tools


def test_the_meter_gives_median_quantile_and_longest_by_stage() -> None:
    meter = StageMeter()
    for ms in range(1, 101):
        meter.add("find", float(ms))
    meter.add("embed", 7.0)
    find, embed = meter.figures()
    assert (find.stage, find.count, find.median_ms, find.longest_ms) == ("find", 100, 50.5, 100.0)
    assert find.p95_ms == pytest.approx(95.05)
    assert (embed.count, embed.median_ms, embed.p95_ms, embed.longest_ms) == (1, 7.0, 7.0, 7.0)


def test_the_chain_is_measured_over_every_frame_and_the_decision_timed() -> None:
    frames = Camera().frames([(LEFT, 7)], 1.0)
    bench = Workbench(make_tools)
    try:
        report = bench_chain(frames, bench, people=50)
    finally:
        bench.close()
    stages = {figures.stage: figures for figures in report.stages}
    assert report.frames == len(frames) == stages["whole chain"].count
    assert stages["embed"].count == stages["whole chain, embedding in it"].count < len(frames)
    assert stages["whole chain"].median_ms >= stages["find"].median_ms
    # Three frames at 30 a second, and the time that the last of them took.
    assert report.decision_ms is not None
    assert 66 <= report.decision_ms < 1000


def test_a_source_without_frames_is_told() -> None:
    bench = Workbench(make_tools)
    try:
        with pytest.raises(SourceUnusable, match="no frames"):
            bench_chain([], bench, people=10)
    finally:
        bench.close()
