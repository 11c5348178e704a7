"""Alive or shown: cues of one face over its track, joined into one score; and the challenge."""
