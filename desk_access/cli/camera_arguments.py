"""What the commands that watch a camera take, besides the source itself."""

from __future__ import annotations

import argparse
import sys

from desk_access.bootstrap import unnamed_camera
from desk_access.camera_address import fingerprint_of, with_credentials
from desk_access.cli.arguments import seconds
from desk_access.config import CameraSettings
from desk_access.errors import UsageError


def add_network_camera(parser: argparse.ArgumentParser) -> None:
    """Add what an address of ``--source`` may need besides."""
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="read NAME:PASSWORD of the camera from the first line of standard input",
    )
    parser.add_argument(
        "--certificate",
        default="",
        metavar="SHA256",
        help="trust the camera with this certificate, which no authority vouches for",
    )
    parser.add_argument(
        "--poll",
        type=seconds,
        default=0.0,
        metavar="S",
        help="the address gives one picture: fetch it every S seconds",
    )


def camera_of(args: argparse.Namespace) -> CameraSettings:
    """The camera that ``--source`` and :func:`add_network_camera` name. Raises UsageError."""
    source: str = args.source
    if args.password_stdin:
        user, mark, password = sys.stdin.readline().rstrip("\r\n").partition(":")
        if not mark:
            raise UsageError(
                "Standard input has no name and password.", "Its first line is NAME:PASSWORD."
            )
        source = with_credentials(source, user, password)
    return unnamed_camera(source, fingerprint_of(args.certificate), args.poll)
