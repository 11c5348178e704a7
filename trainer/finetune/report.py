"""What fine-tuning gave, for people to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from desk_access.vision.metrics_open_set import Estimate
from trainer.finetune.compare import FPIR, Comparison
from trainer.finetune.finetune import Group, Tuned


def markdown(tuned: Tuned, general: str) -> str:
    """The whole report; ``general`` names the network that it began with."""
    return "\n".join(_lines(tuned, general)) + "\n"


def _lines(tuned: Tuned, general: str) -> Iterator[str]:
    yield from ("# Fine-tuned for own people", "")
    yield (
        f"From {general}: {tuned.pictures:,} own pictures, {tuned.anchors:,} of other people; "
        f"{tuned.share:.0%} of the tuned weights, the rest the general network's."
    )
    yield from ("", "## The choice", "")
    yield "On pictures that nothing else is done with: FNIR of a poor camera and twice the clean"
    yield f"one, at an FPIR of {FPIR:.0%}."
    yield from ("", "| tuned weights | own people | other people |", "|---|---|---|")
    for each in tuned.tried:
        merits = (each.merits.get(group) for group in (Group.OWN, Group.OTHERS))
        words = " | ".join("-" if merit is None else f"{merit:.4f}" for merit in merits)
        yield f"| {each.share:.0%} | {words} |"
    for group, views in tuned.found.items():
        yield from _group(group, views)


def _group(group: Group, views: Mapping[str, Comparison]) -> Iterator[str]:
    yield from ("", f"## Before and after: {group}", "")
    yield "| probes | | before | after |"
    yield "|---|---|---|---|"
    for view, each in views.items():
        before, after = each.before, each.after
        yield f"| {view} | rank 1 | {_rate(before.rank_1)} | {_rate(after.rank_1)} |"
        yield f"| | FNIR at FPIR {FPIR:.0%} | {_rate(before.fnir)} | {_rate(after.fnir)} |"
        yield (
            f"| | strangers let in where {before.fnir.value:.1%} of the enrolled are missed | "
            f"{_of(before.passed, each.strangers)} | {_of(after.passed, each.strangers)} |"
        )
        old = each.old_threshold
        yield (
            f"| | at the old threshold {old.threshold:.3f} | | "
            f"FPIR {_rate(old.fpir)}, FNIR {_rate(old.fnir)} |"
        )
    counts = next(iter(views.values()))
    yield ""
    yield (
        f"{counts.mated:,} searches of enrolled people and {counts.strangers:,} of strangers; "
        "95 % intervals. The old threshold is the general network's for clean pictures."
    )


def _rate(found: Estimate) -> str:
    return f"{found.value:.1%} ({found.low:.1%} to {found.high:.1%})"


def _of(passed: int, strangers: int) -> str:
    return f"{passed:,} of {strangers:,} ({passed / strangers:.2%})"
