"""What the window says, as pure functions and values: no widgets."""
