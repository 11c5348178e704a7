"""``desk-train prepare``: pictures of people into crops, and what each is used for."""

from __future__ import annotations

import argparse
import json
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desk_access.bootstrap import models
from desk_access.config import InferenceSettings
from desk_access.inference.manifest import ModelKind
from trainer.commands.bar import Bar
from trainer.data.jitter import SMALLEST
from trainer.data.measured import SAMPLE
from trainer.data.prepare import Networks, Options, prepare
from trainer.data.report import write_report
from trainer.data.shards import Verdict
from trainer.data.sources import Photo, from_csv, from_folders, from_identities
from trainer.errors import ConfigUnusable

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser(
        "prepare",
        help="make crops of pictures and choose who trains and who validates",
        description="Finds the face in each picture as the application does, drops pictures that "
        "are there twice or show somebody else, drops everybody who is in a benchmark, and keeps "
        f"people for validation. Measures on up to {SAMPLE:,} pictures with a face of {SMALLEST:g} "
        "pixels or wider how far its points lie off when a poor camera takes it, which training "
        "needs; measures anew only when pictures came. Goes on where it was stopped.",
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the crops go")
    given = parser.add_mutually_exclusive_group(required=True)
    given.add_argument(
        "--people",
        type=Path,
        action="append",
        metavar="FOLDER",
        help="one folder of pictures a person; may be given again",
    )
    given.add_argument(
        "--identities",
        type=Path,
        metavar="FILE",
        help="CelebA's identity_CelebA.txt; needs --pictures",
    )
    given.add_argument("--csv", type=Path, metavar="FILE", help="columns path and person")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="CelebA's pictures")
    parser.add_argument(
        "--benchmark",
        type=Path,
        action="append",
        default=[],
        metavar="FOLDER",
        help="one folder of pictures a person, nobody of whom may be trained on",
    )
    parser.add_argument(
        "--reviewed", type=Path, metavar="FILE", help="review.csv with verdicts put right"
    )
    parser.add_argument(
        "--validation", type=_count, metavar="N", help="so many people with four pictures or more"
    )
    parser.add_argument(
        "--processes", type=_processes, default=os.cpu_count() or 1, metavar="N", help="to cut with"
    )
    parser.add_argument("--seed", type=_count, default=0, metavar="N", help="of the choice")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prepare, and answer with the counts."""
    photos = _photos(args)
    options = Options(
        processes=args.processes,
        validation=args.validation,
        seed=args.seed,
        reviewed=args.reviewed,
    )
    bar = Bar()
    try:
        prepared = prepare(
            photos, args.benchmark, args.folder, _networks(args.processes), options, bar.show
        )
    finally:
        bar.close()
    figures = write_report(args.folder, prepared)
    answer = json.dumps(figures, ensure_ascii=False) if args.json else _words(figures, args.folder)
    sys.stdout.write(answer + "\n")
    return 0


def _photos(args: argparse.Namespace) -> list[Photo]:
    if (args.pictures is None) != (args.identities is None):
        raise ConfigUnusable(
            "--identities and --pictures belong together.", "Give both, or neither."
        )
    if args.identities is not None:
        return from_identities(args.identities, args.pictures)
    return from_csv(args.csv) if args.csv is not None else from_folders(args.people)


def _networks(processes: int) -> Networks:
    """The application's own chain and its default recogniser. Raises ModelMissing."""
    # Imported late: MediaPipe and ONNX Runtime take seconds, which no other command should wait.
    from desk_access.inference.recogniser import OnnxEmbedder
    from trainer.data.chain import FaceCutter

    settings = InferenceSettings()
    store = models()
    files = {spec.kind: store.path(spec.id) for spec in store.manifest.required()}
    spec = store.manifest.recogniser(settings.recogniser)
    return Networks(
        partial(FaceCutter, files[ModelKind.DETECTOR], files[ModelKind.LANDMARKER]),
        partial(OnnxEmbedder, spec, files[ModelKind.RECOGNISER], settings.provider, processes),
        spec.contract.calibration,
    )


def _words(figures: dict[str, Any], folder: Path) -> str:
    crops, people = figures["crops_by_verdict"], figures["people_by_verdict"]
    return "\n".join(
        [
            f"{figures['pictures']:,} pictures, {sum(figures['missed'].values()):,} without a face"
            f" or unreadable, {figures['crops']:,} crops of {figures['people']:,} people",
            *(f"  {each:12}{crops[each]:9,} crops {people[each]:9,} people" for each in Verdict),
            f"{figures['misalignments']['measured']:,} pictures measured for poor cameras",
            f"See {folder / 'report.md'}.",
        ]
    )


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of 0 or more")
    return int(text)


def _processes(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 to 64")
    return int(text)
