"""The cores of all four services in one process, over a store and a bus in memory that fail in every way: one seed,
one history.
"""

from deploy.simulation.history import BrokenError, History, play

__all__ = ["BrokenError", "History", "play"]
