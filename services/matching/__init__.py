"""Owns seekers, candidates and the offers a commune makes."""
