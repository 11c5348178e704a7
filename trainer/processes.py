"""Several processes on one run: what torchrun sets up, and what this process is among them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
import torch.distributed as dist


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


@contextmanager
def place(threads: int) -> Iterator[Place]:
    """Join the processes that torchrun started; alone without it. ``threads`` 0 leaves PyTorch's.

    Each process takes one GPU, or the CPU where there is none.
    """
    if threads:
        torch.set_num_threads(threads)
    rank, world, local = (
        int(os.environ.get(name, default))
        for name, default in (("RANK", 0), ("WORLD_SIZE", 1), ("LOCAL_RANK", 0))
    )
    gpu = torch.cuda.is_available()
    device = torch.device("cuda", local) if gpu else torch.device("cpu")
    if world > 1:
        dist.init_process_group("nccl" if gpu else "gloo")
    try:
        yield Place(rank, world, device)
    finally:
        if world > 1:
            dist.destroy_process_group()
