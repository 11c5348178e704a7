"""Cameras, recordings, network streams and pictures: the only users of cv2.VideoCapture."""
