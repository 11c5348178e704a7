"""``desk-access holidays``: the days on which nobody is due."""

from __future__ import annotations

from desk_access.cli.arguments import Commands
from desk_access.cli.holiday_imports import add_imports


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser("holidays", help="the days on which nobody is due")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    add_imports(actions)
