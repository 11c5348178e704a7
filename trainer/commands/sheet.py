"""``desk-train sheet``: what the camera augmentation makes of pictures, as one picture."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser(
        "sheet",
        help="show what the camera augmentation makes of crops",
        description="A row for each picture: first the clean crop, then views as training draws "
        "them. The same seed makes the same sheet.",
    )
    parser.add_argument(
        "--data", type=Path, required=True, metavar="FOLDER", help="crops, by desk-train prepare"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="a .png")
    parser.add_argument(
        "--settings", type=Path, metavar="RUN.toml", help="take the camera's settings from there"
    )
    parser.add_argument("--rows", type=_count, default=8, metavar="N", help="pictures (8)")
    parser.add_argument("--views", type=_count, default=9, metavar="N", help="views of each (9)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of choice and views")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Draw the sheet, and answer with its file."""
    # Imported late: Albumentations takes seconds, which no other command should wait.
    from trainer.data.camera_sheet import write_camera_sheet
    from trainer.data.jitter import read_misalignments
    from trainer.data.shards import CropSet
    from trainer.settings import CameraSettings, read_settings

    camera = read_settings(args.settings).camera if args.settings else CameraSettings()
    misalignments = read_misalignments(args.data / "misalignments.csv")
    write_camera_sheet(
        args.out, CropSet(args.data), camera, misalignments, (args.rows, args.views), args.seed
    )
    sys.stdout.write(f"See {args.out}.\n")
    return 0


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 to 100")
    return int(text)
