"""What ``prepare`` found, for people and for programs.

::

    FOLDER/
    ├── report.md       counts, bounds and sheets
    ├── report.json     the same counts
    ├── people.csv      one row a person: so many crops of each verdict
    ├── review.csv      one row a finding; edit its verdicts and give it back with --reviewed
    └── sheets/*.png    the findings beside what they were compared with, the most doubtful first
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, Final

import numpy as np

from trainer.data.cut import Miss
from trainer.data.jitter import SMALLEST, Misalignment
from trainer.data.prepare import VERDICTS, Prepared
from trainer.data.review import Finding, Reason
from trainer.data.shards import Verdict, write_rows
from trainer.data.sheets import Tile, write_sheets
from trainer.errors import OutputUnwritable

_QUANTILES: Final = (0.001, 0.01, 0.05, 0.5)
_SPREAD: Final = (0.01, 0.05, 0.5, 0.95, 0.99)
"""Shares of the misalignments below the figures that are shown of them."""

_BAR: Final = 40
"""Characters of the longest bar of the histogram."""

_MANY: Final = 30
"""People with so many pictures or more share the histogram's last line."""


def write_report(folder: Path, prepared: Prepared) -> dict[str, Any]:
    """Write all of it and return what ``report.json`` says. Raises OutputUnwritable."""
    listed = _in_order(prepared.findings)
    sheets = [
        f"sheets/{path.name}"
        for reason in Reason
        for path in write_sheets(
            folder / "sheets", reason.name.lower(), list(_tiles(prepared, listed, reason))
        )
    ]
    figures = _figures(prepared)
    try:
        _write_lists(folder, prepared, listed)
        _write(folder / "report.json", json.dumps(figures, ensure_ascii=False, indent=2) + "\n")
        _write(folder / "report.md", "\n".join(_page(figures, sheets)) + "\n")
    except OSError as error:
        raise OutputUnwritable(
            f"{folder} cannot be written ({error.strerror}).",
            "Free some space or choose another folder; what is complete is kept.",
        ) from error
    return figures


def _in_order(findings: Sequence[Finding]) -> list[Finding]:
    """By reason, the most doubtful first: those that are nearest to the bound."""
    reasons = list(Reason)

    def doubt(finding: Finding) -> tuple[int, float]:
        above = finding.reason is not Reason.UNLIKE
        return reasons.index(finding.reason), finding.score if above else -finding.score

    return sorted(findings, key=doubt)


def _tiles(prepared: Prepared, listed: Sequence[Finding], reason: Reason) -> Iterator[Tile]:
    """The findings of one kind; somebody of the benchmark goes whole and is shown once."""
    shown: set[str] = set()
    for number, each in enumerate(listed, start=1):
        if each.reason is not reason:
            continue
        crops, other = prepared.crops, each.other
        if reason is Reason.IN_BENCHMARK and prepared.benchmark is not None:
            person = prepared.crops.crops[each.index].person
            if person in shown:
                continue
            shown.add(person)
            crops, other = prepared.benchmark.places[each.other]
        caption = f"#{number}  {each.score:.3f}"
        yield Tile(caption, prepared.crops.picture(each.index), crops.picture(other))


def _write_lists(folder: Path, prepared: Prepared, listed: Sequence[Finding]) -> None:
    crops = prepared.crops.crops
    write_rows(
        folder / "review.csv",
        ["number", "source", "person", "verdict", "reason", "score", "compared_with"],
        (
            [
                number,
                crops[each.index].source,
                crops[each.index].person,
                prepared.verdicts[each.index],
                each.reason,
                f"{each.score:.4f}",
                _other(prepared, each),
            ]
            for number, each in enumerate(listed, start=1)
        ),
    )
    counts = Counter(
        (crop.person, verdict) for crop, verdict in zip(crops, prepared.verdicts, strict=True)
    )
    write_rows(
        folder / "people.csv",
        ["person", *Verdict],
        (
            [person, *(counts[person, verdict] for verdict in Verdict)]
            for person in sorted({crop.person for crop in crops})
        ),
    )


def _other(prepared: Prepared, finding: Finding) -> str:
    if finding.reason is Reason.IN_BENCHMARK and prepared.benchmark is not None:
        crops, index = prepared.benchmark.places[finding.other]
        return f"{crops.folder.name}: {crops.crops[index].source}"
    return prepared.crops.crops[finding.other].source


def _figures(prepared: Prepared) -> dict[str, Any]:
    crops, verdicts = prepared.crops.crops, prepared.verdicts
    usable = Counter(
        crop.person
        for crop, verdict in zip(crops, verdicts, strict=True)
        if verdict in (Verdict.TRAIN, Verdict.VALIDATION)
    )
    judged = [
        float(score)
        for score, crop, verdict in zip(prepared.agreement, crops, verdicts, strict=True)
        if usable[crop.person] > 2 and verdict in (Verdict.TRAIN, Verdict.VALIDATION)
    ]
    return {
        "pictures": prepared.pictures,
        "missed": {miss: sum(each.why is miss for each in prepared.missed) for miss in Miss},
        "crops": len(crops),
        "people": len({crop.person for crop in crops}),
        "crops_by_verdict": {each: verdicts.count(each) for each in Verdict},
        "people_by_verdict": {each: _people(prepared, each) for each in Verdict},
        "findings": {each.name.lower(): _found(prepared, each) for each in Reason},
        "validation": {
            "enrollable": len(prepared.split.enrollable),
            "strangers": len(prepared.split.strangers),
        },
        "bounds": asdict(prepared.bounds),
        "agreement": {
            f"{share:g}": round(float(np.quantile(judged, share)), 4) for share in _QUANTILES
        }
        if judged
        else {},
        "pictures_a_person": {
            str(count): people for count, people in sorted(Counter(usable.values()).items())
        },
        "benchmark_faces": len(prepared.benchmark.places) if prepared.benchmark else 0,
        "misalignments": _misalignments(prepared.misalignments),
        "recogniser": prepared.digest,
    }


