"""Answers to stdout; progress and complaints to stderr, redrawn only on a screen."""

from __future__ import annotations

import io

from desk_access.cli.terminal import Terminal


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_answers_and_complaints_do_not_mix() -> None:
    out, err = io.StringIO(), io.StringIO()
    terminal = Terminal(out, err)
    terminal.json({"name": "김 🙂"})
    terminal.say("Careful.")
    terminal.progress(1, 2, "half")
    assert out.getvalue() == '{"name": "김 🙂"}\n'
    assert err.getvalue() == "Careful.\n"  # a file is not filled with progress


def test_a_table_is_as_wide_as_its_cells() -> None:
    out = io.StringIO()
    Terminal(out, io.StringIO()).table(("code", "name"), [("1", "Kim"), ("10000", "Lee")])
    assert out.getvalue().splitlines() == ["code   name", "1      Kim", "10000  Lee"]


def test_progress_is_redrawn_and_a_complaint_gets_a_line_of_its_own() -> None:
    err = Screen()
    terminal = Terminal(io.StringIO(), err)
    terminal.progress(1, 2, "half")
    terminal.say("Careful.")
    terminal.progress(2, 2, "done")
    drawn = err.getvalue()
    assert drawn.count("\r\x1b[K") == 2
    assert "\nCareful.\n" in drawn
    assert drawn.endswith("2/2 done\n")
