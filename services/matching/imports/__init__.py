"""Sheets of people who look for work, as offices keep them: read, checked row by row, and registered."""
