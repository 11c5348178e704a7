"""A place for the newest of something: what nobody took in time is replaced and counted."""

from __future__ import annotations

from threading import Condition
from typing import Generic, TypeVar

T = TypeVar("T")


class NewestSlot(Generic[T]):
    """Holds one item, the newest, between a thread that makes and a thread that takes.

    Everybody may :meth:`peek`; one consumer takes. All methods may be called on any thread and
    none blocks for longer than its ``timeout``.
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._newest: T | None = None
        self._fresh = False
        self._closed = False
        self._received = 0
        self._dropped = 0

    def put(self, item: T) -> None:
        """Put ``item`` in place of what is there. Does nothing once closed."""
        with self._changed:
            if self._closed:
                return
            self._dropped += self._fresh
            self._received += 1
            self._newest, self._fresh = item, True
            self._changed.notify_all()

    def take(self, timeout: float) -> T | None:
        """The newest item that was not taken yet; None if none comes in ``timeout`` seconds.

        What was there when the slot was closed can still be taken; then the answer is None at once.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._fresh or self._closed, timeout)
            if not self._fresh:
                return None
            self._fresh = False
            self._changed.notify_all()
            return self._newest

    def peek(self) -> T | None:
        """The newest item, taken or not, without taking it; None before the first."""
        with self._changed:
            return self._newest

    def wait_taken(self, timeout: float) -> bool:
        """Whether the newest item was taken, or the slot closed, within ``timeout`` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._fresh or self._closed, timeout)

    def close(self) -> None:
        """Take nothing in any more and wake all who wait. May be called more than once."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def received(self) -> int:
        """How many items were put."""
        with self._changed:
            return self._received

    @property
    def dropped(self) -> int:
        """How many items were replaced before anybody took them."""
        with self._changed:
            return self._dropped
