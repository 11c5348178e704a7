from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from desk_access.errors import ModelUnusable
from desk_access.inference.manifest import PackageIndex, PackageSource, UrlSource
from desk_access.inference.manifest_reader import parse_manifest
from desk_access.model.recogniser import Cohort
from tests.unit.inference.tiny import manifest_text as tiny_manifest
from tests.unit.inference.tiny import spec_of
from trainer.manifest_text import manifest_text

SOURCES = (
    UrlSource("https://example.org/a.onnx"),
    PackageSource(PackageIndex.PIP, "some_package", "1.2", "inside/a.onnx"),
    PackageSource(PackageIndex.NPM, "@some/package", "1.2", "package/a.onnx"),
)


def test_what_is_written_reads_back_the_same() -> None:
    (spec,) = parse_manifest(tiny_manifest(b"content"), "tiny.toml").models
    spec = dataclasses.replace(spec, maker='Müller "und" Söhne \\ Co', sources=SOURCES)
    (found,) = parse_manifest(manifest_text(spec), "written.toml").models
    for field in dataclasses.fields(spec):
        if field.name != "recogniser":
            assert getattr(found, field.name) == getattr(spec, field.name), field.name
    for field in dataclasses.fields(spec.contract):
        wanted, got = (getattr(each.contract, field.name) for each in (spec, found))
        np.testing.assert_array_equal(got, wanted, field.name)


def test_a_calibration_keeps_how_far_it_was_measured_and_its_cohort() -> None:
    (spec,) = parse_manifest(tiny_manifest(b"content"), "tiny.toml").models
    told = spec.contract.calibration
    cohort = Cohort((0.1,) * 8, (-1e-05,) * 8, 0.01, 0.1, 9)
    calibration = dataclasses.replace(told, measured_to=told.fmr[0], cohort=cohort)
    contract = dataclasses.replace(spec.contract, calibration=calibration)
    text = manifest_text(dataclasses.replace(spec, recogniser=contract))
    (found,) = parse_manifest(text, "written.toml").models
    assert found.contract.calibration == calibration


def test_only_a_recogniser_has_such_a_manifest() -> None:
    with pytest.raises(ModelUnusable, match="recognises nobody"):
        manifest_text(spec_of(b"content"))
