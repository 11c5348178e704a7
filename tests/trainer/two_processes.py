"""One of two processes that torchrun starts: trains, and leaves what it ended with."""

from __future__ import annotations

import sys
from pathlib import Path

import torch

from trainer import train as module
from trainer.corpus import Corpus
from trainer.learner import Learner
from trainer.processes import place
from trainer.settings import parse_settings
from trainer.train import train
from trainer.validation import Validation


def main(file: Path, crops: Path, out: Path) -> None:
    """Train as ``desk-train train`` does, and keep this process's own weights."""
    text = file.read_text(encoding="utf-8")
    settings = parse_settings(text)
    made: list[Learner] = []

    class Kept(Learner):
        def __init__(self, *given: object) -> None:
            super().__init__(*given)  # type: ignore[arg-type]
            made.append(self)

    module.Learner = Kept  # type: ignore[misc]
    with place(1) as here:
        with here.first_alone():
            kept = list(crops.glob("teacher-*.npy"))
            assert len(kept) == (0 if here.first else 1)
            corpus = Corpus.open(crops, settings)
        validation = Validation(corpus.crops, corpus.misalignments, 0) if here.first else None
        train(text, out, corpus, validation)
        state = made[0].state()
        drawn = next(iter(corpus.sampler(settings, here.rank, here.world)))
        end = {"network": state["network"], "objective": state["objective"], "crops": drawn}
        torch.save(end, out / f"rank{here.rank}.pt")
        here.meet()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
