"""Templates of the recogniser to come, made beside those in use."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desk_access.errors import ModelMissing, PictureUnusable
from desk_access.model.person import EnrolmentPicture
from desk_access.service.model_change import ChangeStatus, ModelChange
from desk_access.service.workbench import Kit, Tools
from desk_access.store.workspace import Workspace
from tests.fakes import FakeEmbedder
from tests.records import picture, template
from tests.unit.service.scene import (
    CALIBRATION,
    KIM,
    LEE,
    MODEL,
    OTHER_MODEL,
    START,
    enrol,
    make_tools,
)


def kit(seen: Callable[[], None] = lambda: None) -> Kit:
    """The other model; ``seen`` is called with every picture."""

    class Watched(FakeEmbedder):
        def embed(self, crops):  # type: ignore[no-untyped-def]
            seen()
            return super().embed(crops)

    return Kit(OTHER_MODEL, CALIBRATION, lambda: make_tools(embedder=Watched(OTHER_MODEL)))


def ran(change: ModelChange, made: Kit, switch: Callable[[], None]) -> list[ChangeStatus]:
    told: list[ChangeStatus] = []
    change.begin(made, switch)
    change.wait(told.append, 0.01)
    return told


def test_switches_when_every_picture_has_its_template(workspace: Workspace) -> None:
    enrol(workspace.gallery, KIM, "Kim", pictures=3)
    enrol(workspace.gallery, LEE, "Lee")
    workspace.housekeeping.deactivate(f"E{LEE}")
    found: list[tuple[int, int]] = []

    def switch() -> None:
        counts = workspace.gallery.template_counts()
        found.append((counts[MODEL], counts[OTHER_MODEL]))

    change = ModelChange(workspace.gallery)
    ran(change, kit(), switch)
    assert found == [(3, 3)]
    assert dict(workspace.gallery.template_counts()) == {OTHER_MODEL: 3}
    workspace.housekeeping.reactivate(f"E{LEE}")
    assert dict(workspace.gallery.template_counts()) == {OTHER_MODEL: 4}
    assert change.status is None


def test_what_was_made_is_kept_and_not_made_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk_access.service.model_change._AT_A_TIME", 2)
    enrol(workspace.gallery, KIM, "Kim", pictures=5)
    change = ModelChange(workspace.gallery)
    made: list[int] = []

    def ended() -> None:
        made.append(1)
        if len(made) == 3:
            change._stopping.set()

    ran(change, kit(ended), lambda: pytest.fail("it is not complete"))
    assert workspace.gallery.picture_count(OTHER_MODEL) == 3
    switched: list[bool] = []
    ran(change, kit(lambda: made.append(1)), lambda: switched.append(True))
    assert len(made) == 5
    assert switched == [True]


def test_whoever_is_enrolled_meanwhile_is_taken_along(workspace: Workspace) -> None:
    enrol(workspace.gallery, KIM, "Kim")
    arrived: list[bool] = []

    def arrive() -> None:
        if not arrived:
            arrived.append(True)
            enrol(workspace.gallery, LEE, "Lee")

    ran(ModelChange(workspace.gallery), kit(arrive), lambda: None)
    assert dict(workspace.gallery.template_counts()) == {OTHER_MODEL: 2}


def test_whoever_is_enrolled_in_the_moment_of_the_switch_too(workspace: Workspace) -> None:
    enrol(workspace.gallery, KIM, "Kim")

    def switch() -> None:
        enrol(workspace.gallery, LEE, "Lee")

    ran(ModelChange(workspace.gallery), kit(), switch)
    assert dict(workspace.gallery.template_counts()) == {OTHER_MODEL: 2}


def test_a_failure_is_told_and_changes_nothing(workspace: Workspace) -> None:
    enrol(workspace.gallery, KIM, "Kim")
    damaged = EnrolmentPicture(b"no picture", picture("x").points, 0.5, START)
    workspace.gallery.enrol("E1", "Damaged", "", [(damaged, template("x", MODEL))], START)
    change = ModelChange(workspace.gallery)
    with pytest.raises(PictureUnusable, match="was not changed"):
        ran(change, kit(), lambda: pytest.fail("it is not complete"))
    assert change.status is not None
    assert workspace.gallery.template_counts()[MODEL] == 2

    def absent() -> Tools:
        raise ModelMissing("The file is gone.", "Fetch it.")

    with pytest.raises(ModelMissing):
        ran(change, Kit(OTHER_MODEL, CALIBRATION, absent), lambda: None)
    change.stop()
    assert change.status is None
