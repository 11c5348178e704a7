"""From embeddings of people nobody trained on to the thresholds that keep strangers out."""
