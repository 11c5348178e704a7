"""Numbers of the command line, checked as they are read."""

from __future__ import annotations

import argparse


def cosine(text: str) -> float:
    """A cosine between -1 and 1, of the command line."""
    try:
        value = float(text)
    except ValueError:
        value = 2.0
    if not -1 < value < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no cosine between -1 and 1")
    return value


def share(text: str) -> float:
    """A part of a whole, 0 to 1, of the command line."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no share from 0 to 1")
    return value
