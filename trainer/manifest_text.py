"""Writing the manifest of a recogniser, as ``desk_access.inference.manifest_reader`` reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np

from desk_access.inference.manifest import ModelSpec, UrlSource
from desk_access.inference.manifest_reader import FORMAT
from desk_access.model.recogniser import RecogniserContract


def manifest_text(spec: ModelSpec) -> str:
    """A whole manifest, TOML, that describes this recogniser alone and reads back as ``spec``.

    ``default`` is not written: which recogniser is used is a setting. Raises ModelUnusable when
    ``spec`` is no recogniser.
    """
    lines = [f"format = {FORMAT}", "", "[[model]]"]
    for name in ("id", "kind", "file", "bytes", "sha256", "licence", "maker"):
        lines.append(_line(name, getattr(spec, name)))
    for source in spec.sources:
        lines += ["", "[[model.source]]"]
        if isinstance(source, UrlSource):
            lines.append(_line("url", source.url))
        else:
            lines.append(_line(source.index, source.name))
            lines += [_line("version", source.version), _line("member", source.member)]
    return "\n".join([*lines, *_contract(spec.contract)]) + "\n"


def _contract(contract: RecogniserContract) -> Iterator[str]:
    yield from ("", "[model.recogniser]")
    for name in ("width", "height", "colour", "layout", "scale", "mean", "std"):
        yield _line(name, getattr(contract, name))
    yield "template = ["
    for x, y in contract.template.astype(np.float32):
        yield f"    [{x!s}, {y!s}],"  # float32 prints the fewest digits that read back the same
    yield "]"
    for name in ("dimension", "metric"):
        yield _line(name, getattr(contract, name))
    yield from ("", "[model.recogniser.calibration]")
    for name in ("fmr", "cosine", "floor", "measured_on", "pairs"):
        yield _line(name, getattr(contract.calibration, name))
    if contract.calibration.measured_to is not None:
        yield _line("measured_to", contract.calibration.measured_to)
    if contract.calibration.cohort is not None:
        yield from ("", "[model.recogniser.calibration.cohort]")
        for name in ("references", "probes", "mean", "deviation", "people"):
            yield _line(name, getattr(contract.calibration.cohort, name))


def _line(name: str, value: object) -> str:
    """JSON's texts, numbers and lists are TOML's too."""
    return f"{name} = {json.dumps(value, ensure_ascii=False)}"
