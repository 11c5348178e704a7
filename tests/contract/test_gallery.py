"""What every Gallery does."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest

from desk_access.errors import AlreadyEnrolled, EnrolmentRefused, PersonNotFound
from desk_access.model.importing import Named
from desk_access.model.person import Person
from desk_access.model.punch import PunchFilter
from desk_access.ports import Gallery
from tests.contract.stores import ADAPTERS, Stores
from tests.records import MODEL, START, append, picture, portraits, template

OTHER_MODEL = "b" * 64


@pytest.fixture(params=ADAPTERS)
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    with ADAPTERS[request.param](tmp_path) as stores:
        yield stores


@pytest.fixture
def gallery(stores: Stores) -> Gallery:
    return stores.gallery


def enrol(gallery: Gallery, code: str = "E7", name: str = "Kim Hamil", group: str = "") -> Person:
    return gallery.enrol(code, name, group, portraits(ascii(code)), START)


def names(people: list[Person]) -> list[str]:
    return [person.name for person in people]


def test_a_new_gallery_is_empty(gallery: Gallery) -> None:
    assert gallery.people() == []
    assert gallery.templates(MODEL) == []
    assert dict(gallery.template_counts()) == {}
    assert list(gallery.all_pictures()) == []


def test_gives_back_whom_it_enrolled(gallery: Gallery) -> None:
    made = gallery.enrol("E7", "Kim Hamil", "Office", portraits("E7", 3), START)
    assert made == Person(made.person_id, "E7", "Kim Hamil", "Office", START, True, 3)
    assert gallery.person("E7") == made
    assert gallery.people() == [made]


def test_keeps_the_moment_whatever_zone_it_came_in(gallery: Gallery) -> None:
    seoul = START.astimezone(timezone(timedelta(hours=9)))
    made = gallery.enrol("E7", "Kim", "", [], seoul)
    assert made.enrolled_at == START
    assert made.enrolled_at.tzinfo is UTC


def test_keeps_pictures_bit_by_bit_in_the_order_they_were_taken(gallery: Gallery) -> None:
    first, second = portraits("E7")
    made = gallery.enrol("E7", "Kim", "", [second, first], START)
    kept = gallery.pictures(made.person_id)
    assert [one.taken_at for one in kept] == [first[0].taken_at, second[0].taken_at]
    assert kept[0].jpeg == first[0].jpeg
    assert kept[0].quality == first[0].quality
    np.testing.assert_array_equal(kept[0].points, first[0].points)


def test_a_template_belongs_to_the_person_it_was_enrolled_with(gallery: Gallery) -> None:
    enrol(gallery, "E1", "Lee")
    kim = gallery.enrol(
        "E7", "Kim", "", [(picture("k"), template("k")), (picture("l"), None)], START
    )
    found = [one for one in gallery.templates(MODEL) if one.person_id == kim.person_id]
    assert len(found) == 1
    np.testing.assert_array_equal(found[0].vector, template("k").vector)
    assert found[0].vector.dtype == np.float32
    assert kim.pictures == 2


def test_templates_of_another_model_are_never_given(gallery: Gallery) -> None:
    enrol(gallery)
    gallery.enrol("E8", "Lee", "", portraits("E8", 3, OTHER_MODEL), START)
    assert len(gallery.templates(MODEL)) == 2
    assert len(gallery.templates(OTHER_MODEL)) == 3
    assert dict(gallery.template_counts()) == {MODEL: 2, OTHER_MODEL: 3}
    assert gallery.templates("c" * 64) == []


def test_the_thumbnail_is_the_best_picture(gallery: Gallery) -> None:
    shots = [(picture("a", 0.4), None), (picture("b", 0.9), None), (picture("c", 0.6), None)]
    made = gallery.enrol("E7", "Kim", "", shots, START)
    assert gallery.thumbnail(made.person_id) == picture("b").jpeg
    assert gallery.thumbnail(made.person_id + 1) is None


def test_a_taken_code_is_refused_with_the_name_and_changes_nothing(gallery: Gallery) -> None:
    enrol(gallery)
    with pytest.raises(AlreadyEnrolled, match="Kim Hamil"):
        gallery.enrol("E7", "Lee", "", portraits("lee", 3), START)
    assert names(gallery.people()) == ["Kim Hamil"]
    assert len(gallery.templates(MODEL)) == 2


@pytest.mark.parametrize(
    "name",
    ["O'Brien; DROP TABLE person; --", 'Kim "Kimmy" \\', "김하밀", "Zoë 🧑‍🏭", "=1+1", "100%_"],
)
def test_any_name_comes_back_as_it_was(gallery: Gallery, name: str) -> None:
    enrol(gallery, "E7", name)
    enrol(gallery, "E8", "Somebody else")
    assert gallery.person("E7").name == name
    assert names(gallery.people(name)) == [name]


def test_hangul_in_pieces_is_the_same_name_and_code(gallery: Gallery) -> None:
    pieces = unicodedata.normalize("NFD", "김하밀")
    made = enrol(gallery, pieces, pieces)
    assert made.name == "김하밀"
    assert gallery.person("김하밀") == made == gallery.person(pieces)
    assert gallery.people("하") == [made] == gallery.people(unicodedata.normalize("NFD", "하"))


@pytest.mark.parametrize(
    ("code", "name", "told"),
    [
        ("", "Kim", "code"),
        ("  ", "Kim", "code"),
        ("E7", "\t", "name"),
        ("E7", "Kim\nLee", "name"),
        ("E7", "Kim\x00", "name"),
        ("E7", "Kim\udce9", "name"),
        ("E7", "K" * 1000, "name"),
        ("\udcff", "Kim", "code"),
    ],
)
def test_words_that_cannot_be_kept_are_refused(
    gallery: Gallery, code: str, name: str, told: str
) -> None:
    with pytest.raises(EnrolmentRefused, match=told):
        enrol(gallery, code, name)
    assert gallery.people() == []


@pytest.mark.parametrize("search", ["KIM", "e7", "büro", "BÜRO", " kim ", "amil"])
def test_searches_code_name_and_group_in_any_case(gallery: Gallery, search: str) -> None:
    enrol(gallery, "E7", "Kim Hamil", "Büro")
    enrol(gallery, "W1", "Lee", "Werkstatt")
    assert names(gallery.people(search)) == ["Kim Hamil"]


@pytest.mark.parametrize("search", ["%", "_", "nobody", "\udce9"])
def test_searches_for_what_is_typed_and_nothing_else(gallery: Gallery, search: str) -> None:
    enrol(gallery)
    assert gallery.people(search) == []


def test_people_come_by_name(gallery: Gallery) -> None:
    for code, name in [("1", "lee"), ("2", "Kim"), ("3", "Aoki"), ("4", "Kim")]:
        enrol(gallery, code, name)
    assert [one.code for one in gallery.people()] == ["3", "2", "4", "1"]


def test_renames(gallery: Gallery) -> None:
    made = enrol(gallery)
    renamed = gallery.rename("E7", "Kim Lee", "Lab")
    assert renamed == gallery.person("E7")
    assert (renamed.name, renamed.group, renamed.person_id) == ("Kim Lee", "Lab", made.person_id)
    with pytest.raises(EnrolmentRefused):
        gallery.rename("E7", "", "")


def test_renames_many_or_nobody(gallery: Gallery) -> None:
    enrol(gallery, "E7", "Kim Hamil", "Lab")
    enrol(gallery, "E8", "Lee", "Lab")
    gallery.rename_all([Named("E7", "Kim Lee", None), Named("E8", "Lee", "Shop")])
    assert [(p.name, p.group) for p in gallery.people()] == [("Kim Lee", "Lab"), ("Lee", "Shop")]
    with pytest.raises(PersonNotFound):
        gallery.rename_all([Named("E7", "Park", None), Named("E9", "Choi", None)])
    with pytest.raises(EnrolmentRefused):
        gallery.rename_all([Named("E7", "Park", None), Named("E8", "", None)])
    assert names(gallery.people()) == ["Kim Lee", "Lee"]


@pytest.mark.parametrize("code", ["E8", "", "\udce9", "' OR 1=1 --"])
def test_nobody_has_an_unknown_code(gallery: Gallery, code: str) -> None:
    enrol(gallery)
    for action in (gallery.person, gallery.remove, gallery.erase):
        with pytest.raises(PersonNotFound):
            action(code)
    with pytest.raises(PersonNotFound):
        gallery.rename(code, "Lee", "")
    assert len(gallery.people()) == 1


def test_a_removed_person_is_gone_but_named_in_the_log(stores: Stores) -> None:
    gallery = stores.gallery
    made = enrol(gallery)
    append(stores.ledger, made, 0)
    gallery.remove("E7")
    assert gallery.people() == []
    assert gallery.templates(MODEL) == []
    assert dict(gallery.template_counts()) == {}
    assert gallery.pictures(made.person_id) == []
    assert list(gallery.all_pictures()) == []
    assert not gallery.person("E7").active
    assert [punch.name for punch in stores.ledger.query(PunchFilter())] == ["Kim Hamil"]
    assert stores.ledger.picture(1) is not None
    with pytest.raises(PersonNotFound):
        gallery.remove("E7")


def test_a_removed_code_may_be_enrolled_again_and_keeps_its_punches(stores: Stores) -> None:
    made = enrol(stores.gallery)
    append(stores.ledger, made, 0)
    stores.gallery.remove("E7")
    later = START + timedelta(days=9)
    again = stores.gallery.enrol("E7", "Kim H.", "Lab", portraits("new", 3), later)
    assert again == Person(made.person_id, "E7", "Kim H.", "Lab", later, True, 3)
    assert len(stores.gallery.templates(MODEL)) == 3
    last = stores.ledger.last(again.person_id)
    assert last is not None
    assert last.name == "Kim H."


@pytest.mark.parametrize("removed_before", [False, True])
def test_an_erased_persons_punches_stay_under_a_code_of_nobody(
    stores: Stores, removed_before: bool
) -> None:
    gallery, ledger = stores.gallery, stores.ledger
    kim, lee = enrol(gallery), enrol(gallery, "E8", "Lee")
    append(ledger, kim, 0)
    append(ledger, lee, 1)
    if removed_before:
        gallery.remove("E7")
    kept_as = gallery.erase("E7").kept_as
    with pytest.raises(PersonNotFound):
        gallery.person("E7")
    assert names(gallery.people()) == ["Lee"]
    assert gallery.pictures(kim.person_id) == []
    assert len(gallery.templates(MODEL)) == 2
    assert ledger.query(PunchFilter(person_code="E7")) == []
    (punch,) = ledger.query(PunchFilter(person_code=kept_as))
    assert (punch.name, punch.entry.person_code) == ("", kept_as)
    assert ledger.picture(1) is None
    assert ledger.picture(2) is not None
    assert ledger.verify().intact


def test_an_erased_persons_punches_never_fall_to_somebody_new(stores: Stores) -> None:
    kim = enrol(stores.gallery)
    append(stores.ledger, kim, 0)
    stores.gallery.erase("E7")
    new = enrol(stores.gallery, "E7", "Lee")
    assert new.person_id != kim.person_id
    assert stores.ledger.last(new.person_id) is None
    assert stores.ledger.query(PunchFilter())[0].name == ""


def test_all_pictures_come_with_their_numbers(gallery: Gallery) -> None:
    kim, lee = enrol(gallery), enrol(gallery, "E8", "Lee")
    found = list(gallery.all_pictures())
    assert len({number for number, _, _ in found}) == 4
    assert [person for _, person, _ in found] == [kim.person_id] * 2 + [lee.person_id] * 2
    assert found[0][2].jpeg == portraits(ascii("E7"))[0][0].jpeg


def test_the_gallery_may_change_while_all_pictures_are_read(gallery: Gallery) -> None:
    enrol(gallery)
    lee = enrol(gallery, "E8", "Lee")
    reading = gallery.all_pictures()
    next(reading)
    gallery.remove("E7")
    assert [person for _, person, _ in reading] == [lee.person_id] * 2


def test_replaces_the_templates_of_all_models(gallery: Gallery) -> None:
    kim = enrol(gallery)
    gallery.enrol("E8", "Lee", "", portraits("E8", 2, OTHER_MODEL), START)
    new = "c" * 64
    made = {number: template(f"new {number}", new, 512) for number, _, _ in gallery.all_pictures()}
    made.popitem()
    gallery.replace_templates(new, {**made, 10**6: template("gone", new)})
    assert dict(gallery.template_counts()) == {new: 3}
    found = [one for one in gallery.templates(new) if one.person_id == kim.person_id]
    assert [one.vector.shape for one in found] == [(512,), (512,)]


def test_replacing_keeps_who_was_enrolled_with_the_new_model_meanwhile(gallery: Gallery) -> None:
    enrol(gallery)
    made = {number: template("again", OTHER_MODEL) for number, _, _ in gallery.all_pictures()}
    gallery.enrol("E8", "Lee", "", portraits("E8", 2, OTHER_MODEL), START)
    gallery.replace_templates(OTHER_MODEL, made)
    assert dict(gallery.template_counts()) == {OTHER_MODEL: 4}
    gallery.replace_templates(OTHER_MODEL, made)
    assert dict(gallery.template_counts()) == {OTHER_MODEL: 4}


def test_refuses_templates_of_two_models_and_keeps_what_was_there(gallery: Gallery) -> None:
    enrol(gallery)
    (number, _, _), *_ = gallery.all_pictures()
    with pytest.raises(ValueError, match="one model"):
        gallery.replace_templates(MODEL, {number: template("x", OTHER_MODEL)})
    assert dict(gallery.template_counts()) == {MODEL: 2}


def test_a_failure_in_the_middle_of_an_enrolment_leaves_nothing(gallery: Gallery) -> None:
    naive = picture("b", at=datetime(2026, 3, 2))
    with pytest.raises(Exception, match="zone"):
        gallery.enrol("E7", "Kim", "", [(picture("a"), template("a")), (naive, None)], START)
    assert gallery.people() == []
    assert gallery.templates(MODEL) == []


# Lookalikes


def test_a_twin_is_enrolled_together_with_the_pair(gallery: Gallery) -> None:
    one = enrol(gallery)
    assert gallery.lookalikes() == frozenset()
    twin = gallery.enrol("E8", "Kim Haru", "", portraits("E8"), START, [one.person_id])
    assert gallery.lookalikes() == {(one.person_id, twin.person_id)}


def test_a_pair_is_noted_once_in_either_order_and_forgotten(gallery: Gallery) -> None:
    one, other = enrol(gallery), enrol(gallery, "E8", "Lee")
    gallery.tell_apart("E8", "E7", START)
    gallery.tell_apart("E7", "E8", START)
    gallery.tell_apart("E7", "E7", START)
    assert gallery.lookalikes() == {(one.person_id, other.person_id)}
    gallery.tell_apart("E8", "E7", None)
    gallery.tell_apart("E8", "E7", None)
    assert gallery.lookalikes() == frozenset()
    with pytest.raises(PersonNotFound):
        gallery.tell_apart("E7", "E9", START)


def test_who_is_gone_looks_like_nobody(gallery: Gallery) -> None:
    enrol(gallery)
    enrol(gallery, "E8", "Lee")
    gallery.tell_apart("E7", "E8", START)
    gallery.remove("E8")
    assert gallery.lookalikes() == frozenset()
    enrol(gallery, "E8", "Lee")  # enrolled again: the same two people
    assert len(gallery.lookalikes()) == 1
    gallery.erase("E8")
    assert gallery.lookalikes() == frozenset()


@pytest.mark.parametrize("other", ["e7", "Ｅ７", " E7 "])
def test_another_writing_of_a_code_finds_the_person(gallery: Gallery, other: str) -> None:
    made = enrol(gallery, "E7")
    assert gallery.person(other) == made
    assert gallery.rename(other, "Kim Su", "").name == "Kim Su"
    assert [one.code for one in gallery.people(other)] == ["E7"]


@pytest.mark.parametrize("other", ["e7", "Ｅ７"])
def test_a_code_that_looks_like_another_is_refused_with_whose_it_is(
    gallery: Gallery, other: str
) -> None:
    enrol(gallery, "E7", "Kim One")
    told = f"The code {other} belongs to Kim One, for it looks like E7."
    with pytest.raises(AlreadyEnrolled, match=told):
        enrol(gallery, other, "Kim Two")
    gallery.remove("E7")
    again = enrol(gallery, other, "Kim One")
    assert (again.code, again.active) == ("E7", True)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("E7\u200b", r"U\+200B, which cannot be seen"),
        ("\u202eE7", r"U\+202E"),
        ("E\u200d7", r"U\+200D"),
        ("E7\u3164", r"U\+3164"),
        (" E7", "a space before or after it"),
        ("E7\u00a0", "a space before or after it"),
    ],
)
def test_a_code_with_what_cannot_be_seen_is_refused(gallery: Gallery, code: str, told: str) -> None:
    with pytest.raises(EnrolmentRefused, match=told):
        enrol(gallery, code)
    assert gallery.people() == []
