"""``desk-train evaluate``: the figures of ``desk-access evaluate``, with what explains them.

The same code measures the same things on the same pictures; see :mod:`desk_access.cli.evaluate`.
Beside the figures the folder gets DET and score plots, the worst errors as pictures, clustering
figures and a list of likely label errors: :mod:`trainer.evaluate.folder`.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from desk_access.bootstrap import home
from desk_access.capture.pictures import read_picture
from desk_access.cli.evaluate import add_arguments, measure
from desk_access.cli.evaluation_lines import report
from desk_access.cli.terminal import Terminal
from desk_access.service.evaluation import evaluate

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser(
        "evaluate",
        help="measure recognisers on a folder of people",
        description="PATH holds one folder of pictures for each person and, if there is one, "
        "pairs.tsv in the form of LFW's. Whoever has more than three pictures is enrolled with "
        "three; whoever has one is a stranger. Every recogniser is measured on the same pictures, "
        "as they are and under each of the conditions given. With --keep a run that was stopped "
        "goes on, and another recogniser is measured without finding faces anew.",
    )
    add_arguments(parser)
    parser.add_argument(
        "--into",
        type=Path,
        metavar="FOLDER",
        help="write figures, curves, the worst errors and likely label errors there",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(run=run, folder=home())


def run(args: argparse.Namespace) -> int:
    """Measure, write the folder, and answer with the figures."""
    # Imported late: scipy and matplotlib take a second that no other command should wait.
    from trainer.evaluate.folder import write_folder
    from trainer.evaluate.outcome import Outcome, cluster, figures

    terminal = Terminal()
    survey, errors = measure(args, terminal, everything=True)
    outcome = Outcome(survey, evaluate(survey, errors), errors, cluster(survey, errors))
    if args.into is not None:
        write_folder(outcome, args.into, read_picture)
    if args.json:
        terminal.json(figures(outcome))
    else:
        for line in report(outcome.evaluation):
            terminal.answer(line)
        for name, found in outcome.clustering.items():
            if found is not None:
                score = found.b_cubed
                terminal.answer(
                    f"{name}: {found.pictures:,} pictures of {found.people:,} people clustered,"
                    f" B-cubed F1 {score.f1:.4f} (precision {score.precision:.4f},"
                    f" recall {score.recall:.4f})"
                )
    return 0
