"""Reading manifests: strict, each complaint naming the file, the model and the key.

docs/adr/0004-models-and-manifest.md describes the format.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from desk_access.errors import ModelUnusable
from desk_access.inference.manifest import (
    Manifest,
    ModelKind,
    ModelSpec,
    PackageIndex,
    PackageSource,
    Source,
    UrlSource,
)
from desk_access.inference.toml_table import Table
from desk_access.model.parsing import parse_toml
from desk_access.model.recogniser import (
    Calibration,
    Cohort,
    ColourOrder,
    Layout,
    Metric,
    RecogniserContract,
)

FORMAT = 1
_MAX_BYTES = 1 << 20  # a manifest of more than a megabyte is something else

# A name becomes a file name or an argument of pip and npm: nothing that either could take for an
# option, a path or a second address.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_PACKAGE = re.compile(r"(@[a-z0-9][a-z0-9._-]*/)?[A-Za-z0-9][A-Za-z0-9._-]*")
_VERSION = re.compile(r"[0-9][A-Za-z0-9.+!-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def load_manifest(shipped: Path, extra: Path | None = None) -> Manifest:
    """The shipped manifest with what every ``*.toml`` of the folder ``extra``, by name, adds.

    A folder that does not exist adds nothing. A file that makes no sense, or that would change
    what is shipped, adds nothing either: it is named in ``refused``, and the rest goes on. Raises
    ModelUnusable for the shipped one.
    """
    manifest = read_manifest(shipped)
    if extra is not None and extra.is_dir():
        for path in sorted(extra.glob("*.toml")):
            try:
                manifest = manifest.merged(read_manifest(path))
            except ModelUnusable as error:
                refused = ModelUnusable(f"{path} is not used. {error.what}", error.cure)
                manifest = replace(manifest, refused=(*manifest.refused, refused))
    return manifest


def read_manifest(path: Path) -> Manifest:
    """The models of one file. Raises ModelUnusable."""
    try:
        with path.open("rb") as file:
            text = file.read(_MAX_BYTES + 1)
        if len(text) > _MAX_BYTES:
            raise ModelUnusable(f"{path.name} is too large for a manifest.", "Remove it.")
        return parse_manifest(text.decode("utf-8"), path.name)
    except OSError as error:
        raise ModelUnusable(
            f"The manifest {path} cannot be read ({error.strerror}).",
            "Install the application again, or correct the file's rights.",
        ) from error
    except UnicodeDecodeError as error:
        raise ModelUnusable(f"{path.name} is not UTF-8 text.", "Save it as UTF-8.") from error


def described(file: Path) -> ModelSpec:
    """The model that the manifest of the same name beside ``file`` describes.

    Raises ModelUnusable when there is none, or it describes anything else.
    """
    path = manifest_beside(file)
    if not path.is_file():
        raise ModelUnusable(
            f"There is no {path.name} beside {file.name}: nothing says what it expects.",
            "Put the manifest that came with the model beside it.",
        )
    found = read_manifest(path).models
    if len(found) != 1 or found[0].file != file.name:
        raise ModelUnusable(
            f"{path.name} does not describe {file.name} alone.",
            "Put the manifest that came with the model beside it.",
        )
    return found[0]


def manifest_beside(file: Path) -> Path:
    """Where the manifest of a model file of one's own lies."""
    return file.with_suffix(".toml")


def parse_manifest(text: str, origin: str) -> Manifest:
    """The models of a manifest's text; ``origin`` names it in complaints. Raises ModelUnusable."""
    try:
        top = Table(parse_toml(text), origin)
    except ValueError as error:
        raise ModelUnusable(f"{origin} is not TOML: {error}.", "Correct this manifest.") from error
    if top.whole("format") != FORMAT:
        raise top.complaint("format", f"{FORMAT}")
    models = tuple(_model(table) for table in top.tables("model"))
    top.finish()
    return Manifest(models)


def _model(table: Table) -> ModelSpec:
    kind = table.choice("kind", ModelKind)
    contract, default = None, False
    if kind is ModelKind.RECOGNISER:
        section = table.table("recogniser")
        default = section.flag("default")
        contract = _contract(section)
    spec = ModelSpec(
        id=_matching(table, "id", _NAME, "letters, digits, dots, hyphens and underscores"),
        kind=kind,
        file=_matching(table, "file", _NAME, "a file's name without a folder"),
        bytes=table.whole("bytes"),
        sha256=_matching(table, "sha256", _SHA256, "64 lower-case hexadecimal digits"),
        licence=table.text("licence"),
        maker=table.text("maker"),
        sources=tuple(_source(source) for source in table.tables("source")),
        recogniser=contract,
        default=default,
    )
    table.finish()
    return spec


def _source(table: Table) -> Source:
    if table.has("url"):
        url = table.text("url")
        parts = urlsplit(url)
        if parts.scheme not in ("https", "http") or not parts.hostname:
            raise table.complaint("url", "an https address")
        table.finish()
        return UrlSource(url)
    index = PackageIndex.NPM if table.has("npm") else PackageIndex.PIP
    source = PackageSource(
        index=index,
        name=_matching(table, index.value, _PACKAGE, "a package's name"),
        version=_matching(table, "version", _VERSION, "one exact version"),
        member=table.text("member"),
    )
    table.finish()
    return source


def _contract(table: Table) -> RecogniserContract:
    calibration = _calibration(table.table("calibration"))
    try:
        contract = RecogniserContract(
            width=table.whole("width"),
            height=table.whole("height"),
            colour=table.choice("colour", ColourOrder),
            layout=table.choice("layout", Layout),
            scale=table.number("scale"),
            mean=_three(table, "mean"),
            std=_three(table, "std"),
            template=np.array(table.rows("template", 5, 2), np.float32),
            dimension=table.whole("dimension"),
            metric=table.choice("metric", Metric),
            calibration=calibration,
        )
    except ValueError as error:
        raise table.refusal(error) from error
    table.finish()
    return contract


def _calibration(table: Table) -> Calibration:
    try:
        calibration = Calibration(
            fmr=table.numbers("fmr"),
            cosine=table.numbers("cosine"),
            floor=table.number("floor"),
            measured_on=table.text("measured_on"),
            pairs=table.whole("pairs"),
            measured_to=table.number("measured_to") if table.has("measured_to") else None,
            cohort=_cohort(table.table("cohort")) if table.has("cohort") else None,
        )
    except ValueError as error:
        raise table.refusal(error) from error
    table.finish()
    return calibration


def _cohort(table: Table) -> Cohort:
    try:
        cohort = Cohort(
            references=table.numbers("references"),
            probes=table.numbers("probes"),
            mean=table.number("mean"),
            deviation=table.number("deviation"),
            people=table.whole("people"),
        )
    except ValueError as error:
        raise table.refusal(error) from error
    table.finish()
    return cohort


def _three(table: Table, key: str) -> tuple[float, float, float]:
    first, second, third = table.numbers(key, 3)
    return first, second, third


def _matching(table: Table, key: str, pattern: re.Pattern[str], wanted: str) -> str:
    value = table.text(key)
    if not pattern.fullmatch(value):
        raise table.complaint(key, wanted)
    return value
