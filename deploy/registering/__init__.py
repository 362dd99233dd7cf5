"""A list of people who look for work, as an office keeps it in a sheet: read, checked row by row, registered."""
