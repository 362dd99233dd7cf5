"""Owns fairs, encuentros, meetings, visits and help between offices. Built so far: fairs.

Its nouns are `Fair` and `Meeting`, its contracts are in `agenda.py`, its topic is `mesa.agenda`.
"""
