"""What poor pictures do to the points, measured on the people's own: which, when, and when not."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from tests.trainer.data.drawn import DrawnCutter, draw, draw_people, draw_wall, networks
from trainer.data import measured
from trainer.data.cut import cut_all
from trainer.data.jitter import Misalignment, read_misalignments
from trainer.data.measured import misalignments
from trainer.data.prepare import Options, prepare
from trainer.data.report import write_report
from trainer.data.shards import Crops
from trainer.data.sources import Photo, from_folders
from trainer.errors import DataUnusable, OutputUnwritable


class Asked(list[tuple[int, int, str]]):
    """What was told of the progress."""

    def __call__(self, done: int, of: int, words: str) -> None:
        self.append((done, of, words))


@pytest.fixture
def photos(tmp_path: Path) -> list[Photo]:
    """Ten pictures with a face wide enough, two with one that is not."""
    folder = draw_people(tmp_path / "people", ann=6, bea=4)
    draw(folder / "ann" / "far.png", "ann", "far", size=59)
    draw(folder / "bea" / "far.png", "bea", "far", size=40)
    return from_folders([folder])


def cut(photos: list[Photo], out: Path) -> Crops:
    cut_all(photos, out, DrawnCutter, 1, Asked())
    return Crops(out)


def measure(
    crops: Crops,
    photos: list[Photo],
    *,
    processes: int = 1,
    seed: int = 0,
    used: list[bool] | None = None,
    told: Asked | None = None,
) -> list[Misalignment]:
    return misalignments(
        crops,
        np.array([True] * len(crops) if used is None else used),
        {photo.source: photo.path for photo in photos},
        DrawnCutter,
        processes,
        seed,
        Asked() if told is None else told,
    )


def test_wide_faces_are_measured_and_kept_on_disk(photos: list[Photo], tmp_path: Path) -> None:
    told = Asked()
    found = measure(cut(photos, tmp_path / "out"), photos, told=told)
    assert len(set(found)) == 10
    assert read_misalignments(tmp_path / "out" / "misalignments.csv") == found
    assert told == [(done, 10, "poor pictures") for done in range(1, 11)]


def test_neither_processes_nor_other_pictures_change_what_is_done_to_one(
    photos: list[Photo], tmp_path: Path
) -> None:
    one = measure(cut(photos, tmp_path / "one"), photos)
    assert measure(cut(photos, tmp_path / "two"), photos, processes=2) == one
    fewer = [photo for photo in photos if photo.person == "bea"]
    assert measure(cut(fewer, tmp_path / "fewer"), fewer) == one[6:]
    assert not set(measure(cut(photos, tmp_path / "seed"), photos, seed=1)) & set(one)


def test_no_more_than_a_sample_is_measured(
    photos: list[Photo], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = measure(cut(photos, tmp_path / "whole"), photos)
    monkeypatch.setattr(measured, "SAMPLE", 4)
    some = [measure(cut(photos, tmp_path / name), photos) for name in ("a", "b")]
    assert len(some[0]) == 4
    assert some[0] == some[1]
    assert set(some[0]) < set(whole)
    assert some[0] != whole[:4]


def test_pictures_that_are_not_used_or_give_nothing_do_not_count(
    photos: list[Photo], tmp_path: Path
) -> None:
    crops = cut(photos, tmp_path / "out")
    by_source = {photo.source: photo.path for photo in photos}
    draw_wall(by_source[crops.crops[0].source])
    by_source[crops.crops[1].source].unlink()
    used = [crop.person == "ann" for crop in crops.crops]
    assert len(measure(crops, photos, used=used)) == 6 - 2


def test_what_is_there_is_kept_until_crops_come(photos: list[Photo], tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = measure(cut(photos, out), photos)
    told = Asked()
    assert measure(Crops(out), photos, seed=5, told=told) == first
    assert not told

    draw_people(tmp_path / "people", cho=2)
    more = from_folders([tmp_path / "people"])
    kept = (out / "misalignments.csv").stat().st_mtime_ns
    crops = cut(more, out)
    for shard in (out / "shards").glob("00001.csv"):
        os.utime(shard, ns=(kept + 1, kept + 1))
    assert len(measure(crops, more)) == 12


@pytest.mark.parametrize(
    "text", ["", "turn,scale,right,down\n", "turn,scale,right,down\nx,1,1,1\n"]
)
def test_a_file_that_says_nothing_is_made_anew(
    photos: list[Photo], tmp_path: Path, text: str
) -> None:
    crops = cut(photos, tmp_path / "out")
    (tmp_path / "out" / "misalignments.csv").write_text(text)
    assert len(measure(crops, photos)) == 10


def test_small_faces_alone_are_said_to_be_too_small(photos: list[Photo], tmp_path: Path) -> None:
    far = [photo for photo in photos if photo.path.name == "far.png"]
    out = tmp_path / "out"
    prepared = prepare(far, [], out, networks(), Options(validation=0), Asked())
    figures = write_report(out, prepared)
    assert figures["misalignments"] == {"measured": 0}
    assert "Not measured: no face of 60 pixels" in (out / "report.md").read_text("utf-8")
    with pytest.raises(DataUnusable, match="no picture showed a face well enough") as told:
        read_misalignments(out / "misalignments.csv")
    assert "60 pixels" in told.value.cure


def test_the_report_shows_the_spread(photos: list[Photo], tmp_path: Path) -> None:
    out = tmp_path / "out"
    prepared = prepare(photos, [], out, networks(), Options(validation=0), Asked())
    figures = write_report(out, prepared)["misalignments"]
    turns = [each.turn for each in read_misalignments(out / "misalignments.csv")]
    assert figures["measured"] == 10
    assert figures["turn"]["0.5"] == round(float(np.median(turns)), 4)
    assert set(figures) == {"measured", "turn", "scale", "right", "down"}
    page = (out / "report.md").read_text("utf-8")
    assert "Measured on 10 pictures" in page
    assert "| below it | 1% | 5% | 50% | 95% | 99% |" in page
    assert f"| turn | {figures['turn']['0.01']:.3f} |" in page


def test_a_place_that_cannot_be_written(photos: list[Photo], tmp_path: Path) -> None:
    crops = cut(photos, tmp_path / "out")
    (tmp_path / "out" / "misalignments.csv").mkdir()
    with pytest.raises(OutputUnwritable, match="misalignments"):
        measure(crops, photos)
    assert not list((tmp_path / "out").glob("*.part"))
