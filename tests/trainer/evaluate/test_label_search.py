"""Which names and pictures are listed for a person to look at."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from trainer.evaluate.label_search import (
    Reason,
    find_candidates,
    names_alike,
    write_candidates,
)

Vectors = dict[str, NDArray[np.float32]]


def crowd(people: int = 200, each: int = 3) -> tuple[dict[str, list[str]], Vectors]:
    """People whose pictures lie at about 0.9 of each other, and at about 0 of others'.

    They are called Ann, Bea, Cho, and by letters drawn by chance.
    """
    rng = np.random.default_rng(1)
    drawn = ["".join(rng.choice(list("abcdefghijklmnopqrstuvwxyz"), 9)) for _ in range(people)]
    listed, vectors = {}, {}
    for name in ["Ann", "Bea", "Cho", *drawn][:people]:
        centre = rng.standard_normal(128)
        listed[name] = [f"{name}/{number}.jpg" for number in range(each)]
        for picture in listed[name]:
            vectors[picture] = unit(centre + 0.3 * rng.standard_normal(128))
    return listed, vectors


def unit(values: NDArray[np.float64]) -> NDArray[np.float32]:
    return (values / np.linalg.norm(values)).astype(np.float32)


def test_one_face_under_two_names_is_listed_with_its_nearest_pictures() -> None:
    people, vectors = crowd()
    people["Sepp"] = ["Sepp/0.jpg", "Sepp/1.jpg"]
    own = vectors["Ann/2.jpg"].astype(np.float64)
    rng = np.random.default_rng(2)
    vectors["Sepp/0.jpg"] = unit(own + 0.002 * rng.standard_normal(128))
    vectors["Sepp/1.jpg"] = unit(own + 0.01 * rng.standard_normal(128))
    (found,) = [each for each in find_candidates(people, vectors) if each.reason is Reason.FACES]

    assert (found.name, found.other) == ("Ann", "Sepp")
    assert (found.picture, found.other_picture) == ("Ann/2.jpg", "Sepp/0.jpg")
    assert found.cosine > 0.99


def test_alike_names_need_faces_less_alike() -> None:
    people, vectors = crowd()
    mixed = vectors["Ann/0.jpg"] + 1.2 * vectors["Bea/1.jpg"]
    vectors["Twice/0.jpg"] = unit(mixed.astype(np.float64))
    people["Twice"] = ["Twice/0.jpg"]
    assert find_candidates(people, vectors) == []

    people["Ann_Twice"] = people.pop("Twice")
    (found,) = find_candidates(people, vectors)
    assert (found.name, found.other, found.reason) == ("Ann", "Ann_Twice", Reason.NAMES)


def test_a_picture_of_somebody_else_is_listed_alone() -> None:
    people, vectors = crowd()
    people["Bea"].append("Bea/3.jpg")
    stray = vectors["Ann/0.jpg"] + 0.6 * vectors["Cho/1.jpg"]
    vectors["Bea/3.jpg"] = unit(stray.astype(np.float64))
    (found,) = find_candidates(people, vectors)

    assert (found.name, found.other, found.reason) == (
        "Bea/3.jpg",
        "Ann",
        Reason.PICTURE,
    )


def test_people_who_are_apart_are_not_listed() -> None:
    assert find_candidates(*crowd()) == []


def test_pictures_without_a_face_take_no_part() -> None:
    people, vectors = crowd(5)
    people["Blank"] = ["Blank/0.jpg"]
    assert find_candidates(people, vectors) == []


def test_one_person_has_nobody_to_be_confused_with() -> None:
    assert find_candidates(*crowd(1)) == []


@pytest.mark.parametrize(
    ("one", "two", "alike"),
    [
        ("Nan_Wang", "Wang_Nan", True),
        ("Joseph_Blatter", "Sepp_Blatter", True),
        ("Mohammed_Ali", "Mohamed_Aly", True),
        ("Li_Bo", "Li_Peng", False),
        ("Ann_Smith", "Bea_Jones", False),
    ],
)
def test_names_alike(one: str, two: str, alike: bool) -> None:
    assert names_alike(one, two) is alike
    assert names_alike(two, one) is alike


def test_the_list_is_one_that_label_errors_takes(tmp_path: Path) -> None:
    people, vectors = crowd()
    people["Sepp"] = ["Sepp/0.jpg"]
    vectors["Sepp/0.jpg"] = vectors["Ann/2.jpg"]
    write_candidates(tmp_path / "found.csv", find_candidates(people, vectors))
    with (tmp_path / "found.csv").open(newline="") as stream:
        head, row, stray = list(csv.reader(stream))

    assert head[:4] == ["name", "other", "cosine", "reason"]
    assert row[:4] == ["Ann", "Sepp", "1.000", "faces"]
    # The same picture twice: it is nearer to the other's than to any of Ann's own.
    assert stray[:4] == ["Ann/2.jpg", "Sepp", "1.000", "picture"]
