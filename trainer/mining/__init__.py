"""Which triplets of a batch, and which people in one, teach most; one way a file."""
