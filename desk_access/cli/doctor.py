"""``desk-access doctor``: what works on this machine, what does not, and the cure."""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from desk_access import bootstrap, system_libraries
from desk_access.capture.devices import list_cameras
from desk_access.cli.arguments import Commands
from desk_access.cli.terminal import Terminal
from desk_access.config import Settings
from desk_access.errors import DeskAccessError
from desk_access.inference.gpu import find_gpu
from desk_access.inference.manifest import ModelKind
from desk_access.inference.model_store import ModelCondition
from desk_access.model.identifier import Known
from desk_access.model.person import Person
from desk_access.service.analyser import MOST_FACES
from desk_access.store.rights import close_to_others
from desk_access.store.workspace import Workspace


class Health(StrEnum):
    """How a part of the machine is."""

    WORKS = "works"
    LIMITED = "limited"
    FAILS = "fails"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part, how it is, what was seen, and what to do when it is not as it should be."""

    part: str
    health: Health
    seen: str
    cure: str = ""


_MARKS = {Health.WORKS: "✓", Health.LIMITED: "!", Health.FAILS: "✗"}


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser("doctor", help="what works on this machine, what does not")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Look at every part; exit status 1 when one fails."""
    findings = [finding for look in _LOOKS for finding in _looked(look, args.folder)]
    if args.json:
        terminal.json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            terminal.answer(f"{_MARKS[finding.health]} {finding.part}: {finding.seen}")
            if finding.cure:
                terminal.answer(f"    {finding.cure}")
    return 1 if any(finding.health is Health.FAILS for finding in findings) else 0


def _looked(look: Callable[[Path], Iterator[Finding]], folder: Path) -> Iterator[Finding]:
    """What ``look`` finds; its failure is a finding too."""
    try:
        yield from look(folder)
    except DeskAccessError as error:
        part = look.__name__.strip("_").replace("_", " ")
        yield Finding(part, Health.FAILS, error.what, error.cure)


def _machine(_folder: Path) -> Iterator[Finding]:
    words = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    yield Finding("machine", Health.WORKS, f"{words}, Python {platform.python_version()}")


def _libraries(_folder: Path) -> Iterator[Finding]:
    missing = system_libraries.missing(system_libraries.window_uses())
    if missing:
        names = ", ".join(library.soname for library in missing)
        yield Finding(
            "libraries", Health.FAILS, f"{names} missing.", system_libraries.cure(missing)
        )
    else:
        yield Finding("libraries", Health.WORKS, "all system libraries are there")


def _cameras(_folder: Path) -> Iterator[Finding]:
    found = list_cameras()
    if found:
        names = ", ".join(f"{camera.number}: {camera.name}" for camera in found)
        yield Finding("cameras", Health.WORKS, names)
    else:
        yield Finding(
            "cameras",
            Health.LIMITED,
            "none is plugged in",
            "Plug one in, or use a file or a network camera as the source.",
        )


def _models(folder: Path) -> Iterator[Finding]:
    store = bootstrap.models(folder)
    settings = _settings(folder)
    needed = [*bootstrap.required(store.manifest, settings.inference)]
    if settings.asks_for_liveness():
        needed.append(store.manifest.only(ModelKind.LIVENESS))
    for refused in store.manifest.refused:
        yield Finding("manifest", Health.FAILS, refused.what, refused.cure)
    for state in store.states():
        if state.condition is ModelCondition.PRESENT:
            yield Finding(f"model {state.spec.id}", Health.WORKS, f"{state.path}")
        elif state.spec in needed:
            yield Finding(
                f"model {state.spec.id}",
                Health.FAILS,
                f"{state.spec.file} is {state.condition.value}",
                "Run: desk-access models sync",
            )


def _gpu(_folder: Path) -> Iterator[Finding]:
    gpu = find_gpu()
    # An ordinary PC has none and needs none: only what runs on the wrong device is a fault.
    yield Finding("gpu", Health.WORKS, gpu.name or f"none, the CPU is used. {gpu.reason}")


def _recogniser(folder: Path) -> Iterator[Finding]:
    with bootstrap.workbench(_settings(folder).inference) as bench:
        device = bench.run(lambda tools: tools.device)
    health = Health.LIMITED if device.warning else Health.WORKS
    yield Finding("recogniser", health, f"runs on the {device.text}", device.warning or "")


def _liveness(folder: Path) -> Iterator[Finding]:
    settings = _settings(folder)
    if not settings.asks_for_liveness():
        yield Finding("liveness", Health.WORKS, "off: a photograph is as good as the person")
        return
    with bootstrap.workbench(settings.inference) as bench:
        bench.run(lambda tools: tools.liveness.ready())
    yield Finding("liveness", Health.WORKS, f"checked, policy {settings.liveness.policy.value}")


def _faces(_folder: Path) -> Iterator[Finding]:
    words = f"at most {MOST_FACES} of a frame are looked at; others wait, and are counted"
    yield Finding("faces", Health.WORKS, words)


def _database(folder: Path) -> Iterator[Finding]:
    with Workspace.open(folder, exclusive=False) as workspace:
        people = workspace.gallery.people()
        alike = look_alikes(people)
        report = workspace.ledger.verify()
        key = workspace.audits.key_place()
        digests = workspace.gallery.template_counts()
        settings = Settings.parse(workspace.settings.load())
        waiting = len(workspace.spool.waiting())
        lost = len(workspace.spool.refused()) + workspace.spool.damaged()
    yield Finding("database", Health.WORKS, f"{folder}: {len(people)} people")
    yield from alike
    if report.intact:
        yield Finding("ledger", Health.WORKS, f"{report.entries} punches, the chain is intact")
    if key:
        yield Finding("key", Health.WORKS, f"the ledger is signed with the key in {key}")
    for fault in report.faults:
        yield Finding("ledger", Health.FAILS, fault.what, fault.cure)
    if waiting or lost:
        yield Finding(
            "punches",
            Health.FAILS if lost else Health.LIMITED,
            f"{waiting} wait to be recorded, {lost} cannot be",
            "Run: desk-access log --not-recorded" if lost else "The next start records them.",
        )
    spec = bootstrap.models(folder).manifest.recogniser(settings.inference.recogniser)
    if set(digests) - {spec.sha256}:
        yield Finding(
            "gallery",
            Health.LIMITED,
            "some templates were made by another model",
            "Run: desk-access models reembed",
        )


def _rights(folder: Path) -> Iterator[Finding]:
    if os.name == "posix" and os.access(folder, os.W_OK):
        close_to_others(folder)
        yield Finding("rights", Health.WORKS, f"{folder} is for its owner alone")


def look_alikes(people: Sequence[Person]) -> list[Finding]:
    """People of earlier versions whose codes look alike: each is found by the exact code alone."""
    names = {each.code: each.name for each in people}
    return [
        Finding(
            "codes",
            Health.LIMITED,
            f"{' and '.join(f'{code!a} ({names[code]})' for code in codes)} look alike",
            "Merge them where they are one person, or enrol one of them anew under another code.",
        )
        for codes in Known(names).twins()
    ]


def _settings(folder: Path) -> Settings:
    with Workspace.open(folder, exclusive=False) as workspace:
        return Settings.parse(workspace.settings.load())


_LOOKS: tuple[Callable[[Path], Iterator[Finding]], ...] = (
    _machine,
    _libraries,
    _cameras,
    _database,
    _rights,
    _models,
    _gpu,
    _recogniser,
    _liveness,
    _faces,
)
