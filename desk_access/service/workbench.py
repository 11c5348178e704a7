"""The one thread that owns the networks."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from desk_access.model.liveness import LivenessPolicy
from desk_access.model.recogniser import Calibration, ModelDigests
from desk_access.model.status import DeviceNote
from desk_access.ports import Embedder, FaceFinder, LivenessCheck

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Tools:
    """The networks, for use inside :meth:`Workbench.run` alone, and what they run on.

    ``liveness`` is asked for through :meth:`check` alone, which knows whether a policy needs it.
    """

    finder: FaceFinder
    embedder: Embedder
    device: DeviceNote
    liveness: LivenessCheck
    models: ModelDigests = field(default_factory=ModelDigests)

    def check(self, policy: LivenessPolicy) -> LivenessCheck | None:
        """What looks whether a face is alive; None where the policy is off, and only there.

        Raises LivenessUnavailable where the policy asks for a check that cannot be made.
        """
        if policy is LivenessPolicy.OFF:
            return None
        self.liveness.ready()
        return self.liveness


@dataclass(frozen=True, slots=True, eq=False)
class Kit:
    """How the networks are made, and what is known of the recogniser before they are.

    ``digest`` is the SHA-256 of its file; ``build`` is called on the thread that will use them.
    """

    digest: str
    calibration: Calibration
    build: Callable[[], Tools]


class Workbench:
    """Runs work that needs the networks, one piece after the other, on a thread of its own.

    The networks are made on that thread with the first piece of work (loading takes seconds) and
    live there until :meth:`close`. Whoever brings work waits in turn, so cameras and enrolment
    share the machine fairly.
    """

    def __init__(self, build: Callable[[], Tools]) -> None:
        self._build = build
        self._tools: Tools | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="inference")

    @property
    def device(self) -> DeviceNote | None:
        """What the recogniser runs on; None while it is not loaded. Any thread, cheap."""
        tools = self._tools
        return tools.device if tools else None

    def run(self, work: Callable[[Tools], T]) -> T:
        """Do ``work`` and return what it returned or raise what it raised. Blocks; any thread.

        Raises ModelError or DeviceUnavailable when the networks cannot be made; the next piece of
        work tries again.
        """
        return self.submit(work).result()

    def submit(self, work: Callable[[Tools], T]) -> Future[T]:
        """Like :meth:`run`, without waiting."""
        return self._thread.submit(lambda: work(self._ready()))

    def rebuild(self, build: Callable[[], Tools]) -> None:
        """Use other networks from the next piece of work on."""
        self._thread.submit(self._forget, build).result()

    def close(self) -> None:
        """Finish the work that was brought, release the networks and end the thread."""
        try:
            self._thread.submit(self._forget, self._build).result()
        finally:
            self._thread.shutdown(wait=True)

    def _ready(self) -> Tools:
        if self._tools is None:
            self._tools = self._build()
        return self._tools

    def _forget(self, build: Callable[[], Tools]) -> None:
        tools, self._tools, self._build = self._tools, None, build
        if tools is not None:
            tools.finder.close()
