"""Owns fairs, encuentros, meetings, visits and help between offices; documented so once, then its nouns are Fair and Meeting."""
