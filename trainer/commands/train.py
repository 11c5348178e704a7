"""``desk-train train``: a run's file and prepared crops into a trained network."""

from __future__ import annotations

import argparse
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from trainer.errors import ConfigUnusable

if TYPE_CHECKING:
    from trainer.rehearsal import Rehearsal
    from trainer.settings import Settings

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser(
        "train",
        help="train a network as a run's file says",
        description="Trains on crops that prepare made. The same command goes on where it was "
        "stopped or killed. Several GPUs: torchrun --nproc-per-node N -m trainer train ...",
    )
    parser.add_argument("file", type=Path, metavar="RUN.toml", help="the settings of the run")
    parser.add_argument(
        "--data", type=Path, required=True, metavar="FOLDER", help="crops, by desk-train prepare"
    )
    parser.add_argument(
        "--out", type=Path, metavar="FOLDER", help="where checkpoints and logs go and are found"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="take a few steps, say what the run takes, keep none"
    )
    parser.add_argument(
        "--set",
        dest="changes",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME=VALUE",
        help="a setting in place of the file's, such as loop.steps=100",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Train, and answer with where it ended."""
    # Imported late: PyTorch and Albumentations take seconds, which no other command should wait.
    from trainer.commands.located import located
    from trainer.settings import parse_settings, read_text, settings_text

    if args.out is None and not args.dry_run:
        raise ConfigUnusable("It is not said where the run goes.", "Add --out FOLDER or --dry-run.")
    text = read_text(args.file)
    given = parse_settings(text, args.changes)
    settings = located(given, args.file.resolve().parent)
    if args.dry_run:
        sys.stdout.write(_report(_rehearse(args.data, settings)))
        return 0
    return _train(args, settings_text(given) if args.changes else text, settings)


def _train(args: argparse.Namespace, text: str, settings: Settings) -> int:
    from trainer.commands.bar import Bar
    from trainer.corpus import Corpus
    from trainer.processes import place
    from trainer.train import train
    from trainer.validation import Validation

    bar = Bar()
    try:
        with place(settings.loop.threads) as here:
            with here.first_alone():  # the others find the teacher's embeddings on disk
                corpus = Corpus.open(
                    args.data,
                    settings,
                    lambda done, of: bar.show(done, of, "teacher"),
                    here.device,
                )
            validation = None
            if here.first:
                validation = Validation(corpus.crops, corpus.misalignments, settings.loop.seed)
            outcome = train(
                text,
                args.out,
                corpus,
                validation,
                lambda done, of, words: bar.show(done, of, "train", words),
                settings=settings,
            )
    finally:
        bar.close()
    if here.first:
        sys.stdout.write(
            f"{outcome.steps:,} steps, {outcome.seconds_a_step:.2f} s each, best merit"
            f" {outcome.best:.4f}. See {args.out}.\n"
        )
    return 0


def _rehearse(data: Path, settings: Settings) -> Rehearsal:
    from trainer.commands.bar import Bar
    from trainer.corpus import Corpus
    from trainer.processes import place
    from trainer.rehearsal import rehearse
    from trainer.validation import Validation

    bar = Bar()
    try:
        with place(settings.loop.threads) as here:
            corpus = Corpus.open(data, settings, device=here.device, rehearsal=True)
            Validation(corpus.crops, corpus.misalignments, settings.loop.seed)
            return rehearse(settings, corpus, lambda done, of: bar.show(done, of, "dry run"))
    finally:
        bar.close()


def _report(found: Rehearsal) -> str:
    speed, ready = (found.images / each for each in (found.seconds, found.seconds_ready))
    memory = "not told here" if found.memory_mb is None else f"{found.memory_mb:,.0f} MB at most"
    left = timedelta(seconds=round(found.steps * found.seconds))
    return "\n".join(
        [
            f"data       {found.crops:,} crops of {found.people:,} people;"
            f" {found.left_out:,} more people have too few pictures",
            f"network    {found.weights:,} weights, {found.dimension} numbers a face",
            f"steps      {found.steps:,} of {found.images:,} images,"
            f" {found.steps * found.images / found.crops:.1f} times every crop",
            f"device     {found.device}",
            f"time       {found.seconds:.2f} s a step, {left} for all without validation",
            f"memory     {memory}",
            f"speed      {speed:,.1f} images a second; {ready:,.1f} with the batch already on the"
            f" device, so the input keeps it {found.fed:.0%} busy",
            "",
        ]
    )
