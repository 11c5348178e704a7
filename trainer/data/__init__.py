"""Pictures of people into aligned crops, and crops into batches."""
