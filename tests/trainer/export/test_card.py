"""The card says what the run says, and refuses words that are missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trainer.export.tiny import tiny_crops, tiny_net
from trainer.data.shards import CropSet
from trainer.errors import ConfigUnusable
from trainer.export.card import Made, Words, card, read_words
from trainer.export.exporter import Exported, Plan, export
from trainer.export.figures import tables
from trainer.export.form import Form

WORDS = {
    "title": "A tiny network",
    "data": "Patterns drawn by chance.",
    "data_terms": "Free for all.",
    "start": "none",
    "start_terms": "none",
    "intended_use": "Tests.",
    "not_intended": "Doors.",
    "known_failures": ["Faces."],
}
POINT = {
    "fpir": 0.01,
    "passed": 17,
    "threshold": {"value": 0.4581, "low": 0.451, "high": 0.4711},
    "fnir": {"value": 0.0021, "low": 0.0, "high": 0.006},
}
EVALUATION = {
    "seed": 0,
    "recognisers": [
        {
            "name": "tiny-fp32",
            "model_digest": "0" * 64,
            "as_listed": [
                {
                    "condition": {"rotate": 0.0, "mask": False, "webcam": False, "frames": 1},
                    "pairs": {"accuracy": 0.9921, "validation": [{"far": 0.001, "val": 0.97}]},
                    "identification": {"figures": {"points": [POINT]}},
                },
                {
                    "condition": {"rotate": 0.0, "mask": False, "webcam": True, "frames": 3},
                    "pairs": None,
                    "identification": {"figures": {"points": [POINT | {"passed": 18}]}},
                },
            ],
            "without_label_errors": [],
        }
    ],
}


@pytest.fixture(scope="module")
def crops(tmp_path_factory: pytest.TempPathFactory) -> CropSet:
    return tiny_crops(tmp_path_factory.mktemp("crops"))


@pytest.fixture(scope="module")
def exported(crops: CropSet, tmp_path_factory: pytest.TempPathFactory) -> list[Exported]:
    folder = tmp_path_factory.mktemp("exported")
    return export(tiny_net(), crops, folder, Plan("tiny", "MIT", "us", (Form.FP32,)))


@pytest.fixture
def words(tmp_path: Path) -> Path:
    lines = [
        f"{key} = {value!r}" if isinstance(value, list) else f'{key} = "{value}"'
        for key, value in WORDS.items()
    ]
    path = tmp_path / "words.toml"
    path.write_text("\n".join(lines))
    return path


def test_every_number_is_the_run_s(exported: list[Exported], crops: CropSet, words: Path) -> None:
    made = Made("[loop]\nsteps = 1234\n", "abc123", 1234)
    text = card(read_words(words), made, exported, crops, EVALUATION)
    (each,) = exported
    calibration = each.spec.contract.calibration
    for said in (
        "# A tiny network",
        "Terms: Free for all.",
        "- Faces.",
        each.spec.sha256,
        f"{each.spec.bytes:,}",
        f"{each.parity.lowest:.5f} over {each.parity.crops} crops",
        f"{calibration.pairs:,} comparisons",
        "1,234 steps",
        "abc123",
        "steps = 1234",
        "| train | 80 | 20 |",
        "| validation | 240 | 60 |",
        "tiny-fp32, as listed",
        "| 1,000,000 |",
    ):
        assert said in text
    assert "Not measured." not in text
    assert "Not measured." in card(read_words(words), made, exported, crops)


def test_figures_stand_beside_their_condition() -> None:
    lines = list(tables(EVALUATION))
    assert lines[2] == "| figure | as they are | as by a poor camera, 3 frames joined |"
    assert "| pairs accuracy | 0.9921 |  |" in lines
    assert "| pairs validation at far 0.001 val | 0.97 |  |" in lines
    assert "| identification figures points at fpir 0.01 passed | 17 | 18 |" in lines
    estimate = "0.0021 (0 to 0.006)"
    row = f"| identification figures points at fpir 0.01 fnir | {estimate} | {estimate} |"
    assert row in lines


def test_plain_figures_by_condition_will_do() -> None:
    lines = list(tables({"clean": {"FNIR": 0.01, "note": "x"}, "mask": {"FNIR": 0.04}}))
    assert lines[:3] == ["| figure | clean | mask |", "|---|---|---|", "| FNIR | 0.01 | 0.04 |"]


def test_conditions_of_another_version_are_named_by_their_fields() -> None:
    told = {"name": "a", "as_listed": [{"condition": {"fog": 3}, "pairs": {"accuracy": 1.0}}]}
    assert "| figure | fog 3 |" in list(tables({"recognisers": [told]}))


def test_words_are_read_whole(words: Path) -> None:
    assert read_words(words) == Words(**WORDS | {"known_failures": ("Faces.",)})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('start = "none"', "", "start"),
        ('start = "none"', 'start = "none"\nstory = "x"', "story"),
        ('data = "Patterns drawn by chance."', "data = 3", "no text"),
        ("known_failures = ['Faces.']", 'known_failures = "Faces"', "no text"),
        ('title = "A tiny network"', 'title = " "', "no text"),
        ('title = "', "title = ", "cannot be read"),
    ],
)
def test_words_that_are_wrong_are_named(words: Path, old: str, new: str, said: str) -> None:
    text = words.read_text()
    assert old in text
    words.write_text(text.replace(old, new))
    with pytest.raises(ConfigUnusable, match=said):
        read_words(words)
