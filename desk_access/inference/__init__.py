"""The networks: ONNX Runtime and MediaPipe, and the models they run."""
