"""What a person or the clock asks of the agenda."""
