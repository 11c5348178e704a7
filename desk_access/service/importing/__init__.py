"""What a table or a calendar would change, and making it so, whole or not at all."""
