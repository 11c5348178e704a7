"""All steps on drawn people: what goes, who validates, and what is written about it."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from desk_access.capture.pictures import read_picture
from tests.trainer.data.drawn import (
    CALIBRATION,
    DrawnEmbedder,
    draw,
    draw_people,
    draw_wall,
    networks,
)
from trainer.data.prepare import Options, Prepared, prepare
from trainer.data.report import write_report
from trainer.data.review import Reason
from trainer.data.shards import CropSet, Verdict
from trainer.data.sources import from_folders
from trainer.errors import DataUnusable, OutputUnwritable

OPTIONS = Options(processes=1, validation=2)


def silent(done: int, of: int, words: str) -> None:
    """Nobody watches."""


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """Thirty people, and one of each thing that goes wrong."""
    folder = tmp_path / "people"
    draw_people(folder, **{f"p{number:02}": 1 + number % 6 for number in range(28)})
    draw_people(folder, ann=5, bea=5)
    draw(folder / "ann" / "double.png", "ann", "people/ann_0000.png", noise=0.6, size=288)
    draw(folder / "ann" / "double2.png", "ann", "people/ann_0000.png", noise=0.62, size=200)
    draw(folder / "bea" / "stranger.png", "nobody else", "x")
    draw(folder / "p00" / "is_bea.png", "bea", "people/bea_0001.png", noise=0.61)
    draw_wall(folder / "bea" / "wall.png")
    (folder / "bea" / "damaged.png").write_bytes(b"\x89PNG")
    return folder


@pytest.fixture
def benchmark(tmp_path: Path) -> Path:
    """Strangers, and p05 (six pictures) under a name."""
    folder = draw_people(tmp_path / "lfw", q1=2, q2=3)
    for number in range(3):
        draw(folder / "Mr_Five" / f"{number}.png", "p05", f"benchmark {number}")
    return folder


def made(folder: Path, out: Path, *benchmarks: Path, options: Options = OPTIONS) -> Prepared:
    return prepare(from_folders([folder]), benchmarks, out, networks(), options, silent)


def verdicts(out: Path) -> dict[str, Verdict]:
    crops = CropSet(out)
    return {c.source: v for c, v in zip(crops.crops, crops.verdicts, strict=True)}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_each_crop_gets_its_verdict(people: Path, benchmark: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    prepared = made(people, out, benchmark)
    found = {prepared.crops.crops[each.index].source: each for each in prepared.findings}
    given = verdicts(out)

    assert {source: each.reason for source, each in found.items()} == {
        "people/ann/ann_0000.png": Reason.SAME_PICTURE,
        "people/ann/double2.png": Reason.SAME_PICTURE,
        "people/bea/stranger.png": Reason.UNLIKE,
        "people/p00/is_bea.png": Reason.OTHER_NAME,
        **{f"people/p05/p05_{number:04}.png": Reason.IN_BENCHMARK for number in range(6)},
    }
    assert given["people/ann/ann_0000.png"] is Verdict.DUPLICATE
    assert given["people/bea/stranger.png"] is Verdict.MISLABELLED
    assert given["people/p00/is_bea.png"] is Verdict.MISLABELLED
    assert given["people/p05/p05_0002.png"] is Verdict.BENCHMARK
    assert {each.source for each in prepared.missed} == {
        "people/bea/damaged.png",
        "people/bea/wall.png",
    }


def test_people_are_on_one_side_only(people: Path, benchmark: Path, tmp_path: Path) -> None:
    prepared = made(people, tmp_path / "out", benchmark)
    crops = CropSet(tmp_path / "out")
    sides = {
        verdict: {crops.crops[index].person for index in crops.used_for(verdict)}
        for verdict in (Verdict.TRAIN, Verdict.VALIDATION)
    }
    assert not sides[Verdict.TRAIN] & sides[Verdict.VALIDATION]
    assert sides[Verdict.VALIDATION] == prepared.split.people
    assert len(prepared.split.enrollable) == 2
    assert len(sides[Verdict.TRAIN] | sides[Verdict.VALIDATION]) == 29


def test_nothing_of_the_benchmark_lies_with_the_crops(
    people: Path, benchmark: Path, tmp_path: Path
) -> None:
    made(people, tmp_path / "out", benchmark)
    assert all(source.startswith("people/") for source in verdicts(tmp_path / "out"))


def test_a_second_run_looks_at_nothing_again(people: Path, benchmark: Path, tmp_path: Path) -> None:
    (people / "bea" / "damaged.png").unlink()
    out, first, second = tmp_path / "out", DrawnEmbedder(), DrawnEmbedder()
    photos = from_folders([people])
    prepare(photos, [benchmark], out, networks(first), OPTIONS, silent)
    selection = (out / "selection.csv").read_bytes()
    shutil.rmtree(benchmark / "q1")  # what is left out is not compared with any more
    prepare(photos, [benchmark], out, networks(second), OPTIONS, silent)

    assert first.embedded == len(photos) - 1 + 8
    assert second.embedded == 0
    assert (out / "selection.csv").read_bytes() == selection


def test_more_pictures_may_come_and_old_ones_go(people: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    made(people, out)
    (people / "ann" / "ann_0002.png").unlink()
    draw_people(people, cho=1)
    made(people, out)

    given = verdicts(out)
    assert given["people/ann/ann_0002.png"] is Verdict.WITHDRAWN
    assert given["people/cho/cho_0000.png"] in (Verdict.TRAIN, Verdict.VALIDATION)


def test_what_somebody_decided_counts(people: Path, benchmark: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_report(out, made(people, out, benchmark))
    listed = rows(out / "review.csv")
    decided = tmp_path / "decided.csv"
    with decided.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["source", "verdict"])
        for row in listed:
            kept = row["person"] == "bea"
            writer.writerow([row["source"], "train" if kept else row["verdict"]])
        writer.writerow(["people/ann/ann_0003.png", "mislabelled"])
    prepared = made(people, out, benchmark, options=replace(OPTIONS, reviewed=decided))

    given = verdicts(out)
    assert given["people/bea/stranger.png"] in (Verdict.TRAIN, Verdict.VALIDATION)
    assert given["people/ann/ann_0003.png"] is Verdict.MISLABELLED
    assert given["people/p05/p05_0000.png"] is Verdict.BENCHMARK
    assert len(prepared.findings) == len(listed) - 1


def test_the_report_says_what_was_counted(people: Path, benchmark: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    prepared = made(people, out, benchmark)
    figures = write_report(out, prepared)

    assert json.loads((out / "report.json").read_text("utf-8")) == figures
    assert figures["pictures"] == len(prepared.crops) + 2
    assert figures["missed"] == {"no face": 1, "unreadable": 1}
    assert figures["findings"] == {
        "same_picture": 2, "other_name": 1, "unlike": 1, "in_benchmark": 6,
    }  # fmt: skip
    assert sum(figures["crops_by_verdict"].values()) == len(prepared.crops)
    assert figures["people_by_verdict"]["benchmark"] == 1
    usable = figures["pictures_a_person"]
    assert sum(usable.values()) == 29
    assert sum(int(count) * people for count, people in usable.items()) == (
        figures["crops_by_verdict"]["train"] + figures["crops_by_verdict"]["validation"]
    )
    assert figures["bounds"]["mislabelled"] == CALIBRATION.cosine[1]
    assert figures["benchmark_faces"] == 8

    page = (out / "report.md").read_text("utf-8")
    sheets = sorted(path.name for path in (out / "sheets").iterdir())
    assert sheets == [
        "in_benchmark-1.png",
        "other_name-1.png",
        "same_picture-1.png",
        "unlike-1.png",
    ]
    assert all(f"](sheets/{sheet})" in page for sheet in sheets)
    assert "| benchmark | 6 | 1 |" in page


def test_the_lists_name_every_finding_and_person(
    people: Path, benchmark: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    write_report(out, made(people, out, benchmark))
    listed = rows(out / "review.csv")
    ann = next(row for row in rows(out / "people.csv") if row["person"] == "ann")

    assert [row["number"] for row in listed] == [str(n) for n in range(1, 11)]
    assert [float(row["score"]) for row in listed[:2]] == sorted(
        float(row["score"]) for row in listed[:2]
    )
    assert {row["compared_with"] for row in listed[:2]} == {"people/ann/double.png"}
    assert all(row["compared_with"].startswith("lfw: lfw/Mr_Five/") for row in listed[4:])
    assert ann["duplicate"] == "2"
    assert Counter(row["verdict"] for row in listed) == {
        "benchmark": 6, "duplicate": 2, "mislabelled": 2,
    }  # fmt: skip


def test_nothing_found_is_a_report_too(tmp_path: Path) -> None:
    folder = draw_people(tmp_path / "people", ann=1)
    prepared = made(folder, tmp_path / "out")
    figures = write_report(tmp_path / "out", prepared)
    assert verdicts(tmp_path / "out") == {"people/ann/ann_0000.png": Verdict.TRAIN}
    assert figures["agreement"] == {}
    assert not list((tmp_path / "out" / "sheets").iterdir())


def test_pictures_without_any_face(tmp_path: Path) -> None:
    draw_wall(tmp_path / "people" / "ann" / "wall.png")
    with pytest.raises(DataUnusable, match="No face was found in any of 1 pictures"):
        made(tmp_path / "people", tmp_path / "out")


def test_a_benchmark_without_any_face(people: Path, tmp_path: Path) -> None:
    draw_wall(tmp_path / "lfw" / "ann" / "wall.png")
    with pytest.raises(DataUnusable, match="No face was found in any picture of"):
        made(people, tmp_path / "out", tmp_path / "lfw")


def test_a_picture_that_changed_its_person(people: Path, tmp_path: Path) -> None:
    made(people, tmp_path / "out")
    photos = [
        replace(photo, person="bea") if photo.path.name == "double.png" else photo
        for photo in from_folders([people])
    ]
    with pytest.raises(DataUnusable, match="prepared as a picture of ann"):
        prepare(photos, [], tmp_path / "out", networks(), OPTIONS, silent)


@pytest.mark.parametrize("text", ["source,verdict\na.png,tired\n", "file\na.png\n", None])
def test_decisions_that_are_none(people: Path, tmp_path: Path, text: str | None) -> None:
    decided = tmp_path / "decided.csv"
    if text is not None:
        decided.write_text(text)
    with pytest.raises(DataUnusable, match="is no list of verdicts"):
        made(people, tmp_path / "out", options=replace(OPTIONS, reviewed=decided))


def test_a_report_that_cannot_be_written(people: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    prepared = made(people, out)
    (out / "sheets").touch()
    with pytest.raises(OutputUnwritable):
        write_report(out, prepared)
    (out / "sheets").unlink()
    (out / "report.md").mkdir()
    with pytest.raises(OutputUnwritable):
        write_report(out, prepared)
    assert not list(out.glob("*.part"))


def test_somebody_of_the_benchmark_is_shown_once(
    people: Path, benchmark: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    write_report(out, made(people, out, benchmark))
    sheet = read_picture(out / "sheets" / "in_benchmark-1.png")
    assert (sheet[:, :256] < 255).any()
    assert (sheet[:, 266:] == 255).all()


def test_a_sheet_shows_the_finding_beside_its_other(people: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    prepared = made(people, out)
    write_report(out, prepared)
    sheet = read_picture(out / "sheets" / "unlike-1.png")
    (finding,) = [each for each in prepared.findings if each.reason is Reason.UNLIKE]
    shown = [
        prepared.crops.picture(index)[8:136, 8:136] for index in (finding.index, finding.other)
    ]
    assert sheet.shape == (128 + 18, 6 * (2 * 128 + 10), 3)
    assert np.array_equal(sheet[18:, :256], np.hstack(shown))
