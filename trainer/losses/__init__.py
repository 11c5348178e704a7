"""Losses over a batch of embeddings, one a file; ``make`` has them by name."""
