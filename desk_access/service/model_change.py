"""Changing the recogniser while the one in use goes on: templates first, then the switch."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from desk_access.errors import DeskAccessError, PictureUnusable
from desk_access.model.arrays import Vector
from desk_access.ports import Gallery
from desk_access.service.enrolment import template_of
from desk_access.service.workbench import Kit, Workbench

_AT_A_TIME: Final = 32
"""Templates are committed so many at once: whoever ends the program loses seconds of work."""


@dataclass(frozen=True, slots=True)
class ChangeStatus:
    """How far a change of model is: ``done`` ``of`` so many pictures have a new template.

    ``failure`` says why it stopped; it goes on with the next start of the program.
    """

    done: int
    of: int
    failure: DeskAccessError | None = None


class ModelChange:
    """Makes the templates of the recogniser to come, on a thread and with networks of its own.

    Watching goes on with the model in use meanwhile. Every template is kept as soon as it is made,
    so whatever ends the program, the next start goes on where this one stopped. One at a time.
    """

    def __init__(self, gallery: Gallery) -> None:
        self._gallery = gallery
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self.status: ChangeStatus | None = None

    def begin(self, kit: Kit, switch: Callable[[], None]) -> None:
        """Make what is missing of ``kit``'s templates, then call ``switch``, on the thread."""
        self.stop()
        self._stopping.clear()
        self.status = ChangeStatus(0, self._gallery.picture_count())
        work = partial(self._work, kit, switch)
        self._thread = threading.Thread(target=work, name="model change", daemon=True)
        self._thread.start()

    def wait(self, told: Callable[[ChangeStatus], None], every_s: float = 0.2) -> None:
        """Block until it has ended; ``told`` how it goes. Raises what it failed with."""
        while self._thread is not None and self._thread.is_alive():
            self._thread.join(every_s)
            if self.status is not None:
                told(self.status)
        if self.status is not None and self.status.failure is not None:
            raise self.status.failure

    def stop(self) -> None:
        """Give up, keeping what was made. Not on its own thread."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
        self._thread = self.status = None

    def complete(self, kit: Kit) -> bool:
        """Whether every kept picture has a template of this model. Raises StoreError."""
        return next(iter(self._gallery.pictures_lacking(kit.digest)), None) is None

    def _work(self, kit: Kit, switch: Callable[[], None]) -> None:
        bench = Workbench(kit.build)
        try:
            # Somebody may be enrolled while the last ones are made.
            while not self._stopping.is_set() and not self.complete(kit):
                self._make(kit, bench)
            if not self._stopping.is_set():
                switch()
                # Whoever was enrolled with the old model in that very moment.
                self._make(kit, bench)
                self._gallery.replace_templates(kit.digest, {})
                self.status = None
        except DeskAccessError as error:
            self.status = self._status(kit, error)
        finally:
            bench.close()

    def _make(self, kit: Kit, bench: Workbench) -> None:
        made: dict[int, Vector] = {}
        for number, picture in self._gallery.pictures_lacking(kit.digest):
            if self._stopping.is_set():
                break
            try:
                made[number] = bench.run(partial(template_of, picture))
            except PictureUnusable as error:
                raise PictureUnusable(
                    "The recognition model was not changed: a kept picture is damaged.",
                    "Run: desk-access models reembed, which names whose it is.",
                ) from error
            if len(made) == _AT_A_TIME:
                self._keep(kit, made)
        self._keep(kit, made)

    def _keep(self, kit: Kit, made: dict[int, Vector]) -> None:
        if made:
            self._gallery.add_templates(kit.digest, made)
            made.clear()
        self.status = self._status(kit, None)

    def _status(self, kit: Kit, failure: DeskAccessError | None) -> ChangeStatus:
        gallery = self._gallery
        return ChangeStatus(gallery.picture_count(kit.digest), gallery.picture_count(), failure)
