"""Pure functions from punches to days."""
