"""The five pages, one a file."""