def _misalignments(measured: Sequence[Misalignment]) -> dict[str, Any]:
    """How many there are, and quantiles: turns in radians, shifts in pixels of 112."""
    return {"measured": len(measured)} | {
        field.name: {
            f"{share:g}": round(
                float(np.quantile([getattr(m, field.name) for m in measured], share)), 4
            )
            for share in _SPREAD
        }
        for field in fields(Misalignment)
        if measured
    }


def _people(prepared: Prepared, verdict: Verdict) -> int:
    pairs = zip(prepared.crops.crops, prepared.verdicts, strict=True)
    return len({crop.person for crop, each in pairs if each is verdict})


def _found(prepared: Prepared, reason: Reason) -> int:
    return sum(finding.reason is reason for finding in prepared.findings)


def _page(figures: dict[str, Any], sheets: Sequence[str]) -> Iterator[str]:
    missed, bounds = figures["missed"], figures["bounds"]
    yield "# Prepared pictures"
    yield ""
    yield (
        f"{figures['pictures']:,} pictures; {missed[Miss.NO_FACE]:,} without a face and"
        f" {missed[Miss.UNREADABLE]:,} unreadable (`missed.csv`)."
        f" {figures['crops']:,} crops of {figures['people']:,} people."
    )
    yield ""
    yield "| used for, or why not | crops | people |"
    yield "|---|---|---|"
    for verdict in Verdict:
        crops, people = figures["crops_by_verdict"][verdict], figures["people_by_verdict"][verdict]
        yield f"| {verdict} | {crops:,} | {people:,} |"
    validation = figures["validation"]
    yield ""
    yield (
        f"Validation people: {validation['enrollable']:,} with four pictures or more,"
        f" {validation['strangers']:,} strangers."
    )
    yield from _rules(figures, bounds)
    yield from _poor_pictures(figures["misalignments"])
    yield from ("", "## Pictures a person", "", "Those that are used.", "", "```")
    yield from _histogram(figures["pictures_a_person"])
    yield "```"
    if sheets:
        yield from ("", "## What goes", "")
        yield "The number is that of the row in `review.csv`; the most doubtful come first."
        yield from _pictures(sheets)


def _rules(figures: dict[str, Any], bounds: dict[str, float]) -> Iterator[str]:
    yield from ("", "## Rules", "", "| reason | verdict | cosine | crops |", "|---|---|---|---|")
    limits = {
        Reason.SAME_PICTURE: f"from {bounds['duplicate']:.3f}",
        Reason.OTHER_NAME: f"from {bounds['other_name']:.3f}",
        Reason.UNLIKE: f"below {bounds['mislabelled']:.3f} to the centre of the others",
        Reason.IN_BENCHMARK: f"from {bounds['benchmark']:.3f} between two people's centres",
    }
    for reason in Reason:
        found = figures["findings"][reason.name.lower()]
        yield f"| {reason} | {VERDICTS[reason]} | {limits[reason]} | {found:,} |"
    yield ""
    yield f"Recogniser {figures['recogniser']}, {figures['benchmark_faces']:,} benchmark faces."
    if figures["agreement"]:
        told = ", ".join(f"{100 * float(q):g} %: {v:.3f}" for q, v in figures["agreement"].items())
        yield f"Cosine of what stays to its person's other pictures (three or more), share: {told}."


def _poor_pictures(figures: dict[str, Any]) -> Iterator[str]:
    """How far the points lie off on poor pictures."""
    yield from ("", "## Points on poor pictures", "")
    if not figures["measured"]:
        yield f"Not measured: no face of {SMALLEST:g} pixels or wider was found again."
        return
    yield (
        f"Measured on {figures['measured']:,} pictures, ruined as a poor camera would"
        " (`misalignments.csv`): what the points that are found then do to a crop of"
        " 112 x 112. Turns in radians, shifts in pixels."
    )
    yield ""
    yield "| below it | " + " | ".join(f"{share:.0%}" for share in _SPREAD) + " |"
    yield "|---" * (1 + len(_SPREAD)) + "|"
    for field in fields(Misalignment):
        values = figures[field.name].values()
        yield f"| {field.name} | " + " | ".join(f"{value:.3f}" for value in values) + " |"


def _histogram(people: dict[str, int]) -> Iterator[str]:
    """A line for each number of pictures: how many people have so many."""
    lines = Counter[int]()
    for pictures, many in people.items():
        lines[min(int(pictures), _MANY)] += many
    longest = max(lines.values(), default=1)
    for count, many in sorted(lines.items()):
        bar = "#" * max(round(many / longest * _BAR), 1)
        more = "+" if count == _MANY else " "
        yield f"{count:3}{more} {many:6,} {bar}"


def _pictures(sheets: Iterable[str]) -> Iterator[str]:
    for sheet in sheets:
        yield from ("", f"![{sheet}]({sheet})")


def _write(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, "utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
