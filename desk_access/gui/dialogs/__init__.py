"""What asks before it does, and what leads through a first start."""
