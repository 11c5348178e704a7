"""What a command says: answers to stdout, progress and complaints to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any, TextIO


class Terminal:
    """The two streams of a command. A progress line is redrawn where stderr is a screen."""

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.out = out or sys.stdout
        self.err = err or sys.stderr
        self._line_open = False

    def answer(self, text: str) -> None:
        """One line of the answer."""
        self.out.write(text + "\n")
        self.out.flush()

    def json(self, value: Any) -> None:
        """One line of JSON as the answer. Hangul and emoji stay readable."""
        self.answer(json.dumps(value, ensure_ascii=False))

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Rows under heads, each column as wide as its widest cell."""
        widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(len(heads))]
        for row in (heads, *rows):
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.answer("  ".join(cells).rstrip())

    def say(self, text: str) -> None:
        """A line for the person at the screen, not for a program that reads the answer."""
        self._end_line()
        self.err.write(text + "\n")
        self.err.flush()

    def progress(self, done: int, of: int, words: str) -> None:
        """How far a long job is. Only on a screen: a log file is not filled with it."""
        if not self.err.isatty():
            return
        share = done / of if of else 1.0
        bar = ("█" * round(share * 20)).ljust(20, "░")
        self.err.write(f"\r\x1b[K{bar} {done}/{of} {words}")
        self.err.flush()
        self._line_open = done < of
        if not self._line_open:
            self.err.write("\n")

    def _end_line(self) -> None:
        if self._line_open:
            self.err.write("\n")
            self._line_open = False
