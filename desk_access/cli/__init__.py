"""The command line: one command a file, thin, through the same services as the window."""
