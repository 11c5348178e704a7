"""A progress bar for each kind of work of a command."""

from __future__ import annotations

import sys

from tqdm import tqdm


class _Quiet(tqdm):  # type: ignore[misc]  # it comes without types
    monitor_interval = 0
    """No thread beside the bar: each update draws it, at most ten times a second."""


class Bar:
    """A bar on stderr with the time that is left; another kind of work begins another."""

    def __init__(self) -> None:
        self._bar: _Quiet | None = None
        self._work = ""

    def show(self, done: int, of: int, work: str, words: str = "") -> None:
        """So many are done of this work; ``words`` stand behind the bar."""
        if self._bar is None or work != self._work or done < self._bar.n:
            self.close()
            self._bar = _Quiet(total=of, initial=done, desc=work, file=sys.stderr, miniters=1)
            self._work = work
        self._bar.set_postfix_str(words, refresh=False)
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        """End the line."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
