"""``desk-train finetune``: a recogniser made better for an organisation's own people."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from desk_access.cli.terminal import Terminal
from trainer.errors import ConfigUnusable, OutputUnwritable

if TYPE_CHECKING:
    from trainer.data.shards import CropSet

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

REPORT = "finetune.md"


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser(
        "finetune",
        help="tune a recogniser to your own people and show what it gives",
        description="Tunes on half of each person's pictures and measures on others, before and "
        "after: how many strangers are let in, and how many own people are missed. The general "
        "recogniser is the anchor, and as much of it is kept as is needed that other people lose "
        "nothing. Without --others a fifth of the people are left out and stand for strangers. "
        "Afterwards: desk-train export FOLDER.",
    )
    parser.add_argument("out", type=Path, metavar="FOLDER", help="where the run goes")
    own = parser.add_mutually_exclusive_group(required=True)
    own.add_argument(
        "--people", type=Path, metavar="CROPS", help="own people, by desk-train prepare"
    )
    own.add_argument(
        "--workspace",
        type=Path,
        metavar="FOLDER",
        help="the desk whose enrolled people they are; needs --others",
    )
    own.add_argument(
        "--rehearse",
        type=_count,
        metavar="N",
        help="play it through with N of the people that --others validates with",
    )
    parser.add_argument(
        "--from",
        dest="general",
        type=Path,
        required=True,
        metavar="FILE",
        help="the general recogniser, an .onnx in float32",
    )
    parser.add_argument(
        "--others",
        type=Path,
        metavar="CROPS",
        help="other people, by desk-train prepare: strangers, and anchors",
    )
    parser.add_argument(
        "--anchors",
        type=_count,
        metavar="N",
        help="pictures of others to train on too (as many as own ones)",
    )
    parser.add_argument(
        "--benchmark", type=Path, metavar="CROPS", help="crops to measure on before and after"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="change a setting of the run, like loop.steps=100",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Tune, write the report, and answer with it."""
    # Imported late: PyTorch takes seconds, which no other command should wait.
    from trainer.data.jitter import read_misalignments
    from trainer.data.shards import Crops
    from trainer.finetune.finetune import default_settings, finetune
    from trainer.finetune.report import markdown
    from trainer.finetune.roles import roles

    terminal = Terminal()
    own, others = _people(args)
    shared = roles(own, others, args.anchors)
    text = default_settings(args.general, len(shared.tuned) + len(shared.anchors), args.set)
    tuned = finetune(
        text,
        shared,
        read_misalignments((others or own).folder / "misalignments.csv"),
        args.out,
        Crops(args.benchmark) if args.benchmark else None,
        terminal.progress,
    )
    words = markdown(tuned, args.general.name)
    try:
        (args.out / REPORT).write_text(words, encoding="utf-8")
    except OSError as error:
        raise OutputUnwritable(
            f"{args.out / REPORT} cannot be written ({error.strerror}).", "Free some space."
        ) from error
    if args.json:
        terminal.json(asdict(tuned))
    else:
        terminal.answer(words)
    return 0


def _people(args: argparse.Namespace) -> tuple[CropSet, CropSet | None]:
    """Own people, and others where they are given. Raises ConfigUnusable, DataUnusable."""
    from trainer.data.enrolled import crops_of_workspace
    from trainer.data.shards import CropSet
    from trainer.finetune.roles import rehearsal

    if args.people:
        return CropSet(args.people), CropSet(args.others) if args.others else None
    if args.others is None:
        raise ConfigUnusable(
            "Only photographs tell strangers and the inaccuracy of a poor camera; none are given.",
            "Give --others, or prepare photographs of your people and give --people.",
        )
    if args.workspace:
        return crops_of_workspace(args.workspace, args.out / "own"), CropSet(args.others)
    return rehearsal(args.others, args.rehearse)


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of 0 or more")
    return int(text)
