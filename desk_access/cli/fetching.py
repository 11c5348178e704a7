"""Getting model files, with a progress bar on stderr."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from desk_access.bootstrap import models, required
from desk_access.cli.terminal import Terminal
from desk_access.config import Settings
from desk_access.errors import ModelMissing
from desk_access.inference.manifest import ModelKind
from desk_access.inference.model_sync import SyncProgress, SyncStep
from desk_access.store.workspace import Workspace


def add_offline(parser: argparse.ArgumentParser) -> None:
    """Add the option that :func:`fetch_needed` looks at."""
    parser.add_argument(
        "--offline", action="store_true", help="do not fetch model files that are missing"
    )


def show_progress(terminal: Terminal) -> Callable[[SyncProgress], None]:
    """What tells of a sync: a bar while a file comes, a line when it is there."""

    def show(at: SyncProgress) -> None:
        if at.step is SyncStep.DONE:
            terminal.say(at.text)
        else:
            terminal.progress(round((at.share or 0) * 99), 100, at.text)

    return show


def fetch_needed(args: argparse.Namespace, terminal: Terminal) -> None:
    """Fetch the model files without which nobody is recognised in the workspace.

    Raises ModelMissing where they cannot be had, or with ``--offline`` are not there.
    """
    with Workspace.open(args.folder, exclusive=False) as workspace:
        settings = Settings.parse(workspace.settings.load())
    store = models(args.folder)
    needed = [*required(store.manifest, settings.inference)]
    if settings.asks_for_liveness():
        needed.append(store.manifest.only(ModelKind.LIVENESS))
    absent = store.missing(needed)
    if not absent:
        return
    if args.offline:
        states = {state.spec.id: state.condition.value for state in store.states()}
        names = ", ".join(f"{spec.file} ({states[spec.id]})" for spec in absent)
        raise ModelMissing(
            f"Model files are not there, and --offline forbids to fetch them: {names}.",
            "Run: desk-access models sync. Without network, copy the files into a folder and run:"
            " desk-access models sync --from FOLDER.",
        )
    store.sync(show_progress(terminal), wanted=absent)
