"""The newest-frame slot: what it gives, what it drops, whom it wakes."""

from __future__ import annotations

import threading
import time

from desk_access.service.slot import NewestSlot


def test_it_gives_the_newest_and_counts_what_nobody_took() -> None:
    slot: NewestSlot[int] = NewestSlot()
    for number in range(5):
        slot.put(number)
    assert slot.take(0) == 4
    assert (slot.received, slot.dropped) == (5, 4)


def test_taking_each_in_turn_drops_none() -> None:
    slot: NewestSlot[int] = NewestSlot()
    for number in range(5):
        slot.put(number)
        assert slot.take(0) == number
    assert (slot.received, slot.dropped) == (5, 0)


def test_an_item_is_taken_once() -> None:
    slot: NewestSlot[str] = NewestSlot()
    slot.put("a")
    assert slot.take(0) == "a"
    assert slot.take(0.01) is None


def test_peeking_takes_nothing_and_counts_nothing() -> None:
    slot: NewestSlot[str] = NewestSlot()
    assert slot.peek() is None
    slot.put("a")
    assert slot.peek() == "a"
    slot.put("b")
    assert slot.dropped == 1
    assert slot.take(0) == "b"
    assert slot.peek() == "b"


def test_an_empty_slot_makes_the_taker_wait_for_its_timeout() -> None:
    slot: NewestSlot[str] = NewestSlot()
    before = time.monotonic()
    assert slot.take(0.1) is None
    assert time.monotonic() - before >= 0.09


def test_a_waiting_taker_gets_what_is_put() -> None:
    slot: NewestSlot[str] = NewestSlot()
    got: list[str | None] = []
    taker = threading.Thread(target=lambda: got.append(slot.take(30)))
    taker.start()
    slot.put("a")
    taker.join()
    assert got == ["a"]


def test_closing_wakes_all_who_wait_and_refuses_what_comes_after() -> None:
    slot: NewestSlot[str] = NewestSlot()
    got: list[str | None] = []
    takers = [threading.Thread(target=lambda: got.append(slot.take(30))) for _ in range(3)]
    for taker in takers:
        taker.start()
    slot.close()
    slot.close()
    for taker in takers:
        taker.join()
    slot.put("late")
    assert got == [None] * 3
    assert slot.peek() is None
    assert slot.received == 0


def test_the_last_item_can_be_taken_after_closing() -> None:
    slot: NewestSlot[str] = NewestSlot()
    slot.put("a")
    slot.close()
    assert slot.take(30) == "a"
    assert slot.take(30) is None


def test_the_maker_can_wait_until_its_item_was_taken() -> None:
    slot: NewestSlot[str] = NewestSlot()
    assert slot.wait_taken(0)
    slot.put("a")
    assert not slot.wait_taken(0.01)
    slot.take(0)
    assert slot.wait_taken(0)


def test_every_item_is_either_taken_or_dropped_however_many_threads_work() -> None:
    slot: NewestSlot[int] = NewestSlot()
    taken: list[int] = []

    def take() -> None:
        while (item := slot.take(30)) is not None:
            taken.append(item)

    def put() -> None:
        for number in range(2000):
            slot.put(number)

    taker = threading.Thread(target=take)
    makers = [threading.Thread(target=put) for _ in range(3)]
    for thread in [taker, *makers]:
        thread.start()
    for maker in makers:
        maker.join()
    slot.close()
    taker.join()
    assert slot.received == 6000
    assert len(taken) + slot.dropped == 6000
