"""Taking another recogniser into use: ``desk-access models use FILE_OR_ID``."""

from __future__ import annotations

from pathlib import Path

from desk_access.errors import ModelMissing
from desk_access.inference.manifest import Manifest, ModelSpec
from desk_access.inference.manifest_reader import described, manifest_beside
from desk_access.inference.part_file import chunks_of, install, save, writing
from desk_access.inference.trial import try_recogniser


def install_recogniser(file: Path, folder: Path, manifest: Manifest) -> ModelSpec:
    """Copy an ONNX file, with the manifest of the same name beside it, into the models ``folder``.

    First the file is run, in a process of its own: it must be the one its manifest describes and
    keep its contract. The copies are made beside their places and moved there, the manifest last,
    so that an interruption leaves no manifest without its file. ``manifest`` is that of the
    application, into which the new one must fit. Returns the recogniser. Raises ModelUnusable,
    ModelRejected, and ModelMissing when there is no ``file`` or the folder cannot be written. Takes
    two seconds; blocks.
    """
    if not file.is_file():
        raise ModelMissing(f"There is no file {file}.", "Check the name of the model file.")
    spec = described(file)
    manifest.merged(Manifest((spec,)))
    try_recogniser(file)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    both = file, manifest_beside(file)
    staged = [(_stage(source, folder), folder / source.name) for source in both]
    for part, path in staged:
        install(part, path)
    return spec


def _stage(source: Path, folder: Path) -> Path:
    part = folder / f"{source.name}.part"
    with source.open("rb") as stream:
        save(chunks_of(stream), part, source.stat().st_size, lambda _done, _total: None)
    return part
