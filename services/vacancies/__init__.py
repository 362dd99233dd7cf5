"""Owns the vacancy, its seats, leases and placements."""
