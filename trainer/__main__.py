"""``python -m trainer`` and ``desk-train`` are one program."""

from __future__ import annotations

import io
import sys
from typing import Final

from desk_access import system_libraries
from desk_access.errors import DeskAccessError
from trainer.memory import reuse_large_blocks

_EXTRA: Final = {
    "albumentations", "matplotlib", "pytorch_metric_learning", "tensorboard", "torch", "tqdm",
}  # fmt: skip
"""What the extra ``trainer`` adds to the application's own install."""


def main() -> int:
    """Run the program; returns its exit status."""
    reuse_large_blocks()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", newline="")
    try:
        system_libraries.require_to_start()
        # Imported only now: without the extra this fails, which is an answer and no traceback.
        from trainer.program import main as run_program

        return run_program()
    except DeskAccessError as error:
        sys.stderr.write(f"desk-train: {error}\n")
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in _EXTRA:
            raise
        sys.stderr.write(f"desk-train: {missing} is not installed. Run make trainer.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
