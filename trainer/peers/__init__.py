"""Other makers' recognisers, turned into ONNX so that they are measured by the same code as ours.

:mod:`trainer.peers.peers` lists and fetches them; a reader and a converter for each stand beside
it. NumPy and onnx are all they need.
"""
