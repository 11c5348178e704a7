"""A folder with everything that an evaluation shows: figures, curves, errors, clusters, labels.

::

    FOLDER/
    ├── figures.json                 every figure; conditions and recognisers by name
    ├── report.md                    the main figures as tables, and the pictures
    ├── label-errors.csv             who may be there under two names: look, and keep what is so
    ├── det-CONDITION.png            one curve a recogniser
    └── RECOGNISER/
        ├── scores-CONDITION.png     how the scores lie
        ├── pairs-CONDITION.png
        ├── missed-CONDITION.png     the worst false non-matches, as the recogniser saw them
        ├── taken-CONDITION.png      the worst false matches
        └── mistakes-CONDITION.json  all of them, by name and score
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Final

from desk_access.model.arrays import Image
from desk_access.service.evaluation import ConditionFigures
from desk_access.service.evaluation_scores import AS_LISTED, Measured
from trainer.errors import OutputUnwritable
from trainer.evaluate.label_search import write_candidates
from trainer.evaluate.mistakes import Mistake, Sheets, missed, relative, taken_for_another
from trainer.evaluate.outcome import Outcome, figures, label_candidates, slug
from trainer.evaluate.plots import draw_det, draw_pairs, draw_searches
from trainer.evaluate.report import report

_SHOWN: Final = 24
"""Mistakes on a sheet; the list beside it has all."""


def write_folder(outcome: Outcome, folder: Path, read_picture: Callable[[Path], Image]) -> None:
    """Write everything. Raises OutputUnwritable; PictureUnusable when a picture vanished."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_json(folder / "figures.json", figures(outcome))
        write_candidates(folder / "label-errors.csv", label_candidates(outcome.survey))
        _draw_det(outcome, folder)
        for measured, found in zip(
            outcome.survey.measured, outcome.evaluation.recognisers, strict=True
        ):
            shown = found.without_label_errors or found.as_listed
            place = folder / measured.subject.name
            place.mkdir(exist_ok=True)
            sheets = Sheets(outcome.survey, measured, read_picture)
            for each in shown:
                _write_condition(outcome, measured, each, sheets, place)
        (folder / "report.md").write_text("\n".join(report(outcome)) + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputUnwritable(
            f"{folder} cannot be written ({error.strerror}).",
            "Free some space or choose another folder.",
        ) from error


def _draw_det(outcome: Outcome, folder: Path) -> None:
    errors = outcome.errors or AS_LISTED
    for condition in outcome.survey.conditions:
        curves = {
            measured.subject.name: found.searches
            for measured in outcome.survey.measured
            if measured.roles
            and not (found := measured.searches(condition, errors)).searches.mated.all()
        }
        if curves:
            path = folder / f"det-{slug(condition)}.png"
            draw_det(curves, f"Probes {condition.text}", path)


def _write_condition(
    outcome: Outcome, measured: Measured, figures: ConditionFigures, sheets: Sheets, place: Path
) -> None:
    """Scores and mistakes of one recogniser under one condition."""
    condition, errors = figures.condition, outcome.errors or AS_LISTED
    name, title = slug(condition), f"{measured.subject.name}, probes {figures.condition.text}"
    if figures.pairs:
        draw_pairs(measured.pairs(condition, errors), title, place / f"pairs-{name}.png")
    if figures.identification is None or not figures.identification.figures.points:
        return
    points = figures.identification.figures.points
    found = measured.searches(condition, errors)
    draw_searches(found.searches, points, title, place / f"scores-{name}.png")
    people, threshold = outcome.survey.people, points[0].threshold.value
    at = f"at {threshold:.3f}, FPIR {100 * points[0].fpir:g} %"
    kinds: dict[str, tuple[str, list[Mistake]]] = {
        "missed": ("not recognised", missed(found, list(people.people), threshold)),
        "taken": ("taken for another", taken_for_another(found, list(people.people), threshold)),
    }
    for kind, (words, mistakes) in kinds.items():
        worst = mistakes[:_SHOWN]
        heading = f"{title}: {len(mistakes):,} {words} {at}"
        sheets.draw(worst, condition, heading, place / f"{kind}-{name}.png")
    listed = {
        kind: [asdict(each) | {"picture": each.picture.as_posix()} for each in relative(
            mistakes, people.folder
        )]
        for kind, (_, mistakes) in kinds.items()
    }  # fmt: skip
    _write_json(place / f"mistakes-{name}.json", listed)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
