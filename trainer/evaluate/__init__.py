"""What an evaluation shows beside its figures: curves, the worst errors, clusters, label errors."""
