"""``desk-access models``: which model files there are, get them, choose the recogniser."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from desk_access.bootstrap import in_use, open_desk
from desk_access.bootstrap import models as model_store
from desk_access.cli.arguments import Commands
from desk_access.cli.fetching import show_progress
from desk_access.cli.terminal import Terminal
from desk_access.config import Settings
from desk_access.inference.install import install_recogniser
from desk_access.inference.manifest import Manifest, ModelSpec
from desk_access.inference.model_store import ModelCondition, ModelState
from desk_access.store.workspace import Workspace


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser("models", help="the model files")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="which there are")
    listing.set_defaults(run=show)
    sync = actions.add_parser("sync", help="get those that are missing")
    sync.add_argument(
        "--from", dest="from_folder", type=Path, metavar="DIR", help="from this folder alone"
    )
    sync.add_argument(
        "models", nargs="*", metavar="ID", help="also these, which are not in use: see list"
    )
    sync.set_defaults(run=get)
    use = actions.add_parser("use", help="choose the recogniser")
    use.add_argument("model", metavar="FILE_OR_ID", help="an .onnx with its .toml beside, or an id")
    use.set_defaults(run=choose)
    reembed = actions.add_parser("reembed", help="make all templates again with the recogniser")
    reembed.set_defaults(run=make_again)
    verify = actions.add_parser("verify", help="hash every file again")
    verify.set_defaults(run=check)
    for action in (listing, verify):
        action.add_argument("--json", action="store_true")


def show(args: argparse.Namespace, terminal: Terminal) -> int:
    """List the models and what became of their files."""
    store = model_store(args.folder)
    _tell(store.states(), args, terminal)
    for refused in store.manifest.refused:
        terminal.say(f"desk-access: {refused}")
    return 0


def check(args: argparse.Namespace, terminal: Terminal) -> int:
    """Hash every file; exit status 1 when one of those in use is missing or wrong."""
    store = model_store(args.folder)
    states = store.verify()
    _tell(states, args, terminal)
    used = {spec.id for spec in in_use(store.manifest, _settings(args).inference)}
    wrong = [
        state
        for state in states
        if state.spec.id in used and state.condition is not ModelCondition.PRESENT
    ]
    for refused in store.manifest.refused:
        terminal.say(f"desk-access: {refused}")
    for state in wrong:
        terminal.say(
            f"desk-access: {state.spec.file} is {state.condition.value}. "
            "Run: desk-access models sync"
        )
    return 1 if wrong else 0


def get(args: argparse.Namespace, terminal: Terminal) -> int:
    """Get what is missing."""
    store = model_store(args.folder)
    needed = in_use(store.manifest, _settings(args).inference)
    wanted = tuple(dict.fromkeys((*needed, *map(store.manifest.model, args.models))))

    got = store.sync(show_progress(terminal), args.from_folder, wanted=wanted)
    terminal.answer(f"{len(got)} model files fetched, {len(wanted)} in place, in {store.folder}")
    return 0


def choose(args: argparse.Namespace, terminal: Terminal) -> int:
    """Choose the recogniser: everybody's templates are made with it first, then it is in use.

    Ended before that, the old one stays in use, and the next start goes on.
    """
    with Workspace.open(args.folder) as workspace:
        store = model_store(args.folder)
        file = Path(args.model)
        if file.suffix == ".onnx" or file.is_file():
            spec = install_recogniser(file, workspace.models_folder, store.manifest)
        else:
            spec = store.manifest.recogniser(args.model)
        gone = _replace_gone(workspace, model_store(args.folder).manifest, spec)
    desk = open_desk(args.folder)
    try:
        desk.use_recogniser(spec.id)
        desk.model_change.wait(lambda at: terminal.progress(at.done, at.of, "templates"))
        if gone:
            desk.enrolment.reembed(lambda done, of: terminal.progress(done, of, "templates"))
        note = desk.mirror.view.note
    finally:
        desk.close()
    terminal.answer(f"{spec.id} is the recogniser now.")
    if note is not None:
        terminal.say(f"{note} Run: desk-access models reembed")
    return 0


def _replace_gone(workspace: Workspace, manifest: Manifest, spec: ModelSpec) -> bool:
    """Put ``spec`` in the place of a recogniser whose manifest is gone: nothing opens with that."""
    settings = Settings.parse(workspace.settings.load())
    chosen = settings.inference.recogniser
    if not chosen or any(each.id == chosen for each in manifest.models):
        return False
    inference = replace(settings.inference, recogniser=spec.id)
    workspace.settings.save(replace(settings, inference=inference).flatten())
    return True


def make_again(args: argparse.Namespace, terminal: Terminal) -> int:
    """Make every template again from the kept enrolment pictures, then switch in one step."""
    desk = open_desk(args.folder)
    try:
        made = desk.enrolment.reembed(lambda done, of: terminal.progress(done, of, "templates"))
    finally:
        desk.close()
    terminal.answer(f"{made} templates made again.")
    return 0


def _settings(args: argparse.Namespace) -> Settings:
    with Workspace.open(args.folder, exclusive=False) as workspace:
        return Settings.parse(workspace.settings.load())


def _tell(states: list[ModelState], args: argparse.Namespace, terminal: Terminal) -> None:
    if args.json:
        terminal.json(
            [
                {
                    "id": state.spec.id,
                    "kind": state.spec.kind.value,
                    "file": state.spec.file,
                    "licence": state.spec.licence,
                    "condition": state.condition.value,
                    "path": str(state.path) if state.path else None,
                    "sha256": state.spec.sha256,
                    "actual": state.actual,
                }
                for state in states
            ]
        )
        return
    rows = [
        (
            state.spec.id,
            state.spec.kind.value,
            state.condition.value,
            state.spec.licence,
            str(state.path or ""),
        )
        for state in states
    ]
    terminal.table(("id", "kind", "condition", "licence", "file"), rows)
