"""``desk-access calibrate``: the threshold from the people who are enrolled here."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from desk_access.bootstrap import open_desk
from desk_access.cli.arguments import Commands
from desk_access.cli.terminal import Terminal
from desk_access.config import CalibrationSettings
from desk_access.errors import EnrolmentRefused
from desk_access.service.site_study import SiteStudy
from desk_access.vision.site_calibration import LEAST_PEOPLE

_BARS: Final = " ▁▂▃▄▅▆▇█"


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser(
        "calibrate", help="thresholds from the enrolled people, with the plot"
    )
    parser.add_argument(
        "--fpir", type=_rate, metavar="R", help="the share of strangers that may pass (0.001)"
    )
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--apply", action="store_true", help="take it into force")
    way.add_argument("--undo", action="store_true", help="go back to the model's own calibration")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Show what the enrolled people say, and apply it or take it back when asked to."""
    desk = open_desk(args.folder, cameras=())
    try:
        if args.undo:
            desk.calibrate(CalibrationSettings())
        study = desk.study(args.fpir)
        if args.apply:
            if study.proposal is None:
                raise EnrolmentRefused(few(study), "The model's own calibration stays.")
            desk.calibrate(study.proposal, args.fpir)
            study = desk.study(args.fpir)
    finally:
        desk.close()
    if args.json:
        terminal.json(_plain(study))
    else:
        for line in report(study):
            terminal.answer(line)
    return 0


def report(study: SiteStudy) -> Iterator[str]:
    """The plot and what it means, for a person to read."""
    scores = study.scores
    yield (
        f"{scores.people:,} people, {scores.templates:,} pictures: {len(scores.genuine):,} genuine"
        f" and {len(scores.impostor):,} impostor scores"
    )
    yield from plot(study)
    yield meaning(study)
    yield f"threshold {study.now:.3f} in force, {study.then:.3f} by these people"
    if study.proposal is None:
        yield f"{few(study)} The model's own calibration stays."
    elif study.applied:
        yield "This site's calibration is in force; --undo goes back to the model's own."
    else:
        yield "Take it into force with --apply."
    for each in scores.suspicious:
        yield (
            f"suspicious: picture {each.place + 1} of {_name(study, each.person_id)} is more like"
            f" {_name(study, each.nearest)} ({each.other:.2f}) than the others ({each.own:.2f})"
        )
    for pair in scores.alike:
        if pair.cosine >= study.then:
            known = " (kept apart)" if (pair.first, pair.second) in study.lookalikes else ""
            one, two = _name(study, pair.first), _name(study, pair.second)
            yield f"look alike: {one} and {two}, {pair.cosine:.2f}{known}"


def plot(study: SiteStudy) -> Iterator[str]:
    """Both kinds of scores as bars, and where the threshold is."""
    for name, shares in (("genuine", study.genuine), ("impostor", study.impostor)):
        top = max(float(shares.max()), 1e-9)
        steps = [round(float(share) / top * (len(_BARS) - 1)) for share in shares]
        # What there is at all must be seen.
        bars = (max(step, 1) if share > 0 else 0 for step, share in zip(steps, shares, strict=True))
        yield f"{name:>9} {''.join(_BARS[bar] for bar in bars)}"
    place = int((study.edges < study.then).sum()) - 1
    yield f"{'':>9} {' ' * place}↑ {study.then:.3f}"


def meaning(study: SiteStudy) -> str:
    """What the threshold means at the door."""
    strangers = f"about 1 stranger in {round(1 / study.fpir):,} passes"
    if study.missed is None:
        again = "nobody has two pictures, so how many must look twice is not known"
    elif study.missed == 0:
        again = f"of {len(study.scores.genuine):,} pictures none must be looked at twice"
    else:
        again = f"1 visit in {max(round(1 / study.missed), 1):,} must look twice"
    said = f"At {_count(study.scores.people)}, {strangers} and {again}."
    return said + (" So rare a mistake is estimated, not measured." if study.estimated else "")


def few(study: SiteStudy) -> str:
    """Why there is no calibration."""
    one = study.scores.people == 1
    return (
        f"{_count(study.scores.people)} {'is' if one else 'are'} too few to calibrate with; "
        f"it takes {LEAST_PEOPLE}."
    )


def _count(people: int) -> str:
    return "1 person" if people == 1 else f"{people:,} people"


def _name(study: SiteStudy, person_id: int) -> str:
    person = study.people.get(person_id)
    return f"{person.name} ({person.code})" if person else f"person {person_id}"


def _plain(study: SiteStudy) -> dict[str, Any]:
    scores = study.scores
    codes = {person_id: person.code for person_id, person in study.people.items()}
    return {
        "people": scores.people,
        "templates": scores.templates,
        "fpir": study.fpir,
        "threshold": study.now,
        "threshold_of_site": study.then if study.proposal else None,
        "applied": study.applied,
        "missed": study.missed,
        "estimated": study.estimated,
        "proposal": asdict(study.proposal) if study.proposal else None,
        "suspicious": [
            {
                "code": codes.get(each.person_id),
                "picture": each.place + 1,
                "own": each.own,
                "nearest": codes.get(each.nearest),
                "other": each.other,
            }
            for each in scores.suspicious
        ],
        "alike": [
            {"codes": [codes.get(pair.first), codes.get(pair.second)], "cosine": pair.cosine}
            for pair in scores.alike
        ],
    }


def _rate(text: str) -> float:
    """A rate above 0 and at most 0.5."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value <= 0.5:
        raise argparse.ArgumentTypeError(f"{text!r} is no rate above 0 and at most 0.5")
    return value
