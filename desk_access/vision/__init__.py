"""Pure arithmetic on pictures, points and embeddings: no files, no threads."""
