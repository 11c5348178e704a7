"""``desk-access attacks``: how well pictures and films of people are refused."""

from __future__ import annotations

import argparse
import re
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Final

from desk_access import bootstrap
from desk_access.bootstrap import Playback, frames_of
from desk_access.cli.arguments import Commands
from desk_access.cli.terminal import Terminal
from desk_access.errors import SourceError, UsageError
from desk_access.service.attack_study import LIVE, Presentation, Seen, look_at, summary
from desk_access.vision.metrics_attacks import Proportion

_MEDIA: Final = {
    ".avi", ".bmp", ".gif", ".jpeg", ".jpg", ".mkv", ".mov", ".mp4", ".png", ".webm", ".webp",
}  # fmt: skip
_ALIVE: Final = re.compile(r"(live|real|bonafide)([^a-z]|$)")


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser("attacks", help="measure how well pictures of people are refused")
    parser.add_argument(
        "paths",
        type=Path,
        nargs="*",
        metavar="PATH",
        help="files and folders: what is called live, real or bonafide is alive, all else is an"
        " attack whose species is its name without the number, or its folder's",
    )
    parser.add_argument(
        "--live", type=Path, nargs="+", default=[], metavar="PATH", help="everyone here is alive"
    )
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Look at every file, tell each verdict and the rates."""
    wanted = [pair for path in args.paths for pair in _found(path, None)]
    wanted += [pair for path in args.live for pair in _found(path, LIVE)]
    if not wanted:
        raise UsageError("There is nothing to look at.", "Name films or pictures of faces.")
    seen: list[Seen] = []
    presentations: list[Presentation] = []
    with bootstrap.workbench() as bench:
        bench.run(lambda tools: tools.liveness.ready())
        for number, (path, presentation) in enumerate(wanted):
            terminal.progress(number, len(wanted), presentation.name)
            film = frames_of(str(path), Playback(fast=True))
            try:
                tracks = bench.run(partial(look_at, presentation, film))
            except SourceError as error:
                terminal.say(str(error))
                continue
            presentations.append(presentation)
            seen += tracks
            if not args.json:
                _tell(tracks, presentation, terminal)
    rates = summary(seen, presentations)
    if args.json:
        terminal.json(
            {"rates": [asdict(each) for each in rates], "seen": [asdict(s) for s in seen]}
        )
        return 0
    rows = [
        (each.species, str(each.wrong.of), _rate(each.wrong), _rate(each.silent)) for each in rates
    ]
    terminal.table(("species", "shown", "wrong: APCER, live: BPCER", "no verdict"), rows)
    return 0


def _found(path: Path, species: str | None) -> list[tuple[Path, Presentation]]:
    """The films and pictures at or under a path."""
    if not path.exists():
        raise UsageError(f"There is no {path}.", "Check the path.")
    files = [path] if path.is_file() else sorted(path.rglob("*"))
    root = path.parent if path.is_file() else path
    return [
        (file, Presentation(str(file.relative_to(root)), species or _species(file, root)))
        for file in files
        if file.suffix.lower() in _MEDIA and file.is_file()
    ]


def _species(file: Path, root: Path) -> str:
    parts = [*file.relative_to(root).parts[:-1], file.stem]
    if any(_ALIVE.match(part.lower()) for part in parts):
        return LIVE
    name = re.sub(r"[\d_-]+$", "", file.stem)
    return name or file.parent.name


def _tell(tracks: list[Seen], presentation: Presentation, terminal: Terminal) -> None:
    for each in tracks:
        after = "" if each.after_s is None else f" after {each.after_s:.2f} s"
        score = "" if each.evidence is None else f", live {each.evidence.score:.3f}"
        terminal.answer(
            f"{presentation.name}  track {each.track}, {each.frames} frames:"
            f" {each.verdict.value}{after}{score}"
        )
    if not tracks:
        terminal.answer(f"{presentation.name}  no face")


def _rate(found: Proportion) -> str:
    return (
        f"{100 * found.value:.1f} % ({found.errors} of {found.of};"
        f" {100 * found.low:.1f} to {100 * found.high:.1f})"
    )
