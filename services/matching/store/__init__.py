"""The SQL of a batch of matching: load what it needs, save what it changed, and find the timers that are due."""

from services.matching.store.load import due, load
from services.matching.store.save import save

__all__ = ["due", "load", "save"]
