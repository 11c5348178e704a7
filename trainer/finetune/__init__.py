"""The general recogniser made better for an organisation's own people, without forgetting."""
