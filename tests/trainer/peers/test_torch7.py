from __future__ import annotations

import numpy as np
import pytest

from tests.trainer.peers.files import layer, reference, storage, t7, tensor_head
from trainer.errors import DataUnusable
from trainer.peers.torch7 import TorchObject, read_torch7


@pytest.mark.parametrize("value", [None, True, False, 2.5, -3.0, "nn", ""])
def test_plain_values_read_back(value: object) -> None:
    found = read_torch7(t7(value))
    assert found == value
    assert type(found) is type(value)


def test_tables_keep_their_keys() -> None:
    assert read_torch7(t7({1: "a", "b": {"c": None}})) == {1.0: "a", "b": {"c": None}}


def test_a_tensor_reads_back_with_its_shape() -> None:
    numbers = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    found = read_torch7(t7(numbers))
    assert isinstance(found, np.ndarray)
    np.testing.assert_array_equal(found, numbers)


def test_a_tensor_may_be_part_of_a_storage_in_any_order() -> None:
    numbers = np.arange(10, dtype=np.float32)
    file = (
        reference(4, 1)
        + tensor_head("torch.FloatTensor", (2, 3), (1, 2), first=3)
        + reference(4, 2)
        + storage(numbers)
    )
    found = read_torch7(file)
    np.testing.assert_array_equal(found, [[2, 4, 6], [3, 5, 7]])


def test_an_empty_tensor_has_no_storage() -> None:
    file = reference(4, 1) + tensor_head("torch.FloatTensor", (), (), first=1) + t7(None)
    found = read_torch7(file)
    assert isinstance(found, np.ndarray)
    assert found.size == 0


def test_what_is_named_twice_is_one_object() -> None:
    shared = np.ones(3, np.float32)
    found = read_torch7(t7({"first": shared, "second": shared, "table": {}}))
    assert isinstance(found, dict)
    assert found["first"] is found["second"]


def test_a_table_may_hold_itself() -> None:
    table: dict[object, object] = {}
    table["self"] = table
    found = read_torch7(t7(table))
    assert isinstance(found, dict)
    assert found["self"] is found


def test_an_object_gives_its_fields_by_kind() -> None:
    made = read_torch7(
        t7(layer("Sequential", layer("ReLU"), layer("Sqrt"), size=3, eps=0.5, train=True))
    )
    assert isinstance(made, TorchObject)
    assert made.kind == "nn.Sequential"
    assert [inner.kind for inner in made.modules()] == ["nn.ReLU", "nn.Sqrt"]
    assert (made.whole("size"), made.number("eps"), made.flag("train")) == (3, 0.5, True)


def test_a_field_that_is_absent_or_another_kind_is_named() -> None:
    made = TorchObject("nn.Linear", {"eps": 0.5, "modules": {1.0: "x"}})
    for ask in (
        lambda: made.array("weight"),
        lambda: made.whole("eps"),
        lambda: made.flag("eps"),
        lambda: made.object("eps"),
        made.modules,
    ):
        with pytest.raises(DataUnusable, match=r"nn\.Linear has no (weight|eps|modules)"):
            ask()


def test_a_file_that_ends_early_is_refused_wherever_it_ends() -> None:
    whole = t7({"a": np.ones((2, 2), np.float32), "b": layer("ReLU", layer("Sqrt"))})
    for length in range(len(whole)):
        with pytest.raises(DataUnusable, match="no whole file"):
            read_torch7(whole[:length])


@pytest.mark.parametrize(
    "file",
    [
        b"PK\x03\x04 something else altogether",
        reference(6, 1),  # a function: it would be code
        reference(2, -1),  # a text of less than nothing
        reference(4, 1) + tensor_head("torch.FloatTensor", (5,), (1,), 7) + t7(None)[:0],
        reference(4, 1)
        + tensor_head("torch.FloatTensor", (1 << 40,), (1,), 1)
        + reference(4, 2)
        + storage(np.ones(4, np.float32)),
        reference(4, 1)
        + tensor_head("torch.FloatTensor", (2,), (-1,), 2)
        + reference(4, 2)
        + storage(np.ones(4, np.float32)),
        reference(4, 1) + tensor_head("torch.FloatTensor", (2,), (1,), 1) + t7("no storage"),
        reference(3, 1) + reference(1, 0)[:4] + t7({})[:4] + reference(2, 1) + t7({1: 2})[8:],
        t7(layer("ReLU")).replace(b"V 1", b"V 2"),
    ],
)
def test_what_is_no_such_file_is_refused(file: bytes) -> None:
    with pytest.raises(DataUnusable, match="no whole file of Lua Torch"):
        read_torch7(file)


def test_nesting_without_end_is_refused() -> None:
    file = b"".join(
        reference(3, number) + reference(1, 0)[:4] + t7(True) for number in range(1, 9000)
    )
    with pytest.raises(DataUnusable, match="no whole file of Lua Torch"):
        read_torch7(file)
