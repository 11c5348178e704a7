"""The thread that owns the networks."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from desk_access.errors import ModelMissing
from desk_access.service.workbench import Tools, Workbench
from tests.fakes import FakeFinder
from tests.unit.service.scene import make_tools


def name_of_thread(_tools: Tools) -> str:
    return threading.current_thread().name


class Workshop:
    """Builds networks, or cannot, and remembers them."""

    def __init__(self) -> None:
        self.finders: list[FakeFinder] = []
        self.threads: set[str] = set()
        self.missing = False

    def __call__(self) -> Tools:
        self.threads.add(threading.current_thread().name)
        if self.missing:
            raise ModelMissing("The model file is not there.", "Get it.")
        self.finders.append(FakeFinder())
        return make_tools(self.finders[-1])


@pytest.fixture
def shop() -> Workshop:
    return Workshop()


def test_networks_are_made_once_and_used_on_one_thread(shop: Workshop) -> None:
    bench = Workbench(shop)
    try:
        assert shop.finders == []  # not before they are needed
        assert bench.device is None
        threads = {bench.run(name_of_thread) for _ in range(3)}
        assert len(shop.finders) == 1
        assert threads == shop.threads
        assert threading.current_thread().name not in threads
        assert bench.device is not None
        assert bench.device.text == "CPU"
    finally:
        bench.close()


def test_what_work_returns_or_raises_comes_back(shop: Workshop) -> None:
    bench = Workbench(shop)
    try:
        assert bench.run(lambda tools: tools.embedder.digest) == "f" * 64
        with pytest.raises(ZeroDivisionError):
            bench.run(lambda _: 1 // 0)
        assert bench.run(lambda _: 7) == 7
    finally:
        bench.close()


def test_a_missing_model_is_told_and_tried_again(shop: Workshop) -> None:
    shop.missing = True
    bench = Workbench(shop)
    try:
        for _ in range(2):
            with pytest.raises(ModelMissing):
                bench.run(name_of_thread)
        assert bench.device is None
        shop.missing = False
        assert bench.run(lambda tools: tools.finder) is shop.finders[0]
    finally:
        bench.close()


def test_work_is_done_one_piece_after_the_other(shop: Workshop) -> None:
    bench = Workbench(shop)
    inside = 0
    most = 0

    def work(_tools: Tools) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        inside -= 1

    try:
        with ThreadPoolExecutor(8) as pool:
            for done in [pool.submit(bench.run, work) for _ in range(80)]:
                done.result()
    finally:
        bench.close()
    assert most == 1


def test_other_networks_take_the_place_of_the_old(shop: Workshop) -> None:
    bench, other = Workbench(shop), Workshop()
    try:
        bench.run(name_of_thread)
        bench.rebuild(other)
        assert shop.finders[0].closed
        assert other.finders == []
        assert bench.device is None
        assert bench.run(lambda tools: tools.finder) is other.finders[0]
        bench.rebuild(shop)
        bench.rebuild(other)  # what was never made need not be released
        assert len(shop.finders) == 1
    finally:
        bench.close()
    assert other.finders[0].closed


def test_closing_finishes_the_work_and_releases_the_networks(shop: Workshop) -> None:
    bench = Workbench(shop)
    begun, go_on = threading.Event(), threading.Event()

    def slow(_tools: Tools) -> bool:
        begun.set()
        return go_on.wait(20)

    first, second = bench.submit(slow), bench.submit(lambda tools: tools.finder)
    assert begun.wait(20)
    closing = threading.Thread(target=bench.close)
    closing.start()
    go_on.set()
    closing.join(20)
    assert first.result() is True
    assert second.result() is shop.finders[0]
    assert shop.finders[0].closed
    with pytest.raises(RuntimeError):
        bench.run(name_of_thread)


def test_closing_an_unused_workbench_makes_no_networks(shop: Workshop) -> None:
    Workbench(shop).close()
    assert shop.finders == []


def test_networks_that_cannot_be_released_do_not_keep_the_thread() -> None:
    class Stuck(FakeFinder):
        def close(self) -> None:
            raise OSError("stuck")

    bench = Workbench(lambda: make_tools(Stuck()))
    bench.run(name_of_thread)
    with pytest.raises(OSError, match="stuck"):
        bench.close()
