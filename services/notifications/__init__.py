"""Owns the permanent channel: the notices to each office, in plain Spanish."""
