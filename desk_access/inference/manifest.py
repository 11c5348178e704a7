"""Which model files there are, what each expects and gives, and where it comes from.

The shipped manifest is ``resources/models/manifest.toml``; every ``*.toml`` of the workspace's
models folder adds to it, so that a new recogniser needs no change of code. These are the
values; :mod:`desk_access.inference.manifest_reader` reads them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlsplit

from desk_access.errors import ModelMissing, ModelUnusable
from desk_access.model.recogniser import ModelDigests, RecogniserContract


class ModelKind(StrEnum):
    """What a model file does."""

    LANDMARKER = "landmarker"
    DETECTOR = "detector"
    RECOGNISER = "recogniser"
    LIVENESS = "liveness"


class PackageIndex(StrEnum):
    """Whose client fetches a package: the user's own pip or npm, with its own configuration."""

    PIP = "pip"
    NPM = "npm"


@dataclass(frozen=True, slots=True)
class UrlSource:
    """The file at an address."""

    url: str

    @property
    def title(self) -> str:
        """What a person reads: the host's name."""
        return urlsplit(self.url).hostname or self.url


@dataclass(frozen=True, slots=True)
class PackageSource:
    """The file inside a published package; ``member`` is its path there, with ``/``."""

    index: PackageIndex
    name: str
    version: str
    member: str

    @property
    def title(self) -> str:
        """What a person reads: whose package, its name and version."""
        return f"{self.index} {self.name} {self.version}"


Source = UrlSource | PackageSource


@dataclass(frozen=True, slots=True, eq=False)
class ModelSpec:
    """One model file. ``recogniser`` is its contract, None for the other kinds.

    ``sha256`` is in lower-case hexadecimal; ``default`` marks the recogniser that is used when
    none was chosen.
    """

    id: str
    kind: ModelKind
    file: str
    bytes: int
    sha256: str
    licence: str
    maker: str
    sources: tuple[Source, ...]
    recogniser: RecogniserContract | None
    default: bool

    @property
    def contract(self) -> RecogniserContract:
        """The recogniser's contract. Raises ModelUnusable when this is no recogniser."""
        if self.recogniser is None:
            raise _no_recogniser(self)
        return self.recogniser


@dataclass(frozen=True, slots=True)
class Manifest:
    """The models, in order. Ids and file names are unique; at most one recogniser is default.

    ``added`` are the ids that a workspace added; ``refused`` says of each manifest of a workspace
    that is not used why. Raises ModelUnusable.
    """

    models: tuple[ModelSpec, ...]
    added: frozenset[str] = frozenset()
    refused: tuple[ModelUnusable, ...] = ()

    def __post_init__(self) -> None:
        _refuse_twice("id", [spec.id for spec in self.models])
        _refuse_twice("file", [spec.file.lower() for spec in self.models])
        _refuse_twice("mark", ["default" for spec in self.models if spec.default])

    def model(self, model_id: str) -> ModelSpec:
        """The model of this id. Raises ModelMissing, naming those there are."""
        for spec in self.models:
            if spec.id == model_id:
                return spec
        known = ", ".join(spec.id for spec in self.models)
        why = " ".join(error.what for error in self.refused)
        raise ModelMissing(f"There is no model {model_id!r}. {why}", f"Choose one of: {known}.")

    def recogniser(self, model_id: str = "") -> ModelSpec:
        """The recogniser of this id, or the default one.

        Raises ModelMissing for an unknown id or when none is default, ModelUnusable for a model
        of another kind.
        """
        if model_id:
            spec = self.model(model_id)
            if spec.recogniser is None:
                raise _no_recogniser(spec)
            return spec
        for spec in self.models:
            if spec.default:
                return spec
        raise ModelMissing("No recogniser is the default.", "Choose one by its id.")

    def required(self, recogniser: str = "") -> tuple[ModelSpec, ...]:
        """What the application cannot run without: what finds faces, and the chosen recogniser."""
        chosen = self.recogniser(recogniser)
        return tuple(
            spec
            for spec in self.models
            if spec is chosen or spec.kind in (ModelKind.DETECTOR, ModelKind.LANDMARKER)
        )

    def in_use(self, recogniser: str = "") -> tuple[ModelSpec, ...]:
        """What the application uses: what it requires, and what else there is but recognisers."""
        required = self.required(recogniser)
        return tuple(
            spec
            for spec in self.models
            if spec in required or spec.kind is not ModelKind.RECOGNISER
        )

    def only(self, kind: ModelKind) -> ModelSpec:
        """The model that does this: there is one, except of recognisers. Raises ModelMissing."""
        for spec in self.models:
            if spec.kind is kind:
                return spec
        raise ModelMissing(f"No {kind} is listed.", "Install this program again.")

    def digests(self) -> ModelDigests:
        """The SHA-256 of what is used besides a recogniser."""
        return ModelDigests(
            **{
                spec.kind.value: spec.sha256
                for spec in self.models
                if spec.kind is not ModelKind.RECOGNISER
            }
        )

    def merged(self, other: Manifest) -> Manifest:
        """These models and ``other``'s recognisers, which come from a workspace.

        A workspace adds recognisers, and may replace those that it added; what is shipped stands:
        no id, file or content of it is taken, and no model of another kind is added. The default
        stays: choosing another recogniser is a setting. Raises ModelUnusable.
        """
        found = {spec.id: spec for spec in self.models}
        shipped = [spec for spec in self.models if spec.id not in self.added]
        for spec in other.models:
            if spec.kind is not ModelKind.RECOGNISER:
                raise _no_addition(spec, f"it is a {spec.kind}, and only recognisers can be added")
            for own in shipped:
                if spec.id.lower() == own.id.lower() or spec.file.lower() == own.file.lower():
                    raise _no_addition(spec, f"{own.id} ({own.file}) comes with this program")
                if spec.sha256 == own.sha256:
                    raise _no_addition(spec, f"its file is that of {own.id}")
            found[spec.id] = replace(spec, default=False)
        added = self.added | {spec.id for spec in other.models}
        return Manifest(tuple(found.values()), added, self.refused)


def _no_recogniser(spec: ModelSpec) -> ModelUnusable:
    return ModelUnusable(
        f"The model {spec.id} recognises nobody: it is a {spec.kind}.", "Choose a recogniser."
    )


def _no_addition(spec: ModelSpec, why: str) -> ModelUnusable:
    return ModelUnusable(
        f"The model {spec.id} cannot be added: {why}.",
        "Give a new recogniser an id and a file name of its own.",
    )


def _refuse_twice(what: str, names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ModelUnusable(
            f"Two models have the {what} {', '.join(twice)}.", "Change one of the two."
        )
