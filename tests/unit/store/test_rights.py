"""The workspace is for its owner alone, and nothing else is closed with it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desk_access.errors import WorkspaceUnavailable
from desk_access.model.report import ReportForm
from desk_access.reports.export_key import made_key
from desk_access.reports.punches import write_punches
from desk_access.store.workspace import Workspace
from tests.records import START, append

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")

OUR_NAMES = (
    "desk_access.before-update.db", "desk_access.before-update.db.part", "punches.spool",
    "punches.spool.part", "punches.damaged", "desk-access.log", "desk-access.log.1",
    "desk-access.pid", "export-key.pem", ".export-key.pem-0123456789abcdef.part",
    ".desk-access-0123456789abcdef.part", "anchors.jsonl", "found-0123456789abcdef.sqlite",
    "desk_access.draft", "desk_access.db-journal",
)  # fmt: skip
"""What may lie in a workspace besides what every one has."""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def modes(folder: Path) -> dict[str, str]:
    return {path.name: oct(mode(path)) for path in folder.iterdir()}


@pytest.fixture(autouse=True)
def _usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A workspace as versions before this one left it: everybody may read."""
    folder = tmp_path / "old desk"
    with Workspace.open(folder) as workspace:
        append(workspace.ledger, workspace.gallery.enrol("E7", "Kim", "", [], START), 0)
    for name in OUR_NAMES:
        (folder / name).touch()
    for path in folder.iterdir():
        path.chmod(0o755 if path.is_dir() else 0o644)
    folder.chmod(0o755)
    return folder


@pytest.mark.parametrize("exclusive", [True, False])
def test_an_old_workspace_is_closed(old: Path, exclusive: bool) -> None:
    with Workspace.open(old, exclusive):
        assert mode(old) == 0o700
        found = modes(old)
        assert found.pop("models") == "0o700"
        assert set(found.values()) == {"0o600"}
        assert "desk_access.db" in found


def test_what_is_made_later_is_closed_too(tmp_path: Path) -> None:
    os.umask(0)
    folder = tmp_path / "desk"
    with Workspace.open(folder) as workspace:
        append(workspace.ledger, workspace.gallery.enrol("E7", "Kim", "", [], START), 0)
        made_key(folder)
        write_punches([], folder / "punches.csv", ReportForm.CSV)
        found = modes(folder)
    assert found.pop("models") == "0o700"
    assert set(found.values()) == {"0o600"}
    assert {
        "desk_access.db", "desk_access.db-wal", "desk_access.db-shm", "desk-access.lock",
        "desk-access.pid", "export-key.pem", "punches.csv",
    } == set(found)  # fmt: skip


def test_a_report_in_an_open_folder_is_as_open_as_other_files(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    write_punches([], folder / "punches.csv", ReportForm.CSV)
    assert mode(folder / "punches.csv") == 0o644


def test_files_of_others_are_left_alone(old: Path) -> None:
    letter = old / "letter.txt"
    letter.touch()
    letter.chmod(0o644)
    old.chmod(0o700)  # closed by hand: it may hold what it likes
    Workspace.open(old).close()
    assert mode(letter) == 0o644
    assert mode(old / "desk_access.db") == 0o600


@pytest.mark.parametrize("bits", [0o755, 0o750, 0o711, 0o777])
def test_an_open_folder_of_other_things_is_refused_and_not_touched(
    tmp_path: Path, bits: int
) -> None:
    home = tmp_path / "some body"
    (home / "Pictures").mkdir(parents=True)
    home.chmod(bits)
    before = modes(home)
    with pytest.raises(WorkspaceUnavailable, match=r"Pictures.*alone.*chmod go-rwx '"):
        Workspace.open(home)
    with pytest.raises(WorkspaceUnavailable):
        Workspace.open(home, exclusive=False)  # it would have to make one
    assert modes(home) == before
    assert mode(home) == bits


def test_a_shared_folder_is_refused_though_it_is_empty(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    with pytest.raises(WorkspaceUnavailable) as caught:
        Workspace.open(tmp_path)
    assert "chmod" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_reading_goes_on_where_the_folder_stays_open(old: Path, expected_logs: list[str]) -> None:
    (old / "letter.txt").touch()
    expected_logs.append("letter.txt")
    with Workspace.open(old, exclusive=False) as workspace:
        assert [person.code for person in workspace.gallery.people()] == ["E7"]
    assert mode(old) == 0o755


def refuses(_path: Path, _mode: int) -> None:
    raise PermissionError(1, "Operation not permitted")


def forgets(_path: Path, _mode: int) -> None:
    """As a disk without rights."""


@pytest.mark.parametrize(
    ("chmod", "reason"), [(refuses, "Operation not permitted"), (forgets, "keeps no rights")]
)
def test_what_cannot_be_closed_is_not_written(
    old: Path,
    monkeypatch: pytest.MonkeyPatch,
    expected_logs: list[str],
    chmod: Callable[[Path, int], None],
    reason: str,
) -> None:
    monkeypatch.setattr(Path, "chmod", chmod)
    with pytest.raises(WorkspaceUnavailable, match=f"{reason}.*chmod go-rwx.*or choose"):
        Workspace.open(old)
    expected_logs.append(reason)
    with Workspace.open(old, exclusive=False) as workspace:
        assert workspace.ledger.verify().intact


def test_a_link_is_not_followed(old: Path, tmp_path: Path) -> None:
    target = tmp_path / "somebody's"
    target.touch()
    target.chmod(0o644)
    (old / "desk-access.log").unlink()
    (old / "desk-access.log").symlink_to(target)
    with pytest.raises(WorkspaceUnavailable, match="link"):
        Workspace.open(old)
    assert mode(target) == 0o644
    target.chmod(0o600)
    Workspace.open(old).close()


def test_a_link_that_leads_nowhere_stops_nothing(old: Path) -> None:
    (old / "desk-access.log").unlink()
    (old / "desk-access.log").symlink_to("nowhere")
    Workspace.open(old).close()


AS_NOBODY = """
import os, sys
from pathlib import Path
from desk_access.errors import WorkspaceUnavailable
from desk_access.store.rights import close_to_others
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
try:
    close_to_others(Path(sys.argv[1]))
except WorkspaceUnavailable as error:
    print(error)
"""


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only the super-user can become another"
)
def test_another_accounts_workspace_is_not_written() -> None:
    with tempfile.TemporaryDirectory(prefix="desk-access-test-") as name:
        place = Path(name) / "desk"
        Workspace.open(place).close()
        Path(name).chmod(0o755)
        place.chmod(0o777)
        child = [sys.executable, "-c", AS_NOBODY, str(place)]
        ran = subprocess.run(child, capture_output=True, text=True, check=False)
        assert "Operation not permitted" in ran.stdout, ran.stderr
        assert mode(place) == 0o777
