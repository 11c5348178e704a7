"""``desk-train study``: the studies of the sources, repeated small."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from desk_access.cli.terminal import Terminal

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_NAMES = ("margin", "mining", "dimension", "loss", "quality", "amount")


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser(
        "study",
        help="repeat a study of the sources: one run for each variation, one table",
        description="Trains each variation for as many steps as the others and searches for the "
        "validation people. FOLDER/NAME.md gets a row as each finishes; run again, it goes on.",
    )
    parser.add_argument("name", choices=_NAMES, metavar="NAME", help=", ".join(_NAMES))
    parser.add_argument(
        "--data", type=Path, required=True, metavar="CROPS", help="by desk-train prepare"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--steps", type=int, default=2000, metavar="N", help="of each run (2000)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of all that is drawn")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="change the base of all variations, like backbone.width=0.25",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run what is not finished, and answer with the table."""
    # Imported late: PyTorch takes seconds, which no other command should wait.
    from trainer.studies.catalogue import STUDIES, StudyName
    from trainer.studies.study import study

    terminal = Terminal()
    name = StudyName(args.name)
    changes = [f"loop.steps={args.steps}", f"loop.seed={args.seed}", *args.set]
    terminal.answer(
        study(name, STUDIES[name], args.data, args.out, changes, terminal.progress).rstrip()
    )
    return 0
