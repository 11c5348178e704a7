"""Work on many pictures by as many processes as wanted, each with networks of its own.

The answers come in the order of what was asked, so nothing depends on how many processes there are.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import islice
from multiprocessing.util import Finalize
from typing import Any, Final, Protocol, TypeVar

from trainer.errors import TrainerError

_CHUNK: Final = 16
"""Pictures that a process is given at a time: a second's work, a megabyte of crops."""

_WAITING: Final = 3
"""Chunks a process that are under way, so that none waits for the reader; memory has a bound."""


class Closable(Protocol):
    """Something that holds networks."""

    def close(self) -> None:
        """Release what it holds."""
        ...


Tool = TypeVar("Tool", bound=Closable)
Item = TypeVar("Item")
Answer = TypeVar("Answer")


def answers(
    items: Sequence[Item],
    make: Callable[[], Tool],
    work: Callable[[Tool, Item], Answer],
    processes: int,
) -> Iterator[tuple[Item, Answer]]:
    """Each item with what ``work`` says of it, in order.

    ``make`` is called once in each process. With one process all happens in this one; for more,
    ``make``, ``work`` and the items can be pickled. Raises TrainerError when a process was killed,
    and what ``make`` and ``work`` raise.
    """
    if not items:
        return
    if processes == 1:
        tool = make()
        try:
            yield from ((item, work(tool, item)) for item in items)
        finally:
            tool.close()
        return
    chunks = (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))
    pool = ProcessPoolExecutor(
        processes, multiprocessing.get_context("spawn"), _begin, initargs=(make,)
    )
    under_way: deque[tuple[Sequence[Item], Future[list[Answer]]]] = deque()
    try:
        while True:
            for chunk in islice(chunks, _WAITING * processes - len(under_way)):
                under_way.append((chunk, pool.submit(partial(_work_on, work), chunk)))
            if not under_way:
                return
            chunk, future = under_way.popleft()
            yield from zip(chunk, future.result(), strict=True)
    except BrokenProcessPool as error:
        raise TrainerError(
            "A process that finds faces was killed, perhaps for want of memory.",
            "Run it again with fewer --processes; it goes on where it stopped.",
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


_make: Callable[[], Closable] | None = None
_tool: Any = None
"""Of this process, when it is one of the pool's."""


def _begin(make: Callable[[], Closable]) -> None:
    """The beginning of a process: it ends with the one that started it, and not by Ctrl+C."""
    global _make
    _make = make
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A pool whose owner was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _work_on(work: Callable[[Any, Item], Answer], chunk: Sequence[Item]) -> list[Answer]:
    """Runs in the pool. The tool is made here, so that its errors come back as answers do."""
    global _tool
    if _tool is None:
        assert _make is not None
        _tool = _make()
        Finalize(None, _tool.close, exitpriority=1)
    return [work(_tool, item) for item in chunk]
