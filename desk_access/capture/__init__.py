"""Cameras, files, network streams and folders of pictures as frame sources."""
