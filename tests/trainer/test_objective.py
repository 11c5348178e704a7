from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn.functional import normalize

from trainer.errors import ConfigUnusable
from trainer.losses.arcface import ArcFaceLoss
from trainer.objective import Objective
from trainer.settings import Settings, parse_settings

RNG = np.random.default_rng(2)
PEOPLE = np.array([0, 0, 1, -1, 2, 2], np.int64)
TAUGHT = normalize(torch.from_numpy(RNG.normal(size=(6, 4)).astype(np.float32))).numpy()
CROPS = torch.tensor([0, 1, 2, 4, 5])
EMBEDDINGS = torch.from_numpy(RNG.normal(size=(5, 4)).astype(np.float32))


def _settings(*changes: str) -> Settings:
    text = '[backbone]\nkind = "mobilefacenet"\n[loss]\nkind = "triplet"\nmargin = 0.2\n'
    return parse_settings(text, ["loss.mining=all", *changes])


def _value(*changes: str) -> float:
    return float(Objective(_settings(*changes), PEOPLE, TAUGHT, 4)(EMBEDDINGS, CROPS).value)


def test_weighted_terms_add_up() -> None:
    file = "teacher.file=a.onnx"
    teacher = _value(file, "loss_weight=0")
    centres = _value(file, "loss_weight=0", "teacher.weight=0", "teacher.bank_weight=1")
    limit = _value(file, "loss_weight=0", "teacher.weight=0", "teacher.limit_weight=1")
    assert min(_loss(), teacher, centres, limit) > 0
    together = _value(
        file, "loss_weight=2", "teacher.weight=3", "teacher.bank_weight=4", "teacher.limit_weight=5"
    )
    expected = 2 * _loss() + 3 * teacher + 4 * centres + 5 * limit
    assert together == pytest.approx(expected, rel=1e-5)


def _loss() -> float:
    objective = Objective(_settings(), PEOPLE, None, 4)
    return float(objective(EMBEDDINGS, CROPS).value)


def test_parts_are_told_unweighted() -> None:
    objective = Objective(
        _settings("teacher.file=a.onnx", "loss_weight=2", "teacher.bank_weight=4"),
        PEOPLE, TAUGHT, 4,
    )  # fmt: skip
    step = objective(EMBEDDINGS, CROPS)
    assert set(step.parts) == {"loss", "active", "teacher", "centres", "centres_active"}
    assert step.parts["loss"] == pytest.approx(_loss(), rel=1e-5)


def test_centres_are_of_those_who_are_trained_on() -> None:
    objective = Objective(
        _settings("teacher.file=a.onnx", "teacher.bank_weight=1"), PEOPLE, TAUGHT, 4
    )
    assert objective.centres is not None
    expected = [TAUGHT[person == PEOPLE].mean(axis=0) for person in range(3)]
    expected = [each / np.linalg.norm(each) for each in expected]
    assert np.allclose(objective.centres.centres.numpy(), expected, atol=1e-6)


def test_only_class_weights_go_into_a_checkpoint() -> None:
    with_teacher = Objective(_settings("teacher.file=a.onnx"), PEOPLE, TAUGHT, 4)
    assert with_teacher.state_dict() == {}
    classes = Objective(_settings("loss.kind=arcface", "loss.margin=0.5"), PEOPLE, None, 4)
    assert isinstance(classes.loss, ArcFaceLoss)
    assert [sorted(each.shape) for each in classes.parameters()] == [[3, 4]]
    assert len(classes.state_dict()) == 1


def test_a_teacher_of_another_dimension_is_refused() -> None:
    with pytest.raises(ConfigUnusable, match="The teacher gives 4 numbers a face, the network 8"):
        Objective(_settings("teacher.file=a.onnx"), PEOPLE, TAUGHT, 8)
