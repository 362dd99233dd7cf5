"""What events decides about: offices, venues, what is held, dates that are agreed on, clashes, and lists of fairs."""
