"""``desk-train export``: a checkpoint into files that ``desk-access models use`` takes."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from trainer.commands.numbers import cosine, share
from trainer.data.shards import CropSet
from trainer.errors import DataUnusable
from trainer.export.form import Form
from trainer.export.write import write_together

if TYPE_CHECKING:
    from trainer.export.exporter import Exported
    from trainer.settings import Settings

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser(
        "export",
        help="write ONNX files with manifest and model card",
        description="Writes NAME-FORM.onnx and NAME-FORM.toml for each form. A file that does not "
        "give what the network gives on crops of validation people is not written, nor are the "
        "others. Install one with: desk-access models use FILE",
    )
    parser.add_argument("checkpoint", type=Path, metavar="CHECKPOINT", help="best.pt of a run")
    parser.add_argument("crops", type=Path, metavar="CROPS", help="a folder that prepare made")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the files go")
    parser.add_argument("--name", required=True, help="begins the files' names")
    parser.add_argument("--licence", required=True, help="of the network")
    parser.add_argument("--maker", required=True, help="who made it")
    parser.add_argument(
        "--form",
        type=Form,
        choices=list(Form),
        action="append",
        metavar="FORM",
        help="fp32, fp16 or int8; may be given again (all)",
    )
    parser.add_argument("--floor", type=cosine, metavar="COSINE", help="the lowest threshold ever")
    parser.add_argument(
        "--blend",
        type=share,
        default=1.0,
        metavar="SHARE",
        help="of the trained weights, 0 to 1; the rest is of what the run started from (1)",
    )
    parser.add_argument(
        "--card", type=Path, metavar="WORDS", help="TOML with a model card's words: writes NAME.md"
    )
    parser.add_argument(
        "--evaluation", type=Path, metavar="FILE", help="the card's figures: evaluate --json"
    )
    parser.add_argument(
        "--beside",
        type=Path,
        default=Path(),
        metavar="FOLDER",
        help="where the file lies that the run began with, if it names one (here)",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Export, write the card, and answer with what each file is worth."""
    # Imported late: PyTorch takes seconds, which no other command should wait.
    from trainer.calibration.summary import summary
    from trainer.commands.located import located
    from trainer.export.blend import blended
    from trainer.export.card import Made, card, read_words
    from trainer.export.exporter import Plan, export
    from trainer.export.network import network_of

    words = None if args.card is None else read_words(args.card)
    evaluation = None if args.evaluation is None else _evaluation(args.evaluation)

    def here(settings: Settings) -> Settings:
        return located(settings, args.beside)

    network, checkpoint = network_of(args.checkpoint, here)
    crops = CropSet(args.crops)
    network = blended(network, here(checkpoint.parsed()), crops, args.blend)
    forms = tuple(dict.fromkeys(args.form or Form))
    plan = Plan(args.name, args.licence, args.maker, forms, args.floor)
    exported = export(network, crops, args.folder, plan, _tell)
    if words is not None:
        digest = hashlib.sha256(args.checkpoint.read_bytes()).hexdigest()
        made = Made(checkpoint.settings, digest, checkpoint.step, args.blend)
        text = card(words, made, exported, crops, evaluation)
        write_together({args.folder / f"{args.name}.md": text.encode()})
    if args.json:
        sys.stdout.write(json.dumps([_plain(each) for each in exported]) + "\n")
    else:
        for each in exported:
            sys.stdout.write(
                f"{each.file}: {each.spec.bytes:,} bytes, {each.milliseconds:.1f} ms a face, "
                f"cosine {each.parity.lowest:.5f} at least over {each.parity.crops} crops\n"
            )
            sys.stdout.writelines(f"  {line}\n" for line in summary(each.calibrated))
    return 0


def _evaluation(path: Path) -> Mapping[str, object]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataUnusable(
            f"{path} is no evaluation ({error}).", "Make one: desk-train evaluate --json."
        ) from error
    if not isinstance(found, dict):
        raise DataUnusable(f"{path} is no evaluation.", "Make one: desk-train evaluate --json.")
    return found


def _plain(each: Exported) -> dict[str, object]:
    return {
        "file": str(each.file),
        "bytes": each.spec.bytes,
        "sha256": each.spec.sha256,
        "milliseconds": each.milliseconds,
        "parity": asdict(each.parity),
        "float_layers": each.float_layers,
        "calibration": asdict(each.spec.contract.calibration),
    }


def _tell(words: str) -> None:
    sys.stderr.write(words + "\n")
