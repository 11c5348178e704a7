"""Second opinions: what the program works out, counted again by other means."""
