"""A few of the inputs of ``make bench-fuzz``: each is read, or refused in words."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.benchmarks.fuzz import fuzz, shares
from tests.benchmarks.fuzz_inputs import MAKERS

_INPUTS = 250


@pytest.mark.skipif("sys.platform == 'win32'", reason="the harness waits on pipes")
@pytest.mark.parametrize("kind", MAKERS)
def test_no_input_breaks_its_reader(kind: str) -> None:
    tally = fuzz(kind, 1, shares(_INPUTS, list(MAKERS))[kind])
    assert tally.faults == []
    assert tally.outcomes["accepted"] + tally.outcomes["refused"] > 0


@pytest.mark.parametrize("kind", MAKERS)
def test_an_input_is_made_again_by_its_seed(kind: str) -> None:
    one, again = (MAKERS[kind](random.Random(f"{kind} 7")) for _ in range(2))
    assert one == again


def test_the_harness_sees_what_it_looks_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A reader that raises what is no refusal is a fault, with the seed."""
    broken = tmp_path / "sitecustomize.py"
    broken.write_text(
        "import tests.benchmarks.fuzz_readers as readers\n"
        "readers._READERS['csv'] = lambda folder, data: {}[0]\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{Path.cwd()}", prepend=":")
    tally = fuzz("csv", 5, 2)
    assert tally.outcomes == {"faults": 2}
    assert "csv 5" in tally.faults[0]
    assert "KeyError" in tally.faults[0]
