"""What every Housekeeping does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desk_access.errors import AlreadyEnrolled, ChangeRefused, EnrolmentRefused, PersonNotFound
from desk_access.model.history import Action, Visit
from desk_access.model.importing import Named
from desk_access.model.person import Person
from desk_access.model.punch import PunchFilter
from tests.contract.stores import ADAPTERS, Stores
from tests.records import MODEL, START, append, picture, portraits, template

VISIT = Visit(START, START + timedelta(minutes=3), "Main door")


@pytest.fixture(params=ADAPTERS)
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    with ADAPTERS[request.param](tmp_path) as stores:
        yield stores


def enrol(stores: Stores, code: str = "E7", name: str = "Kim", pictures: int = 3) -> Person:
    return stores.gallery.enrol(code, name, "", portraits(ascii(code), pictures), START)


def numbers(stores: Stores, person: Person) -> list[int]:
    return [number for number, _ in stores.housekeeping.numbered_pictures(person.person_id)]


def templates(stores: Stores) -> dict[int, int]:
    """How many templates can be recognised, by person."""
    found = [one.person_id for one in stores.gallery.templates(MODEL)]
    return {person: found.count(person) for person in found}


def actions(stores: Stores) -> list[Action]:
    return [entry.action for entry in stores.housekeeping.history()]


def undo_last(stores: Stores) -> None:
    stores.housekeeping.undo(stores.housekeeping.history()[0].number)


def test_every_change_is_in_the_history_with_who_and_when(stores: Stores) -> None:
    before = datetime.now(UTC)
    enrol(stores)
    stores.gallery.rename("E7", "Kim Hamil", "Lab")
    rename, enrolment = stores.housekeeping.history()
    assert (enrolment.action, enrolment.pictures) == (Action.ENROL, 3)
    assert rename.who == enrolment.who != ""
    assert before <= enrolment.at <= rename.at <= datetime.now(UTC)
    (person,) = rename.people
    assert (person.code, person.before.name, person.after.name) == ("E7", "Kim", "Kim Hamil")
    assert (person.before.group, person.after.group) == ("", "Lab")
    assert rename.undoable
    assert not rename.undone


def test_what_changes_nothing_is_no_change(stores: Stores) -> None:
    enrol(stores)
    stores.gallery.rename("E7", "Kim", "")
    assert actions(stores) == [Action.ENROL]


def test_the_history_of_one_person_and_page_by_page(stores: Stores) -> None:
    enrol(stores)
    enrol(stores, "E8", "Lee")
    stores.gallery.rename("E7", "Kim Hamil", "")
    house = stores.housekeeping
    assert [entry.action for entry in house.history("E7")] == [Action.RENAME, Action.ENROL]
    assert [entry.number for entry in house.history(limit=1, offset=1)] == [2]


def test_many_renamed_together_are_one_entry_and_undone_together(stores: Stores) -> None:
    for code, name in (("E7", "Kim"), ("E8", "Lee")):
        stores.gallery.enrol(code, name, "Lab", portraits(code), START)
    stores.gallery.rename_all([Named("E7", "Kim Hamil", None), Named("E8", "Lee", "Shop")])
    entry = stores.housekeeping.history()[0]
    assert (entry.action, len(entry.people), entry.undoable) == (Action.RENAME, 2, True)
    stores.housekeeping.undo(entry.number)
    assert [(p.name, p.group) for p in stores.gallery.people()] == [("Kim", "Lab"), ("Lee", "Lab")]


def test_a_rename_is_undone_and_that_is_an_entry_and_can_be_undone(stores: Stores) -> None:
    enrol(stores)
    stores.gallery.rename("E7", "Kim Hamil", "Lab")
    renamed = stores.housekeeping.history()[0].number
    undoing = stores.housekeeping.undo(renamed)
    assert stores.gallery.person("E7").name == "Kim"
    assert (undoing.action, undoing.undoes) == (Action.UNDO, renamed)
    assert [entry.undone for entry in stores.housekeeping.history()] == [False, True, False]
    stores.housekeeping.undo(undoing.number)
    assert stores.gallery.person("E7").name == "Kim Hamil"
    assert [entry.undone for entry in stores.housekeeping.history()][:3] == [False, True, False]


def test_an_enrolment_that_is_undone_is_recognised_no_more(stores: Stores) -> None:
    enrol(stores)
    undo_last(stores)
    assert stores.gallery.people() == []
    assert templates(stores) == {}
    undo_last(stores)
    assert stores.gallery.person("E7").pictures == 3
    assert len(stores.gallery.templates(MODEL)) == 3


def test_undoing_what_no_longer_applies_says_so_and_changes_nothing(stores: Stores) -> None:
    enrol(stores)
    stores.gallery.rename("E7", "Kim Hamil", "")
    stores.gallery.rename("E7", "Kim H.", "")
    first = stores.housekeeping.history()[1].number
    with pytest.raises(ChangeRefused, match=r"no longer applies.*later change first"):
        stores.housekeeping.undo(first)
    with pytest.raises(ChangeRefused, match="no entry 99"):
        stores.housekeeping.undo(99)
    assert stores.gallery.person("E7").name == "Kim H."
    assert len(actions(stores)) == 3


def test_a_removal_deletes_for_good_and_cannot_be_undone(stores: Stores) -> None:
    enrol(stores)
    stores.gallery.remove("E7")
    removal, enrolment = stores.housekeeping.history()
    assert (removal.action, removal.pictures) == (Action.REMOVE, 3)
    assert not removal.undoable
    assert not enrolment.undoable
    for entry in (removal, enrolment):
        with pytest.raises(ChangeRefused, match="deleted for good"):
            stores.housekeeping.undo(entry.number)
    with pytest.raises(ChangeRefused, match="no pictures"):
        stores.housekeeping.reactivate("E7")


def test_a_merge_joins_pictures_and_reads_the_punches_as_one_persons(stores: Stores) -> None:
    kim, double = enrol(stores), enrol(stores, "E8", "Kim again", 2)
    append(stores.ledger, kim, 0)
    append(stores.ledger, double, 1)
    merged = stores.housekeeping.merge("E8", "E7")
    assert (merged.code, merged.pictures) == ("E7", 5)
    assert templates(stores) == {kim.person_id: 5}
    assert [person.code for person in stores.gallery.people()] == ["E7"]
    assert stores.housekeeping.inactive() == []
    punches = stores.ledger.query(PunchFilter())
    assert [(one.name, one.code, one.entry.person_code) for one in punches] == [
        ("Kim", "E7", "E8"),
        ("Kim", "E7", "E7"),
    ]
    for code in ("E7", "E8"):
        assert stores.ledger.count(PunchFilter(person_code=code)) == 2
        assert len(list(stores.ledger.stream(PunchFilter(person_code=code)))) == 2
    last = stores.ledger.last(kim.person_id)
    assert last is not None
    assert last.entry.person_code == "E8"
    assert stores.ledger.verify().intact
    with pytest.raises(AlreadyEnrolled, match="Kim"):
        enrol(stores, "E8", "Lee")
    for change in (stores.housekeeping.deactivate, stores.housekeeping.reactivate):
        with pytest.raises(ChangeRefused, match="merged into Kim"):
            change("E8")


def test_a_merge_is_undone_whole(stores: Stores) -> None:
    kim, double = enrol(stores), enrol(stores, "E8", "Kim again", 2)
    append(stores.ledger, double, 0)
    stores.housekeeping.merge("E8", "E7")
    undo_last(stores)
    assert templates(stores) == {kim.person_id: 3, double.person_id: 2}
    (punch,) = stores.ledger.query(PunchFilter())
    assert (punch.name, punch.code) == ("Kim again", "E8")


def test_whoever_was_merged_goes_along_with_the_next_merge(stores: Stores) -> None:
    for code in ("E7", "E8", "E9"):
        append(stores.ledger, enrol(stores, code, f"Kim {code}"), int(code[1]))
    stores.housekeeping.merge("E9", "E8")
    stores.housekeeping.merge("E8", "E7")
    assert {one.code for one in stores.ledger.query(PunchFilter())} == {"E7"}
    assert stores.ledger.count(PunchFilter(person_code="E9")) == 3
    undo_last(stores)
    assert stores.ledger.count(PunchFilter(person_code="E9")) == 2
    undo_last(stores)
    assert len(stores.gallery.people()) == 1  # undoing the undoing merges them again


def test_merging_needs_two_active_people(stores: Stores) -> None:
    enrol(stores)
    enrol(stores, "E8", "Lee")
    stores.housekeeping.deactivate("E8")
    with pytest.raises(ChangeRefused, match="itself"):
        stores.housekeeping.merge("E7", "E7")
    with pytest.raises(ChangeRefused, match="Lee is not active"):
        stores.housekeeping.merge("E8", "E7")
    with pytest.raises(PersonNotFound):
        stores.housekeeping.merge("E9", "E7")


def test_a_split_makes_a_person_of_some_pictures(stores: Stores) -> None:
    kim = enrol(stores)
    chosen = numbers(stores, kim)[1:]
    lee = stores.housekeeping.split("E7", chosen, "E8", "Lee", "Lab", START)
    assert (lee.code, lee.name, lee.group, lee.pictures) == ("E8", "Lee", "Lab", 2)
    assert numbers(stores, lee) == chosen
    assert templates(stores) == {kim.person_id: 1, lee.person_id: 2}
    undo_last(stores)
    assert templates(stores) == {kim.person_id: 3}
    assert [person.code for person in stores.housekeeping.inactive()] == ["E8"]


@pytest.mark.parametrize("chosen", [[], [1, 2, 3], [99], [1, 4]])
def test_a_split_takes_some_of_the_persons_own_pictures(stores: Stores, chosen: list[int]) -> None:
    enrol(stores)
    enrol(stores, "E9", "Lee", 1)
    with pytest.raises(ChangeRefused):
        stores.housekeeping.split("E7", chosen, "E8", "Lee", "", START)
    with pytest.raises(ChangeRefused):
        stores.housekeeping.set_aside("E7", chosen)
    assert actions(stores) == [Action.ENROL, Action.ENROL]


def test_a_split_needs_a_free_code_and_a_name(stores: Stores) -> None:
    enrol(stores)
    enrol(stores, "E8", "Lee")
    with pytest.raises(AlreadyEnrolled, match="Lee"):
        stores.housekeeping.split("E7", [1], "E8", "Park", "", START)
    with pytest.raises(EnrolmentRefused):
        stores.housekeeping.split("E7", [1], "E9", " ", "", START)
    assert len(stores.gallery.people()) == 2


def test_deactivating_keeps_everything_and_is_taken_back(stores: Stores) -> None:
    kim = enrol(stores)
    stores.housekeeping.deactivate("E7")
    assert stores.gallery.people() == []
    assert templates(stores) == {}
    assert [person.name for person in stores.housekeeping.inactive()] == ["Kim"]
    assert len(stores.gallery.pictures(kim.person_id)) == 3
    with pytest.raises(ChangeRefused, match="not active"):
        stores.housekeeping.deactivate("E7")
    assert stores.housekeeping.reactivate("E7").active
    assert templates(stores) == {kim.person_id: 3}
    with pytest.raises(ChangeRefused, match="is active"):
        stores.housekeeping.reactivate("E7")
    assert actions(stores)[:2] == [Action.REACTIVATE, Action.DEACTIVATE]


def test_enrolling_a_deactivated_code_again_uses_the_new_pictures_alone(stores: Stores) -> None:
    kim = enrol(stores)
    stores.housekeeping.deactivate("E7")
    again = stores.gallery.enrol("E7", "Kim H.", "", portraits("new", 2), START)
    assert (again.person_id, again.pictures) == (kim.person_id, 2)
    undo_last(stores)
    undo_last_but_one = stores.housekeeping.history()[2]
    assert undo_last_but_one.action is Action.DEACTIVATE
    stores.housekeeping.undo(undo_last_but_one.number)
    assert stores.gallery.person("E7").pictures == 3


def test_pictures_are_added_set_aside_and_replaced(stores: Stores) -> None:
    kim = enrol(stores)
    more = [(picture("more", 0.9), template("more"))]
    assert stores.housekeeping.add_pictures("E7", more).pictures == 4
    assert stores.gallery.thumbnail(kim.person_id) == picture("more").jpeg
    left = stores.housekeeping.set_aside("E7", numbers(stores, kim)[:1])
    assert left.pictures == len(stores.gallery.pictures(kim.person_id)) == 3
    assert stores.housekeeping.re_enrol("E7", portraits("new", 2)).pictures == 2
    assert templates(stores) == {kim.person_id: 2}
    assert len(list(stores.gallery.all_pictures())) == 2
    assert actions(stores)[:3] == [Action.RE_ENROL, Action.SET_ASIDE, Action.ADD_PICTURES]
    for pictures in (3, 4, 3):
        newest = next(
            entry
            for entry in stores.housekeeping.history()
            if not entry.undone and entry.action is not Action.UNDO
        )
        stores.housekeeping.undo(newest.number)
        assert stores.gallery.person("E7").pictures == pictures
    with pytest.raises(ChangeRefused):
        stores.housekeeping.re_enrol("E7", [])


def test_a_visitors_pictures_come_with_the_visit(stores: Stores) -> None:
    enrol(stores)
    stores.housekeeping.add_pictures("E7", [(picture("v"), template("v"))], VISIT)
    entry = stores.housekeeping.history()[0]
    assert (entry.action, entry.visit) == (Action.ASSIGN, VISIT)


@pytest.mark.parametrize("code", ["E7", "E8"])
def test_erasing_leaves_nothing_of_the_person_in_the_history(stores: Stores, code: str) -> None:
    append(stores.ledger, enrol(stores), 0)
    enrol(stores, "E8", "Kim again")
    stores.housekeeping.add_pictures("E7", [(picture("v"), template("v"))], VISIT)
    stores.housekeeping.merge("E8", "E7")
    kept_as = stores.gallery.erase(code).kept_as
    assert stores.housekeeping.history() == []
    assert stores.gallery.people() == []
    assert stores.ledger.picture(1) is None
    (punch,) = stores.ledger.query(PunchFilter(person_code=kept_as))
    assert (punch.name, punch.code) == ("", kept_as)


def test_erasing_one_of_two_leaves_the_others_part(stores: Stores) -> None:
    kim = enrol(stores)
    stores.housekeeping.split("E7", numbers(stores, kim)[:1], "E8", "Lee", "", START)
    stores.gallery.erase("E7")
    (split,) = stores.housekeeping.history()
    assert [person.code for person in split.people] == ["E8"]
    assert not split.undoable
    with pytest.raises(ChangeRefused, match="deleted for good"):
        stores.housekeeping.undo(split.number)
    assert stores.gallery.person("E8").pictures == 1


def test_nobody_has_an_unknown_code(stores: Stores) -> None:
    house = stores.housekeeping
    changes: list[Callable[[], object]] = [
        lambda: house.deactivate("E1"),
        lambda: house.reactivate("E1"),
        lambda: house.add_pictures("E1", []),
        lambda: house.set_aside("E1", [1]),
        lambda: house.re_enrol("E1", portraits("x")),
        lambda: house.split("E1", [1], "E2", "Lee", "", START),
    ]
    for change in changes:
        with pytest.raises(PersonNotFound):
            change()
    assert house.history("E1") == []


def test_templates_of_a_model_to_come_stand_beside_those_in_use(stores: Stores) -> None:
    enrol(stores)
    enrol(stores, "E8", "Lee", 1)
    stores.housekeeping.deactivate("E8")
    gallery, new = stores.gallery, "c" * 64
    lacking = list(gallery.pictures_lacking(new))
    assert len(lacking) == gallery.picture_count() == 4
    gallery.add_templates(
        new, {lacking[0][0]: template("new", new).vector, 99: template("x").vector}
    )
    assert [number for number, _ in gallery.pictures_lacking(new)] == [
        number for number, _ in lacking[1:]
    ]
    assert gallery.picture_count(new) == 1
    assert len(gallery.templates(MODEL)) == 3
    assert len(gallery.templates(new)) == 1


def test_members_are_there_from_enrolment_to_removal_and_again(stores: Stores) -> None:
    house = stores.housekeeping
    stores.gallery.enrol("E7", "kim", "Mill", portraits("E7"), START)
    stores.gallery.enrol("E8", "Lee", "", portraits("E8"), START + timedelta(days=1))
    (lee,) = house.members("E8")
    assert (lee.code, lee.name, lee.group) == ("E8", "Lee", "")
    assert [stay.end for stay in lee.stays] == [None]
    assert lee.stays[0].start == START + timedelta(days=1)
    house.deactivate("E8")
    house.reactivate("E8")
    stores.gallery.remove("E8")
    first, second = house.members("E8")[0].stays
    assert first.end is not None
    assert second.end is not None
    assert first.end <= second.start <= second.end
    assert [member.code for member in house.members()] == ["E7", "E8"]
    stores.gallery.erase("E8")
    assert [member.code for member in house.members()] == ["E7"]
    assert house.members("E8") == house.members("nobody") == []


def test_merged_members_are_one_for_as_long_as_either_was_there(stores: Stores) -> None:
    house = stores.housekeeping
    stores.gallery.enrol("E7", "Kim", "", portraits("E7"), START + timedelta(days=9))
    stores.gallery.enrol("E8", "Kim", "", portraits("E8"), START)
    house.merge("E8", "E7")
    (kim,) = house.members()
    assert house.members("E8") == house.members("E7") == [kim]
    assert [stay.start for stay in kim.stays] == [START, START + timedelta(days=9)]
    assert [stay.end is None for stay in kim.stays] == [False, True]
