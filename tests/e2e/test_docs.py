"""Every example of the README and the manual is run, with real files in place of those named."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.e2e.conftest import Program
from tests.unit.imports.files import csv_file, text_file, workbook_file

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "docs/manual.md")


def examples(page: str) -> list[list[str]]:
    """The arguments of each ``desk-access`` line in the page's sh blocks."""
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("desk-access ")]


@pytest.fixture
def stand_ins(shared_data: Path, tmp_path: Path) -> dict[str, str]:
    """What the examples name, as files that are there. Nobody sits before a camera in a test."""
    photos, clips = shared_data / "photos", shared_data / "clips"
    few = tmp_path / "few"
    for name, picture in (("A", "biden.jpg"), ("B", "alex-lacamoire.png")):
        (few / name).mkdir(parents=True)
        shutil.copy(photos / picture, few / name)
    stick = tmp_path / "stick"
    stick.mkdir()
    office = re.search(
        r"^```toml\n(name = .*?)^```", (ROOT / PAGES[1]).read_text("utf-8"), re.M | re.S
    )
    assert office is not None
    (tmp_path / "office.toml").write_text(office[1], encoding="utf-8")
    people = tmp_path / "people"
    for folder in (photos / "knn_examples" / "train").iterdir():
        shutil.copytree(folder, people / folder.name)
    for picture in photos.glob("obama*.jpg"):
        shutil.copy(picture, people / "obama")
    tables = {
        "staff.xlsx": workbook_file(tmp_path / "staff.xlsx", ("code", "name"), ("E7", "Kim Hamil")),
        "schedules.xlsx": workbook_file(
            tmp_path / "schedules.xlsx",
            ("schedule", "days", "start", "end", "breaks"),
            ("Office", "Mon-Fri", "09:00", "18:00", "12:00-13:00"),
        ),
        "who-works-when.csv": csv_file(
            tmp_path / "who.csv", ("schedule", "code", "from"), ("Office", "E7", "2026-01-05")
        ),
        "leave.csv": csv_file(
            tmp_path / "leave.csv", ("code", "kind", "from"), ("E7", "annual", "2026-03-31")
        ),
        "holidays.ics": text_file(
            tmp_path / "holidays.ics",
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Founding day\n"
            "DTSTART;VALUE=DATE:20260504\nEND:VEVENT\nEND:VCALENDAR\n",
        ),
    }
    return {name: str(file) for name, file in tables.items()} | {
        "0": str(clips / "office_again.mkv"),
        "clip.mp4": str(clips / "d0.mp4"),
        "kim1.jpg": str(photos / "obama.jpg"),
        "kim2.jpg": str(photos / "obama-1080p.jpg"),
        "staff-photos": str(few),
        "lfw_dev": str(people),
        "usb-stick": str(stick),
        "office.toml": str(tmp_path / "office.toml"),
        "pictures-and-films": str(shared_data / "attacks" / "frames"),
        "films-of-people": str(clips / "head_pose_female.gif"),
        "refused": str(tmp_path / "refused"),
        "march.csv": str(tmp_path / "march.csv"),
        "march.json": str(tmp_path / "march.json"),
        "march.xlsx": str(tmp_path / "march.xlsx"),
        "march.pdf": str(tmp_path / "march.pdf"),
        "exports": str(tmp_path),
    }


@pytest.mark.data
@pytest.mark.models
@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_the_examples_run(page: str, program: Program, stand_ins: dict[str, str]) -> None:
    found = examples(page)
    assert len(found) >= 4
    for arguments in found:
        ran = program(*(stand_ins.get(word, word) for word in arguments))
        assert ran.status == 0, f"desk-access {shlex.join(arguments)}: {ran.err}"


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text)
    missing = [target for target in targets if not ((ROOT / page).parent / target).exists()]
    assert missing == []
