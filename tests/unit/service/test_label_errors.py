"""Reading the list of wrong labels."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk_access.errors import SourceUnusable
from desk_access.service.evaluation_set import EvaluationSet
from desk_access.service.label_errors import LabelErrors


def people(folder: Path) -> EvaluationSet:
    names = ("Ann", "Bea", "Cho")
    return EvaluationSet(
        folder, {name: (folder / name / f"{name}_0001.jpg",) for name in names}, ()
    )


def read(folder: Path, text: str) -> LabelErrors:
    path = folder / "errors.csv"
    path.write_text(text, encoding="utf-8")
    return LabelErrors.read(path, people(folder))


def test_names_and_pictures(tmp_path: Path) -> None:
    errors = read(tmp_path, "name,other\nAnn,Bea\n\nCho,Bea\nCho/Cho_0001.jpg,Ann\n")

    assert errors.same == {frozenset({"Ann", "Bea"}), frozenset({"Bea", "Cho"})}
    assert errors.wrong == {"Cho/Cho_0001.jpg"}
    assert errors.aliases("Ann") == {"Bea"}
    assert errors.aliases("Bea") == {"Ann", "Cho"}
    assert errors.aliases("Eva") == frozenset()
    assert errors.elsewhere == 0


def test_a_list_for_more_than_this_set_is_used_as_far_as_it_goes(tmp_path: Path) -> None:
    errors = read(tmp_path, "name,other\nAnn,Bea\nAnn,Nobody\nAnn/Ann_0009.jpg,Bea\n")

    assert errors.same == {frozenset({"Ann", "Bea"})}
    assert errors.wrong == frozenset()
    assert errors.elsewhere == 2


def test_more_columns_are_the_reviewers(tmp_path: Path) -> None:
    assert read(tmp_path, "name,other,why\nAnn,Bea,married\n").aliases("Ann") == {"Bea"}


def test_whom_a_wrong_picture_shows_may_be_unknown(tmp_path: Path) -> None:
    assert read(tmp_path, "name,other\nCho/Cho_0001.jpg\n").wrong == {"Cho/Cho_0001.jpg"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no list"),
        ("Ann,Bea\n", "no list"),
        ("name,other\nAnn,Nobody\n", "nobody"),
        ("name,other\nAnn,Bea\nAnn,Ann\n", "row 3"),
        ("name,other\nAnn\n", "row 2"),
        ("name,other\n,Bea\n", "row 2"),
        ("name,other\n", "nobody"),
    ],
)
def test_a_list_that_makes_no_sense_is_refused(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(SourceUnusable, match=why):
        read(tmp_path, text)


def test_a_missing_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceUnusable, match="cannot be read"):
        LabelErrors.read(tmp_path / "nowhere.csv", people(tmp_path))
