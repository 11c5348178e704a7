"""What erasing a person came to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from desk_access.model.person import Template
from desk_access.model.visitor import Visitor

Alike: TypeAlias = Callable[[Sequence[Template], Sequence[Visitor]], Collection[str]]
"""The keys of the visits that may be of somebody with these templates, of any model."""

PSEUDONYM = "erased-"
"""What begins the code under which the hours of an erased person stay."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """``kept_as`` is the code under which punches and paid hours stay. ``visits`` of unknown people
    that may have been of this one are deleted.

    ``mentions`` are texts that people wrote about others, or about the site, in which the name
    still stands. ``checked`` files were searched for ``searched`` pieces of deleted pictures and
    templates. ``bytes_left``: some of them are still in a file, because another program reads the
    workspace; they go as soon as that ends and this program runs.
    """

    kept_as: str
    visits: int
    mentions: int
    searched: int
    checked: int
    bytes_left: bool
