"""Owns fairs, encuentros, meetings, visits and help between offices.

Documented so once; then its nouns are `Fair` and `Meeting`, its contracts `agenda.py`, its topic `mesa.agenda`.
"""
