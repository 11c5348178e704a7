"""The studies of the sources, repeated small."""
