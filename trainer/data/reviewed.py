"""``review.csv`` as somebody gives it back who looked at the findings."""

from __future__ import annotations

import csv
from pathlib import Path

from trainer.data.shards import Verdict
from trainer.errors import DataUnusable


def decided_verdicts(path: Path) -> dict[str, Verdict]:
    """The verdicts of somebody who looked: each source with TRAIN or why it goes.

    Raises DataUnusable.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = [(row["source"], Verdict(row["verdict"])) for row in csv.DictReader(stream)]
    except (OSError, ValueError, LookupError) as error:
        raise DataUnusable(
            f"{path} is no list of verdicts.",
            f"It needs the columns source and verdict, which is one of: {', '.join(Verdict)}.",
        ) from error
    return {
        source: Verdict.TRAIN if verdict is Verdict.VALIDATION else verdict
        for source, verdict in rows
    }
