"""Pictures into shards: in order, resumed, on several processes, and when things go wrong."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from desk_access.errors import ModelUnusable
from tests.trainer.data.drawn import DrawnCutter, draw_people, draw_wall
from trainer.data import shards
from trainer.data.cut import Cut, Cutter, Miss, Missed, cut_all
from trainer.data.shards import Crops
from trainer.data.sources import Photo, from_folders
from trainer.errors import DataUnusable, OutputUnwritable, TrainerError


def silent(done: int, of: int, words: str) -> None:
    """Nobody watches."""


@pytest.fixture
def photos(tmp_path: Path) -> list[Photo]:
    """Forty pictures: of a wall the one, empty the other."""
    folder = draw_people(tmp_path / "people", ann=30, bea=10)
    draw_wall(folder / "ann" / "ann_0003.png")
    (folder / "bea" / "bea_0004.png").write_bytes(b"")
    return from_folders([folder])


class StoppedCutter(DrawnCutter):
    """Fails at one picture, as a bug or a full memory would."""

    def __init__(self, at: str) -> None:
        self._at = at

    def cut(self, path: Path) -> Cut | Miss:
        if path.name == self._at:
            raise RuntimeError("stopped")
        return super().cut(path)


def killed(owner: int) -> Cutter:
    """What the system does to a process when memory is short."""
    assert os.getpid() != owner
    os._exit(9)


def broken() -> Cutter:
    raise ModelUnusable("The model is broken.", "Get it again.")


@dataclass
class Seen:
    """What was told of the progress."""

    last: tuple[int, int, str] = (0, 0, "")
    calls: int = 0

    def __call__(self, done: int, of: int, words: str) -> None:
        self.last, self.calls = (done, of, words), self.calls + 1


def test_every_picture_is_a_crop_or_missed(photos: list[Photo], tmp_path: Path) -> None:
    seen = Seen()
    missed = cut_all(photos, tmp_path / "out", DrawnCutter, 1, seen)
    crops = Crops(tmp_path / "out")

    assert {(each.source, each.why) for each in missed} == {
        ("people/ann/ann_0003.png", Miss.NO_FACE),
        ("people/bea/bea_0004.png", Miss.UNREADABLE),
    }
    gone = {each.source for each in missed}
    assert [crop.source for crop in crops.crops] == [
        photo.source for photo in photos if photo.source not in gone
    ]
    assert {crop.face_width for crop in crops.crops} == {144.0}
    assert seen.last == (40, 40, "pictures")


def test_several_processes_make_the_same_shards(
    photos: list[Photo], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "_SHARD", 7)
    one, two = tmp_path / "one", tmp_path / "two"
    assert cut_all(photos, one, DrawnCutter, 1, silent) == cut_all(
        photos, two, DrawnCutter, 2, silent
    )
    files = sorted(path.relative_to(one) for path in one.rglob("*.*"))
    assert len(files) == 2 * 6 + 1
    assert all((one / file).read_bytes() == (two / file).read_bytes() for file in files)


def test_a_stopped_run_goes_on_with_the_last_full_shard(
    photos: list[Photo], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "_SHARD", 7)
    out, whole = tmp_path / "out", tmp_path / "whole"
    with pytest.raises(RuntimeError):
        cut_all(photos, out, partial(StoppedCutter, "ann_0020.png"), 1, silent)
    assert len(Crops(out)) == 14

    seen = Seen()
    missed = cut_all(photos, out, DrawnCutter, 1, seen)
    assert seen.calls == 40 - 14
    assert missed == cut_all(photos, whole, DrawnCutter, 1, silent)
    assert Crops(out).crops == Crops(whole).crops
    for index in range(len(Crops(whole))):
        assert np.array_equal(Crops(out).picture(index), Crops(whole).picture(index))


def test_a_second_run_looks_at_unreadable_pictures_only(
    photos: list[Photo], tmp_path: Path
) -> None:
    first = cut_all(photos, tmp_path / "out", DrawnCutter, 1, silent)
    seen = Seen()
    again = cut_all(photos, tmp_path / "out", DrawnCutter, 1, seen)
    assert seen.calls == 1
    assert again == first

    mended = next(photo for photo in photos if photo.path.name == "bea_0004.png")
    mended.path.write_bytes(photos[0].path.read_bytes())
    assert [each.source for each in cut_all(photos, tmp_path / "out", DrawnCutter, 1, silent)] == [
        "people/ann/ann_0003.png"
    ]
    assert mended.source in {crop.source for crop in Crops(tmp_path / "out").crops}


def test_missed_pictures_that_are_not_given_any_more_are_not_counted(
    photos: list[Photo], tmp_path: Path
) -> None:
    cut_all(photos, tmp_path / "out", DrawnCutter, 1, silent)
    fewer = [photo for photo in photos if photo.person == "bea"]
    missed = cut_all(fewer, tmp_path / "out", DrawnCutter, 1, silent)
    assert missed == [Missed("bea", "people/bea/bea_0004.png", Miss.UNREADABLE)]


def test_a_killed_process_is_told_plainly(photos: list[Photo], tmp_path: Path) -> None:
    with pytest.raises(TrainerError, match="was killed"):
        cut_all(photos, tmp_path / "out", partial(killed, os.getpid()), 2, silent)


def test_networks_that_cannot_be_loaded_say_why(photos: list[Photo], tmp_path: Path) -> None:
    for processes in (1, 2):
        with pytest.raises(ModelUnusable, match="Get it again"):
            cut_all(photos, tmp_path / "out", broken, processes, silent)


def test_a_full_disk_keeps_the_shards_that_are_complete(
    photos: list[Photo], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "_SHARD", 7)
    save, saved = np.save, []

    def full(*args: object) -> None:
        saved.append(1)
        if len(saved) == 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        save(*args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(np, "save", full)
        with pytest.raises(OutputUnwritable, match="No space left"):
            cut_all(photos, tmp_path / "out", DrawnCutter, 1, silent)
    assert len(Crops(tmp_path / "out")) == 14
    assert not list(tmp_path.glob("out/**/*.part"))
    cut_all(photos, tmp_path / "out", DrawnCutter, 1, silent)
    assert len(Crops(tmp_path / "out")) == 38


def test_places_that_cannot_be_written_or_read(photos: list[Photo], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputUnwritable):
        cut_all(photos, tmp_path / "file", DrawnCutter, 1, silent)
    (tmp_path / "out" / "missed.csv").mkdir(parents=True)
    with pytest.raises(DataUnusable, match=r"missed\.csv"):
        cut_all(photos, tmp_path / "out", DrawnCutter, 1, silent)
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "missed.csv").write_text("person,source,why\nann,a.png,tired\n")
    with pytest.raises(DataUnusable, match="Delete it"):
        cut_all(photos, tmp_path / "odd", DrawnCutter, 1, silent)
