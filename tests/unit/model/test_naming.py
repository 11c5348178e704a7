"""Which names can be read, in any script, and which are told."""

from __future__ import annotations

import pytest

from desk_access.model.naming import readable, unfit


@pytest.mark.parametrize(
    "name",
    [
        "김하늘",
        "O'Brien-Åse Ñ. Łuczak",
        "می\u200cخواهم",  # Persian, with ZWNJ
        "श्री\u200dराम क्ष",  # Devanagari, with ZWJ
        "👩\u200d🔬 Kim ❤️",
        "สมชาย ใจดี",
        "שָׁלוֹם",
        "འབྲུག་ཆེན",
        "葛\U000e0100飾",  # a variant of an ideograph
        "\U00030000 \U000323b0",  # ideographs newer than Python
        "Nguyễn Thị",
        "",
    ],
)
def test_names_of_every_script_can_be_read(name: str) -> None:
    assert unfit(name) == ""
    assert readable(name) == name


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Kim\u202egnp.exe", "U+202E, which turns"),
        *(
            (f"Kim{chr(each)}", "turns")
            for each in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
        ),
        ("\u200fKim", "U+200F, which turns"),
        ("K\u200bim", "U+200B, which cannot be seen"),
        ("\ufeffKim", "U+FEFF, which cannot be seen"),
        ("Kim\U000e0041", "U+E0041, which cannot be seen"),
        ("\u3164", "U+3164, which cannot be seen"),
        ("Kim\n", "line break"),
        ("Kim\u2028", "line break"),
        ("Kim\x00", "cannot be shown"),
        ("Kim\x9b31m", "cannot be shown"),
        ("Kim\ud83d", "cannot be shown"),
        ("Kim\uffff", "U+FFFF, which is no character"),
        ("Kim\U0002fffe", "no character"),
        ("Kim\u0378", "U+0378, which is no character"),
        ("\u0301Kim", "the mark U+0301 without a letter"),
        ("Kim \u0301", "the mark U+0301 without a letter"),
        ("K" + "\u0301" * 40, "the mark U+0301 without a letter"),
        ("\u200d", "nothing that can be seen"),
        (" \u200c ", "nothing that can be seen"),
    ],
)
def test_what_hides_turns_or_breaks_is_told(name: str, why: str) -> None:
    assert why in unfit(name)


def test_a_name_of_others_loses_what_it_must_not_have() -> None:
    assert readable("\u202eNew\u200b Year\r\n's\ud800 Day\u2029") == "New Year 's Day"
