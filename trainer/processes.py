"""Several processes on one run: what torchrun sets up, and what this process is among them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import torch
import torch.distributed as dist

_PATIENCE: Final = timedelta(days=1)
"""How long processes wait for one another: while the first validates or asks a teacher about a
whole set, the others do nothing. PyTorch's own ten minutes are too few on a CPU. When one process
fails, torchrun ends the others at once."""


@dataclass(frozen=True, slots=True)
class Place:
    """This process: ``rank`` of ``world``, on its device."""

    rank: int
    world: int
    device: torch.device

    @property
    def first(self) -> bool:
        """Whether this one reports and writes."""
        return self.rank == 0

    def meet(self) -> None:
        """Go on when all processes have come here."""
        if self.world > 1:
            dist.barrier()

    @contextmanager
    def first_alone(self) -> Iterator[None]:
        """The first process does what is inside before the others do: they find what it wrote."""
        if not self.first:
            self.meet()
        yield
        if self.first:
            self.meet()


@contextmanager
def place(threads: int) -> Iterator[Place]:
    """Join the processes that torchrun started; alone without it. ``threads`` 0 leaves PyTorch's.

    Each process takes one GPU, or the CPU where there is none. Inside another one it gives the
    same place, and the outer one leaves.
    """
    if threads:
        torch.set_num_threads(threads)
    rank, world, local = (
        int(os.environ.get(name, default))
        for name, default in (("RANK", 0), ("WORLD_SIZE", 1), ("LOCAL_RANK", 0))
    )
    gpu = torch.cuda.is_available()
    device = torch.device("cuda", local) if gpu else torch.device("cpu")
    if gpu:
        torch.cuda.set_device(device)
    joins = world > 1 and not dist.is_initialized()
    if joins:
        dist.init_process_group("nccl" if gpu else "gloo", timeout=_PATIENCE)
    try:
        yield Place(rank, world, device)
    finally:
        if joins:
            dist.destroy_process_group()
