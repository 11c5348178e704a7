"""How a folder of people becomes enrolled, probes, strangers and pairs."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk_access.errors import SourceUnusable
from desk_access.service.evaluation_set import EvaluationSet, read_set

FOLDS = "Ann\t1\t2\nAnn\t1\tBea\t1\nBea\t1\t2\nAnn\t2\tBea\t2\nAnn\t1\tBea\t2\n"


def list_files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def read(folder: Path) -> EvaluationSet:
    return read_set(folder, list_files)


def people(folder: Path, **pictures: int) -> Path:
    """A folder of empty files: so many pictures of each person."""
    for name, count in pictures.items():
        (folder / name).mkdir()
        for number in range(1, count + 1):
            (folder / name / f"{name}_{number:04d}.jpg").touch()
    return folder


def test_who_is_enrolled_and_who_is_a_stranger(tmp_path: Path) -> None:
    found = read(people(tmp_path, Ann=5, Bea=1, Cho=3, Dan=4, Eva=2, Fay=1))
    roles = {tuple(found.people)[role.person]: role for role in found.roles()}

    assert set(roles) == {"Ann", "Bea", "Dan", "Fay"}
    assert [path.stem[-1] for path in roles["Ann"].references] == ["1", "2", "3"]
    assert [path.stem[-1] for path in roles["Ann"].probes] == ["4", "5"]
    assert [path.stem[-1] for path in roles["Dan"].probes] == ["4"]
    assert roles["Bea"].references == roles["Fay"].references == ()
    assert [path.name for path in roles["Bea"].probes] == ["Bea_0001.jpg"]
    assert found.pairs == ()


def test_empty_folders_are_nobody(tmp_path: Path) -> None:
    (people(tmp_path, Ann=4, Bea=1) / "Cho").mkdir()
    assert list(read(tmp_path).people) == ["Ann", "Bea"]


def test_a_fold_begins_where_genuine_follows_impostor(tmp_path: Path) -> None:
    (people(tmp_path, Ann=2, Bea=2) / "pairs.tsv").write_text(FOLDS)
    pairs = read(tmp_path).pairs

    assert [pair.fold for pair in pairs] == [0, 0, 1, 1, 1]
    assert [pair.same for pair in pairs] == [True, False, True, False, False]
    assert [(pair.first.name, pair.second.name) for pair in pairs[:2]] == [
        ("Ann_0001.jpg", "Ann_0002.jpg"),
        ("Ann_0001.jpg", "Bea_0001.jpg"),
    ]


def test_lfws_first_line_and_blank_lines_are_no_pairs(tmp_path: Path) -> None:
    (people(tmp_path, Ann=2, Bea=2) / "pairs.tsv").write_text(f"2\t1\n{FOLDS}\n")
    assert len(read(tmp_path).pairs) == 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ann\t1\t2\nAnn\t1\n", "line 2 is no pair"),
        ("Ann 1 2\n", "line 1 is no pair"),
        ("Ann\t1\t9\n", "line 1: there is no such picture"),
        ("Ann\t1\tZoe\t1\n", "line 1: there is no such picture"),
        ("Ann\t1\tno\n", "there is no such picture"),
        ("", "not divided into folds"),
        ("Ann\t1\t2\nAnn\t1\tBea\t1\n", "not divided into folds"),
        ("Ann\t1\t2\nAnn\t1\tBea\t1\nBea\t1\t2\n", "not divided into folds"),
        ("Ann\t1\tBea\t1\nBea\t1\t2\nAnn\t1\tBea\t1\n", "not divided into folds"),
    ],
)
def test_pairs_that_make_no_sense_are_refused(tmp_path: Path, text: str, said: str) -> None:
    (people(tmp_path, Ann=2, Bea=2) / "pairs.tsv").write_text(text)
    with pytest.raises(SourceUnusable, match=said):
        read(tmp_path)


def test_pairs_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (people(tmp_path, Ann=2, Bea=2) / "pairs.tsv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceUnusable, match="cannot be read"):
        read(tmp_path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceUnusable, match="nowhere cannot be read"):
        read(tmp_path / "nowhere")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SourceUnusable, match="cannot be read"):
        read(tmp_path / "file")


def test_two_people_are_the_least(tmp_path: Path) -> None:
    with pytest.raises(SourceUnusable, match="pictures of nobody"):
        read(tmp_path)
    with pytest.raises(SourceUnusable, match="pictures of one person"):
        read(people(tmp_path, Ann=9))


def test_few_pictures_and_no_pairs_are_nothing_to_measure(tmp_path: Path) -> None:
    with pytest.raises(SourceUnusable, match="nothing to measure"):
        read(people(tmp_path, Ann=3, Bea=1))


def test_a_sample_keeps_the_share_of_strangers_and_no_pairs(tmp_path: Path) -> None:
    enrolled = {f"E{n}": 4 for n in range(10)}
    strangers = {f"S{n:02}": 1 for n in range(30)}
    found = read(people(tmp_path, **enrolled, **strangers, Two=2))
    part, again, other = (found.sample(4, seed) for seed in (1, 1, 2))

    assert sum(bool(role.references) for role in part.roles()) == 4
    assert len(part.people) == 4 + 12
    assert part.pairs == ()
    assert list(part.people) == sorted(part.people)
    assert list(part.people) == list(again.people) != list(other.people)


def test_a_sample_larger_than_the_set_is_all_of_it(tmp_path: Path) -> None:
    found = read(people(tmp_path, Ann=4, Bea=5, Cho=1, Two=2))
    assert list(found.sample(9, 0).people) == ["Ann", "Bea", "Cho"]
