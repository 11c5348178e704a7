"""An unexpected warning in the log fails the test, and so does an expected one that never came."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def expected_logs() -> Iterator[list[str]]:
    """A list to which a test adds a part of each warning or error that it expects in the log."""
    expected: list[str] = []
    collector = _Collector()
    logging.getLogger().addHandler(collector)
    try:
        yield expected
    finally:
        logging.getLogger().removeHandler(collector)
    said = collector.messages
    unexpected = [text for text in said if not any(part in text for part in expected)]
    absent = [part for part in expected if not any(part in text for text in said)]
    if unexpected:
        pytest.fail("Unexpected in the log: " + "\n".join(unexpected), pytrace=False)
    if absent:
        pytest.fail("Expected in the log, but not there: " + "\n".join(absent), pytrace=False)
