"""A model card, made of the run: Mitchell et al. 2019 (Model Cards for Model Reporting).

Words about data, terms and use are read from a file that whoever trained it wrote; every number
comes from the run, the export and the evaluation.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from trainer.calibration.galleries import RATES, SIZES, thresholds
from trainer.data.shards import CropSet
from trainer.errors import ConfigUnusable
from trainer.export.exporter import Exported
from trainer.export.figures import tables


@dataclass(frozen=True, slots=True)
class Words:
    """What no run can know, each a sentence or more: a TOML file with these keys.

    ``data_terms`` and ``start_terms``: what the licences of the pictures and of the network that
    training started from allow; ``start`` is "none" for a network made from nothing.
    """

    title: str
    data: str
    data_terms: str
    start: str
    start_terms: str
    intended_use: str
    not_intended: str
    known_failures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """How the network was made. ``settings`` is the run's file, ``digest`` the SHA-256 of the
    checkpoint that was exported, ``steps`` how long it was trained, ``share`` how much of its
    weights it is made of, 0 to 1: the rest is of what the run started from."""

    settings: str
    digest: str
    steps: int
    share: float = 1.0


def read_words(path: Path) -> Words:
    """Read a card's words. Raises ConfigUnusable, naming what is missing, unknown or no text."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigUnusable(f"{path} cannot be read ({error}).", "Correct it.") from error
    names = [each.name for each in fields(Words)]
    if wrong := sorted(set(table) ^ set(names)):
        raise ConfigUnusable(
            f"{path} lacks, or does not know: {', '.join(wrong)}.", f"Give: {', '.join(names)}."
        )
    failures = table.pop("known_failures")
    texts = [*table.values(), *(failures if isinstance(failures, list) else [None])]
    if not all(isinstance(each, str) and each.strip() for each in texts):
        raise ConfigUnusable(
            f"{path} has a key that is no text.", "known_failures is a list of texts."
        )
    return Words(**table, known_failures=tuple(failures))


def card(
    words: Words,
    made: Made,
    exported: Sequence[Exported],
    crops: CropSet,
    evaluation: Mapping[str, object] | None = None,
) -> str:
    """The card as Markdown. ``evaluation`` is what ``desk-train evaluate --json`` answered."""
    parts = [
        f"# {words.title}",
        *_section("Files", _files(exported)),
        *_section("Intended use", [words.intended_use, "", f"Not intended: {words.not_intended}"]),
        *_section("Data", [words.data, "", f"Terms: {words.data_terms}", "", *_crops(crops)]),
        *_section("Started from", [words.start, "", f"Terms: {words.start_terms}"]),
        *_section("Figures", tables(evaluation) if evaluation else ["Not measured."]),
        *_section("Thresholds", _thresholds(exported)),
        *_section("Known failures", [f"- {each}" for each in words.known_failures]),
        *_section("How it was made", _how(made)),
    ]
    return "\n".join(parts) + "\n"


def _section(title: str, lines: Iterator[str] | Sequence[str]) -> list[str]:
    return ["", f"## {title}", "", *lines]


def _files(exported: Sequence[Exported]) -> Iterator[str]:
    contract = exported[0].spec.contract
    yield (
        f"{contract.width} x {contract.height} {contract.colour.upper()} in, {contract.dimension} "
        f"numbers out, compared by {contract.metric}. Licence {exported[0].spec.licence}, made by "
        f"{exported[0].spec.maker}. Time: one face, one thread, on the machine that exported."
    )
    yield ""
    yield "| file | bytes | ms a face | least cosine to the network | SHA-256 |"
    yield "|---|---|---|---|---|"
    for each in exported:
        found = each.parity
        yield (
            f"| {each.spec.file} | {each.spec.bytes:,} | {each.milliseconds:.1f} | "
            f"{found.lowest:.5f} over {found.crops} crops | `{each.spec.sha256}` |"
        )
    for each in exported:
        if each.float_layers:
            yield ""
            yield f"{each.spec.file} keeps its first {each.float_layers} convolutions in float."


def _crops(crops: CropSet) -> Iterator[str]:
    yield "| used for, or why not | crops | people |"
    yield "|---|---|---|"
    counts = Counter(crops.verdicts)
    for verdict, count in counts.items():
        people = {
            crop.person
            for crop, own in zip(crops.crops, crops.verdicts, strict=True)
            if own is verdict
        }
        yield f"| {verdict} | {count:,} | {len(people):,} |"


def _thresholds(exported: Sequence[Exported]) -> Iterator[str]:
    for each in exported:
        calibration = each.spec.contract.calibration
        yield (
            f"{each.spec.file}: {calibration.pairs:,} comparisons; {calibration.measured_on}. "
            f"Measured down to an FMR of {calibration.lowest_measured:.0e}, where the tail is off "
            f"by {each.calibrated.tail_error:+.3f}; * is extrapolated."
        )
        yield ""
        yield "| people | " + " | ".join(f"FPIR {rate:.2%}" for rate in RATES) + " |"
        yield "|---" * (len(RATES) + 1) + "|"
        found = {(one.people, one.fpir): one for one in thresholds(calibration)}
        for people in SIZES:
            row = [found[people, rate] for rate in RATES]
            cells = [f"{one.cosine:.3f}{'*' if one.extrapolated else ''}" for one in row]
            yield f"| {people:,} | " + " | ".join(cells) + " |"
        yield ""


def _how(made: Made) -> Iterator[str]:
    settings = hashlib.sha256(made.settings.encode()).hexdigest()
    yield (
        f"{made.steps:,} steps with the settings below (SHA-256 `{settings}`), exported from the "
        f"checkpoint `{made.digest}`."
    )
    if made.share < 1:
        yield ""
        yield (
            f"Its weights are {made.share:.0%} those of the checkpoint and {1 - made.share:.0%} "
            "those that the run started with."
        )
    yield ""
    yield "```toml"
    yield made.settings.strip()
    yield "```"
