"""The main figures of an evaluation as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from desk_access.service.evaluation import ConditionFigures
from desk_access.vision.metrics_open_set import Estimate
from trainer.evaluate.outcome import Outcome


def report(outcome: Outcome) -> Iterator[str]:
    """The main figures as Markdown."""
    people = outcome.survey.people
    pictures = outcome.evaluation.pictures
    yield f"# Evaluation on {people.folder.name}"
    yield ""
    yield (
        f"{pictures.people:,} people, {pictures.looked_at:,} looks at their pictures,"
        f" {pictures.without_face:,} without a face, {len(pictures.unreadable):,} unreadable;"
        f" seed {outcome.survey.seed}."
    )
    for recogniser in outcome.evaluation.recognisers:
        for note, found in (
            ("as listed", recogniser.as_listed),
            ("without label errors", recogniser.without_label_errors),
        ):
            if found:
                yield ""
                yield f"## {recogniser.name}, {note}"
                yield ""
                yield from _table(found)
        clusters = outcome.clustering[recogniser.name]
        if clusters is not None:
            score = clusters.b_cubed
            yield ""
            yield (
                f"Clustering {clusters.pictures:,} pictures of {clusters.people:,} people: B-cubed"
                f" F1 {score.f1:.4f}, precision {score.precision:.4f}, recall {score.recall:.4f}."
            )


def _table(found: tuple[ConditionFigures, ...]) -> Iterator[str]:
    yield (
        "| probes | pairs % | VAL at FAR 1e-3 % | rank-1 % | FNIR at FPIR 1 % |"
        " FNIR at FPIR 0.1 % | FPIR at the clean 1 % threshold |"
    )
    yield "|---|---|---|---|---|---|---|"
    for each in found:
        pairs, who = each.pairs, each.identification
        cells = [
            each.condition.text,
            f"{100 * pairs.accuracy:.2f} ± {100 * pairs.standard_error:.2f}" if pairs else "",
            f"{100 * pairs.validation[-1].val:.2f}" if pairs else "",
            _interval(who.figures.rank_1) if who else "",
            *(_interval(point.fnir) for point in (who.figures.points if who else ())),
        ]
        cells += [""] * (6 - len(cells))
        fixed = who.at_clean_thresholds if who else ()
        cells.append(_interval(fixed[0].fpir) if fixed else "")
        yield f"| {' | '.join(cells)} |"


def _interval(share: Estimate) -> str:
    return f"{100 * share.value:.2f} ({100 * share.low:.2f}–{100 * share.high:.2f})"
