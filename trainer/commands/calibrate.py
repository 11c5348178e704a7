"""``desk-train calibrate``: which cosine keeps which share of strangers out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from desk_access.inference.manifest_reader import described
from desk_access.model.arrays import Image
from trainer.commands.numbers import cosine
from trainer.data.shards import MARGIN, TEMPLATE, CropSet, Verdict
from trainer.export.write import write_together
from trainer.manifest_text import manifest_text

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser(
        "calibrate",
        help="measure which cosine keeps strangers out, and write it into the manifest",
        description="Compares people nobody trained on with each other, as pictured and as a poor "
        "camera would, and writes thresholds and the cohort's statistics into MODEL's .toml.",
    )
    parser.add_argument("model", type=Path, metavar="MODEL", help=".onnx with its .toml beside")
    parser.add_argument("crops", type=Path, metavar="CROPS", help="a folder that prepare made")
    parser.add_argument("--floor", type=cosine, metavar="COSINE", help="the lowest ever used")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="a PNG of cosine and FPIR")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the poor camera")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure, write, and answer with the thresholds."""
    # Imported late: ONNX Runtime and matplotlib take seconds, which no other command should wait.
    from desk_access.config import Provider
    from desk_access.inference.recogniser import OnnxEmbedder
    from trainer.calibration.calibrate import calibrate
    from trainer.calibration.cohort import benefit
    from trainer.calibration.galleries import checked, thresholds
    from trainer.calibration.people import embedded_people, measured_on
    from trainer.calibration.plot import draw
    from trainer.calibration.summary import summary

    spec = described(args.model)
    crops = CropSet(args.crops)
    embedder = OnnxEmbedder(spec, args.model, Provider.AUTO)

    def embed(wide: Sequence[Image]) -> NDArray[np.float32]:
        points = TEMPLATE + np.float32(MARGIN)
        return np.stack([embedder.embed([embedder.align(each, points)])[0] for each in wide])

    validation = crops.used_for(Verdict.VALIDATION)
    references, probes = embedded_people(crops, validation, embed, args.seed)
    made = calibrate(references, probes, measured_on(crops, validation), args.floor)
    galleries = checked(made.strictest, made.calibration, args.seed)
    normalising = benefit(references, probes[-1])
    if args.plot is not None:
        draw(made.calibration, galleries, args.plot)
    contract = replace(spec.contract, calibration=made.calibration)
    text = manifest_text(replace(spec, recogniser=contract))
    write_together({args.model.with_suffix(".toml"): text.encode()})
    if args.json:
        answer = asdict(made.calibration) | {
            "tail_error": made.tail_error,
            "thresholds": [asdict(each) for each in thresholds(made.calibration)],
            "galleries": [asdict(each) for each in galleries],
            "normalising": normalising and asdict(normalising),
        }
        sys.stdout.write(json.dumps(answer) + "\n")
    else:
        lines = [*summary(made), ""]
        lines += [
            f"gallery of {each.people:,} at {each.cosine:.3f}: FPIR {each.predicted:.2e} by the "
            f"formula, {each.measured:.2e} in {each.searches:,} searches"
            for each in galleries
        ]
        if normalising:
            lines += [
                f"Normalising would take the misses at FMR {normalising.fmr:.1%} "
                f"by a poor camera from {normalising.plain:.1%} to {normalising.normalised:.1%} "
                f"of {normalising.genuine:,}."
            ]
        sys.stdout.write("\n".join(lines) + "\n")
    return 0
