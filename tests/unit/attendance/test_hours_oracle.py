"""The engine of hours against an oracle that counts minutes: a few hundred cases of each group.

``make bench-hours-oracle`` runs ten thousand of each.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.benchmarks import hours_oracle
from tests.oracles import cases, comparing, counted, hours, planned

CASES = {"boundary": 250, "breaks": 300, "trips": 300, "closing": 300, "weeks": 200, "clocks": 300}


@pytest.mark.parametrize("group", cases.GROUPS)
def test_the_engine_counts_as_the_oracle_does(group: str) -> None:
    for number in range(CASES[group]):
        disagreement = comparing.compared(group, 20261201, number, comparing.engine_reads)
        assert disagreement is None, str(disagreement)


def test_a_case_is_known_by_its_group_seed_and_number() -> None:
    for group in cases.GROUPS:
        assert cases.case(group, 7, 3) == cases.case(group, 7, 3)
        assert cases.case(group, 7, 3) != cases.case(group, 8, 3)


def test_the_oracle_uses_nothing_of_the_engine() -> None:
    for module in (planned, counted, hours, cases):
        assert module.__file__ is not None
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        names = set(_imported(tree))
        assert not {name for name in names if name.startswith("desk_access.attendance")}, module


def test_a_disagreement_says_how_to_have_the_case_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    some = ["--group", "breaks", "--cases", "20"]
    assert hours_oracle.main(some) == 0
    assert "20 agreed       0 disagreed" in capsys.readouterr().out

    def reads(case: hours.Case) -> list[hours.OracleDay]:
        return [replace(day, due=day.due - 1) for day in comparing.engine_reads(case)]

    assert hours_oracle.main(some, reads) == 1
    told = capsys.readouterr().out
    assert "--group breaks --seed 1 --case 0" in told
    assert "oracle 2026-03-02 workday" in told
    assert "engine 2026-03-02 workday" in told


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
