"""The program ``desk-train``: reads the command line, runs a command, ends with its status."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from desk_access import __version__
from desk_access.errors import DeskAccessError, UsageError
from trainer.commands import calibrate, evaluate, export, finetune, prepare, sheet, study, train
from trainer.errors import ConfigUnusable

_COMMANDS = (prepare, sheet, train, evaluate, calibrate, export, finetune, study)

COULD_NOT, WRONG_USAGE = 1, 2


def parser() -> argparse.ArgumentParser:
    """The grammar of the command line."""
    top = argparse.ArgumentParser(
        prog="desk-train",
        description="Makes the recogniser that desk-access runs: data, training, measuring, files.",
    )
    top.add_argument("--version", action="version", version=f"desk-train {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in _COMMANDS:
        command.register(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit status."""
    try:
        args = parser().parse_args(arguments)
        status: int = args.run(args)
        return status
    except DeskAccessError as error:
        sys.stderr.write(f"desk-train: {error}\n")
        return WRONG_USAGE if isinstance(error, (UsageError, ConfigUnusable)) else COULD_NOT
    except KeyboardInterrupt:
        sys.stderr.write("desk-train: stopped.\n")
        return COULD_NOT
    except BrokenPipeError:
        # Whoever read the answer has enough. Nothing more can be flushed at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return COULD_NOT
