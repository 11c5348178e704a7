"""The gallery's index: whose template is nearest, and who comes next."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_access.model.arrays import Vector
from desk_access.model.person import Template
from desk_access.vision.match import GalleryIndex
from tests.fakes import fake_vector

DIGEST = "f" * 64


def template(person: int, who: int) -> Template:
    return Template(person, fake_vector(who), DIGEST)


def between(one: int, other: int, share: float) -> Vector:
    mixed = (1 - share) * fake_vector(one) + share * fake_vector(other)
    return (mixed / np.linalg.norm(mixed)).astype(np.float32)


def test_the_nearest_person_is_found() -> None:
    index = GalleryIndex.of([template(7, 1), template(3, 2), template(5, 3)], DIGEST)
    assert index.people == 3
    assert list(index.person_ids) == [3, 5, 7]
    for person, who in ((7, 1), (3, 2), (5, 3)):
        match = index.search(fake_vector(who))
        assert match is not None
        assert match.person_id == person
        assert match.score == pytest.approx(1.0, abs=1e-5)


def test_a_persons_score_is_the_cosine_to_the_middle_of_their_templates() -> None:
    """In whatever order the templates come."""
    rows = [template(1, 10), template(2, 20), template(1, 11), template(2, 21), template(1, 12)]
    index = GalleryIndex.of(rows, DIGEST)
    assert index.people == 2
    for of, person in (((10, 11, 12), 1), ((20, 21), 2)):
        middle = np.sum([fake_vector(who) for who in of], axis=0)
        match = index.search((middle / np.linalg.norm(middle)).astype(np.float32))
        assert match is not None
        assert match.person_id == person
        assert match.score == pytest.approx(1.0, abs=1e-5)


def test_the_runner_up_is_another_person() -> None:
    """Not the same person's second template, however near."""
    probe = between(10, 20, 0.3)
    index = GalleryIndex.of([template(1, 10), Template(1, probe, DIGEST), template(2, 20)], DIGEST)
    match = index.search(probe)
    assert match is not None
    assert match.person_id == 1
    assert match.runner_up == pytest.approx(float(probe @ fake_vector(20)), abs=1e-5)
    assert match.margin == pytest.approx(match.score - match.runner_up)


def test_templates_that_cancel_each_other_out_resemble_nobody() -> None:
    opposite = Template(1, -fake_vector(10), DIGEST)
    index = GalleryIndex.of([template(1, 10), opposite], DIGEST)
    assert index.scores(fake_vector(10)).tolist() == [0.0]


def test_more_templates_move_the_middle() -> None:
    index = GalleryIndex.of([template(1, 10), template(2, 20)], DIGEST)
    more = index.plus([template(1, 11)])
    whole = GalleryIndex.of([template(1, 10), template(2, 20), template(1, 11)], DIGEST)
    probe = between(10, 20, 0.5)
    assert more.scores(probe).tolist() == pytest.approx(whole.scores(probe).tolist(), abs=1e-6)


def test_the_nearest_template_is_that_person_s_alone() -> None:
    index = GalleryIndex.of([template(1, 10), template(1, 11), template(2, 20)], DIGEST)
    assert index.nearest_template(1, fake_vector(11)) == pytest.approx(1.0, abs=1e-5)
    assert index.nearest_template(2, fake_vector(11)) == pytest.approx(
        float(fake_vector(20) @ fake_vector(11)), abs=1e-5
    )
    assert index.nearest_template(3, fake_vector(11)) is None


def test_one_person_has_no_runner_up() -> None:
    match = GalleryIndex.of([template(1, 10), template(1, 11)], DIGEST).search(fake_vector(10))
    assert match is not None
    assert match.runner_up is None
    assert match.margin is None


def test_an_empty_gallery_knows_nobody() -> None:
    index = GalleryIndex.of([], DIGEST)
    assert index.people == 0
    assert index.search(fake_vector(1)) is None
    assert index.scores(fake_vector(1)).shape == (0,)


def test_a_probe_of_another_length_is_refused() -> None:
    index = GalleryIndex.of([template(1, 10)], DIGEST)
    with pytest.raises(ValueError, match="256 values a template"):
        index.search(np.array([1, 0, 0], np.float32))


def test_templates_of_another_model_are_refused() -> None:
    with pytest.raises(ValueError, match="another model"):
        GalleryIndex.of([template(1, 10), Template(2, fake_vector(11), "0" * 64)], DIGEST)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 9)), min_size=1, max_size=20))
def test_scores_are_those_of_an_explicit_loop(rows: list[tuple[int, int]]) -> None:
    index = GalleryIndex.of([template(person, who) for person, who in rows], DIGEST)
    probe = between(0, 5, 0.4)
    found = dict(zip(index.person_ids.tolist(), index.scores(probe).tolist(), strict=True))
    assert set(found) == {person for person, _ in rows}
    for person, score in found.items():
        total = np.zeros_like(probe)
        for owner, who in rows:
            if owner == person:
                total += fake_vector(who)
        assert score == pytest.approx(float(total @ probe / np.linalg.norm(total)), abs=1e-5)
