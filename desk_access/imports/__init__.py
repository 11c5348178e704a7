"""Tables and calendars that other programs wrote, as values."""
