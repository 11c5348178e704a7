from __future__ import annotations

import inspect
import pickle
import re

from desk_access import errors
from desk_access.errors import DeskAccessError, ModelRejected, SourceUnavailable

CLASSES = [
    each
    for _, each in inspect.getmembers(errors, inspect.isclass)
    if each.__module__ == errors.__name__ and issubclass(each, Exception)
]


def test_a_failure_reads_as_what_happened_and_the_cure() -> None:
    error = SourceUnavailable("Camera 1 stopped answering.", "Check its cable.")
    assert str(error) == "Camera 1 stopped answering. Check its cable."
    assert (error.what, error.cure) == ("Camera 1 stopped answering.", "Check its cable.")


def test_without_a_cure_nothing_trails() -> None:
    assert str(DeskAccessError("It broke.")) == "It broke."


def test_a_failure_is_always_one_line() -> None:
    error = DeskAccessError("The name\nKim\tbroke\r\nit.", " Take\n another. ")
    assert str(error) == "The name Kim broke it. Take another."


def test_a_failure_survives_the_way_between_processes() -> None:
    error = pickle.loads(pickle.dumps(ModelRejected("The file is another.", "Get it again.")))
    assert type(error) is ModelRejected
    assert str(error) == "The file is another. Get it again."


def drawn_tree() -> dict[str, str | None]:
    """Each name drawn in the module's docstring, with the name it hangs from."""
    drawn: dict[str, str | None] = {}
    path: list[str] = []
    for found in re.finditer(r"^([ │├└─]*)([A-Z]\w+) {2,}\S", errors.__doc__ or "", re.MULTILINE):
        depth = (len(found[1]) - 4) // 4
        path[depth:] = [found[2]]
        drawn[found[2]] = path[depth - 1] if depth else None
    return drawn


def test_the_drawn_tree_is_the_real_one() -> None:
    real = {each.__name__: each.__bases__[0].__name__ for each in CLASSES}
    assert drawn_tree() == {**real, "DeskAccessError": None}
