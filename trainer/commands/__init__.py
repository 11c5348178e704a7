"""The commands of desk-train, one a file."""
