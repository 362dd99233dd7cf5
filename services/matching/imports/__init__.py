"""Imports the sheets in which offices keep seekers: each row is read, checked and registered."""
