"""What an evaluation measured, in lines for a person to read."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from desk_access.service.evaluation import (
    ConditionFigures,
    Evaluation,
    IdentificationFigures,
    PairFigures,
)
from desk_access.service.evaluation_enrolment import EnrolmentFigures
from desk_access.service.evaluation_groups import GroupFigures
from desk_access.vision.metrics_open_set import Estimate

ENROLMENT_HEADS: Final = (
    *("gallery", "people", "probes", "strangers", "rank-1", "FNIR at FPIR 1 %", "cosine"),
    *("cosine in use", "FPIR there", "FNIR there"),
)


def report(result: Evaluation) -> Iterator[str]:
    """The figures for a person to read."""
    pictures = result.pictures
    on = f" on {result.device.text}" if result.device else ""
    yield (
        f"{pictures.people:,} people, {pictures.looked_at:,} pictures looked at{on}:"
        f" {pictures.without_face:,} without a face found, {len(pictures.unreadable):,} unreadable;"
        f" seed {result.seed}"
    )
    for recogniser in result.recognisers:
        for note, figures in (
            ("", recogniser.as_listed),
            (", without label errors", recogniser.without_label_errors),
        ):
            if figures:
                yield ""
                yield f"{recogniser.name}{note}"
                for each in figures:
                    yield from _condition_lines(each)


def group_lines(groups: Sequence[GroupFigures]) -> Iterator[str]:
    """How visitors would be grouped, one line a bound."""
    for each in groups:
        used = ", as visitors are" if each.used else ""
        yield (
            f"{each.recogniser}: {each.pictures:,} pictures of {each.people:,} people grouped at"
            f" {each.bound:.3f} (FMR {each.fmr:.0e}{used}) into {each.groups:,}: pairwise"
            f" F1 {_percent(each.f1)}, precision {_percent(each.precision)},"
            f" recall {_percent(each.recall)}"
        )


def _condition_lines(found: ConditionFigures) -> Iterator[str]:
    yield f"  probes {found.condition.text}"
    if found.pairs:
        yield from _pair_lines(found.pairs)
    if found.identification:
        yield from _identification_lines(found.identification)


def _pair_lines(pairs: PairFigures) -> Iterator[str]:
    yield (
        f"    {pairs.pairs:,} pairs in {pairs.folds} folds, {pairs.uncompared:,} without two faces"
    )
    yield f"      accuracy     {_percent(pairs.accuracy)} ± {100 * pairs.standard_error:.2f}"
    yield f"      ROC AUC      {pairs.roc_auc:.5f}"
    yield f"      EER          {_percent(pairs.equal_error_rate)}"
    for each in pairs.validation:
        yield (
            f"      VAL at FAR {100 * each.far:g} %  {_percent(each.val)}"
            f" ± {100 * each.standard_error:.2f} (FAR reached {_percent(each.reached)})"
        )
    yield f"      threshold    {pairs.threshold:.3f}"


def _identification_lines(found: IdentificationFigures) -> Iterator[str]:
    yield (
        f"    {found.enrolled:,} people enrolled, searched with {found.mated:,} other pictures of"
        f" them and {found.non_mated:,} of strangers"
    )
    yield f"      rank-1       {_interval(found.figures.rank_1)}"
    for point in found.figures.points:
        cosine = point.threshold
        needed = math.ceil(1 / point.fpir)
        few = f"; too few, it takes {needed:,}" if found.non_mated < needed else ""
        yield (
            f"      at FPIR {100 * point.fpir:g} %"
            f" ({point.passed} of {found.non_mated:,} strangers taken for somebody{few})"
        )
        yield f"        FNIR       {_interval(point.fnir)}"
        yield f"        threshold  {cosine.value:.3f} ({cosine.low:.3f} to {cosine.high:.3f})"
    for fixed in found.at_clean_thresholds:
        yield f"      at {fixed.threshold:.3f}, which is FPIR {100 * fixed.target:g} % as they are"
        yield f"        FPIR       {_interval(fixed.fpir)}"
        yield f"        FNIR       {_interval(fixed.fnir)}"
    for match in found.false_matches:
        yield f"      FMR {match.fmr:.0e} at {match.cosine:.3f} ({match.comparisons:,} comparisons)"
    if not found.figures.points:
        yield "      Nobody has a single picture, so there are no strangers to refuse."


def enrolment_row(found: EnrolmentFigures) -> tuple[str, ...]:
    """One gallery, under :data:`ENROLMENT_HEADS`."""
    counts = (found.enrolled, found.mated, found.non_mated)
    return (
        found.gallery,
        *(f"{count:,}" for count in counts),
        _interval(found.rank_1),
        _interval(found.fnir),
        f"{found.threshold.value:.3f}",
        f"{found.in_use.threshold:.3f}",
        _interval(found.in_use.fpir),
        _interval(found.in_use.fnir),
    )


def _interval(share: Estimate) -> str:
    return f"{_percent(share.value)} ({_percent(share.low)} to {_percent(share.high)})"


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"
