"""``desk-access run``: watch without a window."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from desk_access.bootstrap import Playback, open_desk
from desk_access.cli.arguments import Commands, seconds
from desk_access.cli.camera_arguments import add_network_camera, camera_of
from desk_access.cli.decision_line import as_json, as_text, unrecorded_text
from desk_access.cli.fetching import add_offline, fetch_needed
from desk_access.cli.terminal import Terminal
from desk_access.errors import SourceUnusable
from desk_access.model.status import Sighting, SourceState
from desk_access.service.analyser import MOST_FACES
from desk_access.service.desk import Desk
from desk_access.service.recorder import RecordingStatus

_LOOK_S = 0.5
_WAIT_S = 120.0


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser("run", help="watch a camera, file or stream without a window")
    parser.add_argument("--source", metavar="SRC", help="else the cameras of the settings")
    add_network_camera(parser)
    parser.add_argument(
        "--fast", action="store_true", help="play a file as fast as the machine can, every frame"
    )
    parser.add_argument("--seconds", type=seconds, metavar="S", help="use the first S seconds")
    add_offline(parser)
    parser.add_argument("--json", action="store_true", help="one line of JSON a decision")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Watch until the source ends, or until told to stop."""
    cameras = None
    if args.source is not None:
        cameras = [camera_of(args)]

    def show(sighting: Sighting) -> None:
        if sighting.unrecorded is not None:
            terminal.say(unrecorded_text(sighting))
        elif args.json:
            terminal.json(as_json(sighting))
        else:
            terminal.answer(as_text(sighting))

    fetch_needed(args, terminal)
    desk = open_desk(args.folder, cameras=cameras, playback=Playback(args.fast, args.seconds))
    try:
        note = desk.ready()  # a missing model ends the command before a camera is opened
        desk.go_on()
        for told in filter(None, (note.warning, desk.mirror.view.note)):
            terminal.say(told)
        desk.watch.subscribe(show)
        with _stopped_by_signals():
            desk.watch.start()
            _follow(desk, terminal)
            desk.watch.wait()
            _wait_for_punches(desk, terminal)
        failure = desk.watch.failure() or _unusable(desk)
        # Punches that wait are told at the end, when it is known whether they still do.
        if failure is not None and not desk.watch.recording().behind:
            raise failure
    except KeyboardInterrupt:
        terminal.say("Stopped.")
    finally:
        desk.close()
    return _tell_unrecorded(desk.watch.recording(), terminal)


def _follow(desk: Desk, terminal: Terminal) -> None:
    """Tell every change of a camera's state, and why nobody is recognised, until all have ended."""
    told: dict[str, SourceState] = {}
    crowded: set[str] = set()
    failing = ""
    while not desk.watch.ended(_LOOK_S):
        failure = str(desk.watch.failure() or "")
        if failure != failing:
            failing = failure
            terminal.say(failure or "All is well again.")
        for camera in desk.watch.cameras():
            status = desk.watch.status(camera)
            if told.get(camera) is not status.state:
                told[camera] = status.state
                terminal.say(status.message)
        _tell_crowds(desk, terminal, crowded)
    _tell_crowds(desk, terminal, crowded)


def _tell_crowds(desk: Desk, terminal: Terminal, told: set[str]) -> None:
    """Tell once for each camera that there were more faces than are looked at."""
    for camera in desk.watch.cameras():
        left_out = desk.watch.left_out(camera)
        if left_out and camera not in told:
            told.add(camera)
            terminal.say(
                f"{camera}: {MOST_FACES + left_out} faces in one picture. {MOST_FACES} are looked"
                " at, the largest of those not decided yet. The others wait; in a still picture"
                " they are left out."
            )


def _wait_for_punches(desk: Desk, terminal: Terminal) -> None:
    """Punches that the database did not take: give it time, in vain at most two minutes."""
    status = desk.watch.recording()
    if not status.behind:
        return
    terminal.say(f"Punches not recorded yet: {status.waiting + status.unsaved}. {status.failure}")
    terminal.say("Waiting until they are recorded. Ctrl+C leaves them to the next start.")
    desk.watch.recorded(_WAIT_S)


def _tell_unrecorded(status: RecordingStatus, terminal: Terminal) -> int:
    """What is not in the ledger at the end; the exit status."""
    if status.waiting:
        terminal.say(
            f"Punches not recorded: {status.waiting}. They are kept in the workspace; the next "
            f"run, or the window, records them. {status.failure or ''}".rstrip()
        )
    if status.unsaved:
        terminal.say(f"Punches lost: {status.unsaved}. {status.failure}")
    if status.refused or status.damaged:
        terminal.say(
            f"Punches that cannot be recorded: {len(status.refused) + status.damaged}. "
            "Run: desk-access log --not-recorded"
        )
    return 1 if status.behind else 0


def _unusable(desk: Desk) -> SourceUnusable | None:
    for camera in desk.watch.cameras():
        status = desk.watch.status(camera)
        if status.state is SourceState.UNUSABLE:
            return SourceUnusable(status.message)
    return None


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """SIGTERM ends a watch like Ctrl-C does: what was decided is still written."""

    def interrupt(_number: int, _frame: Any) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
