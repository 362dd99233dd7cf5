"""Owns the permanent channel: what each office is told, in plain Spanish."""
